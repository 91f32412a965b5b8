import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows, type Tx } from "@/db/client";
import { remediation } from "@/db/schema/remediation";
import type { AuditEvent } from "@/lib/audit-log/events";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { type Observation, observe, type Sight } from "./rules";
import { applyInput, type TaskState } from "./schema";

/** Rows a turn: one transaction each, so that a large close does not hold the database. */
const batch = 500;

/**
 * Asks for what was decided: one task a revoke or change whose review is signed off, or whose campaign is closed, and which
 * has none yet. The application's owner gets it, else the campaign's fallback. Call until it answers `more: false`.
 */
export const request = command({
  name: "remediation.request",
  permission: "remediation.observe",
  input: z.object({ campaign: z.uuid() }),
  load: async () => undefined,
  run: async (tx, { input, now }) => {
    const due = await rows<Due>(
      tx,
      sql`SELECT i.id AS item, i.decision_id AS decision, i.outcome, i.source_id, i.application_id, i.account_id,
          i.entitlement_id, coalesce(i.application_owner_id, c.fallback_id) AS owner, to_jsonb(g) AS before
        FROM item i JOIN campaign c ON c.id = i.campaign_id JOIN review r ON r.id = i.review_id
        LEFT JOIN snap_grant g ON g.snapshot_id = i.snapshot_id AND g.account_id = i.account_id
          AND g.entitlement_id = i.entitlement_id AND g.via = ''
        WHERE i.campaign_id = ${input.campaign} AND i.state = 'decided' AND i.outcome IN ('revoke', 'modify')
          AND c.status IN ('launched', 'closed', 'sealed') AND (r.signed_off_at IS NOT NULL OR c.status <> 'launched')
          AND NOT EXISTS (SELECT 1 FROM remediation t WHERE t.decision_id = i.decision_id)
        ORDER BY i.id LIMIT ${batch} FOR UPDATE OF i`,
    );
    const tasks = due.map((d) => ({
      ...d,
      id: uuid7(now.getTime()),
      kind: d.outcome === "revoke" ? ("remove" as const) : ("change" as const),
    }));
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
    return { result: { requested: tasks.length, more: tasks.length === batch }, events: [first, ...rest] };
  },
});

type Due = {
  item: string;
  decision: string;
  outcome: string;
  source_id: number;
  application_id: string;
  account_id: string;
  entitlement_id: string;
  owner: string;
  before: Record<string, unknown> | null;
};

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

/** Looks at the source's snapshot for every removal of it that is not withdrawn: seen gone, not observed, returned (I10). */
export const observeSnapshot = command({
  name: "remediation.observe_snapshot",
  permission: "remediation.observe",
  input: z.object({ source: z.number().int(), snapshot: z.number().int() }),
  load: async () => undefined,
  run: async (tx, { input, now }) => {
    const entries: AuditEvent[] = [];
    for (let after: string | undefined = nil; after; ) {
      const page: Seen[] = await seenFrom(tx, input, after);
      const news = page.flatMap((s) => {
        const seen = observe(sightOf(s, input.snapshot));
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

function seenFrom(tx: Tx, of: { source: number; snapshot: number }, after: string): Promise<Seen[]> {
  return rows<Seen>(
    tx,
    sql`SELECT t.id, t.item_id AS item, t.campaign_id AS campaign, t.state, t.kind, t.applied_by, i.snapshot_id AS decided_on,
        extract(epoch FROM a.as_of)::float8 AS decided_as_of, a.format || a.parameters::text AS decided_parameters,
        extract(epoch FROM b.as_of)::float8 AS later_as_of, b.format || b.parameters::text AS later_parameters,
        b.complete, b.imported_by,
        EXISTS (SELECT 1 FROM snap_account x WHERE x.snapshot_id = b.id AND x.id = t.account_id) AS account_there,
        EXISTS (SELECT 1 FROM snap_entitlement x WHERE x.snapshot_id = b.id AND x.id = t.entitlement_id) AS entitlement_there,
        (SELECT to_jsonb(g) FROM snap_grant g WHERE g.snapshot_id = b.id AND g.account_id = t.account_id
          AND g.entitlement_id = t.entitlement_id AND g.via = '') AS after
      FROM remediation t JOIN item i ON i.id = t.item_id JOIN snapshot a ON a.id = i.snapshot_id
      JOIN snapshot b ON b.id = ${of.snapshot}
      WHERE t.source_id = ${of.source} AND t.state <> 'withdrawn' AND t.kind = 'remove' AND t.id > ${after}
        AND t.observed_snapshot_id IS DISTINCT FROM ${of.snapshot}
      ORDER BY t.id LIMIT ${batch} FOR UPDATE OF t`,
  );
}

function sightOf(s: Seen, snapshot: number): Sight {
  return {
    state: s.state,
    kind: s.kind,
    decidedOn: {
      snapshot: s.decided_on,
      asOf: new Date(s.decided_as_of * 1000),
      parameters: s.decided_parameters,
    },
    later: {
      snapshot,
      asOf: new Date(s.later_as_of * 1000),
      parameters: s.later_parameters,
      complete: s.complete,
      importedBy: s.imported_by,
      live: false,
    },
    accountResolves: s.account_there,
    entitlementResolves: s.entitlement_there,
    grantThere: s.after !== null,
    appliedBy: s.applied_by,
  };
}

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

type Seen = {
  id: string;
  item: string;
  campaign: string;
  state: TaskState;
  kind: "remove" | "change";
  applied_by: string | null;
  decided_on: number;
  decided_as_of: number;
  decided_parameters: string;
  later_as_of: number;
  later_parameters: string;
  complete: boolean;
  imported_by: string;
  account_there: boolean;
  entitlement_there: boolean;
  after: Record<string, unknown> | null;
};

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
