import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { challenge } from "@/db/schema/challenges";
import { evidencePacket } from "@/db/schema/evidence";
import { person } from "@/db/schema/people";
import { item } from "@/db/schema/reviews";
import { AppError } from "@/lib/errors";
import { query } from "@/lib/query";
import { needScore, weights } from "./need";
import { weightsInForce, weightsOf } from "./need-weights";
import type { Packet } from "./schema";
import { decideFirst, withheldFrom } from "./withheld";

const count = z.int().nonnegative();
export const needAnswer = z.object({
  /** Thousandths of a log-odds unit, above zero for need; null where it abstains. */
  total: z.int().nullable(),
  abstained: z.enum(["off", "other-kind", "no-fitted-fact", "too-little"]).nullable(),
  parts: z.array(
    z.object({ id: z.string(), kind: z.string(), weight: z.int(), fitted: z.boolean(), beyond: z.boolean() }),
  ),
  /** Among the campaign's items whose score anybody may see by now: how many speak less strongly for need, and how many exactly as much. */
  position: z.object({ scored: count, below: count, equal: count }).nullable(),
  weights: z.object({ name: z.string(), fittedOn: z.array(z.string()) }).nullable(),
});
export type NeedAnswer = z.infer<typeof needAnswer>;

export const weightsView = z.object({
  weights,
  hash: z.string(),
  /** Null where they are those the product ships. */
  installed: z.object({ at: z.string(), by: z.string() }).nullable(),
});
export type WeightsView = z.infer<typeof weightsView>;

const nothing = { position: null, weights: null, total: null, parts: [] };

/**
 * How strongly an item's facts speak for need, part by part: a request of its own, made only when somebody opens it, so that
 * where it has to be withheld no byte of it is anywhere else (I12). Worked out of the frozen packet and the weights that the
 * campaign froze.
 */
export const itemNeedScore = query({
  name: "items.need_score",
  permission: "item.score",
  input: z.object({ item: z.uuid() }),
  output: needAnswer,
  load: async (reader, input) => {
    const [found] = await reader
      .select({
        reviewerId: item.reviewerId,
        campaignId: item.campaignId,
        version: item.packetVersion,
        settings: campaign.settings,
      })
      .from(item)
      .innerJoin(campaign, eq(campaign.id, item.campaignId))
      .where(eq(item.id, input.item));
    if (found) return { ...found, madeUp: null };
    // A challenge item is scored as any other, or its missing score would tell it apart before it is answered.
    const [made] = await reader
      .select({
        reviewerId: challenge.reviewerId,
        campaignId: challenge.campaignId,
        settings: campaign.settings,
        madeUp: challenge.body,
      })
      .from(challenge)
      .innerJoin(campaign, eq(campaign.id, challenge.campaignId))
      .where(eq(challenge.id, input.item));
    if (!made) throw new AppError("not_found", "item", "There is no such item here for you.");
    return { ...made, version: 1 };
  },
  run: async (reader, { input, subject, scope }) => {
    if (await withheldFrom(reader, input.item, scope.personId)) throw decideFirst();
    const { needScore: on, needWeights: frozen } = chosen.parse(subject.settings);
    if (!on || !frozen) return { ...nothing, abstained: "off" as const };
    const given = await weightsOf(reader, frozen.hash);
    if (!given) throw new Error(`The weights ${frozen.name} that a campaign froze are not here.`);
    const [packet] = await reader
      .select({ body: evidencePacket.body })
      .from(evidencePacket)
      .where(and(eq(evidencePacket.itemId, input.item), eq(evidencePacket.version, subject.version)));
    const body = subject.madeUp ?? packet?.body;
    if (!body) throw new Error("An item has no packet.");
    const { total, abstained, parts } = needScore(packetOf(body), given);
    const weights = { name: given.name, fittedOn: given.fittedOn.map((f) => f.name) };
    if (total === null) return { position: null, weights, total, abstained, parts };
    const [among] = await rows<{ scored: number; below: number; equal: number }>(
      reader,
      sql`SELECT scored.n - hidden.n AS scored, scored.below - hidden.below AS below, scored.equal - hidden.equal AS equal
        FROM (SELECT ${placed(total)} FROM item WHERE campaign_id = ${subject.campaignId} AND need_score IS NOT NULL) scored,
          (SELECT ${placed(total)} FROM item WHERE campaign_id = ${subject.campaignId} AND need_score IS NOT NULL
            AND arm <> 'assisted' AND state = 'open' AND item.id <> ${input.item}) hidden`,
    );
    return { position: among ?? null, weights, total, abstained, parts };
  },
});

/** Among others: those that somebody has still to decide before they see their score are left out, so that none can be told from it. */
const placed = (
  total: number,
) => sql`count(*)::int AS n, (count(*) FILTER (WHERE need_score < ${total}))::int AS below,
  (count(*) FILTER (WHERE need_score = ${total}))::int AS equal`;

/** What of a campaign's settings says whether and how it is scored. */
const chosen = z.looseObject({
  needScore: z.boolean().default(false),
  needWeights: z.object({ name: z.string(), hash: z.string() }).nullable().default(null),
});

/** Frozen by `assemble`, so of this shape. */
function packetOf(body: string): Packet {
  return JSON.parse(body) as Packet;
}

/** The weights in force, with what is known of how well they do. */
export const needWeights = query({
  name: "evidence.weights",
  permission: "weights.read",
  input: z.object({}),
  output: weightsView,
  async run(reader) {
    const { weights, hash, installed } = await weightsInForce(reader);
    const [by] = installed
      ? await reader.select({ name: person.name }).from(person).where(eq(person.id, installed.by))
      : [];
    return { weights, hash, installed: installed ? { at: installed.at, by: by?.name ?? "somebody" } : null };
  },
});
