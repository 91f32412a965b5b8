import { challengeServed } from "@/db/schema/challenges";
import { personOf } from "@/lib/auth/actor";
import { observation } from "@/lib/chore";
import { dayIn } from "@/lib/clock";
import { viewOf as draftView } from "@/lib/drafting/render";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { viewOf } from "@/lib/evidence/view";
import { uuid7 } from "@/lib/ids";
import { draftOfChallenge, keepingOfChallenge, loadChallenge, madeUpOf, readingsOf } from "./challenges";
import { choicesOf } from "./choices";
import { askedInView } from "./in-view";
import { listOpened } from "./list-opened";
import type { OpenedItem } from "./observe";
import { openInput, revealInput } from "./schema";

/** Puts a challenge item before its reviewer as any item is: before the answer nothing in it says what it is. */
export const openChallenge = observation({
  name: "reviews.open_challenge",
  permission: "item.open",
  input: openInput,
  load: (tx, input) => loadChallenge(tx, input.item),
  run: async (tx, { subject, actor, now }): Promise<{ result: OpenedItem }> => {
    const { challenge: c, campaign, review, answer } = subject;
    const { packet, keeping, second } = await keepingOfChallenge(tx, subject);
    const drafted = await draftOfChallenge(tx, subject);
    const personId = personOf(actor) ?? "";
    await listOpened(tx, review, personId, now);
    await tx.insert(challengeServed).values({
      id: uuid7(now.getTime()),
      challengeId: c.id,
      personId,
      what: "opened",
      draftHash: drafted?.hash ?? null,
      at: now,
    });
    const answered = answer && answer.answer !== "dont_know" ? answer : null;
    return {
      result: {
        item: c.id,
        review: review.id,
        evidence: c.evidenceHash,
        version: 1,
        draft: drafted ? { id: drafted.id, hash: drafted.hash } : null,
        supersedes: null,
        asksInView: askedInView(c.risk, packet),
        view: viewOf(packet),
        blind: null,
        note: drafted
          ? draftView(drafted.record, "note")
          : { state: "pending", drafter: "", draftedAt: "", why: [], against: [], unknown: [] },
        choices: choicesOf(packet, { keeping, second, today: dayIn(now, env().timeZone), beneath: 0 }),
        recorded: null,
        earlier: null,
        exception: null,
        transfer: null,
        secondLook: null,
        about: null,
        beneath: 0,
        blocked: null,
        ended:
          campaign.status !== "launched"
            ? `${campaign.name} has ended. What was decided stands.`
            : review.signedOffAt
              ? "This review is signed off. What was decided stands."
              : answered
                ? "This one was made up, and you have answered it."
                : null,
        madeUp: madeUpOf(subject),
      },
    };
  },
});

/** Opens its draft's recommendation, and keeps when, and which verb was pressed before, if one was. */
export const revealChallengeDraft = observation({
  name: "reviews.reveal_challenge",
  permission: "item.open",
  input: revealInput,
  load: (tx, input) => loadChallenge(tx, input.item),
  run: async (tx, { input, subject, actor, now }) => {
    const personId = personOf(actor) ?? "";
    const { opened } = await readingsOf(tx, subject.challenge.id, personId);
    const drafted = await draftOfChallenge(tx, subject);
    if (!drafted || opened?.draftHash !== drafted.hash || drafted.id !== input.draft)
      throw new AppError(
        "conflict",
        "draft-changed",
        "The draft you saw is no longer the one to go by. Open the item again.",
      );
    await tx.insert(challengeServed).values({
      id: uuid7(now.getTime()),
      challengeId: subject.challenge.id,
      personId,
      what: "revealed",
      draftHash: drafted.hash,
      choice: input.choice ?? null,
      at: now,
    });
    return { result: draftView(drafted.record, "recommendation") };
  },
});
