import { createHash } from "node:crypto";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { person } from "@/db/schema/people";
import { item } from "@/db/schema/reviews";
import { reperformance, reperformanceAnswer, reperformanceItem } from "@/db/schema/workpapers";
import { canonical } from "@/lib/audit-log/canonical";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { type Pair, resultOf } from "./reperformance";
import { performerOf, tookPartSql } from "./reperformance-queries";
import { answerInput, createInput, freezeInput } from "./reperformance-schema";
import { drawFrom, sampleHash } from "./sample";

/** Draws a sample of an ended campaign's decisions for somebody who had no part in it to decide again. */
export const createReperformance = command({
  name: "reperformance.create",
  permission: "reperformance.make",
  input: createInput,
  idempotent: true,
  load: async (tx, input) => {
    const [found] = await tx.select().from(campaign).where(eq(campaign.id, input.campaign));
    if (!found?.closedAt || found.status === "cancelled")
      throw new AppError(
        "not_found",
        "campaign",
        "Only a campaign that has ended can be decided again; there is none of that id.",
      );
    return found;
  },
  run: async (tx, { input, subject: c, actor, now }) => {
    const given = await giveAgain(tx, {
      campaign: c.id,
      performer: input.performer,
      by: personOf(actor) ?? "",
      now,
      seed: input.seed,
      size: input.size,
      from: sql`i.campaign_id = ${c.id} AND i.state = 'decided'`,
    });
    return { result: { reperformance: given.id }, events: [given.event] };
  },
});

/**
 * Draws a sample of a campaign's decided items by its seed and gives it to somebody to decide again. Their own access is left out,
 * and so is what an identity's retirement answers: it has no decision of its own to compare with.
 * @param given.from over `item i`, what it is drawn from
 * @throws AppError not_found · rule: they had a part in the campaign; there is nothing to draw from
 */
export async function giveAgain(
  tx: Tx,
  given: {
    campaign: string;
    performer: string;
    by: string;
    now: Date;
    seed: string;
    size: number;
    from: SQL;
  },
) {
  const { seed } = given;
  const who = await performer(tx, given.performer, given.campaign);
  const own =
    who.identityId === null || who.identitySourceId === null
      ? sql`true`
      : sql`NOT coalesce(i.identity_source_id = ${who.identitySourceId} AND i.identity_id = ${who.identityId}, false)`;
  const { population, sample } = await drawFrom(tx, {
    where: sql`${given.from} AND i.answered_by IS NULL AND ${own}`,
    seed,
    size: given.size,
  });
  if (sample.length === 0)
    throw new AppError("rule", "empty", "Nobody decided anything there that could be decided again.");
  const evidence = new Map(
    (
      await rows<{ item: string; hash: string }>(
        tx,
        sql`SELECT i.id AS item, d.evidence_hash AS hash FROM item i JOIN decision d ON d.id = i.decision_id
          WHERE ${inArray(
            sql`i.id`,
            sample.map((s) => s.item),
          )}`,
      )
    ).map((f) => [f.item, f.hash]),
  );
  const id = uuid7(given.now.getTime());
  const size = sample.length;
  await tx.insert(reperformance).values({
    id,
    campaignId: given.campaign,
    seed,
    population,
    size,
    createdBy: given.by,
    createdAt: given.now,
    performerId: who.id,
  });
  await tx.insert(reperformanceItem).values(
    sample.map((s, n) => ({
      reperformanceId: id,
      n: n + 1,
      itemId: s.item,
      evidenceHash: evidence.get(s.item) ?? "",
      rank: s.rank,
    })),
  );
  const hash = `sha256:${sampleHash(sample)}`;
  const event = {
    type: "reperformance.created" as const,
    data: {
      reperformance: id,
      of_campaign: given.campaign,
      performer: who.id,
      seed,
      population,
      size,
      sample: hash,
    },
  };
  return { id, sample: { seed, from: population, items: size, hash, reperformance: id }, event };
}

