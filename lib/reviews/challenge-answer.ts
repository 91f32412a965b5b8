import type { Tx } from "@/db/client";
import { challengeAnswer } from "@/db/schema/challenges";
import type { ChallengeAnswer } from "@/lib/audit-log/challenges";
import type { AuditEvent } from "@/lib/audit-log/events";
import { personOf } from "@/lib/auth/actor";
import { dayIn } from "@/lib/clock";
import { command } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { madeUpWords } from "./challenge-words";
import {
  draftOfChallenge,
  type HeldChallenge,
  keepingOfChallenge,
  loadChallenge,
  readingsOf,
} from "./challenges";
import { seedOf } from "./deciding";
import { gate, mayStillDecide } from "./rules";
import { abstainInput, decideInput } from "./schema";
import { identityOf } from "./subject";

/**
 * A reviewer's answer to a challenge item, by the verbs and the gate of every item, and never a decision: nothing is decided,
 * counted or asked for, and words are not kept. The answer says at once what it was.
 */
export const answerChallenge = command({
  name: "reviews.answer_challenge",
  permission: "challenge.answer",
  input: decideInput,
  idempotent: true,
  load: (tx, input) => loadChallenge(tx, input.item, "lock"),
  run: async (tx, { input, subject, actor, now }) => {
    const personId = personOf(actor) ?? "";
    mustBeOpen(subject);
    const { challenge: c, campaign, review } = subject;
    const { packet, keeping, second } = await keepingOfChallenge(tx, subject);
    const { opened, revealed } = await readingsOf(tx, c.id, personId);
    const drafted = opened?.draftHash ? await draftOfChallenge(tx, subject) : undefined;
    const draft = drafted?.hash === opened?.draftHash ? drafted : undefined;
    const ruling = gate(
      {
        campaign,
        review: { signedOff: review.signedOffAt !== null },
        item: {
          state: "open",
          evidenceHash: c.evidenceHash,
          type: "grant",
          subject: null,
          answeredBy: null,
          decisionId: null,
          outcome: null,
          blocked: {},
          arm: "assisted",
          risk: c.risk,
          privilege: packet.access.privilege,
        },
        standing: null,
        who: { personId, identity: await identityOf(tx, personId) },
        before: null,
        served: opened && {
          evidenceHash: c.evidenceHash,
          draftId: opened.draftHash === null ? null : c.draftId,
          draftHash: opened.draftHash,
          at: opened.at,
        },
        reveal: revealed && { choice: revealed.choice },
        draft: draft && {
          id: draft.id,
          hash: draft.hash,
          withdrawn: false,
          recommendation: draft.record.result.recommendation,
          target: draft.record.result.target,
        },
        packet,
        keeping,
        sides: [],
        controlOwner: "fit",
        second,
        asked: false,
        newOwner: undefined,
        today: dayIn(now, env().timeZone),
      },
      input,
    );
    const made = await record(tx, subject, {
      seed: seedOf(actor) ?? subject.campaign.seed,
      personId,
      answer: input.outcome,
      reasonCode: input.reasonCode,
      recommendationSeen: ruling.recommendationSeen,
      draftHash: draft?.hash ?? null,
      recommendation: draft?.record.result.recommendation ?? null,
      servedAt: opened?.at ?? now,
      answeredAt: now,
    });
    return {
      result: {
        decision: c.id,
        outcome: input.outcome,
        disposition: ruling.disposition,
        waiting: null,
        beneath: 0,
        decidedAt: now.toISOString(),
        takenOut: false,
        madeUp: made.madeUp,
      },
      events: [made.event],
    };
  },
});

/** "Don't know", of a challenge item: an answer of its own kind. Nobody is asked. */
export const abstainFromChallenge = command({
  name: "reviews.abstain_from_challenge",
  permission: "challenge.answer",
  input: abstainInput,
  idempotent: true,
  load: (tx, input) => loadChallenge(tx, input.item, "lock"),
  run: async (tx, { input, subject, actor, now }) => {
    const personId = personOf(actor) ?? "";
    mustBeOpen(subject);
    mayStillDecide(subject.campaign, { signedOff: subject.review.signedOffAt !== null }, "open");
    const { opened, revealed } = await readingsOf(tx, subject.challenge.id, personId);
    const drafted = opened?.draftHash ? await draftOfChallenge(tx, subject) : undefined;
    const made = await record(tx, subject, {
      seed: seedOf(actor) ?? subject.campaign.seed,
      personId,
      answer: "dont_know",
      reasonCode: input.missing,
      recommendationSeen: revealed ? (revealed.choice ? "after" : "before") : "never",
      draftHash: drafted?.hash ?? null,
      recommendation: drafted?.record.result.recommendation ?? null,
      servedAt: opened?.at ?? now,
      answeredAt: now,
    });
    return {
      result: { to: "", name: "nobody", kind: "dont_know", madeUp: made.madeUp },
      events: [made.event],
    };
  },
});

function mustBeOpen({ answer }: HeldChallenge): void {
  if (answer)
    throw new AppError(
      "conflict",
      "made-up",
      "This one was made up, and you have answered it. There is nothing to change.",
    );
}

type Given = Omit<typeof challengeAnswer.$inferInsert, "challengeId" | "campaignId" | "answer"> & {
  answer: ChallengeAnswer;
};

async function record(tx: Tx, of: HeldChallenge, given: Given) {
  const { challenge: c, campaign } = of;
  await tx.insert(challengeAnswer).values({ ...given, challengeId: c.id, campaignId: campaign.id });
  const event: AuditEvent = {
    type: "challenge.answered",
    campaign: campaign.id,
    data: {
      challenge: c.id,
      answer: given.answer,
      reason_code: given.reasonCode,
      recommendation_seen: given.recommendationSeen,
      evidence: `sha256:${c.evidenceHash}`,
      ...(given.draftHash ? { draft: `sha256:${given.draftHash}` } : {}),
      ...(given.recommendation ? { recommendation: given.recommendation } : {}),
      served_at: given.servedAt.toISOString(),
      ...(given.seed ? { seed: given.seed } : {}),
    },
  };
  const { subjectName: name, plant, factsSay } = c;
  return { event, madeUp: madeUpWords({ name, plant, factsSay, answer: given.answer }) };
}
