import { and, asc, desc, eq, inArray, isNotNull, lt, or, sql } from "drizzle-orm";
import { z } from "zod";
import { affected } from "@/db/client";
import { draftTask } from "@/db/schema/drafts";
import { item, review } from "@/db/schema/reviews";
import { chore } from "@/lib/chore";
import { AppError } from "@/lib/errors";
import { kept } from "./answers";

/**
 * The mutable side of drafting: which items are to be drafted, who has them in hand. No fact for the record; what a draft says
 * is recorded by a command.
 */

const anything = async () => undefined;
const campaign = z.uuid();
const run = z.string().min(1).max(200);

/** What a task holds no more when it is over. */
const settled = { answers: [], afresh: false, reservedTokens: 0, reservedCost: 0 };

/** Rows a statement; a campaign larger than this takes several. */
const PAGE = 2_000;
/** Above every task that is merely early in its list. */
const WANTED = 1_000_000;
/** Items after the one somebody is at that come first with it. */
const NEXT = 30;
/** No list is longer. */
const LONGEST_LIST = 10_000_000;
/** Only this many at the head of each list come before the others. */
const EARLY = 1_000;

/**
 * Makes a task of every open item that has none, a page at a time, the head of each worklist first; and takes up again that of an
 * item whose evidence has changed, so that its draft is awaited anew. Items that are to be decided without a draft get none.
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
        FROM item i LEFT JOIN draft_task t ON t.item_id = i.id
        WHERE i.campaign_id = ${input.campaign} AND i.state = 'open' AND i.arm <> 'undrafted' AND i.draft_state IN ('none', 'pending')
          AND (t.item_id IS NULL OR (i.draft_state = 'pending' AND t.state = 'done'))
        ORDER BY i.id LIMIT ${PAGE}
        ON CONFLICT (item_id) DO UPDATE SET state = 'pending', priority = excluded.priority, problem = NULL, at = excluded.at
          WHERE draft_task.state = 'done'`,
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
      .returning({
        item: draftTask.itemId,
        priority: draftTask.priority,
        answers: draftTask.answers,
        afresh: draftTask.afresh,
      });
    const order = new Map(free.map((f, at) => [f.id, at]));
    return {
      result: taken
        .sort((a, b) => (order.get(a.item) ?? 0) - (order.get(b.item) ?? 0))
        .map(({ priority, answers, ...t }) => ({
          ...t,
          wanted: priority >= WANTED,
          answers: kept.array().catch([]).parse(answers),
        })),
    };
  },
});

/** Says that this run still lives, for all that it has in hand. */
export const renew = chore({
  name: "drafting.renew",
  permission: "draft.record",
  input: z.object({ run }),
  load: anything,
  run: async (tx, { input, now }) => {
    await tx
      .update(draftTask)
      .set({ at: now })
      .where(and(eq(draftTask.state, "running"), eq(draftTask.claimedBy, input.run)));
    return { result: undefined };
  },
});

/** Ends tasks without a draft: of items that somebody decided, or that left, before theirs, and of those that keep the one they have. */
export const skip = chore({
  name: "drafting.skip",
  permission: "draft.record",
  input: z.object({ run, items: z.array(z.uuid()).max(200), why: z.string().max(200).nullable() }),
  load: anything,
  run: async (tx, { input, now }) => {
    if (input.items.length > 0)
      await tx
        .update(draftTask)
        .set({ state: "done", problem: input.why, claimedBy: null, ...settled, at: now })
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
        .set({ state: "pending", claimedBy: null, reservedTokens: 0, reservedCost: 0, at: now })
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

/** Puts a reviewer's open items before everybody else's, in the order of their list; with an item, that one and the next before those. */
export const wanted = chore({
  name: "drafting.wanted",
  permission: "review.read",
  input: z.object({ review: z.uuid(), item: z.uuid().optional() }),
  load: async (tx, input) => {
    const [found] = await tx
      .select({ reviewerId: review.reviewerId })
      .from(review)
      .where(eq(review.id, input.review));
    if (!found) throw new AppError("not_found", "review", "There is no such list of yours.");
    return found;
  },
  run: async (tx, { input }) => {
    const all = sql`SELECT id, ${WANTED}::int + ${LONGEST_LIST}::int - position AS priority FROM ${item}
      WHERE review_id = ${input.review} AND state = 'open'`;
    const next = sql`SELECT i.id, ${WANTED}::int + 2 * ${LONGEST_LIST}::int - (i.position - at.position) AS priority
      FROM ${item} i JOIN ${item} at ON at.review_id = i.review_id AND at.id = ${input.item ?? null}::uuid
      WHERE i.review_id = ${input.review} AND i.state = 'open'
        AND i.position BETWEEN at.position AND at.position + ${NEXT}::int`;
    await affected(
      tx,
      sql`UPDATE draft_task t SET priority = w.priority FROM (${input.item === undefined ? all : next}) w
        WHERE w.id = t.item_id AND t.state = 'pending'`,
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
