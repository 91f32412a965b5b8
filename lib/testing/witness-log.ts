/** A log that lies: it appends, forks and rolls back as a test wants, and signs whatever it then has. */
import { formatAddCheckpoint } from "@/lib/audit-log/add-checkpoint";
import { toUtf8 } from "@/lib/audit-log/bytes";
import { signCheckpoint } from "@/lib/audit-log/checkpoint";
import { type LogKey, readLogKey } from "@/lib/audit-log/ed25519";
import { leafHash, rootOf } from "@/lib/audit-log/merkle";
import { consistencyProof } from "@/lib/audit-log/merkle-proof";
import { sha256 } from "@/lib/audit-log/sha256";
import { appendLeaves, EMPTY_EDGE, tileReader } from "@/lib/audit-log/tiles";

export const WATCHED_LOG = "countersign/00112233445566aa";

export function watchedKey(seed = "11"): LogKey {
  return readLogKey(WATCHED_LOG, seed.repeat(32));
}

/** One of the histories that a log with this key keeps: its leaves, in order. */
export type History = readonly string[];

const hashesOf = (history: History) => history.map((leaf) => leafHash(sha256, toUtf8(leaf)));

/** The head that the log signs over the first `size` entries of a history. */
export function headAt(history: History, size = history.length, key = watchedKey()): string {
  return signCheckpoint({ origin: key.name, size, root: rootOf(sha256, hashesOf(history.slice(0, size))) }, [
    key,
  ]);
}

/** What the log sends to have the head of `size` cosigned after `oldSize`, with the proof its history gives. */
export function submission(
  history: History,
  oldSize: number,
  size = history.length,
  checkpoint = headAt(history, size),
): string {
  return formatAddCheckpoint({ oldSize, proof: proofBetween(history, oldSize, size), checkpoint });
}

export function proofBetween(history: History, oldSize: number, size: number): Uint8Array[] {
  if (oldSize < 1 || oldSize >= size) return [];
  const { tiles } = appendLeaves(sha256, EMPTY_EDGE, hashesOf(history.slice(0, size)));
  const stored = new Map(tiles.map((t) => [`${t.level}/${t.n}/${t.width}`, t.hashes]));
  const read = tileReader(sha256, size, (t) => stored.get(`${t.level}/${t.n}/${t.width}`));
  return consistencyProof(sha256, oldSize, size, read);
}
