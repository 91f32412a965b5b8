/**
 * A small evidence pack of an invented campaign, built with the log's own functions. A plan can change the
 * story before it is logged (what somebody with the key could do); the finished files can be changed after
 * (what anybody could do).
 */
import { toBase64, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { signCheckpoint } from "@/lib/audit-log/checkpoint";
import { type LogKey, readLogKey } from "@/lib/audit-log/ed25519";
import { rootOf } from "@/lib/audit-log/merkle";
import { inclusionProof } from "@/lib/audit-log/merkle-proof";
import { sha256 } from "@/lib/audit-log/sha256";
import { appendLeaves, EMPTY_EDGE, edgeRoot, tileReader } from "@/lib/audit-log/tiles";
import { formatTlogProof } from "@/lib/audit-log/tlog-proof";
import { MANIFEST } from "@/lib/audit-log/verifier/manifest";
import type { PackFiles } from "@/lib/audit-log/verifier/pack";
import { type LoggedEvent, logEvents, type Words } from "@/lib/testing/pack-log";
import { CAMPAIGN, type PackItem, packItems, packStory, type StoryEvent } from "@/lib/testing/pack-story";
import { packTables } from "@/lib/testing/pack-tables";

export type BuiltPack = {
  files: Map<string, Uint8Array>;
  events: LoggedEvent[];
  vkey: string;
  /** The signed checkpoint the log had at an earlier size. */
  checkpointAt: (size: number) => string;
};

export type Plan = {
  key?: LogKey;
  items?: (items: PackItem[]) => PackItem[];
  events?: (events: StoryEvent[]) => StoryEvent[];
};

export const LOG_NAME = "countersign/00112233445566ff";

/** The log's key; `seed` makes another one of the same name. */
export function packKey(seed = "log"): LogKey {
  return readLogKey(LOG_NAME, toHex(sha256(toUtf8(seed))));
}

export function buildPack(plan: Plan = {}): BuiltPack {
  const key = plan.key ?? packKey();
  const items = (plan.items ?? ((same) => same))(packItems());
  const story = (plan.events ?? ((same) => same))(packStory(items));
  const words: Words[] = [];
  const events = logEvents(story, words);
  const hashes = events.map((event) => event.hash);
  const { edge, tiles } = appendLeaves(sha256, EMPTY_EDGE, hashes);
  const checkpointAt = (size: number) =>
    signCheckpoint({ origin: key.name, size, root: rootOf(sha256, hashes.slice(0, size)) }, [key]);
  const checkpoint = signCheckpoint({ origin: key.name, size: edge.size, root: edgeRoot(sha256, edge) }, [
    key,
  ]);

  const stored = new Map(tiles.map((tile) => [`${tile.level}/${tile.n}/${tile.width}`, tile.hashes]));
  const read = tileReader(sha256, edge.size, ({ level, n, width }) => stored.get(`${level}/${n}/${width}`));
  const proofs = events
    .filter((event) => event.type === "decision.recorded")
    .map(({ index, leaf, data }): [string, string] => {
      const proof = inclusionProof(sha256, index, edge.size, read);
      const text = formatTlogProof({ extra: leaf, index, hashes: proof, checkpoint });
      return [`proofs/${String(data.decision)}.tlog-proof`, text];
    });
  const leaves = events.map(({ index, hash, leaf, campaign }) => {
    const disclosed = campaign === undefined || campaign === CAMPAIGN;
    return `${JSON.stringify({ i: index, h: toHex(hash), ...(disclosed ? { leaf: toBase64(leaf) } : {}) })}\n`;
  });
  const texts: [string, string][] = [
    ["README.txt", "An invented pack.\n"],
    ["leaves.jsonl", leaves.join("")],
    ["checkpoint", checkpoint],
    ["vkey", `${key.vkey}\n`],
    ...proofs,
    ...packTables(items, events, words),
  ];
  const files = new Map(texts.map(([name, text]) => [name, toUtf8(text)]));
  refreshManifest(files);
  return { files, events, vkey: key.vkey, checkpointAt };
}

/** Writes manifest.json anew, as anybody can. */
export function refreshManifest(files: Map<string, Uint8Array>): void {
  files.delete(MANIFEST);
  const hashes = [...files].map(([name, bytes]) => [name, toHex(sha256(bytes))]);
  files.set(MANIFEST, toUtf8(JSON.stringify({ files: Object.fromEntries(hashes) })));
}

/** Files in memory, as the verifier reads them. */
export function packFiles(files: ReadonlyMap<string, Uint8Array>): PackFiles {
  const bytes = async (name: string) => {
    const found = files.get(name);
    if (!found) throw new Error(`${name} is missing`);
    return found;
  };
  async function* chunks(name: string): AsyncGenerator<Uint8Array> {
    const whole = await bytes(name);
    for (let at = 0; at < whole.length; at += 1000) yield whole.subarray(at, at + 1000);
  }
  return { names: () => [...files.keys()], bytes, chunks };
}
