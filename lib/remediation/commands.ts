import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { remediation } from "@/db/schema/remediation";
import type { AuditEvent } from "@/lib/audit-log/events";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { dueIn } from "./asked-sql";
import { type Observation, observe, taskOf } from "./rules";
import { applyInput } from "./schema";
import { type Seen, seenFrom } from "./sights-sql";

/** Rows a turn: one transaction each, so that a large close does not hold the database. */
const batch = 500;

/**
 * Asks for what was decided: one task a decision that asks for something, whose review is signed off or whose campaign is
 * closed, and which has none yet. Call until it answers `more: false`.
 */
export const request = command({
  name: "remediation.request",
  permission: "remediation.observe",
  input: z.object({ campaign: z.uuid() }),
  load: async () => undefined,
  run: async (tx, { input, now }) => {
    const due = await dueIn(tx, input.campaign, batch);
    const tasks = due.flatMap((d) => {
      const kind = taskOf(d.type, d);
      return kind ? [{ ...d, id: uuid7(now.getTime()), kind }] : [];
    });
    if (tasks.length > 0)
      await tx.insert(remediation).values(
        tasks.map((t) => ({
          id: t.id,
          itemId: t.item,
          campaignId: input.campaign,
          decisionId: t.decision,
          kind: t.kind,
          state: "requested" as const,
          ownerId: t.owner,
          sourceId: t.source_id,
          applicationId: t.application_id,
          accountId: t.account_id,
          entitlementId: t.entitlement_id,
          credentialId: t.credential_id,
          identityId: t.identity_id,
          before: t.before ?? {},
          requestedAt: now,
        })),
      );
    const [first, ...rest] = tasks.map(
      (t): AuditEvent => ({
        type: "remediation.requested",
        campaign: input.campaign,
        item: t.item,
        data: { task: t.id, kind: t.kind, owner: t.owner },
      }),
    );
    // Nothing due is not a write: there is no entry to make, and the runner asks for one.
    if (!first) throw new AppError("rule", "nothing-due", "There is nothing left to ask for.");
    return { result: { requested: tasks.length, more: due.length === batch }, events: [first, ...rest] };
  },
});

/** The owner says it is done in the target system. Whether it is, a later snapshot shows. */
export const apply = command({
  name: "remediation.apply",
  permission: "remediation.apply",
  input: applyInput,
  idempotent: true,
  load: async (tx, input) => {
    const [task] = await tx.select().from(remediation).where(eq(remediation.id, input.task)).for("update");
    if (!task) throw new AppError("not_found", "task", "There is no such removal of yours.");
    return task;
  },
  run: async (tx, { input, subject, actor, now }) => {
    if (!["requested", "not_observed", "returned"].includes(subject.state))
      throw new AppError("conflict", "state", "This was marked done already, or is no longer asked for.");
    const words = input.words ? { id: uuid7(now.getTime()), payload: { rationale: input.words } } : undefined;
    await tx
      .update(remediation)
      .set({ state: "applied", appliedAt: now, appliedBy: personOf(actor), appliedNoteId: words?.id ?? null })
      .where(eq(remediation.id, subject.id));
    return {
      result: { task: subject.id, state: "applied" as const },
      events: [
        {
          type: "remediation.applied",
          campaign: subject.campaignId,
          item: subject.itemId,
          ...(words ? { words } : {}),
          data: { task: subject.id },
        },
      ],
    };
  },
});

/** Looks at the source's snapshot for everything asked for there that is not withdrawn: seen gone, not observed, returned (I10). */
export const observeSnapshot = command({
  name: "remediation.observe_snapshot",
  permission: "remediation.observe",
  input: z.object({ source: z.number().int(), snapshot: z.number().int() }),
  load: async () => undefined,
  run: async (tx, { input, now }) => {
    const entries: AuditEvent[] = [];
    for (let after: string | undefined = nil; after; ) {
      const page: Seen[] = await seenFrom(tx, input, after, batch);
      const news = page.flatMap((s) => {
        const seen = observe(s.sight);
        return seen.to === null ? [] : [{ ...s, seen }];
      });
      if (news.length > 0)
        await tx.execute(sql`
          UPDATE remediation t SET state = n.state, observed_at = ${now.toISOString()}::timestamptz,
            observed_snapshot_id = ${input.snapshot}, after = n.after, strength = n.strength, not_observed_why = n.why
          FROM jsonb_to_recordset(${JSON.stringify(news.map(changeOf))}::jsonb)
            AS n(id uuid, state text, after jsonb, strength text, why text)
          WHERE t.id = n.id`);
      entries.push(...news.map((n) => entryOf(n, input.snapshot, n.seen)));
      after = page.length === batch ? page.at(-1)?.id : undefined;
    }
    const [first, ...rest] = entries;
    if (!first)
      throw new AppError("rule", "nothing-new", "This snapshot shows nothing new about any removal.");
    return { result: { observed: entries.length }, events: [first, ...rest] };
  },
});

const nil = "00000000-0000-0000-0000-000000000000";

type News = Seen & { seen: Exclude<Observation, { to: null }> };

function changeOf({ id, after, seen }: News) {
  return {
    id,
    state: seen.to,
    after,
    strength: seen.to === "seen_gone" ? seen.strength : null,
    why: seen.to === "not_observed" ? seen.why : null,
  };
}

function entryOf(s: Seen, snapshot: number, seen: News["seen"]): AuditEvent {
  const about = { campaign: s.campaign, item: s.item };
  switch (seen.to) {
    case "seen_gone":
      return {
        type: "remediation.seen_gone",
        ...about,
        data: { task: s.id, snapshot, strength: seen.strength },
      };
    case "not_observed":
      return { type: "remediation.not_observed", ...about, data: { task: s.id, snapshot, why: seen.why } };
    case "returned":
      return { type: "grant.returned", ...about, data: { task: s.id, snapshot } };
  }
}
