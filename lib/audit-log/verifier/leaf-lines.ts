/** The lines of leaves.jsonl made the tree again, with the leaves that are disclosed cut out of them; no text of a leaf is read here. */
import {
  base64Into,
  fromBase64,
  fromHex,
  fromUtf8,
  roomFor,
  sameBytes,
  toHex,
  toLatin1,
} from "@/lib/audit-log/bytes";
import { HASH_LENGTH, leafHash, RootBuilder, type Sha256 } from "@/lib/audit-log/merkle";
import { Findings } from "@/lib/audit-log/verifier/check";
import { isObject, LF, type PackFiles, parseJson, piecesOf } from "@/lib/audit-log/verifier/pack";

export const FILE = "leaves.jsonl";

export type RebuiltTree = {
  size: number;
  root: Uint8Array;
  /** The root when the tree had the size asked for; undefined if it never had. */
  rootThen: Uint8Array | undefined;
  /** Its root at each of the other sizes asked for that it had. */
  rootsAt: ReadonlyMap<number, Uint8Array>;
  findings: Findings;
};

/** Sizes at which the tree's root is wanted: of a checkpoint kept from before, and others. */
export type Sizes = { before: number | undefined; others: ReadonlySet<number> };

/** The disclosed leaves of some lines, in order, whose hashes are right. */
export type Disclosed = {
  indexes: number[];
  /** Where each ends in `bytes`; it begins one byte after the end before, as a leaf's prefix stands before each. */
  ends: number[];
  /** 32 bytes a leaf. */
  hashes: Uint8Array<ArrayBuffer>;
  bytes: Uint8Array<ArrayBuffer>;
};

/** Rebuilds the tree in one pass and hands over what is disclosed as it goes. */
export async function rebuildTree(
  files: PackFiles,
  sha256: Sha256,
  sizes: Sizes,
  take: (leaves: Disclosed) => void | Promise<void>,
): Promise<RebuiltTree> {
  const lines = new LeafLines(sha256, sizes);
  for await (const piece of piecesOf(files, FILE)) {
    await take(lines.read(piece));
    if (lines.broken) break;
  }
  return lines.tree();
}

type Line = { index: number; hash: Uint8Array; leaf: Uint8Array | undefined };

/** What stands between the hash and the leaf, in a line as exports write it. */
const LEAF_FOLLOWS = `","leaf":"`;

class LeafLines {
  /** Whether a line could not be read, after which none can be. */
  broken = false;
  private readonly rootsAt = new Map<number, Uint8Array>();
  private readonly findings = new Findings();
  private readonly builder: RootBuilder;
  private readonly sha256: Sha256;
  private readonly sizes: Sizes;
  private rootThen: Uint8Array | undefined;

  constructor(sha256: Sha256, sizes: Sizes) {
    this.sha256 = sha256;
    this.sizes = sizes;
    this.builder = new RootBuilder(sha256);
    this.rootThen = sizes.before === 0 ? this.builder.root() : undefined;
  }

  tree(): RebuiltTree {
    const { builder, rootThen, rootsAt, findings } = this;
    return { size: builder.size, root: builder.root(), rootThen, rootsAt, findings };
  }

  /** @param piece whole lines */
  read(piece: Uint8Array): Disclosed {
    const into = { indexes: [] as number[], ends: [] as number[], hashes: [] as Uint8Array[] };
    // Base64 is longer than what it stands for by more than a prefix.
    const bytes = roomFor(piece.length);
    let end = 0;
    for (let from = 0; from <= piece.length && !this.broken; ) {
      const to = piece.indexOf(LF, from);
      const until = to < 0 ? piece.length : to;
      const index = this.builder.size;
      const hash = this.readLine(piece, from, until, bytes, end);
      if (hash) {
        end += 1 + hash.length;
        into.indexes.push(index);
        into.ends.push(end);
        into.hashes.push(hash.of);
      }
      from = until + 1;
    }
    const hashes = new Uint8Array(HASH_LENGTH * into.hashes.length);
    for (const [nth, hash] of into.hashes.entries()) hashes.set(hash, HASH_LENGTH * nth);
    return { indexes: into.indexes, ends: into.ends, hashes, bytes };
  }

  /** @returns length and hash of the leaf it discloses, if it does and the hash is the leaf's */
  private readLine(
    piece: Uint8Array,
    from: number,
    to: number,
    bytes: Uint8Array,
    at: number,
  ): { length: number; of: Uint8Array } | undefined {
    const due = this.builder.size;
    const where = `${FILE}:${due + 1}`;
    const text = toLatin1(piece, from, to);
    const start = `{"i":${due},"h":"`;
    const afterHash = start.length + 2 * HASH_LENGTH;
    if (text.startsWith(start) && text.startsWith(LEAF_FOLLOWS, afterHash) && text.endsWith(`"}`)) {
      const length = base64Into(text.slice(afterHash + LEAF_FOLLOWS.length, -2), bytes, at + 1);
      if (length >= 0) {
        bytes[at] = 0;
        const of = this.sha256(bytes.subarray(at, at + 1 + length));
        if (text.startsWith(toHex(of), start.length)) {
          this.add(of);
          return { length, of };
        }
      }
    }
    if (text.startsWith(start) && text.length === afterHash + 2 && text.endsWith(`"}`)) {
      const hash = fromHex(text.slice(start.length, afterHash));
      if (hash) this.add(hash);
      if (hash) return undefined;
    }
    const line = parseLine(fromUtf8(piece.subarray(from, to)));
    if (typeof line === "string" || line.index !== due) {
      const problem = typeof line === "string" ? line : `has index ${line.index} where ${due} is due`;
      this.findings.add(where, problem);
      this.broken = true;
      return undefined;
    }
    this.add(line.hash);
    if (!line.leaf) return undefined;
    if (!sameBytes(leafHash(this.sha256, line.leaf), line.hash)) {
      this.findings.add(`${where}, leaf ${due}`, "its leaf does not have the hash beside it");
      return undefined;
    }
    bytes[at] = 0;
    bytes.set(line.leaf, at + 1);
    return { length: line.leaf.length, of: line.hash };
  }

  private add(hash: Uint8Array): void {
    const { builder, sizes, rootsAt } = this;
    builder.add(hash);
    if (builder.size === sizes.before) this.rootThen = builder.root();
    if (sizes.others.has(builder.size)) rootsAt.set(builder.size, builder.root());
  }
}

/** A line as the JSON it is, or what is wrong with it. */
function parseLine(line: string | undefined): Line | string {
  if (line === undefined) throw new Error(`${FILE} is not UTF-8 text`);
  const entry = parseJson(line);
  if (!isObject(entry)) return "is not a JSON object";
  const { i: index, h: hex, leaf, ...others } = entry;
  if (typeof index !== "number") return "has no index";
  const hash = typeof hex === "string" ? fromHex(hex) : undefined;
  if (hash?.length !== HASH_LENGTH) return "has no hash of 64 hexadecimal digits";
  if (leaf !== undefined && typeof leaf !== "string") return "has a leaf that is not a text";
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `has the unknown member ${unknown}`;
  if (leaf === undefined) return { index, hash, leaf };
  const bytes = fromBase64(leaf);
  return bytes ? { index, hash, leaf: bytes } : "its leaf is not base64";
}
