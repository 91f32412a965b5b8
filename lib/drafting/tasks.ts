import { and, asc, desc, eq, inArray, isNotNull, lt, or, sql } from "drizzle-orm";
import { z } from "zod";
import { affected } from "@/db/client";
import { draftTask } from "@/db/schema/drafts";
import { item, review } from "@/db/schema/reviews";
import { chore } from "@/lib/chore";
import { AppError } from "@/lib/errors";

/**
 * The mutable side of drafting: which items are to be drafted, who has them in hand. No fact for the record; what a draft says
 * is recorded by a command.
 */

const anything = async () => undefined;
const campaign = z.uuid();
const run = z.string().min(1).max(200);

/** Rows a statement; a campaign larger than this takes several. */
const PAGE = 2_000;
/** Above every task that is merely early in its list. */
const WANTED = 1_000_000;
/** Only this many at the head of each list come before the others. */
const EARLY = 1_000;

/**
 * Makes a task of every open item that has none, a page at a time, the head of each worklist first.
 * @returns how many were made; call until it is 0
 */
export const enqueue = chore({
  name: "drafting.enqueue",
  permission: "draft.record",
  input: z.object({ campaign }),
  load: anything,
  run: async (tx, { input, now }) => ({
    result: await affected(
      tx,
      sql`INSERT INTO draft_task (item_id, campaign_id, state, priority, at)
        SELECT i.id, i.campaign_id, 'pending', greatest(${EARLY}::int - i.position, 0), ${now.toISOString()}::timestamptz
        FROM item i
        WHERE i.campaign_id = ${input.campaign} AND i.state = 'open' AND i.draft_state IN ('none', 'pending')
          AND NOT EXISTS (SELECT 1 FROM draft_task t WHERE t.item_id = i.id)
        ORDER BY i.id LIMIT ${PAGE}
        ON CONFLICT (item_id) DO NOTHING`,
    ),
  }),
});

/** Gives back what failed, for another try. */
export const retryFailed = chore({
  name: "drafting.retry_failed",
  permission: "draft.record",
  input: z.object({ campaign }),
  load: anything,
  run: async (tx, { input, now }) => {
    await tx
      .update(draftTask)
      .set({ state: "pending", claimedBy: null, at: now })
      .where(and(eq(draftTask.campaignId, input.campaign), eq(draftTask.state, "failed")));
    return { result: undefined };
  },
});

/** Takes up to `size` tasks in hand; two runs never get the same one. */
export const claim = chore({
  name: "drafting.claim",
  permission: "draft.record",
  input: z.object({ campaign, run, size: z.number().int().min(1).max(200) }),
  load: anything,
  run: async (tx, { input, now }) => {
    const free = await tx
      .select({ id: draftTask.itemId })
      .from(draftTask)
      .where(and(eq(draftTask.campaignId, input.campaign), eq(draftTask.state, "pending")))
      .orderBy(desc(draftTask.priority), asc(draftTask.itemId))
      .limit(input.size)
      .for("update", { skipLocked: true });
    if (free.length === 0) return { result: [] };
    const taken = await tx
      .update(draftTask)
      .set({ state: "running", claimedBy: input.run, attempts: sql`${draftTask.attempts} + 1`, at: now })
      .where(
        inArray(
          draftTask.itemId,
          free.map((f) => f.id),
        ),
      )
      .returning({ item: draftTask.itemId, answer: draftTask.answer, answerTo: draftTask.answerTo });
    return { result: taken };
  },
});

/** Keeps a paid answer as soon as it is there, and renews the lease on everything this run has in hand. */
export const keepAnswer = chore({
  name: "drafting.keep_answer",
  permission: "draft.record",
  input: z.object({ run, item: z.uuid(), answer: z.string(), answerTo: z.string() }),
  load: anything,
  run: async (tx, { input, now }) => {
    await tx
      .update(draftTask)
      .set({ answer: input.answer, answerTo: input.answerTo })
      .where(and(eq(draftTask.itemId, input.item), eq(draftTask.claimedBy, input.run)));
    await tx
      .update(draftTask)
      .set({ at: now })
      .where(and(eq(draftTask.state, "running"), eq(draftTask.claimedBy, input.run)));
    return { result: undefined };
  },
});

/** Ends the tasks of items that somebody decided, or that left, before their draft. */
export const skip = chore({
  name: "drafting.skip",
  permission: "draft.record",
  input: z.object({ run, items: z.array(z.uuid()).max(200), why: z.string().max(200) }),
  load: anything,
  run: async (tx, { input, now }) => {
    if (input.items.length > 0)
      await tx
        .update(draftTask)
        .set({ state: "done", problem: input.why, claimedBy: null, at: now })
        .where(and(inArray(draftTask.itemId, input.items), eq(draftTask.claimedBy, input.run)));
    return { result: undefined };
  },
});

/** Gives back what these runs have in hand, and what any run has held since before `before`. */
export const release = chore({
  name: "drafting.release",
  permission: "draft.record",
  input: z.object({ campaign, runs: z.array(run).max(1_000), before: z.date().optional() }),
  load: anything,
  run: async (tx, { input, now }) => {
    const stale = input.before ? lt(draftTask.at, input.before) : undefined;
    const ended = input.runs.length > 0 ? inArray(draftTask.claimedBy, input.runs) : undefined;
    if (stale || ended)
      await tx
        .update(draftTask)
        .set({ state: "pending", claimedBy: null, at: now })
        .where(
          and(
            eq(draftTask.campaignId, input.campaign),
            eq(draftTask.state, "running"),
            isNotNull(draftTask.claimedBy),
            or(stale, ended),
          ),
        );
    return { result: undefined };
  },
});

/** Puts a reviewer's open items before everybody else's, in the order of their list. */
export const wanted = chore({
  name: "drafting.wanted",
  permission: "review.read",
  input: z.object({ review: z.uuid() }),
  load: async (tx, input) => {
    const [found] = await tx
      .select({ reviewerId: review.reviewerId })
      .from(review)
      .where(eq(review.id, input.review));
    if (!found) throw new AppError("not_found", "review", "There is no such list of yours.");
    return found;
  },
  run: async (tx, { input }) => {
    await affected(
      tx,
      sql`UPDATE draft_task t SET priority = ${WANTED}::int - i.position
        FROM ${item} i WHERE i.id = t.item_id AND i.review_id = ${input.review} AND i.state = 'open' AND t.state = 'pending'`,
    );
    return { result: { ok: true } };
  },
});

/** Starts drafting, again where drafts failed; an administrator's act. */
export const start = chore({
  name: "drafting.start",
  permission: "draft.start",
  input: z.object({ campaign }),
  load: anything,
  run: async (_, { input }) => ({
    result: { campaign: input.campaign },
    jobs: [{ name: "draft.campaign", data: { campaign: input.campaign }, key: input.campaign }],
  }),
});
