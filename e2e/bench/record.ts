import { createHash } from "node:crypto";
import path from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { to as copyTo } from "pg-copy-streams";
import { sequence } from "@/lib/audit-log/sequencer";
import { verifyPath } from "@/lib/audit-log/verifier/program";
import { perform } from "@/lib/chore";
import { requestExport } from "@/lib/exports/commands";
import { list } from "@/lib/exports/queries";
import { buildExport } from "@/lib/exports/worker";
import { read } from "@/lib/query";
import { report, say, seconds } from "./measure";
import type { World } from "./world";

/** Sequences as many entries as there are items, on a database that holds nothing else. */
export async function sequenceEntries({ pool }: World, entries: number): Promise<void> {
  say(`${entries} entries: sequencing`);
  await pool.query(
    `INSERT INTO audit_event (event_id, type, actor_kind, actor_id, at, leaf, leaf_hash)
      SELECT gen_random_uuid(), 'access.read', 'system:bench', 'bench', now(), leaf, sha256('\\x00'::bytea || leaf)
      FROM (SELECT convert_to(rpad('{"n":' || n || ',"pad":"', 900, 'x') || '"}', 'UTF8') AS leaf FROM generate_series(1, $1::int) n) AS made`,
    [entries],
  );
  await pool.query("ANALYZE audit_event; ANALYZE audit_outbox");
  let sequenced = 0;
  const took = await seconds(async () => {
    sequenced = await sequence();
  });
  const { rows } = await pool.query<{ leaf: Buffer }>("SELECT leaf FROM audit_event");
  const raw = await seconds(async () => hashAll(rows.map((r) => r.leaf)));
  report({
    name: `sequencing of ${sequenced} entries`,
    value: sequenced / took,
    unit: "/s",
    baseline: rows.length / raw,
    baselineIs: "SHA-256 over each entry's 900 bytes, held in memory: no tree, no database, no signature",
  });
}

/** The leaf's hash, as RFC 6962 has it. */
function hashAll(leaves: readonly Uint8Array[]): void {
  const zero = Uint8Array.of(0);
  for (const leaf of leaves) createHash("sha256").update(zero).update(leaf).digest();
}

/** Builds the campaign's pack. Gives its path. */
export async function exportPack(
  world: World,
  campaign: string,
  items: number,
  wanted: boolean,
): Promise<string> {
  await sequence();
  say(`${items} items: building the pack`);
  const { export: id } = await perform(world.operator, requestExport, { campaign });
  const value = await seconds(() => buildExport({ export: id }));
  const [made] = await read(world.operator, list, { export: id });
  if (made?.state !== "done") throw new Error(made?.problem ?? "The pack was not built.");
  if (wanted)
    report({
      name: `export of ${items} items`,
      value,
      unit: "s",
      baseline: await copyOut(world, campaign),
      baselineIs:
        "COPY … TO STDOUT of the same rows of item, decision, evidence_packet, campaign_grant, private_payload, audit_event and log_leaf, thrown away: no hashes, proofs or ZIP",
    });
  return path.join(world.dir, "exports", `${id}.zip`);
}

/** Seconds to get the pack's rows out of the database at all. */
async function copyOut({ pool }: World, campaign: string): Promise<number> {
  const of = `campaign_id = '${campaign}'`;
  const selects = [
    `SELECT * FROM item WHERE ${of}`,
    `SELECT * FROM decision WHERE ${of}`,
    `SELECT p.* FROM evidence_packet p JOIN item i ON i.id = p.item_id WHERE i.${of}`,
    `SELECT * FROM campaign_grant WHERE ${of}`,
    `SELECT w.* FROM private_payload w JOIN decision d ON d.rationale_id = w.id WHERE d.${of}`,
    `SELECT * FROM audit_event WHERE ${of}`,
    "SELECT * FROM log_leaf",
  ];
  const client = await pool.connect();
  try {
    return await seconds(async () => {
      for (const select of selects)
        await pipeline(client.query(copyTo(`COPY (${select}) TO STDOUT`)), nowhere());
    });
  } finally {
    client.release();
  }
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

/** Verifies the pack. */
export async function verifyPack(
  { pool }: World,
  pack: string,
  campaign: string,
  items: number,
): Promise<void> {
  say(`${items} items: verifying the pack`);
  let ok = false;
  const value = await seconds(async () => {
    ({ ok } = await verifyPath(pack, {}));
  });
  if (!ok) throw new Error("The pack of the bench does not verify.");
  const leaves = await pool.query<{ bytes: Buffer }>("SELECT leaf AS bytes FROM audit_event");
  const packets = await pool.query<{ bytes: Buffer }>(
    "SELECT convert_to(p.body, 'UTF8') AS bytes FROM evidence_packet p JOIN item i ON i.id = p.item_id WHERE i.campaign_id = $1",
    [campaign],
  );
  const held = [...leaves.rows, ...packets.rows].map((r) => r.bytes);
  report({
    name: `verification of a pack of ${items} items and ${leaves.rows.length} entries`,
    value,
    unit: "s",
    baseline: await seconds(async () => hashAll(held)),
    baselineIs:
      "SHA-256 over the bytes of the same entries and evidence packets, held in memory: nothing unzipped, parsed or compared",
  });
}
