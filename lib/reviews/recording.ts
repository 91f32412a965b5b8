/** What a decision becomes once it has passed the gate: its row, where its item and list stand, and its log entry. */
import { type SQL, sql } from "drizzle-orm";
import { executeTogether, recordsOf } from "@/db/bulk";
import type { Tx } from "@/db/client";
import { decision, timing } from "@/db/schema/decisions";
import type { AuditEvent, PrivateWords } from "@/lib/audit-log/events";
import type { Actor } from "@/lib/auth/actor";
import { setName } from "@/lib/evidence/rules";
import type { Case } from "./cases";
import { keeps } from "./keeping";
import type { Gate, Ruling } from "./rules";
import { pseudonymOf, timingKey } from "./timings";

/** A case with what else the gate asks: what keeping takes, the other sides of conflicts, who else is named. */
export type Weighed = Case & Pick<Gate, "keeping" | "sides" | "controlOwner" | "second" | "newOwner">;

/** An act on several items at once, as each of its decisions says it. */
export type Batch = { id: string; size: number; taken: "one_by_one" | "all_at_once" };

/** What the browser counted of one decision, and whose words its words began with. */
export type Marks = {
  seconds?: number | undefined;
  /** As the record says it, null where nobody counted. */
  inView?: string | null;
  /** The draft by its hash, and how much of the words is its own, in percent. */
  started?: { from: string; share: number } | undefined;
};

export type Act = { actor: Actor; now: Date; batch?: Batch } & Marks;

/** A decision that passed the gate and is about to be written. */
export type Ruled = {
  of: Weighed;
  /** Why this person knows enough to decide it, and when they read the briefing. */
  competence: string;
  ruling: Ruling;
  id: string;
  words: PrivateWords | undefined;
  seed: string | null;
  /** Whether it is kept how long it took: not where no figures are made of this person. */
  timed: boolean;
};

/** What a decision takes along beside its own row. */
export type Along = {
  exceptionId: string | null;
  exception: Extract<AuditEvent, { type: "decision.recorded" }>["data"]["exception"];
  /** The second look it takes, with who is asked. */
  secondLook: Extract<AuditEvent, { type: "decision.recorded" }>["data"]["second_look"];
  waiting: "exception" | "acceptance" | "second_look" | null;
  /** Open items that it answers by reference, and the root of their ids; how many it opens again. */
  answers: number;
  answersRoot: string | null;
  reopened: number;
  /** Entries that follow its own. */
  events: AuditEvent[];
};
export type Made = Ruled & { along: Along };

/** Writes the decisions and moves their items and lists, by one statement, however many decisions. */
export async function recordAll(tx: Tx, made: readonly Made[], act: Act, personId: string): Promise<void> {
  const rows = made.map((m) => rowOf(m, act, personId));
  await executeTogether(tx, [
    recordsOf(decision, rows),
    await timesOf(tx, made, act),
    ...settled(made, act.now),
  ]);
}

/** How long each took, under its pseudonym; how long an act on several took marks each of its decisions instead (I6). */
async function timesOf(tx: Tx, made: readonly Made[], { seconds, batch }: Act): Promise<SQL | undefined> {
  const timed = made.filter((m) => m.timed);
  if (seconds === undefined || batch || timed.length === 0) return undefined;
  const key = await timingKey(tx);
  return recordsOf(
    timing,
    timed.map(({ id, of }) => ({ ref: pseudonymOf(key, id), campaignId: of.subject.campaign.id, seconds })),
  );
}

/** Why this person could decide, and what keeping rests on. */
function eligibilityOf({ of, along, competence }: Made): Record<string, string> {
  const { item } = of.subject;
  return {
    ...(item.eligibility as Record<string, string>),
    reviewer: item.reviewerBasis,
    competence,
    ...(keeps(of.input.outcome) && along.exceptionId === null && of.keeping.takes === "nothing-while-removed"
      ? { conflict: `the other side is being removed: ${of.keeping.by.join(", ")}` }
      : {}),
  };
}

