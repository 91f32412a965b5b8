import { and, asc, eq, inArray, or, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { decision } from "@/db/schema/decisions";
import { draft, draftWithdrawal } from "@/db/schema/drafts";
import { evidencePacket } from "@/db/schema/evidence";
import { auditEvent } from "@/db/schema/log";
import { person } from "@/db/schema/people";
import { item, review, served } from "@/db/schema/reviews";
import { signOff } from "@/db/schema/sign-offs";
import { entriesBy } from "@/lib/audit-log/entry-queries";
import { viewOf as draftView } from "@/lib/drafting/render";
import { draftResult } from "@/lib/drafting/schema";
import { AppError } from "@/lib/errors";
import type { Packet } from "@/lib/evidence/schema";
import { type EvidenceView, viewOf } from "@/lib/evidence/view";
import { withheldFrom } from "@/lib/evidence/withheld";
import { query, type Reader } from "@/lib/query";
import { shownIds, withoutSides } from "./blind";
import { drafted, entryStep, frozenStep, named, servedStep } from "./replay-said";
import { inViewOf, type ReplayStep, stepsOf } from "./replay-steps";

/** What of one item is told at most; nobody comes near it. */
const MOST = 500;

/** A decision as it was recorded, without its words. */
type ReplayDecision = {
  id: string;
  by: string;
  outcome: (typeof decision.$inferSelect)["outcome"];
  until: string | null;
  disposition: (typeof decision.$inferSelect)["disposition"];
  arm: (typeof decision.$inferSelect)["arm"];
  recommendationSeen: "before" | "after" | "never";
  firstChoice: (typeof decision.$inferSelect)["outcome"] | null;
  reasonCode: string;
  seconds: number | null;
  batchSize: number | null;
  /** Percent of the words that are the draft's; null where they did not begin with it. */
  draftShare: number | null;
  /** By the numbers under which the facts stood on the screen. */
  seen: { inView: string[]; notInView: string[] } | null;
  eligibility: Record<string, string>;
  servedAt: string;
  decidedAt: string;
  /** It was changed later. */
  superseded: boolean;
  seed: string | null;
};

export type Replay = {
  item: string;
  campaign: string;
  campaignName: string;
  risk: string;
  state: string;
  arm: "assisted" | "blind" | "undrafted";
  armWhy: "drawn" | "text_turned_draft" | null;
  basis: string;
  /** Whose screen it is, and whose it could be. */
  person: string;
  /** Whoever asks is that person. */
  own: boolean;
  people: { id: string; name: string; reviewer: boolean }[];
  packets: { version: number; hash: string; at: string; view: EvidenceView; hiddenView: EvidenceView }[];
  drafts: { id: string; hash: string; view: ReturnType<typeof draftView> }[];
  decisions: ReplayDecision[];
  steps: ReplayStep[];
};

/**
 * What one person saw of one item and did, from the frozen records: the evidence and the draft as they were served, when, what
 * was in view, and everything the log has about it. Words stay closed: opening them is an act of its own. Null where whoever asks
 * is to decide this item before its draft is shown (I12).
 */
export const replay = query({
  name: "reviews.replay",
  permission: "item.read",
  input: z.object({ item: z.uuid(), person: z.uuid().optional() }),
  output: z.custom<Replay>().nullable(),
  consistent: true,
  run: async (reader, { input, scope }) => {
    if (await withheldFrom(reader, input.item, scope.personId)) return null;
    const [found] = await reader
      .select({
        item,
        campaign: {
          name: campaign.name,
          closedAt: iso(campaign.closedAt),
          sealedAt: iso(campaign.sealedAt),
          launchedAt: iso(campaign.launchedAt),
        },
      })
      .from(item)
      .innerJoin(campaign, eq(campaign.id, item.campaignId))
      .where(eq(item.id, input.item));
    if (!found) throw new AppError("not_found", "item", "There is no such item.");
    const people = await peopleOf(reader, found.item.id, found.item.reviewerId);
    const whose = people.find((p) => p.id === input.person) ?? people[0];
    if (!whose || (input.person !== undefined && whose.id !== input.person))
      throw new AppError("not_found", "person", "That person was not shown this item and did nothing to it.");
    const packets = await packetsOf(reader, found.item.id);
    const drafts = await draftsOf(reader, found.item.id);
    const decisions = await decisionsOf(reader, found.item.id);
    const entries = await entriesBy(
      reader,
      or(
        eq(auditEvent.itemId, found.item.id),
        inArray(auditEvent.refId, await signOffsOf(reader, found.item.reviewId)),
      ),
      asc(auditEvent.id),
      MOST,
    );
    const own = decisions.filter((d) => d.personId === whose.id);
    const steps = stepsOf(
      [
        ...packets.map((p) => frozenStep(p, found.campaign.name)),
        ...drafts.map((d) => drafted(d, found.item.arm)),
        ...(await servedTo(reader, found.item.id, whose.id)).map((row) =>
          servedStep(row, named(whose), packets),
        ),
        ...entries.map(entryStep),
      ],
      {
        arm: found.item.arm,
        packets,
        drafts,
        firstDecidedAt: own[0]?.decidedAt ?? null,
        endedAt: found.campaign.closedAt,
      },
    );
    const screens = new Map(
      steps.flatMap((s) => (s.decision && s.screen ? [[s.decision, s.screen] as const] : [])),
    );
    return {
      item: found.item.id,
      campaign: found.item.campaignId,
      campaignName: found.campaign.name,
      risk: found.item.risk,
      state: found.item.state,
      arm: found.item.arm,
      armWhy: found.item.armWhy,
      basis: found.item.reviewerBasis,
      person: whose.id,
      own: whose.id === scope.personId,
      people,
      packets: packets.map(({ packet, ...p }) => ({
        ...p,
        view: viewOf(packet),
        hiddenView: withoutSides(viewOf(packet), packet),
      })),
      drafts: drafts.map(({ id, hash, view }) => ({ id, hash, view })),
      decisions: decisions.map(({ personId, inView, evidenceHash, ...d }) => {
        const packet = packets.find((p) => p.hash === evidenceHash)?.packet;
        const shown =
          packet && personId === whose.id && screens.get(d.id)?.hidden ? shownIds(packet) : undefined;
        const numbers = (ids: string[]) => ids.map((id) => shown?.get(id) ?? id);
        const seen = packet
          ? inViewOf(
              inView,
              packet.facts.map((f) => f.id),
            )
          : null;
        return {
          ...d,
          seen: seen ? { inView: numbers(seen.inView), notInView: numbers(seen.notInView) } : null,
        };
      }),
      steps,
    };
  },
});

/** Whoever was shown it, decided it or has it: whoever decided last first, then the reviewer. */
async function peopleOf(reader: Reader, id: string, reviewerId: string) {
  const found = await rows<{ id: string; name: string; decided: number }>(
    reader,
    sql`SELECT p.id::text AS id, p.name, coalesce(max(d.n), 0)::int AS decided
      FROM person p LEFT JOIN decision d ON d.item_id = ${id} AND d.person_id = p.id
      WHERE p.id IN (
        SELECT person_id FROM served WHERE item_id = ${id}
        UNION SELECT person_id FROM decision WHERE item_id = ${id}
        UNION SELECT from_id FROM reassignment WHERE item_id = ${id}
        UNION SELECT to_id FROM reassignment WHERE item_id = ${id}
        UNION SELECT ${reviewerId}::uuid)
      GROUP BY p.id, p.name
      ORDER BY decided DESC, p.id = ${reviewerId}::uuid DESC, p.name, p.id`,
  );
  return found.map(({ id: one, name }) => ({ id: one, name, reviewer: one === reviewerId }));
}

async function packetsOf(reader: Reader, id: string) {
  const found = await reader
    .select({
      version: evidencePacket.version,
      hash: evidencePacket.hash,
      body: evidencePacket.body,
      at: iso(evidencePacket.at),
    })
    .from(evidencePacket)
    .where(eq(evidencePacket.itemId, id))
    .orderBy(asc(evidencePacket.version));
  return found.map(({ body, at, ...p }) => {
    const packet: Packet = JSON.parse(body);
    return { ...p, at: at ?? "", packet };
  });
}

async function draftsOf(reader: Reader, id: string) {
  const found = await reader
    .select({ draft, madeAt: iso(draft.at), withdrawnAt: iso(draftWithdrawal.at) })
    .from(draft)
    .leftJoin(draftWithdrawal, eq(draftWithdrawal.draftId, draft.id))
    .where(eq(draft.itemId, id))
    .orderBy(asc(draft.n));
  return found.map(({ draft: d, madeAt, withdrawnAt }) => ({
    id: d.id,
    hash: d.outputHash,
    at: madeAt ?? "",
    evidenceHash: d.evidenceHash,
    withdrawnAt,
    view: draftView({ ...d, result: draftResult.parse(d.result) }, "recommendation"),
  }));
}

async function decisionsOf(reader: Reader, id: string) {
  const found = await reader
    .select({ decision, by: person.name, at: iso(decision.decidedAt), served: iso(decision.servedAt) })
    .from(decision)
    .innerJoin(person, eq(person.id, decision.personId))
    .where(eq(decision.itemId, id))
    .orderBy(asc(decision.n));
  return found.map(({ decision: d, by, at, served: since }, i) => ({
    id: d.id,
    personId: d.personId,
    by,
    outcome: d.outcome,
    until: d.until,
    disposition: d.disposition,
    arm: d.arm,
    recommendationSeen: d.recommendationSeen,
    firstChoice: d.firstChoice,
    reasonCode: d.reasonCode,
    seconds: d.seconds,
    batchSize: d.batchSize,
    draftShare: d.draftShare,
    inView: d.inView,
    evidenceHash: d.evidenceHash,
    eligibility: z.record(z.string(), z.string()).catch({}).parse(d.eligibility),
    servedAt: since ?? "",
    decidedAt: at ?? "",
    superseded: i < found.length - 1,
    seed: d.seed,
  }));
}

async function servedTo(reader: Reader, id: string, personId: string) {
  const found = await reader
    .select({
      id: served.id,
      what: served.what,
      evidenceHash: served.evidenceHash,
      draft: served.draftId,
      choice: served.choice,
      at: iso(served.at),
    })
    .from(served)
    .where(and(eq(served.itemId, id), eq(served.personId, personId)))
    .orderBy(asc(served.at), asc(served.id))
    .limit(MOST);
  return found.map((r) => ({ ...r, at: r.at ?? "" }));
}

async function signOffsOf(reader: Reader, reviewId: string): Promise<string[]> {
  const found = await reader
    .select({ id: signOff.id })
    .from(signOff)
    .innerJoin(review, eq(review.id, signOff.reviewId))
    .where(eq(signOff.reviewId, reviewId));
  return found.map((s) => s.id);
}
