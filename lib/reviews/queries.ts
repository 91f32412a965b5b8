import { and, asc, desc, eq, ilike, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { person } from "@/db/schema/people";
import { review } from "@/db/schema/reviews";
import { launchedWith, settings } from "@/lib/campaigns/schema";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { madeUpItems, openMadeUp } from "./challenge-rows";
import { reviewDetail, reviewSummary, type WorklistRow } from "./schema";

/** A list as its reviewer has it before them. */
const listed = (id: string) => sql`(
  SELECT state, subject_kind, waiting, first_seen, risk, outcome, tags FROM item WHERE review_id = ${id}
  UNION ALL SELECT state, subject_kind, waiting, first_seen, risk, outcome, tags FROM ${madeUpItems(id)} WHERE state = 'open') listed`;

const summary = {
  id: review.id,
  campaign: campaign.id,
  name: campaign.name,
  status: campaign.status,
  dueAt: iso(campaign.dueAt),
  dueDate: campaign.dueDate,
  items: sql<number>`${review.items} + ${openMadeUp}`.mapWith(Number),
  decided: review.decided,
  signedOffAt: iso(review.signedOffAt),
  seed: campaign.seed,
};

const told = settings.pick({ challengeItems: true }).strip();

/** My reviews: what is open first, then by due date, newest fifty. */
export const mine = query({
  name: "reviews.mine",
  permission: "review.list",
  input: z.object({}),
  output: z.array(reviewSummary),
  run: async (reader, { scope }) => {
    const found = await reader
      .select(summary)
      .from(review)
      .innerJoin(campaign, eq(campaign.id, review.campaignId))
      .where(and(eq(review.reviewerId, scope.personId ?? ""), ne(campaign.status, "launching")))
      .orderBy(
        desc(sql`${campaign.status} = 'launched' AND ${review.signedOffAt} IS NULL`),
        asc(campaign.dueAt),
      )
      .limit(50);
    return found.map((f) => ({ ...f, dueAt: f.dueAt ?? "" }));
  },
});

/** Whose review it is, for the permission to read it; how far its campaign is, and whether items of the list are made up. */
export async function loadReview(reader: Pick<Reader, "select">, id: string) {
  const [found] = await reader
    .select({
      id: review.id,
      campaign: campaign.id,
      reviewerId: review.reviewerId,
      status: campaign.status,
      settings: campaign.settings,
      madeUp: sql<boolean>`EXISTS (SELECT 1 FROM challenge made WHERE made.review_id = review.id)`,
    })
    .from(review)
    .innerJoin(campaign, eq(campaign.id, review.campaignId))
    .where(eq(review.id, id))
    .prepare("review_asked_for")
    .execute();
  if (!found) throw new AppError("not_found", "review", "There is no such review of yours.");
  return found;
}

/** One review with its counts and, where nothing more can be decided, why. */
export const show = query({
  name: "reviews.show",
  permission: "review.read",
  input: z.object({ review: z.uuid() }),
  output: reviewDetail,
  load: (reader, input) => loadReview(reader, input.review),
  run: async (reader, { input }) => {
    const [shown] = await reader
      .select({ ...summary, settings: campaign.settings })
      .from(review)
      .innerJoin(campaign, eq(campaign.id, review.campaignId))
      .where(eq(review.id, input.review));
    if (!shown) throw new Error("The review vanished while it was read.");
    const { settings: stored, ...found } = shown;
    const kinds = await rows<Kind>(
      reader,
      sql`SELECT state, subject_kind NOT IN ('human', 'unknown') AS service, waiting IS NOT NULL AS waiting, first_seen AS fresh, risk,
        outcome, tags, count(*)::int AS items FROM ${listed(input.review)} GROUP BY 1, 2, 3, 4, 5, 6, 7`,
    );
    const count = (of: (kind: Kind) => boolean) =>
      kinds.reduce((sum, kind) => (of(kind) ? sum + kind.items : sum), 0);
    return {
      ...found,
      dueAt: found.dueAt ?? "",
      open: count((k) => k.state === "open"),
      people: count((k) => !k.service),
      services: count((k) => k.service),
      waiting: count((k) => k.waiting),
      fresh: count((k) => k.fresh),
      challenges: told.parse(launchedWith(stored)).challengeItems,
      tags: tagsOf(kinds),
      byRisk: {
        critical: count((k) => k.risk === "critical"),
        high: count((k) => k.risk === "high"),
        low: count((k) => k.risk === "low"),
      },
      outcomes: {
        certify: count((k) => k.outcome === "certify"),
        certify_until: count((k) => k.outcome === "certify_until"),
        revoke: count((k) => k.outcome === "revoke"),
        modify: count((k) => k.outcome === "modify"),
      },
      readOnly:
        found.status !== "launched"
          ? `${found.name} has ended; what you decided can be read, not changed.`
          : found.signedOffAt
            ? "You signed this review off; it can be read, not changed."
            : null,
    };
  },
});

/** Items of a list that are the same in all that is counted. */
type Kind = Pick<WorklistRow, "state" | "risk" | "outcome" | "tags"> & {
  service: boolean;
  waiting: boolean;
  fresh: boolean;
  items: number;
};

/** The most frequent first. */
function tagsOf(kinds: readonly Kind[]): { tag: string; items: number }[] {
  const counts = new Map<string, number>();
  for (const { tags, items } of kinds)
    for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + items);
  return [...counts]
    .map(([tag, items]) => ({ tag, items }))
    .sort((a, b) => b.items - a.items || (a.tag < b.tag ? -1 : 1));
}

/** People an item can be handed to, by a part of their name. */
export const people = query({
  name: "reviews.people",
  permission: "review.list",
  /** `me`: oneself among them, where one may name oneself. */
  input: z.object({ q: z.string().trim().max(100).default(""), me: z.literal("yes").optional() }),
  output: z.array(z.object({ id: z.uuid(), name: z.string(), email: z.string().nullable() })),
  run: async (reader, { input, scope }) =>
    reader
      .select({ id: person.id, name: person.name, email: person.email })
      .from(person)
      .where(
        and(
          eq(person.status, "active"),
          eq(person.kind, "person"),
          input.me ? undefined : ne(person.id, scope.personId ?? ""),
          input.q === "" ? undefined : ilike(person.name, `%${input.q.replace(/[\\%_]/g, "\\$&")}%`),
        ),
      )
      .orderBy(asc(person.name))
      .limit(20),
});
