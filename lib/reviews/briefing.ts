import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { iso } from "@/db/client";
import { briefing } from "@/db/schema/briefings";
import { campaign } from "@/db/schema/campaigns";
import { review } from "@/db/schema/reviews";
import { personOf } from "@/lib/auth/actor";
import { challengeNotice, launchedWith, settings } from "@/lib/campaigns/schema";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { briefInput, briefingView } from "./schema";
import { seenOf } from "./seen";
import { seenWords } from "./seen-rules";

const frozen = settings.pick({ briefing: true, challengeItems: true }).strip();

/**
 * The text that a campaign was launched with, what is seen of how this person reviews, and that some of its items are made up where
 * they are.
 */
async function textOf(reader: Pick<Reader, "execute">, subject: Subject) {
  const { briefing: own, challengeItems } = frozen.parse(launchedWith(subject.settings));
  const told = await seenOf(reader, subject);
  const text = [own.text, seenWords(told), ...(challengeItems ? [challengeNotice] : [])].join("\n");
  return { version: own.version, text, hash: createHash("sha256").update(text).digest("hex"), told };
}

type Subject = Awaited<ReturnType<typeof loadReview>>;

async function loadReview(reader: Pick<Reader, "select">, id: string) {
  const [found] = await reader
    .select({ reviewerId: review.reviewerId, campaign: campaign.id, settings: campaign.settings })
    .from(review)
    .innerJoin(campaign, eq(campaign.id, review.campaignId))
    .where(eq(review.id, id));
  if (!found) throw new AppError("not_found", "review", "There is no such review of yours.");
  return found;
}

/** A campaign's briefing for one of its reviewers, and whether they have read it. */
export const showBriefing = query({
  name: "reviews.briefing",
  permission: "review.read",
  input: z.object({ review: z.uuid() }),
  output: briefingView,
  load: (reader, input) => loadReview(reader, input.review),
  run: async (reader, { subject }) => {
    const [read] = await reader
      .select({ at: iso(briefing.at) })
      .from(briefing)
      .where(and(eq(briefing.campaignId, subject.campaign), eq(briefing.personId, subject.reviewerId)));
    const { version, text, hash } = await textOf(reader, subject);
    return { version, text, hash, readAt: read?.at ?? null };
  },
});

/**
 * A reviewer says that they have read the briefing: once a campaign. What it told of whom sees figures on them holds from then on,
 * wherever the directory has them later.
 * @throws AppError conflict: they have acknowledged it already, or what they read is no longer what it says
 */
export const acknowledgeBriefing = command({
  name: "reviews.acknowledge_briefing",
  permission: "review.brief",
  input: briefInput,
  idempotent: true,
  load: (tx, input) => loadReview(tx, input.review),
  run: async (tx, { input, subject, actor, now }) => {
    const { version, hash: textHash, told } = await textOf(tx, subject);
    const made = await tx
      .insert(briefing)
      .values({
        campaignId: subject.campaign,
        personId: personOf(actor) ?? "",
        version,
        textHash,
        told,
        at: now,
      })
      .onConflictDoNothing()
      .returning({ at: briefing.at });
    if (made.length === 0)
      throw new AppError("conflict", "briefed", "You have acknowledged this briefing already.");
    if (input.hash !== textHash)
      throw new AppError(
        "conflict",
        "briefing-changed",
        "What this says has changed since you opened it. Read it again, then confirm.",
      );
    return {
      result: { readAt: now.toISOString() },
      events: [
        {
          type: "briefing.acknowledged",
          campaign: subject.campaign,
          data: { reviewer: subject.reviewerId, version, text: `sha256:${textHash}` },
        },
      ],
    };
  },
});
