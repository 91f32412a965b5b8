import { and, asc, desc, eq, ilike, inArray, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { decision, privatePayload } from "@/db/schema/decisions";
import { draft } from "@/db/schema/drafts";
import { evidencePacket } from "@/db/schema/evidence";
import { exception } from "@/db/schema/exceptions";
import { person } from "@/db/schema/people";
import { item } from "@/db/schema/reviews";
import { viewOf as draftView } from "@/lib/drafting/render";
import { draftResult } from "@/lib/drafting/schema";
import { AppError } from "@/lib/errors";
import type { Packet } from "@/lib/evidence/schema";
import { type EvidenceView, viewOf } from "@/lib/evidence/view";
import { withheldFrom } from "@/lib/evidence/withheld";
import { query, type Reader } from "@/lib/query";
import { withoutSides } from "./blind";
import { wordsIn } from "./exceptions";
import { decisionView, outcome } from "./schema";

/** What a decision is kept under; null where it is under nothing. */
const kept = { state: exception.state, until: exception.until };

/** What became of what a decision asked for in the target system: the last of it. */
const taskState = sql<
  "requested" | "applied" | "seen_gone" | "not_observed" | "returned" | "withdrawn" | null
>`(SELECT r.state FROM remediation r WHERE r.decision_id = ${decision.id} ORDER BY r.requested_at DESC LIMIT 1)`;

/** My decisions, newest first, each with its receipt and what became of it. A decision I changed names the one that took its place. */
export const decisions = query({
  name: "reviews.decisions",
  permission: "own.decisions",
  input: z.object({
    item: z.uuid().optional(),
    /** One decision of mine, by its receipt's address. */
    at: z.uuid().optional(),
    campaign: z.uuid().optional(),
    q: z.string().trim().max(100).default(""),
    after: z.uuid().optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({
    /** Those I decided in. */
    campaigns: z.array(z.object({ id: z.uuid(), name: z.string() })),
    rows: z.array(
      decisionView.extend({
        subject: z.string(),
        title: z.string(),
        application: z.string(),
        campaign: z.string(),
        /** The whole hash of its leaf, in hexadecimal. */
        leafHash: z.string(),
        /** The decision that took its place: what, by whom and when. */
        later: z.object({ outcome, at: z.string(), by: z.string() }).nullable(),
        itemState: z.string(),
        task: z
          .enum(["requested", "applied", "seen_gone", "not_observed", "returned", "withdrawn"])
          .nullable(),
      }),
    ),
    next: z.uuid().nullable(),
  }),
  run: async (reader, { input, scope }) => {
    const mine = eq(decision.personId, scope.personId ?? "");
    const changedBy = alias(person, "changed_by");
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
        laterOutcome: later.outcome,
        laterAt: iso(later.decidedAt),
        laterBy: changedBy.name,
        itemState: item.state,
        task: taskState,
      })
      .from(decision)
      .innerJoin(item, eq(item.id, decision.itemId))
      .innerJoin(campaign, eq(campaign.id, decision.campaignId))
      .innerJoin(person, eq(person.id, decision.personId))
      .leftJoin(later, eq(later.supersedes, decision.id))
      .leftJoin(changedBy, eq(changedBy.id, later.personId))
      .leftJoin(exception, eq(exception.id, decision.exceptionId))
      .leftJoin(privatePayload, eq(privatePayload.id, decision.rationaleId))
      .where(
        and(
          mine,
          input.at ? eq(decision.id, input.at) : undefined,
          input.campaign ? eq(decision.campaignId, input.campaign) : undefined,
          input.q === "" ? undefined : matches(input.q),
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
    const campaigns = await reader
      .selectDistinct({ id: campaign.id, name: campaign.name, createdAt: campaign.createdAt })
      .from(decision)
      .innerJoin(campaign, eq(campaign.id, decision.campaignId))
      .where(mine)
      .orderBy(desc(campaign.createdAt))
      .limit(100);
    return {
      campaigns: campaigns.map(({ id, name }) => ({ id, name })),
      rows: list.map(({ laterOutcome, laterAt, laterBy, ...d }) => ({
        ...d,
        later: laterOutcome && laterBy ? { outcome: laterOutcome, at: laterAt ?? "", by: laterBy } : null,
        leafHash: receipts.get(d.id)?.hash ?? "",
        decidedAt: d.decidedAt ?? "",
        words: wordsIn(d.words),
        leaf: receipts.get(d.id)?.leaf ?? "",
        sealedAt: receipts.get(d.id)?.index ?? null,
      })),
      next: found.length > input.limit ? (list.at(-1)?.id ?? null) : null,
    };
  },
});

function matches(q: string) {
  const like = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  return or(
    ilike(item.subjectName, like),
    ilike(item.title, like),
    ilike(item.applicationName, like),
    ilike(item.entitlementName, like),
  );
}

/** Leaf hash and place in the log of decisions: by the item's chain, whose entry names the decision. */
export async function receiptsOf(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, { leaf: string; hash: string; index: number | null }>> {
  if (ids.length === 0) return new Map();
  const found = await rows<{ decision: string; leaf: string; idx: number | null }>(
    reader,
    sql`SELECT d.id AS decision, encode(e.leaf_hash, 'hex') AS leaf, l.idx::int AS idx
      FROM decision d
      JOIN audit_event e ON e.ref_id = d.id AND e.type = 'decision.recorded'
      LEFT JOIN log_leaf l ON l.event_id = e.id
      WHERE ${inArray(sql`d.id`, [...ids])}`,
  );
  return new Map(found.map((f) => [f.decision, { leaf: f.leaf.slice(0, 8), hash: f.leaf, index: f.idx }]));
}

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
      .select({ decision, by: person.name, at: iso(decision.decidedAt), exception: kept })
      .from(decision)
      .innerJoin(person, eq(person.id, decision.personId))
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
      decisions: made.map(({ decision: d, by, at, exception: under }, i) => ({
        ...d,
        exception: under,
        item: d.itemId,
        by,
        // Opening them is an act of its own, and logged.
        words: null,
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
        /** Whose list it is on, and why that person. */
        reviewer: z.string(),
        basis: z.string(),
        /** Who decided it; null while nobody has. */
        decidedBy: z.string().nullable(),
        until: z.string().nullable(),
        decidedAt: z.string().nullable(),
        seed: z.string().nullable(),
      }),
    ),
    next: z.uuid().nullable(),
  }),
  run: async (reader, { input, scope }) => {
    const decider = alias(person, "decider");
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
        basis: item.reviewerBasis,
        decidedBy: decider.name,
        until: decision.until,
        decidedAt: iso(item.decidedAt),
        seed: sql<string | null>`coalesce(${decision.seed}, ${campaign.seed})`,
      })
      .from(item)
      .innerJoin(campaign, eq(campaign.id, item.campaignId))
      .innerJoin(person, eq(person.id, item.reviewerId))
      .leftJoin(decision, eq(decision.id, item.decisionId))
      .leftJoin(decider, eq(decider.id, decision.personId))
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
