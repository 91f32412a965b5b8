import { sql } from "drizzle-orm";
import { iso, rows } from "@/db/client";
import { canonicalRecord, type Json } from "@/lib/audit-log/canonical";
import { inclusionProof } from "@/lib/audit-log/merkle-proof";
import { findTiles } from "@/lib/audit-log/sequencer";
import { sha256 } from "@/lib/audit-log/sha256";
import { inclusionTiles, tileReader } from "@/lib/audit-log/tiles";
import { formatTlogProof } from "@/lib/audit-log/tlog-proof";
import { withheldSql } from "@/lib/evidence/withheld";
import type { Reader } from "@/lib/query";
import { pages } from "./pages";

/** The record's line files: one canonical JSON object a line. */

const nil = "00000000-0000-0000-0000-000000000000";
const line = (value: Json) => `${canonicalRecord(value)}\n`;

/** Every leaf below the checkpoint: index and hash, and the bytes where it is of this campaign or of the deployment. */
export async function* leaves(
  reader: Reader,
  of: { campaign: string; size: number },
): AsyncGenerator<string> {
  const found = pages<{ i: number; h: string; leaf: string | null }, number>(
    reader,
    (after, limit) => sql`
      SELECT l.idx::int AS i, encode(l.leaf_hash, 'hex') AS h,
        CASE WHEN e.campaign_id IS NULL OR e.campaign_id = ${of.campaign} THEN translate(encode(e.leaf, 'base64'), E'\n', '') END AS leaf
      FROM log_leaf l JOIN audit_event e ON e.id = l.event_id
      WHERE l.idx > ${after ?? -1} AND l.idx < ${of.size} ORDER BY l.idx LIMIT ${limit}`,
    (r) => r.i,
  );
  for await (const { i, h, leaf } of found) yield line(leaf === null ? { i, h } : { i, h, leaf });
}

/** Every packet an item was reviewed on; the packet's own text goes in as it is, so its hash can be taken again. */
export async function* evidence(
  reader: Reader,
  of: { campaign: string; redacted?: boolean },
): AsyncGenerator<string> {
  const found = pages<
    { item: string; version: number; hash: string; body: string },
    { item: string; version: number }
  >(
    reader,
    (after, limit) => sql`
      SELECT p.item_id AS item, p.version, p.hash, p.body FROM item i JOIN evidence_packet p ON p.item_id = i.id
      WHERE i.campaign_id = ${of.campaign} AND i.id >= ${after?.item ?? nil}::uuid
        AND (i.id, p.version) > (${after?.item ?? nil}::uuid, ${after?.version ?? 0}::int)
      ORDER BY i.id, p.version LIMIT ${limit}`,
    (r) => r,
  );
  for await (const { item, version, hash, body } of found)
    yield of.redacted
      ? line({ hash, item, version, withheld: true })
      : `{"hash":"${hash}","item":"${item}","packet":${body},"version":${version}}\n`;
}

/**
 * Every draft, with what code kept of it, what it dropped, and where it came from. While a campaign runs, not those that a
 * reviewer has still to decide before (I12): a pack travels, and they may hold a role that opens it.
 */
export async function* drafts(
  reader: Reader,
  of: { campaign: string; redacted?: boolean },
): AsyncGenerator<string> {
  const found = pages<{ id: string; line: Record<string, Json> }, string>(
    reader,
    (after, limit) => sql`
      SELECT d.id, jsonb_build_object('draft', d.id, 'item', d.item_id, 'n', d.n, 'batch', d.batch, 'state', d.state, 'recommendation', d.recommendation,
        'note', d.note, 'provider', d.provider, 'model', d.model, 'promptVersion', d.prompt_version, 'promptHash', d.prompt_hash,
        'inputHash', d.input_hash, 'outputHash', d.output_hash, 'evidenceHash', d.evidence_hash, 'at', ${iso(sql.raw("d.at"))},
        'drafterVersion', d.drafter_version, 'modelReturned', d.model_returned, 'fingerprint', d.fingerprint,
        'parameters', d.parameters, 'redaction', d.redaction, 'masked', d.masked, 'fellBack', d.fell_back, 'raw', d.raw,
        'inputTokens', d.input_tokens, 'outputTokens', d.output_tokens, 'cachedTokens', d.cached_tokens, 'cost', d.cost,
        'currency', d.currency, 'latencyMs', d.latency_ms,
        'served', EXISTS (SELECT 1 FROM served s WHERE s.draft_id = d.id), 'result', d.result, 'dropped', d.dropped) AS line
      FROM draft d JOIN item i ON i.id = d.item_id AND NOT ${withheldSql("i")}
      WHERE d.campaign_id = ${of.campaign} AND d.id > ${after ?? nil}::uuid ORDER BY d.id LIMIT ${limit}`,
    (r) => r.id,
  );
  for await (const { line: held } of found) {
    const { result, ...rest } = held;
    if (of.redacted) {
      yield line({ ...Object.fromEntries(disclosed.map((key) => [key, held[key] ?? null])), withheld: true });
      continue;
    }
    const inner = typeof result === "object" && result !== null && !Array.isArray(result) ? result : {};
    yield line({ ...inner, ...rest });
  }
}

