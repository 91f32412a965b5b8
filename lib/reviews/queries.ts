import { and, asc, desc, eq, ilike, inArray, ne, notInArray, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { decision, privatePayload } from "@/db/schema/decisions";
import { draft } from "@/db/schema/drafts";
import { evidencePacket } from "@/db/schema/evidence";
import { exception } from "@/db/schema/exceptions";
import { person } from "@/db/schema/people";
import { item, review } from "@/db/schema/reviews";
import { viewOf as draftView } from "@/lib/drafting/render";
import { draftResult } from "@/lib/drafting/schema";
import { AppError } from "@/lib/errors";
import type { Packet } from "@/lib/evidence/schema";
import { type EvidenceView, viewOf } from "@/lib/evidence/view";
import { withheldFrom, withheldSql } from "@/lib/evidence/withheld";
import { query, type Reader } from "@/lib/query";
import { withoutSides } from "./blind";
import { cursorOf, placeOf } from "./cursor";
import { wordsIn } from "./exceptions";
import {
  decisionView,
  reviewDetail,
  reviewSummary,
  type WorklistRow,
  worklist,
  worklistInput,
} from "./schema";

/** What a decision is kept under; null where it is under nothing. */
const kept = { state: exception.state, until: exception.until };

const summary = {
  id: review.id,
  campaign: campaign.id,
  name: campaign.name,
  status: campaign.status,
  dueAt: iso(campaign.dueAt),
  dueDate: campaign.dueDate,
  items: review.items,
  decided: review.decided,
  signedOffAt: iso(review.signedOffAt),
  seed: campaign.seed,
};

/** My reviews: what is open first, then by due date, newest fifty. */
export const mine = query({
  name: "reviews.mine",
  permission: "review.list",
  input: z.object({}),
  output: z.array(reviewSummary),
  run: async (reader, { scope }) => {
    const found = await reader
      .select(summary)
      .from(review)
      .innerJoin(campaign, eq(campaign.id, review.campaignId))
      .where(and(eq(review.reviewerId, scope.personId ?? ""), ne(campaign.status, "launching")))
      .orderBy(
        desc(sql`${campaign.status} = 'launched' AND ${review.signedOffAt} IS NULL`),
        asc(campaign.dueAt),
      )
      .limit(50);
    return found.map((f) => ({ ...f, dueAt: f.dueAt ?? "", secondsAnItem: null }));
  },
});

async function loadReview(reader: Reader, id: string) {
  const [found] = await reader
    .select({ reviewerId: review.reviewerId })
    .from(review)
    .where(eq(review.id, id));
  if (!found) throw new AppError("not_found", "review", "There is no such review of yours.");
  return found;
}

/** One review with its counts and, where nothing more can be decided, why. */
export const show = query({
  name: "reviews.show",
  permission: "review.read",
  input: z.object({ review: z.uuid() }),
  output: reviewDetail,
  load: (reader, input) => loadReview(reader, input.review),
  run: async (reader, { input }) => {
    const [found] = await reader
      .select(summary)
      .from(review)
      .innerJoin(campaign, eq(campaign.id, review.campaignId))
      .where(eq(review.id, input.review));
    if (!found) throw new Error("The review vanished while it was read.");
    const [counts] = await rows<Counts>(
      reader,
      sql`SELECT count(*) FILTER (WHERE state = 'open')::int AS open,
        count(*) FILTER (WHERE subject_kind IN ('human', 'unknown'))::int AS people,
        count(*) FILTER (WHERE subject_kind NOT IN ('human', 'unknown'))::int AS services,
        count(*) FILTER (WHERE waiting IS NOT NULL)::int AS waiting,
        count(*) FILTER (WHERE risk = 'critical')::int AS critical, count(*) FILTER (WHERE risk = 'high')::int AS high,
        count(*) FILTER (WHERE risk = 'low')::int AS low,
        count(*) FILTER (WHERE outcome = 'certify')::int AS certify,
        count(*) FILTER (WHERE outcome = 'certify_until')::int AS certify_until,
        count(*) FILTER (WHERE outcome = 'revoke')::int AS revoke,
        count(*) FILTER (WHERE outcome = 'modify')::int AS modify
        FROM item WHERE review_id = ${input.review}`,
    );
    const [pace] = await rows<{ seconds: number | null }>(
      reader,
      sql`SELECT CASE WHEN count(*) >= 5 THEN round(percentile_cont(0.5) WITHIN GROUP (ORDER BY gap))::int END AS seconds
        FROM (SELECT least(extract(epoch FROM decided_at - lag(decided_at) OVER (ORDER BY decided_at)), 300) AS gap
          FROM item WHERE review_id = ${input.review} AND decided_at IS NOT NULL) AS gaps WHERE gap IS NOT NULL`,
    );
    const c = counts ?? noCounts;
    return {
      ...found,
      dueAt: found.dueAt ?? "",
      secondsAnItem: pace?.seconds ?? null,
      open: c.open,
      people: c.people,
      services: c.services,
      waiting: c.waiting,
      byRisk: { critical: c.critical, high: c.high, low: c.low },
      outcomes: { certify: c.certify, certify_until: c.certify_until, revoke: c.revoke, modify: c.modify },
      readOnly:
        found.status !== "launched"
          ? `${found.name} has ended; what you decided can be read, not changed.`
          : found.signedOffAt
            ? "You signed this review off; it can be read, not changed."
            : null,
    };
  },
});

type Counts = Record<
  | "open"
  | "people"
  | "services"
  | "waiting"
  | "critical"
  | "high"
  | "low"
  | "certify"
  | "certify_until"
  | "revoke"
  | "modify",
  number
>;
const noCounts: Counts = {
  open: 0,
  people: 0,
  services: 0,
  waiting: 0,
  critical: 0,
  high: 0,
  low: 0,
  certify: 0,
  certify_until: 0,
  revoke: 0,
  modify: 0,
};

/**
 * One page of a worklist: an index range of one table. It carries no packet and no draft, and its order is that of the launch:
 * of risk, debt and names, which no draft and no score has a part in (I12).
 */
export const page = query({
  name: "reviews.worklist",
  permission: "review.read",
  input: worklistInput,
  output: worklist,
  load: (reader, input) => loadReview(reader, input.review),
  run: async (reader, { input }) => {
    const byApplication = input.order === "application";
    const place = input.after ? placeOf(input.after) : undefined;
    const where: (SQL | undefined)[] = [
      eq(item.reviewId, input.review),
      input.show === "open"
        ? eq(item.state, "open")
        : input.show === "decided"
          ? ne(item.state, "open")
          : undefined,
      input.who === "people"
        ? inArray(item.subjectKind, ["human", "unknown"])
        : input.who === "services"
          ? notInArray(item.subjectKind, ["human", "unknown"])
          : undefined,
      input.q === "" ? undefined : matches(input.q),
      place === undefined
        ? undefined
        : byApplication
          ? sql`(${item.applicationName}, ${item.position}) > (${place.application}, ${place.position})`
          : sql`${item.position} > ${place.position}`,
    ];
    const found = await reader
      .select({
        id: item.id,
        position: item.position,
        subjectKey: item.subjectKey,
        subjectName: item.subjectName,
        subjectKind: item.subjectKind,
        application: item.applicationName,
        title: item.title,
        technical: item.entitlementName,
        risk: item.risk,
        tags: item.tags,
        state: item.state,
        outcome: item.outcome,
        waiting: item.waiting,
        first: sql<boolean>`${item.arm} = 'blind' AND ${item.state} = 'open' AND ${withheldSql("item")}`,
        decidedAt: iso(item.decidedAt),
      })
      .from(item)
      .where(and(...where))
      .orderBy(...(byApplication ? [asc(item.applicationName)] : []), asc(item.position))
      .limit(input.limit + 1);
    const list = found.slice(0, input.limit);
    const keyColumn = byApplication ? item.applicationName : item.subjectKey;
    const keys = [...new Set(list.map((r) => (byApplication ? r.application : r.subjectKey)))];
    const groups = keys.length
      ? await reader
          .select({
            key: keyColumn,
            open: sql<number>`count(*) FILTER (WHERE ${item.state} = 'open')::int`,
            items: sql<number>`count(*)::int`,
          })
          .from(item)
          .where(and(eq(item.reviewId, input.review), inArray(keyColumn, keys)))
          .groupBy(keyColumn)
      : [];
    const withCursor = list.map(
      ({ position, ...row }): WorklistRow => ({
        ...row,
        cursor: cursorOf({ position, application: row.application }),
      }),
    );
    return {
      rows: withCursor,
      next: found.length > input.limit ? (withCursor.at(-1)?.cursor ?? null) : null,
      groups,
    };
  },
});

function matches(q: string): SQL | undefined {
  const like = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  return or(
    ilike(item.subjectName, like),
    ilike(item.applicationName, like),
    ilike(item.title, like),
    ilike(item.entitlementName, like),
    ilike(item.accountLogin, like),
  );
}

/** My decisions, newest first, each with its receipt. A decision I changed names the one that took its place. */
export const decisions = query({
  name: "reviews.decisions",
  permission: "own.decisions",
  input: z.object({
    item: z.uuid().optional(),
    after: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({
    rows: z.array(
      decisionView.extend({
        subject: z.string(),
        title: z.string(),
        application: z.string(),
        campaign: z.string(),
      }),
    ),
    next: z.uuid().nullable(),
  }),
  run: async (reader, { input, scope }) => {
    const later = alias(decision, "later");
    const found = await reader
      .select({
        id: decision.id,
        item: decision.itemId,
        outcome: decision.outcome,
        until: decision.until,
        disposition: decision.disposition,
        arm: decision.arm,
        firstChoice: decision.firstChoice,
        reasonCode: decision.reasonCode,
        words: privatePayload.payload,
        decidedAt: iso(decision.decidedAt),
        by: person.name,
        seed: decision.seed,
        supersededBy: later.id,
        batchSize: decision.batchSize,
        exception: kept,
        subject: item.subjectName,
        title: item.title,
        application: item.applicationName,
        campaign: campaign.name,
      })
      .from(decision)
      .innerJoin(item, eq(item.id, decision.itemId))
      .innerJoin(campaign, eq(campaign.id, decision.campaignId))
      .innerJoin(person, eq(person.id, decision.personId))
      .leftJoin(later, eq(later.supersedes, decision.id))
      .leftJoin(exception, eq(exception.id, decision.exceptionId))
      .leftJoin(privatePayload, eq(privatePayload.id, decision.rationaleId))
      .where(
        and(
          eq(decision.personId, scope.personId ?? ""),
          input.item ? eq(decision.itemId, input.item) : undefined,
          input.after ? sql`${decision.id} < ${input.after}` : undefined,
        ),
      )
      .orderBy(desc(decision.id))
      .limit(input.limit + 1);
    const list = found.slice(0, input.limit);
    const receipts = await receiptsOf(
      reader,
      list.map((d) => d.id),
    );
    return {
      rows: list.map((d) => ({
        ...d,
        decidedAt: d.decidedAt ?? "",
        words: wordsIn(d.words),
        leaf: receipts.get(d.id)?.leaf ?? "",
        sealedAt: receipts.get(d.id)?.index ?? null,
      })),
      next: found.length > input.limit ? (list.at(-1)?.id ?? null) : null,
    };
  },
});

/** Leaf hash and place in the log of decisions: by the item's chain, whose entry names the decision. */
export async function receiptsOf(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, { leaf: string; index: number | null }>> {
  if (ids.length === 0) return new Map();
  const found = await rows<{ decision: string; leaf: string; idx: number | null }>(
    reader,
    sql`SELECT d.id AS decision, encode(e.leaf_hash, 'hex') AS leaf, l.idx::int AS idx
      FROM decision d
      JOIN audit_event e ON e.ref_id = d.id AND e.type = 'decision.recorded'
      LEFT JOIN log_leaf l ON l.event_id = e.id
      WHERE ${inArray(sql`d.id`, [...ids])}`,
  );
  return new Map(found.map((f) => [f.decision, { leaf: f.leaf.slice(0, 8), index: f.idx }]));
}

/** People an item can be handed to, by a part of their name. */
export const people = query({
  name: "reviews.people",
  permission: "review.list",
  /** `me`: oneself among them, where one may name oneself. */
  input: z.object({ q: z.string().trim().max(100).default(""), me: z.literal("yes").optional() }),
  output: z.array(z.object({ id: z.uuid(), name: z.string(), email: z.string().nullable() })),
  run: async (reader, { input, scope }) =>
    reader
      .select({ id: person.id, name: person.name, email: person.email })
      .from(person)
      .where(
        and(
          eq(person.status, "active"),
          eq(person.kind, "person"),
          input.me ? undefined : ne(person.id, scope.personId ?? ""),
          input.q === "" ? undefined : ilike(person.name, `%${input.q.replace(/[\\%_]/g, "\\$&")}%`),
        ),
      )
      .orderBy(asc(person.name))
      .limit(20),
});

/** One item as it stands on record, for whoever oversees: frozen evidence, the draft, every decision. Nothing is decided here. */
export const itemRecord = query({
  name: "reviews.item_record",
  permission: "item.read",
  input: z.object({ item: z.uuid() }),
  output: z.object({
    item: z.uuid(),
    campaign: z.uuid(),
    campaignName: z.string(),
    reviewer: z.string(),
    basis: z.string(),
    state: z.string(),
    evidenceHash: z.string(),
    view: z.custom<EvidenceView>(),
    /** Whoever asks decides this item themselves, and before they see its draft (I12). */
    withheld: z.boolean(),
    draft: z.custom<ReturnType<typeof draftView>>().nullable(),
    decisions: z.array(decisionView),
  }),
  run: async (reader, { input, scope }) => {
    const withheld = await withheldFrom(reader, input.item, scope.personId);
    const [found] = await reader
      .select({ item, campaign: campaign.name, reviewer: person.name, body: evidencePacket.body, draft })
      .from(item)
      .innerJoin(campaign, eq(campaign.id, item.campaignId))
      .innerJoin(person, eq(person.id, item.reviewerId))
      .innerJoin(
        evidencePacket,
        and(eq(evidencePacket.itemId, item.id), eq(evidencePacket.version, item.packetVersion)),
      )
      .leftJoin(draft, eq(draft.id, item.draftId))
      .where(eq(item.id, input.item));
    if (!found) throw new AppError("not_found", "item", "There is no such item.");
    const made = await reader
      .select({
        decision,
        by: person.name,
        words: privatePayload.payload,
        at: iso(decision.decidedAt),
        exception: kept,
      })
      .from(decision)
      .innerJoin(person, eq(person.id, decision.personId))
      .leftJoin(privatePayload, eq(privatePayload.id, decision.rationaleId))
      .leftJoin(exception, eq(exception.id, decision.exceptionId))
      .where(eq(decision.itemId, input.item))
      .orderBy(asc(decision.n));
    const receipts = await receiptsOf(
      reader,
      made.map((d) => d.decision.id),
    );
    const packet: Packet = JSON.parse(found.body);
    return {
      item: found.item.id,
      campaign: found.item.campaignId,
      campaignName: found.campaign,
      reviewer: found.reviewer,
      basis: found.item.reviewerBasis,
      state: found.item.state,
      evidenceHash: found.item.evidenceHash,
      view: withheld ? withoutSides(viewOf(packet), packet) : viewOf(packet),
      withheld,
      draft:
        found.draft && !withheld
          ? draftView({ ...found.draft, result: draftResult.parse(found.draft.result) }, "recommendation")
          : null,
      decisions: made.map(({ decision: d, by, words, at, exception: under }, i) => ({
        ...d,
        exception: under,
        item: d.itemId,
        by,
        words: wordsIn(words),
        decidedAt: at ?? "",
        leaf: receipts.get(d.id)?.leaf ?? "",
        sealedAt: receipts.get(d.id)?.index ?? null,
        supersededBy: made[i + 1]?.decision.id ?? null,
      })),
    };
  },
});

/** Who reviewed my own access, how and when; nothing here can be changed. */
export const myAccess = query({
  name: "reviews.my_access",
  permission: "own.access",
  input: z.object({
    after: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  output: z.object({
    known: z.boolean(),
    rows: z.array(
      z.object({
        id: z.uuid(),
        title: z.string(),
        application: z.string(),
        campaign: z.string(),
        state: z.string(),
        outcome: z.enum(["certify", "certify_until", "revoke", "modify"]).nullable(),
        reviewer: z.string(),
        decidedAt: z.string().nullable(),
        seed: z.string().nullable(),
      }),
    ),
    next: z.uuid().nullable(),
  }),
  run: async (reader, { input, scope }) => {
    const [me] = await reader
      .select()
      .from(person)
      .where(eq(person.id, scope.personId ?? ""));
    if (!me?.identityId || me.identitySourceId === null) return { known: false, rows: [], next: null };
    const found = await reader
      .select({
        id: item.id,
        title: item.title,
        application: item.applicationName,
        campaign: campaign.name,
        state: item.state,
        outcome: item.outcome,
        reviewer: person.name,
        decidedAt: iso(item.decidedAt),
        seed: campaign.seed,
      })
      .from(item)
      .innerJoin(campaign, eq(campaign.id, item.campaignId))
      .innerJoin(person, eq(person.id, item.reviewerId))
      .where(
        and(
          eq(item.identitySourceId, me.identitySourceId),
          eq(item.identityId, me.identityId),
          input.after ? sql`${item.id} > ${input.after}` : undefined,
        ),
      )
      .orderBy(asc(item.id))
      .limit(input.limit + 1);
    return {
      known: true,
      rows: found.slice(0, input.limit),
      next: found.length > input.limit ? (found[input.limit - 1]?.id ?? null) : null,
    };
  },
});
