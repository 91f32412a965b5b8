import { sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { type Actor, personOf } from "@/lib/auth/actor";
import { type Permission, permits } from "@/lib/auth/policy";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { shownId } from "@/lib/evidence/credentials-sql";
import { withheldFromSql } from "@/lib/evidence/withheld";
import { query } from "@/lib/query";
import { progressOf } from "./launch-progress";
import { dotOf } from "./outliers";
import * as wire from "./schema";
import { waitsForAnswer } from "./sealing-sql";

/** Whether somebody may do this anywhere: asked with a subject that is nobody's, so that only a role can allow it. */
function may(permission: Permission, actor: Actor): boolean {
  return permits(permission, actor, { reviewerId: "" } as never) === "allow";
}

/** Decisions in force a campaign, from its reviews' counters. */
const decidedOf = sql`(SELECT coalesce(sum(r.decided), 0)::int FROM review r WHERE r.campaign_id = c.id)`;
const reviewersOf = sql`(SELECT count(*)::int FROM review r WHERE r.campaign_id = c.id AND r.items > 0)`;

/** Campaigns, newest first, each with what was left at the end of each day since launch. */
export const list = query({
  name: "campaigns.list",
  permission: "campaign.read",
  input: wire.listInput,
  output: wire.campaignList,
  async run(reader, { input, scope }) {
    const found = await rows<Omit<wire.CampaignRow, "left" | "days"> & { per_day: number[]; days: number }>(
      reader,
      sql`SELECT c.id, c.name, c.status, ${iso(sql`c.due_at`)} AS "dueAt", c.due_date::text AS "dueDate",
          ${iso(sql`c.created_at`)} AS "createdAt", c.items, ${decidedOf} AS decided, ${reviewersOf} AS reviewers, c.problem, c.seed,
          greatest(1, c.due_at::date - c.launched_at::date)::int AS days,
          ARRAY(SELECT coalesce(d.n, 0) FROM generate_series(c.launched_at::date,
              least(${now().toISOString()}::timestamptz, coalesce(c.closed_at, 'infinity'))::date, interval '1 day') AS s(midnight)
            LEFT JOIN (SELECT decided_at::date AS day, count(*)::int AS n FROM decision
              WHERE decision.campaign_id = c.id AND decision.n = 1 GROUP BY 1) d ON d.day = s.midnight::date
            ORDER BY s.midnight LIMIT 400) AS per_day
        FROM campaign c
        WHERE ${input.status ? sql`c.status = ${input.status}` : sql`true`}
          AND ${input.after ? sql`(c.created_at, c.id) < (SELECT created_at, id FROM campaign WHERE id = ${input.after})` : sql`true`}
        ORDER BY c.created_at DESC, c.id DESC LIMIT ${input.limit + 1}`,
    );
    const page = found.slice(0, input.limit);
    return {
      rows: page.map(({ per_day, days, ...c }) => ({
        ...c,
        days: days ?? 0,
        left: leftAfter(c.items, per_day),
      })),
      next: found.length > input.limit ? (page.at(-1)?.id ?? null) : null,
      now: now().toISOString(),
      may: { launch: may("campaign.launch", scope.actor) },
    };
  },
});

/** What is left after each day, the whole before the first. */
function leftAfter(items: number, perDay: readonly number[]): number[] {
  let left = items;
  return [
    items,
    ...perDay.map((n) => {
      left = Math.max(0, left - n);
      return left;
    }),
  ];
}

type Shown = Omit<
  wire.CampaignView,
  "now" | "timeZone" | "sources" | "accepted" | "progress" | "may" | "tieOut"
> & {
  tieOut: wire.TieOut | null;
};

/** One campaign with its counters and equations. @throws AppError not_found */
export const show = query({
  name: "campaigns.show",
  permission: "campaign.read",
  input: wire.campaignInput,
  output: wire.campaignView,
  async run(reader, { input, scope }) {
    const [c] = await rows<Shown>(
      reader,
      sql`SELECT c.id AS campaign, c.name, c.status, c.scope, c.reviewer_mode AS mode, named.name AS reviewer,
          fallback.name AS fallback, builder.name AS "builtBy", ${iso(sql`c.created_at`)} AS "createdAt",
          ${iso(sql`c.launched_at`)} AS "launchedAt", ${iso(sql`c.closed_at`)} AS "closedAt", ${iso(sql`c.sealed_at`)} AS "sealedAt",
          ${iso(sql`c.due_at`)} AS "dueAt", c.due_date::text AS "dueDate", c.items, ${decidedOf} AS decided,
          c.not_certified AS "notCertified", c.removed_at_source AS removed, ${reviewersOf} AS reviewers,
          (SELECT count(*)::int FROM review r WHERE r.campaign_id = c.id AND r.signed_off_at IS NOT NULL) AS "signedOff",
          (SELECT jsonb_build_object('ready', count(*) FILTER (WHERE draft_state = 'ready'),
              'insufficient', count(*) FILTER (WHERE draft_state = 'insufficient'),
              'failed', count(*) FILTER (WHERE draft_state = 'failed'),
              'pending', count(*) FILTER (WHERE draft_state = 'pending'))
            FROM item WHERE item.campaign_id = c.id AND NOT ${withheldFromSql("item", scope.personId)}) AS drafts,
          c.tie_out AS "tieOut", c.root, c.settings, c.settings_hash AS "settingsHash", c.problem,
          (SELECT jsonb_build_object('blindRate', a.blind_rate, 'undraftedRate', a.undrafted_rate, 'blind', a.blind,
              'undrafted', a.undrafted, 'commitment', a.commitment, 'revealed', EXISTS (SELECT 1 FROM audit_event told WHERE told.campaign_id = c.id AND told.type = 'arms.revealed'))
            FROM campaign_arms a WHERE a.campaign_id = c.id) AS arms,
          (SELECT payload::jsonb ->> 'words' FROM private_payload w WHERE w.id = c.end_reason_id) AS "endReason",
          (SELECT coalesce(sum(r.items - r.decided), 0)::int FROM review r JOIN person p ON p.id = r.reviewer_id
            WHERE r.campaign_id = c.id AND p.kind = 'unassigned') AS unassigned,
          (SELECT count(*)::int FROM review r WHERE r.campaign_id = c.id AND r.items > 0 AND r.decided = 0) AS "notStarted",
          c.seed, (SELECT count(*)::int FROM decision d WHERE d.campaign_id = c.id AND d.seed IS NOT NULL) AS simulated
        FROM campaign c
        JOIN person fallback ON fallback.id = c.fallback_id
        JOIN person builder ON builder.id = c.built_by
        LEFT JOIN person named ON named.id = c.reviewer_id
        WHERE c.id = ${input.id}`,
    );
    if (!c) throw new AppError("not_found", "campaign", "There is no such campaign.");
    const sources = await rows<wire.CampaignView["sources"][number]>(
      reader,
      sql`SELECT s.id, s.name, n.id AS snapshot, ${iso(sql`n.as_of`)} AS "asOf" FROM campaign_source cs
        JOIN source s ON s.id = cs.source_id JOIN snapshot n ON n.id = cs.snapshot_id
        WHERE cs.campaign_id = ${input.id} ORDER BY s.name`,
    );
    const accepted = await rows<wire.CampaignView["accepted"][number]>(
      reader,
      sql`SELECT s.name AS source, a.finding, p.name AS by, w.payload::jsonb ->> 'words' AS reason
        FROM campaign_source cs JOIN check_acceptance a ON a.snapshot_id = cs.snapshot_id
        JOIN source s ON s.id = cs.source_id JOIN person p ON p.id = a.accepted_by
        LEFT JOIN private_payload w ON w.id = a.reason_id
        WHERE cs.campaign_id = ${input.id} ORDER BY s.name, a.check`,
    );
    return {
      ...c,
      sources,
      accepted,
      progress: c.status === "launching" ? progressOf(c.campaign) : null,
      now: now().toISOString(),
      timeZone: env().timeZone,
      may: {
        close: c.status === "launched" && may("campaign.close", scope.actor),
        cancel: ["launching", "launched"].includes(c.status) && may("campaign.cancel", scope.actor),
        reassign: c.status === "launched" && may("item.reassign", scope.actor),
      },
    };
  },
});

/** Millionths done, then when somebody last decided, then the list: stuck first. A list without items is done. */
const stuck = sql`(CASE WHEN r.items = 0 THEN 1000000 ELSE r.decided::bigint * 1000000 / r.items END)::int`;
const lastActive = sql`coalesce(${iso(sql`r.last_decided_at`)}, '')`;

/** Reviewers of a campaign, those who are furthest behind first. */
export const progress = query({
  name: "campaigns.progress",
  permission: "campaign.read",
  input: wire.progressInput,
  output: wire.progressPage,
  async run(reader, { input }) {
    const from = input.after === undefined ? undefined : cursor.safeParse(input.after.split("~"));
    if (from && !from.success)
      throw new AppError("invalid", "cursor", "This page address is damaged; start from the first page.");
    const found = await rows<wire.ReviewerProgress & { cursor: string }>(
      reader,
      sql`SELECT r.id AS review, r.reviewer_id AS reviewer, p.name,
          p.status = 'active' AND p.kind IN ('person', 'simulated') AS active, r.items, r.decided,
          ${iso(sql`o.at`)} AS "openedAt", ${iso(sql`r.last_decided_at`)} AS "lastDecidedAt",
          ${iso(sql`r.signed_off_at`)} AS "signedOffAt", ${stuck} || '~' || ${lastActive} || '~' || r.id AS cursor
        FROM review r JOIN person p ON p.id = r.reviewer_id LEFT JOIN list_opening o ON o.review_id = r.id
        WHERE r.campaign_id = ${input.id} AND (r.items > 0 OR r.decided > 0)
          ${from ? sql`AND (${stuck}, ${lastActive}, r.id) > (${from.data[0]}::int, ${from.data[1]}, ${from.data[2]}::uuid)` : sql``}
        ORDER BY ${stuck}, ${lastActive}, r.id LIMIT ${input.limit + 1}`,
    );
    const page = found.slice(0, input.limit);
    return {
      rows: page,
      next: found.length > input.limit ? (page.at(-1)?.cursor ?? null) : null,
      now: now().toISOString(),
    };
  },
});

const cursor = z.tuple([z.coerce.number().int(), z.string(), z.uuid()]);

/** Items of a campaign in the order of their ids, a page at a time. */
export const items = query({
  name: "campaigns.items",
  permission: "item.read",
  input: wire.itemsInput,
  output: wire.itemsPage,
  async run(reader, { input, scope }) {
    const like = `%${input.q.replace(/[\\%_]/g, "\\$&")}%`;
    const parts = [
      sql`i.campaign_id = ${input.id}`,
      ...(input.after ? [sql`i.id > ${input.after}::uuid`] : []),
      ...(input.type ? [sql`i.type = ${input.type}`] : []),
      ...(input.state ? [sql`i.state = ${input.state}`] : []),
      ...(input.risk ? [sql`i.risk = ${input.risk}`] : []),
      ...(input.reviewer ? [sql`i.reviewer_id = ${input.reviewer}`] : []),
      ...dotOf(input.department, input.held),
      ...(input.q
        ? [
            sql`(i.subject_name ILIKE ${like} OR i.application_name ILIKE ${like} OR i.entitlement_name ILIKE ${like}
              OR i.title ILIKE ${like} OR i.account_login ILIKE ${like})`,
          ]
        : []),
    ];
    const found = await rows<wire.ItemRow>(
      reader,
      sql`SELECT i.id AS "itemId", i.type, i.subject_name AS subject, i.subject_kind AS "subjectKind", i.source_name AS source,
          i.application_id AS "applicationId", i.application_name AS application, i.account_id AS "accountId",
          i.account_login AS account, i.identity_id AS "identityId", i.entitlement_id AS "entitlementId", ${sql.raw(shownId("i.credential_id"))} AS "credentialId",
          i.entitlement_name AS entitlement, i.title, i.privilege, i.risk, i.tags, i.findings,
          i.reviewer_id AS "reviewerId", p.name AS reviewer, i.reviewer_basis AS "reviewerBasis", i.state, i.outcome,
          i.disposition, ${iso(sql`i.decided_at`)} AS "decidedAt", i.evidence_hash AS "evidenceHash",
          (SELECT d.seed FROM decision d WHERE d.id = i.decision_id) AS seed,
          CASE WHEN ${withheldFromSql("i", scope.personId)} THEN 'withheld' ELSE i.draft_state END AS "draftState",
          CASE WHEN c.closed_at IS NOT NULL THEN i.arm END AS arm
        FROM item i JOIN person p ON p.id = i.reviewer_id JOIN campaign c ON c.id = i.campaign_id
        WHERE ${sql.join(parts, sql` AND `)} ORDER BY i.id LIMIT ${input.limit + 1}`,
    );
    const page = found.slice(0, input.limit);
    return { rows: page, next: found.length > input.limit ? (page.at(-1)?.itemId ?? null) : null };
  },
});

/** People who can be named as reviewer or fallback, by a part of name or e-mail; never who asks, who builds the campaign. */
export const reviewers = query({
  name: "campaigns.reviewers",
  permission: "campaign.launch",
  input: wire.personSearch,
  output: z.object({ rows: z.array(wire.personChoice) }),
  async run(reader, { input, scope }) {
    const like = `%${input.q.replace(/[\\%_]/g, "\\$&")}%`;
    const found = await rows<wire.PersonChoice>(
      reader,
      sql`SELECT id, name, email FROM person
        WHERE kind IN ('person', 'simulated') AND status = 'active' AND id IS DISTINCT FROM ${personOf(scope.actor)}::uuid
          AND (name ILIKE ${like} OR email ILIKE ${like})
        ORDER BY lower(name), id LIMIT 20`,
    );
    return { rows: found };
  },
});

/** Campaigns that are due by our clock and still run, and ended ones not yet sealed: what the automatic close does next. */
export const toEnd = query({
  name: "campaigns.toEnd",
  permission: "campaign.close_due",
  input: z.object({}),
  output: z.object({ due: z.array(z.uuid()), unsealed: z.array(z.uuid()) }),
  async run(reader) {
    const due = await rows<{ id: string }>(
      reader,
      sql`SELECT id FROM campaign WHERE status = 'launched' AND due_at < ${now().toISOString()}::timestamptz
        ORDER BY due_at, id LIMIT 100`,
    );
    const unsealed = await rows<{ id: string }>(
      reader,
      sql`SELECT c.id FROM campaign c WHERE c.status IN ('closed', 'cancelled') AND c.sealed_at IS NULL
        AND NOT ${waitsForAnswer(now())} ORDER BY c.id LIMIT 100`,
    );
    return { due: due.map((c) => c.id), unsealed: unsealed.map((c) => c.id) };
  },
});
