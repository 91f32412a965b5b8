import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { affected, rows, type Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import type { AuditEvent } from "@/lib/audit-log/events";
import type { Ctx } from "@/lib/auth/actor";
import { unassignedPerson } from "@/lib/auth/sign-in";
import { command, execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { lockCampaign } from "./commands";
import { itemRoot } from "./roots";
import { move, mustClose } from "./rules";
import { cancelInput, closeInput, settings } from "./schema";
import { lockEntries, sealIfReady } from "./sealing";
import { breathe, chunk } from "./staging";
import { nonhuman } from "./subjects";
import { endWaiting, settles, withdrawQuestions } from "./waiting";

const first = "00000000-0000-0000-0000-000000000000";

/** The last ids of the campaign's pages of `chunk` items; each page is (before it, up to it]. */
async function* itemPages(tx: Tx, id: string): AsyncGenerator<{ after: string; upTo: string }> {
  for (let after = first; ; ) {
    const [page] = await rows<{ last: string | null }>(
      tx,
      sql`SELECT max(p.id::text) AS last FROM (
        SELECT item.id FROM item WHERE campaign_id = ${id} AND item.id > ${after}::uuid ORDER BY item.id LIMIT ${chunk()}) p`,
    );
    if (!page?.last) return;
    yield { after, upTo: page.last };
    after = page.last;
    await breathe();
  }
}

/**
 * Takes a campaign for oneself: its items and lists in order, as deciding takes them, then the lock that every entry of it
 * shares, then its row. What was being decided is decided by then; what comes later sees the end.
 */
async function takeAlone(tx: Tx, id: string) {
  for await (const page of itemPages(tx, id))
    await tx.execute(sql`SELECT 1 FROM item WHERE campaign_id = ${id} AND item.id > ${page.after}::uuid
      AND item.id <= ${page.upTo}::uuid ORDER BY item.id FOR UPDATE`);
  await tx.execute(sql`SELECT 1 FROM review WHERE campaign_id = ${id} ORDER BY review.id FOR UPDATE`);
  await lockEntries(tx, id);
  return lockCampaign(tx, id);
}

/**
 * What is open and gone from a later, complete snapshot of its source, read the same way: a grant where its application and
 * entitlement are still listed, a credential or a non-human identity where others of its kind are.
 */
const goneAtSource = sql`
  EXISTS (SELECT 1 FROM snapshot was JOIN source s ON s.id = was.source_id
    JOIN snapshot cur ON cur.id = s.current_snapshot_id AND cur.status = 'in_force'
    WHERE was.id = item.snapshot_id AND cur.id <> was.id AND cur.as_of > was.as_of AND cur.complete
      AND cur.format = was.format AND cur.parameters = was.parameters
      AND CASE item.type WHEN 'grant' THEN
        EXISTS (SELECT 1 FROM snap_entitlement e WHERE e.snapshot_id = cur.id AND e.id = item.entitlement_id)
        AND EXISTS (SELECT 1 FROM snap_account a WHERE a.snapshot_id = cur.id AND a.application_id = item.application_id)
        AND NOT EXISTS (SELECT 1 FROM snap_grant g WHERE g.snapshot_id = cur.id AND g.account_id = item.account_id
          AND g.entitlement_id = item.entitlement_id)
      WHEN 'credential' THEN
        EXISTS (SELECT 1 FROM snap_credential c WHERE c.snapshot_id = cur.id)
        AND NOT EXISTS (SELECT 1 FROM snap_credential c WHERE c.snapshot_id = cur.id AND c.id = item.credential_id)
      ELSE EXISTS (SELECT 1 FROM snap_identity i WHERE i.snapshot_id = cur.id AND ${nonhuman(sql`i.kind`)})
        AND NOT EXISTS (SELECT 1 FROM snap_identity i WHERE i.snapshot_id = cur.id AND i.id = item.identity_id) END)`;

type Counted = { items: number; decided: number; notCertified: number; removed: number };

/** Ends every open item: gone at its source, or not reviewed, with an owner, a reason and a day by which it is settled (I2). */
async function endItems(
  tx: Tx,
  c: typeof campaign.$inferSelect,
  unassigned: string,
  at: Date,
): Promise<Counted> {
  const until = new Date(at.getTime() + settings.parse(c.settings).notReviewedDays * 86_400_000)
    .toISOString()
    .slice(0, 10);
  let removed = 0;
  let notCertified = 0;
  for await (const { after, upTo } of itemPages(tx, c.id)) {
    const page = sql`item.id > ${after}::uuid AND item.id <= ${upTo}::uuid`;
    const open = sql`campaign_id = ${c.id} AND state = 'open' AND ${page}`;
    notCertified += await endWaiting(tx, c, unassigned, until, page);
    await breathe();
    removed += await affected(
      tx,
      sql`UPDATE item SET state = 'removed_at_source' WHERE ${open} AND ${goneAtSource}`,
    );
    await breathe();
    notCertified += await affected(
      tx,
      sql`WITH ended AS (UPDATE item SET state = 'not_certified' WHERE ${open} RETURNING item.*)
      INSERT INTO not_certified (item_id, campaign_id, owner_id, reason, until)
      SELECT i.id, i.campaign_id, ${settles(c, unassigned)},
        CASE WHEN i.reviewer_id = ${unassigned}::uuid THEN 'no eligible reviewer'
          WHEN EXISTS (SELECT 1 FROM reassignment r WHERE r.item_id = i.id AND r.kind = 'dont_know') THEN 'nobody knew'
          ELSE 'not decided' END, ${until}::date
      FROM ended i`,
    );
    await breathe();
  }
  const [decided] = await rows<{ n: number }>(
    tx,
    sql`SELECT count(*)::int AS n FROM item WHERE campaign_id = ${c.id} AND state = 'decided'`,
  );
  const counted = { items: c.items, decided: decided?.n ?? 0, notCertified, removed };
  mustClose(counted);
  return counted;
}

async function closing(tx: Tx, c: typeof campaign.$inferSelect, at: Date, due: boolean) {
  move(c, "closed");
  if (due && c.dueAt > at) throw new AppError("rule", "not-due", `${c.name} is not due yet.`);
  const counted = await endItems(tx, c, await unassignedPerson(), at);
  const root = await itemRoot(tx, c.id, "not_certified");
  await tx
    .update(campaign)
    .set({
      status: "closed",
      closedAt: at,
      notCertified: counted.notCertified,
      removedAtSource: counted.removed,
    })
    .where(eq(campaign.id, c.id));
  const event: AuditEvent = {
    type: "campaign.closed",
    campaign: c.id,
    refs: { settings: `sha256:${c.settingsHash}` },
    data: {
      decided: counted.decided,
      not_certified: counted.notCertified,
      removed: counted.removed,
      root: `sha256:${root}`,
    },
  };
  const questions = await withdrawQuestions(tx, c.id, at);
  return {
    result: { campaign: c.id, ...counted, root },
    events: [event, ...questions] as const,
    // What was decided does not wait for an answer about how it was decided.
    jobs: [{ name: "remediation.request" as const, data: { campaign: c.id }, key: c.id }],
  };
}

/** Closes a running campaign now. What nobody decided is closed as not reviewed; no decision is made or changed. */
export const close = command({
  name: "campaigns.close",
  permission: "campaign.close",
  input: closeInput,
  idempotent: true,
  load: (tx, input) => takeAlone(tx, input.id),
  run: (tx, { subject, now }) => closing(tx, subject, now, false),
});

/** Closes a campaign whose due instant has passed, as the automatic step "close". */
export const closeWhenDue = command({
  name: "campaigns.closeWhenDue",
  permission: "campaign.close_due",
  input: z.object({ id: z.uuid() }),
  load: (tx, input) => takeAlone(tx, input.id),
  run: (tx, { subject, now }) => closing(tx, subject, now, true),
});

/** Ends a campaign early, for good: its decisions stay on record, what was asked to be removed is withdrawn. */
export const cancel = command({
  name: "campaigns.cancel",
  permission: "campaign.cancel",
  input: cancelInput,
  idempotent: true,
  load: (tx, input) => takeAlone(tx, input.id),
  run: async (tx, { input, subject, now }) => {
    move(subject, "cancelled");
    const [states] = await rows<{ decided: number; open: number }>(
      tx,
      sql`SELECT (count(*) FILTER (WHERE state = 'decided'))::int AS decided, (count(*) FILTER (WHERE state = 'open'))::int AS open
        FROM item WHERE campaign_id = ${subject.id}`,
    );
    const words = { id: uuid7(now.getTime()), payload: { words: input.reason } };
    const withdrawn = await affected(
      tx,
      sql`UPDATE remediation SET state = 'withdrawn' WHERE campaign_id = ${subject.id}
        AND state IN ('requested', 'not_observed', 'returned')`,
    );
    await tx
      .update(campaign)
      .set({ status: "cancelled", closedAt: now, endReasonId: words.id })
      .where(eq(campaign.id, subject.id));
    const counted = states ?? { decided: 0, open: 0 };
    const questions = await withdrawQuestions(tx, subject.id, now);
    return {
      result: { campaign: subject.id, ...counted, withdrawn },
      events: [{ type: "campaign.cancelled", campaign: subject.id, words, data: counted }, ...questions],
    };
  },
});

/** Closes a campaign, and seals it where nobody's answer to its figures is waited for. */
export async function closeNow(ctx: Ctx, raw: z.input<typeof closeInput>) {
  const closed = await execute(ctx, close, raw);
  await sealIfReady(ctx, closed.campaign);
  return closed;
}

/** Cancels a campaign and seals it. */
export async function cancelNow(ctx: Ctx, raw: z.input<typeof cancelInput>) {
  const cancelled = await execute(ctx, cancel, raw);
  await sealIfReady(ctx, cancelled.campaign);
  return cancelled;
}
