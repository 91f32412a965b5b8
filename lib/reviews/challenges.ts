import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { challenge, challengeAnswer, challengeServed } from "@/db/schema/challenges";
import { draft } from "@/db/schema/drafts";
import { item, review } from "@/db/schema/reviews";

import { outputHash } from "@/lib/drafting/recording";
import type { DraftRecord } from "@/lib/drafting/render";

import { challengeDraft } from "./challenge-draft";
import { madeUpWords } from "./challenge-words";
import { secondFor } from "./exceptions";
import { keepingOf } from "./keeping";
import { nothingHere, packetOf } from "./subject";

const held = {
  challenge,
  review,
  campaign: {
    id: campaign.id,
    name: campaign.name,
    status: campaign.status,
    fallbackId: campaign.fallbackId,
    seed: campaign.seed,
  },
  answer: challengeAnswer,
};

/**
 * A challenge item as its reviewer's act finds it. Row-level security hides another's. What nobody answered is there only while
 * its list has something open beside it: at the sign-off it is gone.
 * @param lock the list's row, so that a sign-off comes before or after
 */
export async function loadChallenge(tx: Pick<Tx, "select">, id: string, lock?: "lock") {
  const asked = tx
    .select(held)
    .from(challenge)
    .innerJoin(review, eq(review.id, challenge.reviewId))
    .innerJoin(campaign, eq(campaign.id, challenge.campaignId))
    .leftJoin(challengeAnswer, eq(challengeAnswer.challengeId, challenge.id))
    .where(eq(challenge.id, id));
  const [found] = await (lock ? asked.for("update", { of: review }) : asked);
  if (!found) throw nothingHere();
  return { ...found, reviewerId: found.challenge.reviewerId };
}
export type HeldChallenge = Awaited<ReturnType<typeof loadChallenge>>;

/** What its draft says, and who would seem to have made it: whoever made that of the nearest item. */
export async function draftOfChallenge(tx: Pick<Tx, "select">, of: HeldChallenge) {
  const { challenge: c } = of;
  const [near] = await tx
    .select({ draft })
    .from(item)
    .innerJoin(draft, eq(draft.id, item.draftId))
    .where(
      and(
        eq(item.reviewId, c.reviewId),
        eq(item.arm, "assisted"),
        sql`${item.draftState} IN ('ready', 'insufficient')`,
      ),
    )
    .orderBy(asc(sql`abs(${item.position} - ${c.position})`))
    .limit(1);
  if (!near) return undefined;
  const result = challengeDraft(packetOf(c.body), c.drafted);
  const { provider, model, at, drafterVersion, promptVersion, fellBack } = near.draft;
  const record: DraftRecord = {
    state: result.recommendation === "insufficient_evidence" ? "insufficient" : "ready",
    provider,
    model,
    at,
    drafterVersion,
    promptVersion,
    fellBack,
    result,
  };
  return { id: c.draftId, hash: outputHash(result), record };
}

/** What its findings ask of keeping it, as of an item of the same list. */
export async function keepingOfChallenge(tx: Pick<Tx, "select" | "execute">, of: HeldChallenge) {
  const packet = packetOf(of.challenge.body);
  const keeping = keepingOf(packet, of.challenge.findings, []);
  const asksSecond = keeping.takes === "exception" && keeping.second;
  const [like] = asksSecond
    ? await tx
        .select()
        .from(item)
        .where(and(eq(item.reviewId, of.review.id), eq(item.type, "grant")))
        .orderBy(
          desc(sql`${item.id} = ${of.challenge.madeAfter}`),
          desc(sql`${item.applicationName} = ${of.challenge.applicationName}`),
        )
        .limit(1)
    : [];
  const second = like
    ? await secondFor(tx, {
        item: { ...like, identitySourceId: null, identityId: null },
        fallbackId: of.campaign.fallbackId,
        blocked: {},
      })
    : null;
  return { packet, keeping, second };
}

/** The newest reading of it, and the first opening of its draft's recommendation. */
export async function readingsOf(tx: Pick<Tx, "select">, id: string, personId: string) {
  const all = await tx
    .select()
    .from(challengeServed)
    .where(and(eq(challengeServed.challengeId, id), eq(challengeServed.personId, personId)))
    .orderBy(asc(challengeServed.at), asc(challengeServed.id));
  return {
    opened: all.filter((r) => r.what === "opened").at(-1),
    revealed: all.find((r) => r.what === "revealed"),
  };
}

/** What it turned out to be, null before it was answered. */
export function madeUpOf({ challenge: c, answer }: HeldChallenge) {
  return answer
    ? madeUpWords({ name: c.subjectName, plant: c.plant, factsSay: c.factsSay, answer: answer.answer })
    : null;
}