function rowOf(
  made: Made,
  { now, batch, seconds, inView, started }: Act,
  personId: string,
): typeof decision.$inferInsert {
  const { of, ruling, id, words, seed, along } = made;
  const { subject, input, opened, last } = of;
  return {
    id,
    itemId: subject.item.id,
    campaignId: subject.campaign.id,
    n: (last?.n ?? 0) + 1,
    actorKind: "person",
    personId,
    outcome: input.outcome,
    until: input.until ?? null,
    exceptionId: along.exceptionId,
    target: input.target ?? null,
    newOwnerId: input.newOwner ?? null,
    answers: along.answers,
    disposition: ruling.disposition,
    recommendationSeen: ruling.recommendationSeen,
    firstChoice: ruling.firstChoice,
    reasonCode: input.reasonCode,
    rationaleId: words?.id ?? null,
    evidenceHash: input.evidence,
    draftId: input.draft?.id ?? null,
    draftHash: input.draft?.hash ?? null,
    arm: ruling.arm,
    batchId: batch?.id ?? null,
    batchSize: batch?.size ?? null,
    batchTaken: batch?.taken ?? null,
    seconds: batch ? (seconds ?? null) : null,
    inView: inView ?? null,
    startedFrom: started?.from ?? null,
    draftShare: started?.share ?? null,
    // Of an item that came back the last decision is not in force, and is still the one that this supersedes.
    supersedes: last?.id ?? null,
    eligibility: eligibilityOf(made),
    rulesPassed: subject.item.rulesPassed,
    findings: subject.item.findings,
    rulesUnknown: subject.item.rulesUnknown,
    ruleSet: setName(subject.campaign.rules),
    servedAt: opened?.at ?? now,
    decidedAt: now,
    seed,
  };
}

/** Moves the items and the counters of their lists. */
function settled(made: readonly Made[], now: Date): SQL[] {
  const items = made.map(({ of, id, ruling, along }) => ({
    item: of.subject.item.id,
    decision: id,
    outcome: of.input.outcome,
    disposition: ruling.disposition,
    waiting: along.waiting,
  }));
  const at = now.toISOString();
  const decided = sql`
    UPDATE item SET state = 'decided', decision_id = v.decision, outcome = v.outcome, disposition = v.disposition,
      waiting = v.waiting, decided_at = ${at}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
      AS v (item uuid, decision uuid, outcome text, disposition text, waiting text)
    WHERE item.id = v.item`;
  const moved = new Map<string, number>();
  for (const { of, along } of made) {
    const { item, review } = of.subject;
    const by = (item.decisionId === null ? 1 : 0) - along.reopened + along.answers;
    moved.set(review.id, (moved.get(review.id) ?? 0) + by);
  }
  const lists = [...moved].map(([review, by]) => ({ review, by }));
  const counted = sql`
    UPDATE review SET last_decided_at = ${at}::timestamptz, decided = review.decided + v.by
    FROM jsonb_to_recordset(${JSON.stringify(lists)}::jsonb) AS v (review uuid, by int) WHERE review.id = v.review`;
  return [decided, counted];
}

/** The log entry: all that the row says, what was served and by what rules. */
export function entryOf(made: Made, { now, batch, seconds, inView, started }: Act): AuditEvent {
  const { of, ruling, id, words, seed, along } = made;
  const { subject, input, opened, drafted, last } = of;
  return {
    type: "decision.recorded",
    campaign: subject.campaign.id,
    item: subject.item.id,
    refs: {
      evidence: `sha256:${input.evidence}`,
      settings: `sha256:${subject.campaign.settingsHash}`,
      rules: setName(subject.campaign.rules),
      ...(drafted
        ? {
            draft: `sha256:${drafted.hash}`,
            prompt: `sha256:${drafted.promptHash}`,
            model: drafted.model,
          }
        : {}),
    },
    ...(words ? { words } : {}),
    data: {
      decision: id,
      outcome: input.outcome,
      ...(input.until ? { until: input.until } : {}),
      ...(input.target ? { target: input.target } : {}),
      ...(input.newOwner ? { new_owner: input.newOwner } : {}),
      ...(along.answersRoot ? { answers: along.answers, answers_root: `sha256:${along.answersRoot}` } : {}),
      disposition: ruling.disposition,
      recommendation_seen: ruling.recommendationSeen,
      ...(ruling.firstChoice ? { first_choice: ruling.firstChoice } : {}),
      reason_code: input.reasonCode,
      arm: ruling.arm,
      ...(batch ? { batch: batch.id, batch_size: batch.size, batch_taken: batch.taken } : {}),
      ...(batch && seconds !== undefined ? { seconds } : {}),
      ...(inView ? { in_view: inView } : {}),
      ...(started ? { started_from: `sha256:${started.from}`, draft_share: started.share } : {}),
      ...(last ? { supersedes: last.id } : {}),
      eligibility: eligibilityOf(made),
      rules_passed: subject.item.rulesPassed,
      findings: subject.item.findings,
      rules_unknown: subject.item.rulesUnknown,
      ...(along.exception ? { exception: along.exception } : {}),
      ...(along.secondLook ? { second_look: along.secondLook } : {}),
      served_at: (opened?.at ?? now).toISOString(),
      ...(seed ? { seed } : {}),
    },
  };
}
