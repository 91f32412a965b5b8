/**
 * leaves.jsonl: a line {i, h} for every leaf of the log up to the checkpoint, with `leaf`, its bytes in
 * base64, where the leaf is of this campaign or of the whole deployment. Others stay private and still count.
 */
import { fromBase64, fromHex, fromUtf8, sameBytes } from "@/lib/audit-log/bytes";
import { HASH_LENGTH, leafHash, RootBuilder, type Sha256 } from "@/lib/audit-log/merkle";
import { Findings } from "@/lib/audit-log/verifier/check";
import { type Leaf, parseLeaf } from "@/lib/audit-log/verifier/leaf";
import { batchesOf, isObject, type PackFiles, parseJson } from "@/lib/audit-log/verifier/pack";

const FILE = "leaves.jsonl";

export type RebuiltTree = {
  size: number;
  root: Uint8Array;
  /** The root when the tree had the size asked for; undefined if it never had. */
  rootThen: Uint8Array | undefined;
  /** Its root at each of the other sizes asked for that it had. */
  rootsAt: ReadonlyMap<number, Uint8Array>;
  findings: Findings;
};

/**
 * Rebuilds the tree in one pass and hands each disclosed leaf, in order, to `visit`.
 */
export async function readLeaves(
  files: PackFiles,
  sha256: Sha256,
  sizeThen: number | undefined,
  visit: (leaf: Leaf) => void,
  sizes: ReadonlySet<number> = new Set(),
): Promise<RebuiltTree> {
  const rootsAt = new Map<number, Uint8Array>();
  const findings = new Findings();
  const tree = new RootBuilder(sha256);
  let rootThen = sizeThen === 0 ? tree.root() : undefined;
  const take = (line: string): boolean => {
    const index = tree.size;
    const entry = parseLine(line, index);
    if (typeof entry === "string" || entry.index !== index) {
      const problem = typeof entry === "string" ? entry : `has index ${entry.index} where ${index} is due`;
      findings.add(`${FILE}:${index + 1}`, problem);
      return false;
    }
    tree.add(entry.hashBytes);
    if (tree.size === sizeThen) rootThen = tree.root();
    if (sizes.has(tree.size)) rootsAt.set(tree.size, tree.root());
    if (entry.leaf === undefined) return true;
    const problem = readLeaf(sha256, entry, entry.leaf, visit);
    if (problem !== undefined) findings.add(`${FILE}:${index + 1}, leaf ${index}`, problem);
    return true;
  };
  for await (const lines of batchesOf(files, FILE)) if (!lines.every(take)) break;
  return { size: tree.size, root: tree.root(), rootThen, rootsAt, findings };
}

type Line = { index: number; hash: string; hashBytes: Uint8Array; leaf: Uint8Array | undefined };

function parseLine(line: string, due: number): Line | string {
  return asWritten(line, due) ?? parseAny(line);
}

/** A line as exports write it, cut at its known places; anything else is read as the JSON it is. */
function asWritten(line: string, due: number): Line | undefined {
  const start = `{"i":${due},"h":"`;
  const at = start.length + 2 * HASH_LENGTH;
  if (!line.startsWith(start)) return undefined;
  const hash = line.slice(start.length, at);
  const hashBytes = fromHex(hash);
  if (!hashBytes) return undefined;
  if (line.length === at + 2 && line.endsWith(`"}`)) return { index: due, hash, hashBytes, leaf: undefined };
  if (!line.startsWith(`","leaf":"`, at) || !line.endsWith(`"}`)) return undefined;
  const leaf = fromBase64(line.slice(at + 10, -2));
  return leaf && { index: due, hash, hashBytes, leaf };
}

function parseAny(line: string): Line | string {
  const entry = parseJson(line);
  if (!isObject(entry)) return "is not a JSON object";
  const { i: index, h: hash, leaf, ...others } = entry;
  if (typeof index !== "number") return "has no index";
  const hashBytes = typeof hash === "string" ? fromHex(hash) : undefined;
  if (typeof hash !== "string" || hashBytes?.length !== HASH_LENGTH)
    return "has no hash of 64 hexadecimal digits";
  if (leaf !== undefined && typeof leaf !== "string") return "has a leaf that is not a text";
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `has the unknown member ${unknown}`;
  if (leaf === undefined) return { index, hash, hashBytes, leaf };
  const bytes = fromBase64(leaf);
  return bytes ? { index, hash, hashBytes, leaf: bytes } : "its leaf is not base64";
}

/** Hands the event in a disclosed leaf to `visit`, or says what is wrong with it. */
function readLeaf(
  sha256: Sha256,
  { index, hash, hashBytes }: Line,
  bytes: Uint8Array,
  visit: (leaf: Leaf) => void,
): string | undefined {
  if (!sameBytes(leafHash(sha256, bytes), hashBytes)) return "its leaf does not have the hash beside it";
  const text = fromUtf8(bytes);
  if (text === undefined) return "its leaf is not UTF-8 text";
  try {
    visit(parseLeaf(text, index, hash));
    return undefined;
  } catch (error) {
    return `its leaf ${error instanceof Error ? error.message : String(error)}`;
  }
}
