import { and, eq, inArray, sql } from "drizzle-orm";
import { affected, type Tx } from "@/db/client";
import { draft, draftTask } from "@/db/schema/drafts";
import { item, served } from "@/db/schema/reviews";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import type { AuditEvent } from "@/lib/audit-log/events";
import { leafHash, rootOf } from "@/lib/audit-log/merkle";
import { sha256 } from "@/lib/audit-log/sha256";
import { noteOf } from "./render";
import type { By, Drafted, DraftResult } from "./schema";

/** The parts of recording a batch of drafts, each one statement, all in the recording command's transaction. */

/** RFC 6962 root, hex, over "draft id LF output hash" in the order of the ids. */
export function draftsRoot(drafts: readonly { id: string; outputHash: string }[]): string {
  const sorted = [...drafts].sort((a, b) => (a.id < b.id ? -1 : 1));
  return toHex(
    rootOf(
      sha256,
      sorted.map((d) => leafHash(sha256, toUtf8(`${d.id}\n${d.outputHash}`))),
    ),
  );
}

/** SHA-256, hex, over the canonical verified result. */
export function outputHash(result: DraftResult): string {
  return toHex(sha256(toUtf8(canonicalRecord(result))));
}

/** Those of items that this run still has in hand, locked. */
export async function stillMine<D extends Drafted>(tx: Tx, run: string, drafts: readonly D[]): Promise<D[]> {
  const held = await tx
    .select({ id: draftTask.itemId })
    .from(draftTask)
    .where(
      and(
        inArray(
          draftTask.itemId,
          drafts.map((d) => d.item),
        ),
        eq(draftTask.state, "running"),
        eq(draftTask.claimedBy, run),
      ),
    )
    .orderBy(draftTask.itemId)
    .for("update");
  const ids = new Set(held.map((h) => h.id));
  return drafts.filter((d) => ids.has(d.item));
}

/** Locked, so that nobody is served an item between the look at `served` and the change of its draft. */
export async function lockedItems(tx: Tx, ids: string[]) {
  if (ids.length === 0) return new Map<string, { evidenceHash: string }>();
  const found = await tx
    .select({ id: item.id, evidenceHash: item.evidenceHash })
    .from(item)
    .where(and(inArray(item.id, ids), eq(item.state, "open")))
    .orderBy(item.id)
    .for("update");
  return new Map(found.map((f) => [f.id, f]));
}

/** Done, failed, or to be looked at again where item or packet changed meanwhile; the last draft of an item says which. */
export async function endTasks(tx: Tx, mine: readonly Drafted[], current: readonly Drafted[], at: Date) {
  const kept = new Set(current.map((d) => d.item));
  const ends = [...new Map(mine.map((d) => [d.item, d])).values()].map((d) => ({
    item: d.item,
    state: !kept.has(d.item) ? "pending" : d.state === "failed" ? "failed" : "done",
    problem: d.problem,
  }));
  await affected(
    tx,
    sql`UPDATE draft_task t SET state = e.state, problem = e.problem, claimed_by = NULL, answers = '[]', afresh = false,
        reserved_tokens = 0, reserved_cost = 0, at = ${at.toISOString()}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) AS e(item uuid, state text, problem text)
      WHERE t.item_id = e.item`,
  );
}

export async function lastNumbers(tx: Tx, ids: string[]): Promise<Map<string, number>> {
  const found = await tx
    .select({ id: draft.itemId, n: sql<number>`max(${draft.n})::int` })
    .from(draft)
    .where(inArray(draft.itemId, ids))
    .groupBy(draft.itemId);
  return new Map(found.map((f) => [f.id, f.n]));
}

type Made = Drafted & { by: By; batch: string; id: string; n: number; outputHash: string };

