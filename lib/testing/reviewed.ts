import { insertRecords } from "@/db/bulk";
import { database } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { challenge, challengeAnswer } from "@/db/schema/challenges";
import { decision, privatePayload, timing } from "@/db/schema/decisions";
import { draft } from "@/db/schema/drafts";
import { item, review } from "@/db/schema/reviews";
import { defaultSettings, type Settings } from "@/lib/campaigns/schema";
import { uuid7 } from "@/lib/ids";
import type { SimulatedDecision, SimulatedReview } from "@/lib/oversight/simulator";
import { pseudonymOf, timingKey } from "@/lib/reviews/timings";
import type { WorldPerson } from "./world";

/** When the campaigns of simulated lists are launched, and due. */
export const launched = new Date("2026-11-01T08:00:00Z");
export const due = new Date("2026-11-21T23:59:59Z");
export const HOUR = 3_600_000;

export type Listed = { who: WorldPerson; list: SimulatedReview };

const nothing = { rulesPassed: 0, findings: 0, rulesUnknown: 0, eligibility: {}, evidenceHash: "h" } as const;

/** Writes these lists as a campaign that was launched, decided and answered, hour by hour up to the due time. */
export async function written(
  lists: readonly Listed[],
  given: { name: string; oversight?: Settings["oversight"]; seeded?: boolean; together?: number },
): Promise<string> {
  const { db } = await database();
  const id = uuid7(launched.getTime());
  const builder = lists[0]?.who.id ?? "";
  await db.insert(campaign).values({
    id,
    name: given.name,
    status: "launched",
    scope: "",
    reviewerMode: "manager",
    fallbackId: builder,
    settings: { ...defaultSettings, ...(given.oversight ? { oversight: given.oversight } : {}) },
    settingsHash: "0".repeat(64),
    dueAt: due,
    dueDate: "2026-11-21",
    builtBy: builder,
    createdAt: launched,
    launchedAt: launched,
  });
  for (const { who, list } of lists) {
    const reviewId = uuid7(launched.getTime());
    const n = list.decisions.length;
    await db
      .insert(review)
      .values({ id: reviewId, campaignId: id, reviewerId: who.id, items: n, decided: n });
    const batch = uuid7(launched.getTime());
    const made = list.decisions.map((d, place) =>
      rowsOf(
        d,
        place,
        { campaignId: id, reviewId, who: who.id, of: n, seeded: given.seeded === true },
        place < (given.together ?? 0) ? { batchId: batch, batchSize: given.together ?? 0 } : {},
      ),
    );
    await db.transaction(async (tx) => {
      await insertRecords(
        tx,
        item,
        made.map((m) => m.item),
      );
      await insertRecords(
        tx,
        draft,
        made.map((m) => m.draft),
      );
      await insertRecords(
        tx,
        privatePayload,
        made.flatMap((m) => m.words),
      );
      await insertRecords(
        tx,
        decision,
        made.flatMap((m) => m.decisions),
      );
      const key = await timingKey(tx);
      await insertRecords(
        tx,
        timing,
        made.flatMap((m, place) =>
          m.decisions.flatMap((d) =>
            d.batchId
              ? []
              : [
                  {
                    ref: pseudonymOf(key, d.id),
                    campaignId: id,
                    seconds: list.decisions[place]?.seconds ?? 0,
                  },
                ],
          ),
        ),
      );
    });
    await answers(
      { campaignId: id, reviewId, who: who.id },
      list.challenges.map((c) => ({
        kind: c.kind === "planted" ? "planted" : "contrary",
        says: "remove",
        answer: c.passed ? "revoke" : "certify",
      })),
    );
  }
  return id;
}