/** What a redacted pack says of a draft: ids, hashes and where it came from. */
const disclosed = [
  ...[
    "draft",
    "item",
    "n",
    "batch",
    "state",
    "recommendation",
    "provider",
    "model",
    "promptVersion",
    "promptHash",
  ],
  ...["inputHash", "outputHash", "evidenceHash", "at", "drafterVersion", "served"],
];

/** People's words of this campaign that are not erased, each with the salt of its commitment. */
export async function* payloads(
  reader: Reader,
  of: { campaign: string; size: number },
): AsyncGenerator<string> {
  const found = pages<{ idx: number; id: string; commit: string; salt: string; payload: string }, number>(
    reader,
    (after, limit) => sql`
      SELECT l.idx::int AS idx, p.id, p.commit, p.salt, p.payload
      FROM audit_event e JOIN log_leaf l ON l.event_id = e.id
      JOIN private_payload p ON p.commit = substr(convert_from(e.leaf, 'UTF8')::jsonb ->> 'commit', 8)
      WHERE e.campaign_id = ${of.campaign} AND p.payload IS NOT NULL AND l.idx > ${after ?? -1} AND l.idx < ${of.size}
      ORDER BY l.idx LIMIT ${limit}`,
    (r) => r.idx,
  );
  for await (const { id, commit, salt, payload } of found)
    yield `{"commit":"${commit}","id":"${id}","payload":${payload},"salt":"${salt}"}\n`;
}

/** Each sign-off, as its leaf has it, with what was signed and who vouches for it. */
export async function* signoffs(
  reader: Reader,
  of: { campaign: string; size: number; redacted?: boolean },
): AsyncGenerator<string> {
  const found = await rows<{ line: Record<string, Json> }>(
    reader,
    sql`SELECT convert_from(e.leaf, 'UTF8')::jsonb -> 'data' || jsonb_build_object('leaf_index', l.idx, 'at', ${iso(sql.raw("e.at"))},
        'actor', e.actor_id) || CASE WHEN s.id IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('signed', jsonb_build_object(
        'summary', s.summary, 'decisions', s.decisions::jsonb, 'attestation', s.attestation, 'checkpoint', s.checkpoint,
        'token', p.payload::jsonb -> 'token', 'jwks', s.jwks) || CASE WHEN s.assertion IS NULL THEN '{}'::jsonb
          ELSE jsonb_build_object('assertion', s.assertion) END) END AS line
      FROM audit_event e JOIN log_leaf l ON l.event_id = e.id
      LEFT JOIN sign_off s ON s.id = e.ref_id AND e.type = 'review.signed_off'
      LEFT JOIN private_payload p ON p.id = s.token_id
      WHERE e.campaign_id = ${of.campaign} AND e.type IN ('review.signed_off', 'review.reopened') AND l.idx < ${of.size} ORDER BY l.idx`,
  );
  for (const f of found) yield line(of.redacted ? withoutToken(f.line) : f.line);
}

/** What was signed is ids and hashes; the provider's token names who signed. */
function withoutToken(given: Record<string, Json>): Record<string, Json> {
  const { signed } = given;
  if (typeof signed !== "object" || signed === null || Array.isArray(signed)) return given;
  return { ...given, signed: { ...signed, token: null } };
}

/** A receipt a decision, as C2SP tlog-proof under the pack's checkpoint: file name and text. */
export async function* proofs(
  reader: Reader,
  of: { campaign: string; size: number; note: string },
): AsyncGenerator<{ name: string; text: string }> {
  type Leaf = { decision: string; idx: number; leaf: Uint8Array };
  let held: Leaf[] = [];
  const found = pages<Leaf, number>(
    reader,
    (after, limit) => sql`
      SELECT e.ref_id AS decision, l.idx::int AS idx, e.leaf FROM audit_event e JOIN log_leaf l ON l.event_id = e.id
      WHERE e.campaign_id = ${of.campaign} AND e.type = 'decision.recorded' AND l.idx > ${after ?? -1} AND l.idx < ${of.size}
      ORDER BY l.idx LIMIT ${limit}`,
    (r) => r.idx,
  );
  for await (const leaf of found) {
    held.push(leaf);
    if (held.length === 256) {
      yield* proven(reader, of, held);
      held = [];
    }
  }
  yield* proven(reader, of, held);
}

async function* proven(
  reader: Reader,
  of: { size: number; note: string },
  held: readonly { decision: string; idx: number; leaf: Uint8Array }[],
): AsyncGenerator<{ name: string; text: string }> {
  if (held.length === 0) return;
  const places = new Map(
    held.flatMap((h) => inclusionTiles(h.idx, of.size)).map((t) => [`${t.level}/${t.n}/${t.width}`, t]),
  );
  const read = tileReader(sha256, of.size, await findTiles(reader, [...places.values()]));
  for (const { decision, idx, leaf } of held)
    yield {
      name: `proofs/${decision}.tlog-proof`,
      text: formatTlogProof({
        extra: Uint8Array.from(leaf),
        index: idx,
        hashes: inclusionProof(sha256, idx, of.size, read),
        checkpoint: of.note,
      }),
    };
}