/** One statement with one parameter: a parameter for each column of each row costs more than all the checking of a draft. */
export async function appendDrafts(tx: Tx, campaignId: string, made: readonly Made[], at: Date) {
  const lines = made.map(({ item, by, problem: _, ...d }) => ({
    id: d.id,
    item_id: item,
    n: d.n,
    batch: d.batch,
    state: d.state,
    evidence_hash: d.evidenceHash,
    provider: by.provider,
    model: by.model,
    prompt_version: by.promptVersion,
    prompt_hash: by.promptHash,
    input_hash: d.inputHash,
    output_hash: d.outputHash,
    raw: d.raw,
    result: d.result,
    note: d.state === "failed" ? "" : noteOf(d.result),
    recommendation: d.result.recommendation,
    dropped: d.dropped,
    drafter_version: by.version,
    model_returned: d.modelReturned,
    fingerprint: d.fingerprint,
    parameters: d.parameters,
    redaction: d.redaction,
    masked: d.masked,
    fell_back: d.fellBack,
    input_tokens: d.inputTokens,
    output_tokens: d.outputTokens,
    cached_tokens: d.cachedTokens,
    cost: d.cost,
    currency: d.currency,
    latency_ms: d.latencyMs,
  }));
  await affected(
    tx,
    sql`INSERT INTO ${draft} (id, item_id, campaign_id, n, batch, state, evidence_hash, provider, model, prompt_version, prompt_hash,
        input_hash, output_hash, raw, result, note, recommendation, dropped, drafter_version, model_returned, fingerprint,
        parameters, redaction, masked, fell_back, input_tokens, output_tokens, cached_tokens, cost, currency, latency_ms, at)
      SELECT l.id, l.item_id, ${campaignId}::uuid, l.n, l.batch, l.state, l.evidence_hash, l.provider, l.model, l.prompt_version,
        l.prompt_hash, l.input_hash, l.output_hash, l.raw, l.result, l.note, l.recommendation, l.dropped, l.drafter_version,
        l.model_returned, l.fingerprint, l.parameters, l.redaction, nullif(l.masked, 'null'::jsonb), l.fell_back, l.input_tokens,
        l.output_tokens, l.cached_tokens, l.cost, l.currency, l.latency_ms, ${at.toISOString()}::timestamptz
      FROM jsonb_populate_recordset(NULL::draft, ${JSON.stringify(lines)}::jsonb) l`,
  );
}

/** The one log entry of a batch. */
export function recorded(campaign: string, by: By, batch: string, made: readonly Made[]): AuditEvent {
  const count = (of: (d: Made) => boolean) => made.filter(of).length;
  return {
    type: "draft.recorded",
    campaign,
    refs: {
      prompt: `sha256:${by.promptHash}`,
      model: `${by.provider}/${by.model}${by.version === null ? "" : `@${by.version}`}`,
    },
    data: {
      batch,
      drafts: made.length,
      root: `sha256:${draftsRoot(made)}`,
      ready: count((d) => d.state === "ready"),
      insufficient: count((d) => d.state === "insufficient"),
      failed: count((d) => d.state === "failed"),
      fell_back: count((d) => d.fellBack !== null),
      turned: count((d) => d.result.turned !== undefined),
    },
  };
}

/**
 * Each item gets the last of its drafts, unless somebody has been served it: what was served stays. Where somebody's text turned
 * the draft, the item is decided before either is shown, outside the share that is drawn for that by lot.
 */
export async function giveToItems(tx: Tx, made: readonly Made[]) {
  const last = [...new Map(made.map((d) => [d.item, d])).values()].map(({ id, item: of, state, result }) => ({
    id,
    item: of,
    state,
    turned: result.turned !== undefined,
  }));
  await affected(
    tx,
    sql`UPDATE item SET
        draft_state = CASE WHEN NOT d.seen THEN d.state WHEN item.draft_id IS NULL THEN 'none' ELSE item.draft_state END,
        draft_id = CASE WHEN d.seen THEN item.draft_id WHEN d.state = 'failed' THEN NULL ELSE d.id END,
        arm = CASE WHEN d.turned AND NOT d.seen AND item.arm = 'assisted' THEN 'blind' ELSE item.arm END,
        arm_why = CASE WHEN d.turned AND NOT d.seen AND item.arm = 'assisted' THEN 'text_turned_draft' ELSE item.arm_why END
      FROM (
        SELECT g.*, EXISTS (
          SELECT 1 FROM ${served} s JOIN item i ON i.id = s.item_id AND i.evidence_hash = s.evidence_hash
          WHERE s.item_id = g.item
        ) AS seen
        FROM jsonb_to_recordset(${JSON.stringify(last)}::jsonb) AS g(id uuid, item uuid, state text, turned boolean)
      ) d
      WHERE item.id = d.item`,
  );
}