function rowsOf(
  d: SimulatedDecision,
  place: number,
  list: { campaignId: string; reviewId: string; who: string; of: number; seeded: boolean },
  together: { batchId?: string; batchSize?: number },
) {
  const at = launched.getTime();
  const id = { item: uuid7(at), draft: uuid7(at), first: uuid7(at), last: uuid7(at), words: uuid7(at) };
  const { campaignId, reviewId, who } = list;
  const revised = d.initial !== d.final;
  const when = (n: number) => new Date(due.getTime() - (list.of - place) * HOUR + n * 60_000);
  const decided = (n: number, outcome: typeof d.final, drafted: boolean): typeof decision.$inferInsert => ({
    ...{ ...nothing, id: n === 1 ? id.first : id.last, itemId: id.item, campaignId, n },
    ...{ actorKind: "person", personId: who, outcome, disposition: "undrafted", recommendationSeen: "never" },
    ...{ reasonCode: "other", rationaleId: n === 1 && d.reason !== null ? id.words : null },
    ...{ draftId: drafted ? id.draft : null, draftHash: drafted ? "h" : null, arm: d.arm },
    ...{ batchId: together.batchId ?? null, batchSize: together.batchSize ?? null },
    ...{ seconds: together.batchId ? d.seconds : null, inView: d.inView ? "E1 E2" : "none", ruleSet: "x" },
    ...{ servedAt: when(n), decidedAt: when(n), seed: list.seeded ? "simulated" : null },
  });
  const made: typeof item.$inferInsert = {
    ...{
      ...nothing,
      id: id.item,
      campaignId,
      reviewId,
      reviewerId: who,
      position: place,
      snapshotId: 1,
      sourceId: 1,
    },
    ...{
      sourceName: "ERP",
      applicationId: "erp",
      applicationName: "ERP",
      accountId: `a${place}`,
      entitlementId: `e${place}`,
    },
    ...{
      subjectKey: "1/p",
      subjectName: "Pat Okoye",
      subjectKind: "human",
      entitlementName: "READ",
      title: "READ",
    },
    ...{
      undescribed: false,
      firstSeen: false,
      risk: d.risk,
      tags: [],
      alikeKey: `k${place}`,
      reviewerBasis: "manager",
    },
    ...{ draftId: id.draft, arm: d.arm, armWhy: d.arm === "blind" ? "drawn" : null, state: "decided" },
    ...{ decisionId: revised ? id.last : id.first, outcome: d.final },
  };
  const drafted: typeof draft.$inferInsert = {
    ...{
      id: id.draft,
      itemId: id.item,
      campaignId,
      n: 1,
      batch: id.draft,
      state: "ready",
      evidenceHash: "h",
      provider: "countersign",
    },
    ...{
      model: "rules",
      promptVersion: "1",
      promptHash: "h",
      inputHash: "h",
      outputHash: "h",
      result: { target: null },
    },
    ...{ note: "A note.", recommendation: d.recommendation, dropped: [], parameters: {}, redaction: {} },
    ...{ latencyMs: 1, at: launched },
  };
  return {
    item: made,
    draft: drafted,
    words:
      d.reason === null
        ? []
        : [{ id: id.words, commit: "c", payload: JSON.stringify({ rationale: d.reason }) }],
    decisions: [decided(1, d.initial, d.arm === "assisted"), ...(revised ? [decided(2, d.final, true)] : [])],
  };
}

export type Posed = {
  kind: "planted" | "contrary";
  says: "keep" | "remove";
  answer: "certify" | "certify_until" | "revoke" | "modify" | "dont_know";
};

/** Challenge items of a list that were answered so; a contrary draft says the opposite of the facts. */
export async function answers(
  of: { campaignId: string; reviewId: string; who: string },
  posed: readonly Posed[],
): Promise<void> {
  const { db } = await database();
  const { campaignId, reviewId, who } = of;
  const made = posed.map(({ kind, says, answer }, place) => {
    const id = uuid7(launched.getTime());
    const wrong = says === "remove" ? ("certify" as const) : ("revoke" as const);
    const row: typeof challenge.$inferInsert = {
      ...{ id, campaignId, reviewId, reviewerId: who, position: 10_000 + place, at: launched, kind },
      plant: kind === "planted" ? "left" : says === "remove" ? "draft_keep" : "draft_remove",
      ...{ factsSay: says, drafted: kind === "planted" ? "facts" : wrong, evidenceHash: "h" },
      ...{ drawnFor: id, madeAfter: id, draftId: id, subjectKey: "k", subjectName: "Uwe Lang" },
      ...{
        subjectKind: "human",
        applicationName: "ERP",
        entitlementName: "READ",
        title: "READ",
        risk: "low",
      },
      ...{
        subjectPlace: 1,
        applicationPlace: 1,
        alikePlace: 1,
        weight: 1,
        tags: [],
        findings: 0,
        body: "{}",
      },
    };
    const given: typeof challengeAnswer.$inferInsert = {
      ...{ challengeId: id, campaignId, personId: who, answer, reasonCode: "other" },
      ...{ recommendationSeen: "before", draftHash: "h", recommendation: wrong },
      ...{ servedAt: launched, answeredAt: launched },
    };
    return { row, given };
  });
  await db.transaction(async (tx) => {
    await insertRecords(
      tx,
      challenge,
      made.map((m) => m.row),
    );
    await insertRecords(
      tx,
      challengeAnswer,
      made.map((m) => m.given),
    );
  });
}
