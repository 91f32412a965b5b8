import { and, desc, eq, lt, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { iso } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { decision, privatePayload } from "@/db/schema/decisions";
import { person } from "@/db/schema/people";
import { item } from "@/db/schema/reviews";
import { secondLook } from "@/db/schema/second-looks";
import { oversees } from "@/lib/auth/policy";
import { query, type Reader } from "@/lib/query";
import { wordsIn } from "./exceptions";
import { lookList, lookListInput } from "./schema";

const second = alias(person, "second_person");
const first = alias(person, "first_person");

/** Second looks, newest first: those asked of oneself; of a campaign, for whoever oversees, all that wait. */
export const looks = query({
  name: "second_looks.list",
  permission: "second_look.list",
  input: lookListInput,
  output: lookList,
  run: async (reader, { input, scope }) => {
    const me = scope.personId ?? "";
    const whole = input.campaign !== undefined && oversees(scope.actor);
    const whose: SQL | undefined = whole
      ? and(eq(secondLook.campaignId, input.campaign ?? ""), eq(secondLook.state, "pending"))
      : and(
          eq(secondLook.secondId, me),
          or(
            and(eq(secondLook.state, "pending"), eq(campaign.status, "launched")),
            eq(secondLook.state, "agreed"),
            eq(secondLook.state, "refused"),
          ),
        );
    const found = await reader
      .select({
        id: secondLook.id,
        campaign: campaign.id,
        campaignName: campaign.name,
        subject: item.subjectName,
        title: item.title,
        application: item.applicationName,
        risk: item.risk,
        why: secondLook.why,
        state: secondLook.state,
        by: first.name,
        second: second.name,
        secondActive: sql<boolean>`coalesce(${second.status} = 'active', false)`,
        outcome: decision.outcome,
        until: decision.until,
        askedAt: iso(secondLook.askedAt),
        answeredAt: iso(secondLook.answeredAt),
        seed: secondLook.seed,
      })
      .from(secondLook)
      .innerJoin(item, eq(item.id, secondLook.itemId))
      .innerJoin(campaign, eq(campaign.id, secondLook.campaignId))
      .innerJoin(decision, eq(decision.id, secondLook.decisionId))
      .innerJoin(first, eq(first.id, secondLook.reviewerId))
      .leftJoin(second, eq(second.id, secondLook.secondId))
      .where(and(whose, input.after ? lt(secondLook.id, input.after) : undefined))
      .orderBy(desc(secondLook.id))
      .limit(input.limit + 1);
    const list = found.slice(0, input.limit);
    return {
      rows: list.map((r) => ({ ...r, askedAt: r.askedAt ?? "" })),
      next: found.length > input.limit ? (list.at(-1)?.id ?? null) : null,
    };
  },
});

export type LookSeen = {
  state: "pending" | "agreed" | "refused";
  second: string | null;
  words: string | null;
  answeredAt: string | null;
};

/** The second look last asked for on an item, as its reviewer sees it; what was withdrawn is no news. */
export async function lastLook(reader: Pick<Reader, "select">, itemId: string): Promise<LookSeen | null> {
  const [found] = await reader
    .select({
      state: secondLook.state,
      second: person.name,
      words: privatePayload.payload,
      answeredAt: iso(secondLook.answeredAt),
    })
    .from(secondLook)
    .leftJoin(person, eq(person.id, secondLook.secondId))
    .leftJoin(privatePayload, eq(privatePayload.id, secondLook.wordsId))
    .where(eq(secondLook.itemId, itemId))
    .orderBy(desc(secondLook.id))
    .limit(1);
  const state = found?.state;
  if (!found || state === undefined || state === "withdrawn") return null;
  return { ...found, state, words: wordsIn(found.words) };
}
