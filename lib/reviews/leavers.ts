import { and, asc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { person } from "@/db/schema/people";
import { item, review } from "@/db/schema/reviews";
import type { AuditEvent } from "@/lib/audit-log/events";
import { unassignedPerson } from "@/lib/auth/sign-in";
import { now as clock, dayIn } from "@/lib/clock";
import { command } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { leftWords } from "@/lib/evidence/people-sql";
import { uuid7 } from "@/lib/ids";
import { query } from "@/lib/query";
import { hand } from "./delegate";
import { heldOf, neverNow } from "./delegation-sql";
import { candidates } from "./hand-on";
import { identityKey, nextHolder } from "./rules";
import { blockedOf } from "./subject";

/** Items moved at once. */
const most = 1_000;

/** Whether a person, `p`, can review no more: disabled here, or no longer with the company by their directory. */
const gone = (today: string) => sql`(p.kind <> 'unassigned' AND (p.status = 'disabled' OR EXISTS (
  SELECT 1 FROM source s JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = p.identity_id
  WHERE s.id = p.identity_source_id AND CASE WHEN i.employment_status IS NULL THEN i.end_date < ${today}::date
    ELSE lower(btrim(i.employment_status)) = ANY (${`{${leftWords.join(",")}}`}::text[]) END)))`;

const todayNow = (at: Date) => dayIn(at, env().timeZone);

/** Lists with open items whose reviewer has left, of running campaigns. */
export const leavers = query({
  name: "reviews.leavers",
  permission: "item.replace",
  input: z.object({}),
  output: z.array(z.object({ campaign: z.uuid(), reviewer: z.uuid() })),
  run: (reader) =>
    rows<{ campaign: string; reviewer: string }>(
      reader,
      sql`SELECT r.campaign_id::text AS campaign, r.reviewer_id::text AS reviewer FROM campaign c
        JOIN review r ON r.campaign_id = c.id AND r.items > r.decided AND r.signed_off_at IS NULL
        JOIN person p ON p.id = r.reviewer_id
        WHERE c.status = 'launched' AND ${gone(todayNow(clock()))} ORDER BY r.id LIMIT 50`,
    ),
});

/**
 * Hands what somebody who left has not decided to the next who may: their manager, the application's owner, the fallback, and
 * where none of them can, "Unassigned". What they decided stays theirs.
 */
export const replaceLeaver = command({
  name: "reviews.replace_leaver",
  permission: "item.replace",
  input: z.object({ campaign: z.uuid(), reviewer: z.uuid() }),
  load: async (tx, input) => {
    const [c] = await tx.select().from(campaign).where(eq(campaign.id, input.campaign));
    if (c?.status !== "launched")
      throw new AppError("rule", "campaign-ended", "This campaign has ended, or there is none.");
    const list = await tx
      .select({ item })
      .from(item)
      .where(
        and(eq(item.campaignId, input.campaign), eq(item.reviewerId, input.reviewer), eq(item.state, "open")),
      )
      .orderBy(asc(item.id))
      .limit(most)
      .for("update");
    return { campaign: c, list };
  },
  run: async (tx, { input, subject, now }) => {
    const { campaign: c, list } = subject;
    const today = todayNow(now);
    const [left] = await rows<{ name: string; manager: string | null }>(
      tx,
      sql`SELECT p.name, m.id::text AS manager FROM person p
        LEFT JOIN source s ON s.id = p.identity_source_id
        LEFT JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = p.identity_id
        LEFT JOIN person m ON m.identity_source_id = s.id AND m.identity_id = i.manager_id
        WHERE p.id = ${input.reviewer} AND ${gone(today)} LIMIT 1`,
    );
    if (!left || list.length === 0)
      throw new AppError("rule", "not-left", "There is nothing of a reviewer who left to hand on.");
    const owners = list.flatMap(({ item: i }) => i.applicationOwnerId ?? []);
    const ids = [...new Set([...(left.manager ? [left.manager] : []), ...owners, c.fallbackId])];
    const absent = await rows<{ id: string }>(
      tx,
      sql`SELECT p.id::text AS id FROM person p WHERE ${inArray(sql`p.id`, ids)} AND ${gone(today)}`,
    );
    const signed = await tx
      .select({ id: review.reviewerId })
      .from(review)
      .where(
        and(eq(review.campaignId, c.id), inArray(review.reviewerId, ids), isNotNull(review.signedOffAt)),
      );
    const not = new Set([...absent, ...signed].map((p) => p.id));
    const there = (await candidates(tx, ids, c.id)).filter((p) => !not.has(p.personId));
    const held = await heldOf(
      tx,
      list.map((l) => l.item.id),
    );
    const nobody = await unassignedPerson();
    const to = new Map<string, (typeof list)[number][]>();
    const nevers = new Map<string, Record<string, string>>();
    for (const one of list) {
      const i = one.item;
      const order = [left.manager, i.applicationOwnerId, c.fallbackId];
      const chain = order.flatMap((id) => there.find((p) => p.personId === id) ?? []);
      const had = new Set([input.reviewer, ...(held.get(i.id) ?? [])]);
      const holder = identityKey(i) ?? "";
      const never = nevers.get(holder) ?? (await neverNow(tx, i, {}));
      nevers.set(holder, never);
      const next = nextHolder(chain, had, { ...blockedOf(i.blocked), ...never })?.personId ?? nobody;
      to.set(next, [...(to.get(next) ?? []), one]);
    }
    const batch = uuid7(now.getTime());
    const events: AuditEvent[] = [];
    for (const [id, items] of [...to].sort(([a], [b]) => a.localeCompare(b))) {
      const basis = `handed on as ${left.name} left`;
      await hand(tx, items, {
        to: id,
        by: null,
        kind: "left",
        delegation: null,
        basis,
        reason: null,
        at: now,
      });
      for (const { item: i } of items)
        events.push({
          type: "item.reassigned",
          campaign: c.id,
          item: i.id,
          data: { from: input.reviewer, to: id, batch, why: "left" },
        });
    }
    const [first, ...rest] = events;
    if (!first) throw new Error("Nothing was moved.");
    return { result: { items: list.length, people: to.size }, events: [first, ...rest] };
  },
});

/** Of a campaign: whose open items went to whom because they left. */
export const left = query({
  name: "reviews.left",
  permission: "campaign.read",
  input: z.object({ campaign: z.uuid() }),
  output: z.array(
    z.object({ from: z.string(), to: z.string(), nobody: z.boolean(), items: z.number(), at: z.string() }),
  ),
  run: (reader, { input }) =>
    rows<{ from: string; to: string; nobody: boolean; items: number; at: string }>(
      reader,
      sql`SELECT f.name AS "from", t.name AS "to", t.kind = 'unassigned' AS nobody, count(*)::int AS items,
          ${iso(sql`r.at`)} AS at
        FROM reassignment r JOIN person f ON f.id = r.from_id JOIN ${person} t ON t.id = r.to_id
        WHERE r.campaign_id = ${input.campaign} AND r.kind = 'left'
        GROUP BY f.name, t.name, t.kind, r.at ORDER BY r.at DESC, f.name, t.name LIMIT 20`,
    ),
});
