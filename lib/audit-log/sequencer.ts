import { and, desc, eq, or, sql } from "drizzle-orm";
import { copyRows } from "@/db/bulk";
import { rows, type Tx, transaction } from "@/db/client";
import { logCheckpoint, logTile } from "@/db/schema/log";
import { signCheckpoint } from "@/lib/audit-log/checkpoint";
import { sha256 } from "@/lib/audit-log/sha256";
import {
  appendLeaves,
  EMPTY_EDGE,
  edgeRoot,
  edgeTiles,
  readEdge,
  type TileFinder,
  type TileId,
  type TreeEdge,
} from "@/lib/audit-log/tiles";
import { now } from "@/lib/clock";
import { logKey } from "./key";

/** Entries a transaction. */
const batch = 1_000;

/**
 * Gives waiting entries their place in the tree, a thousand a transaction, each ending in a signed checkpoint. Any number of
 * processes may call it: one holds the advisory lock, the others go away. Taking rows out of the outbox, and not reading
 * beyond a last id, loses none that committed late.
 * @returns how many entries were sequenced
 */
export async function sequence(): Promise<number> {
  let total = 0;
  for (;;) {
    const done = await sequenceBatch();
    total += done;
    if (done < batch) return total;
  }
}

/** One transaction of `sequence`. */
export function sequenceBatch(): Promise<number> {
  return transaction({ person: null, reach: "all" }, async (tx) => {
    const [lock] = await rows<{ mine: boolean }>(
      tx,
      sql`SELECT pg_try_advisory_xact_lock(hashtext('countersign log')) AND EXISTS (SELECT 1 FROM audit_outbox) AS mine`,
    );
    if (!lock?.mine) return 0;
    const key = await logKey(tx);
    const waiting = await rows<{ id: number; leaf_hash: Uint8Array }>(
      tx,
      sql`WITH taken AS (
          DELETE FROM audit_outbox WHERE event_id IN (SELECT event_id FROM audit_outbox ORDER BY event_id LIMIT ${batch})
          RETURNING event_id)
        SELECT e.id::int8 AS id, e.leaf_hash FROM taken JOIN audit_event e ON e.id = taken.event_id ORDER BY e.id`,
    );
    const before = await edgeOf(tx);
    const hashes = waiting.map((w) => Uint8Array.from(w.leaf_hash));
    const { edge, tiles } = appendLeaves(sha256, before, hashes);
    await copyRows(
      tx,
      "log_leaf",
      { idx: "int8", event_id: "int8", leaf_hash: "bytea" },
      waiting.map((w, i) => [String(before.size + i), String(w.id), `\\x${hex(hashes[i])}`]),
    );
    await tx.insert(logTile).values(tiles);
    const root = edgeRoot(sha256, edge);
    const note = signCheckpoint({ origin: key.name, size: edge.size, root }, [key]);
    await tx.insert(logCheckpoint).values({ size: edge.size, root, note, at: now() });
    return waiting.length;
  });
}

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("hex");

/** The right edge of the tree at its last checkpoint; checked against that checkpoint's root before anything is signed on it. */
async function edgeOf(tx: Tx): Promise<TreeEdge> {
  const [head] = await tx.select().from(logCheckpoint).orderBy(desc(logCheckpoint.size)).limit(1);
  if (!head) return EMPTY_EDGE;
  const edge = readEdge(head.size, await findTiles(tx, edgeTiles(head.size)));
  if (hex(edgeRoot(sha256, edge)) !== hex(head.root))
    throw new Error(
      `The stored tree of ${head.size} entries does not have the root that was signed for it; nothing was signed on it.`,
    );
  return edge;
}

/** Loads these tiles; of a place, the narrowest that is wide enough. */
export async function findTiles(tx: Pick<Tx, "select">, tiles: readonly TileId[]): Promise<TileFinder> {
  const found =
    tiles.length === 0
      ? []
      : await tx
          .select()
          .from(logTile)
          .where(
            or(
              ...tiles.map((t) =>
                and(eq(logTile.level, t.level), eq(logTile.n, t.n), sql`${logTile.width} >= ${t.width}`),
              ),
            ),
          );
  const widest = new Map(found.sort((a, b) => a.width - b.width).map((t) => [`${t.level}/${t.n}`, t.hashes]));
  return (tile) => widest.get(`${tile.level}/${tile.n}`);
}