async function performer(tx: Tx, id: string, campaignId: string) {
  const [found] = await tx.select().from(person).where(eq(person.id, id));
  if (found?.status !== "active" || (found.kind !== "person" && found.kind !== "simulated"))
    throw new AppError("not_found", "person", "There is no such person who can sign in.");
  const [part] = await rows(
    tx,
    sql`SELECT 1 FROM person p WHERE p.id = ${id} AND ${tookPartSql(campaignId)}`,
  );
  if (part)
    throw new AppError(
      "rule",
      "took-part",
      `${found.name} had a part in this campaign, so somebody else decides it again.`,
    );
  return found;
}

/** A second answer, once an item; it is no decision and changes nothing but the comparison. */
export const answerAgain = command({
  name: "reperformance.answer",
  permission: "reperformance.answer",
  input: answerInput,
  idempotent: true,
  load: (tx, input) => performerOf(tx, input.reperformance),
  run: async (tx, { input, subject: { made }, actor, now }) => {
    if (made.frozenAt)
      throw new AppError("rule", "frozen", "This sample is frozen; nothing is answered any more.");
    const [of] = await tx
      .select({ item: item.id, evidence: reperformanceItem.evidenceHash })
      .from(reperformanceItem)
      .innerJoin(item, eq(item.id, reperformanceItem.itemId))
      .where(and(eq(reperformanceItem.reperformanceId, made.id), eq(reperformanceItem.n, input.n)));
    if (!of) throw new AppError("not_found", "item", "There is no such item in this sample.");
    const words = input.words ? { id: uuid7(now.getTime()), payload: { comment: input.words } } : undefined;
    const written = await tx
      .insert(reperformanceAnswer)
      .values({
        id: uuid7(now.getTime()),
        reperformanceId: made.id,
        n: input.n,
        answer: input.answer,
        wordsId: words?.id ?? null,
        by: personOf(actor) ?? "",
        at: now,
      })
      .onConflictDoNothing()
      .returning({ id: reperformanceAnswer.id });
    if (written.length === 0)
      throw new AppError("rule", "answered", "You have answered this one; a second answer is given once.");
    return {
      result: { n: input.n, answer: input.answer },
      events: [
        {
          type: "reperformance.answered",
          refs: { evidence: `sha256:${of.evidence}` },
          ...(words ? { words } : {}),
          data: { reperformance: made.id, of_item: of.item, answer: input.answer },
        },
      ],
    };
  },
});

/** Every item is answered: both sides are counted against each other, once, and the result stands. */
export const freeze = command({
  name: "reperformance.freeze",
  permission: "reperformance.answer",
  input: freezeInput,
  idempotent: true,
  load: async (tx, input) => {
    await tx
      .select({ id: reperformance.id })
      .from(reperformance)
      .where(eq(reperformance.id, input.reperformance))
      .for("update");
    return performerOf(tx, input.reperformance);
  },
  run: async (tx, { subject: { made }, now }) => {
    if (made.frozenAt) throw new AppError("rule", "frozen", "This sample is frozen already.");
    const pairs = await rows<Pair>(
      tx,
      sql`SELECT CASE d.outcome WHEN 'revoke' THEN 'remove' WHEN 'modify' THEN 'change' ELSE 'keep' END AS first, a.answer AS second
        FROM reperformance_item s JOIN item i ON i.id = s.item_id JOIN decision d ON d.id = i.decision_id
        JOIN reperformance_answer a ON a.reperformance_id = s.reperformance_id AND a.n = s.n
        WHERE s.reperformance_id = ${made.id} ORDER BY s.n`,
    );
    if (pairs.length < made.size)
      throw new AppError(
        "rule",
        "open",
        `${made.size - pairs.length} of ${made.size} are not answered yet; “don't know” is an answer.`,
      );
    const counted = resultOf(pairs);
    await tx
      .update(reperformance)
      .set({ frozenAt: now, result: counted })
      .where(eq(reperformance.id, made.id));
    const observed = counted.sides.observed;
    return {
      result: counted,
      events: [
        {
          type: "reperformance.frozen",
          data: {
            reperformance: made.id,
            of_campaign: made.campaignId,
            compared: observed.n,
            same: observed.enough ? observed.count : 0,
            result: `sha256:${createHash("sha256").update(canonical(counted), "utf8").digest("hex")}`,
          },
        },
      ],
    };
  },
});
