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
import { reviewDetail, reviewSummary } from "./schema";

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
      reviewerId: review.reviewerId,
      status: campaign.status,
      madeUp: sql<boolean>`EXISTS (SELECT 1 FROM challenge made WHERE made.review_id = review.id)`,
    })
    .from(review)
    .innerJoin(campaign, eq(campaign.id, review.campaignId))
    .where(eq(review.id, id));
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
    const [counts] = await rows<Counts>(
      reader,
      sql`SELECT count(*) FILTER (WHERE state = 'open')::int AS open,
        count(*) FILTER (WHERE subject_kind IN ('human', 'unknown'))::int AS people,
        count(*) FILTER (WHERE subject_kind NOT IN ('human', 'unknown'))::int AS services,
        count(*) FILTER (WHERE waiting IS NOT NULL)::int AS waiting, count(*) FILTER (WHERE first_seen)::int AS fresh,
        count(*) FILTER (WHERE risk = 'critical')::int AS critical, count(*) FILTER (WHERE risk = 'high')::int AS high,
        count(*) FILTER (WHERE risk = 'low')::int AS low,
        count(*) FILTER (WHERE outcome = 'certify')::int AS certify,
        count(*) FILTER (WHERE outcome = 'certify_until')::int AS certify_until,
        count(*) FILTER (WHERE outcome = 'revoke')::int AS revoke,
        count(*) FILTER (WHERE outcome = 'modify')::int AS modify
        FROM ${listed(input.review)}`,
    );
    const tags = await rows<{ tag: string; items: number }>(
      reader,
      sql`SELECT tag, count(*)::int AS items FROM ${listed(input.review)}, unnest(listed.tags) AS tag
        GROUP BY tag ORDER BY items DESC, tag`,
    );
    const c = counts ?? noCounts;
    return {
      ...found,
      dueAt: found.dueAt ?? "",
      open: c.open,
      people: c.people,
      services: c.services,
      waiting: c.waiting,
      fresh: c.fresh,
      challenges: told.parse(launchedWith(stored)).challengeItems,
      tags,
      byRisk: { critical: c.critical, high: c.high, low: c.low },
      outcomes: { certify: c.certify, certify_until: c.certify_until, revoke: c.revoke, modify: c.modify },
      readOnly:
        found.status !== "launched"
          ? `${found.name} has ended; what you decided can be read, not changed.`
          : found.signedOffAt
            ? "You signed this review off; it can be read, not changed."
            : null,
    };
  },
});

type Counts = Record<
  | "open"
  | "people"
  | "services"
  | "waiting"
  | "fresh"
  | "critical"
  | "high"
  | "low"
  | "certify"
  | "certify_until"
  | "revoke"
  | "modify",
  number
>;
const noCounts: Counts = {
  open: 0,
  people: 0,
  services: 0,
  waiting: 0,
  fresh: 0,
  critical: 0,
  high: 0,
  low: 0,
  certify: 0,
  certify_until: 0,
  revoke: 0,
  modify: 0,
};

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
