import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { privatePayload } from "@/db/schema/decisions";
import { evidencePacket } from "@/db/schema/evidence";
import { person } from "@/db/schema/people";
import { item } from "@/db/schema/reviews";
import { reperformance, reperformanceAnswer, reperformanceItem } from "@/db/schema/workpapers";
import { AppError } from "@/lib/errors";
import type { Packet } from "@/lib/evidence/schema";
import { viewOf } from "@/lib/evidence/view";
import { query, type Reader } from "@/lib/query";
import { withoutSides } from "@/lib/reviews/blind";
import {
  performedItem,
  performing,
  type ReperformanceHead,
  reperformanceHead,
  result,
} from "./reperformance-schema";
import { commentIn } from "./workpaper-queries";

/** Samples that are or were decided again, newest first, with their results. */
export const list = query({
  name: "reperformance.list",
  permission: "reperformance.read",
  input: z.object({ campaign: z.uuid().optional() }),
  output: z.array(reperformanceHead),
  run: (reader, { input }) => reperformancesOf(reader, input.campaign),
});

/** The same for a report: of one campaign, or of all. */
export async function reperformancesOf(reader: Reader, of?: string): Promise<ReperformanceHead[]> {
  const maker = alias(person, "maker");
  const found = await reader
    .select({
      made: reperformance,
      campaignName: campaign.name,
      by: maker.name,
      performer: person.name,
      at: iso(reperformance.createdAt),
      frozen: iso(reperformance.frozenAt),
      answered: sql<number>`(SELECT count(*)::int FROM ${reperformanceAnswer} a WHERE a.reperformance_id = ${reperformance.id})`,
      simulated: sql<boolean>`${person.kind} = 'simulated' OR ${campaign.seed} IS NOT NULL OR EXISTS (SELECT 1 FROM decision d
        WHERE d.campaign_id = ${campaign.id} AND d.seed IS NOT NULL)`,
    })
    .from(reperformance)
    .innerJoin(campaign, eq(campaign.id, reperformance.campaignId))
    .innerJoin(person, eq(person.id, reperformance.performerId))
    .innerJoin(maker, eq(maker.id, reperformance.createdBy))
    .where(of ? eq(reperformance.campaignId, of) : undefined)
    .orderBy(desc(reperformance.id))
    .limit(200);
  return found.map(({ made, campaignName, by, performer, at, frozen, answered, simulated }) => ({
    id: made.id,
    campaign: made.campaignId,
    campaignName,
    seed: made.seed,
    population: made.population,
    size: made.size,
    by,
    at: at ?? "",
    performer,
    performerId: made.performerId,
    answered,
    frozenAt: frozen,
    simulated,
    result: made.result === null ? null : result.parse(made.result),
  }));
}

/** Who had no part in a campaign and can decide a sample of it again, by a part of their name. */
export const performers = query({
  name: "reperformance.performers",
  permission: "reperformance.read",
  input: z.object({ campaign: z.uuid(), q: z.string().trim().max(100).default("") }),
  output: z.array(z.object({ id: z.uuid(), name: z.string(), email: z.string().nullable() })),
  run: (reader, { input }) =>
    rows<{ id: string; name: string; email: string | null }>(
      reader,
      sql`SELECT p.id, p.name, p.email FROM person p WHERE p.kind IN ('person', 'simulated') AND p.status = 'active'
        AND p.name ILIKE ${`%${input.q.replace(/[\\%_]/g, "\\$&")}%`} AND NOT ${tookPartSql(input.campaign)}
        ORDER BY lower(p.name), p.id LIMIT 20`,
    ),
});

/** Samples that wait for whoever asks to decide them again, oldest first. */
export const waiting = query({
  name: "reperformance.waiting",
  permission: "review.list",
  input: z.object({}),
  output: z.array(
    reperformanceHead.pick({ id: true, campaignName: true, size: true, answered: true, at: true }),
  ),
  run: async (reader, { scope }) =>
    reader
      .select({
        id: reperformance.id,
        campaignName: campaign.name,
        size: reperformance.size,
        answered: sql<number>`(SELECT count(*)::int FROM ${reperformanceAnswer} a WHERE a.reperformance_id = ${reperformance.id})`,
        at: sql<string>`${iso(reperformance.createdAt)}`,
      })
      .from(reperformance)
      .innerJoin(campaign, eq(campaign.id, reperformance.campaignId))
      .where(and(eq(reperformance.performerId, scope.personId ?? ""), isNull(reperformance.frozenAt)))
      .orderBy(asc(reperformance.id)),
});

/** Over `person p`: had a list, decided, looked a second time, answered for an exception, built or administered it. */
export const tookPartSql = (campaignId: string) => sql`(
  EXISTS (SELECT 1 FROM review r WHERE r.campaign_id = ${campaignId} AND r.reviewer_id = p.id)
  OR EXISTS (SELECT 1 FROM decision d WHERE d.campaign_id = ${campaignId} AND d.person_id = p.id)
  OR EXISTS (SELECT 1 FROM second_look l WHERE l.campaign_id = ${campaignId} AND l.second_id = p.id)
  OR EXISTS (SELECT 1 FROM exception x WHERE x.campaign_id = ${campaignId} AND p.id IN (x.control_owner_id, x.second_id, x.settled_by))
  OR EXISTS (SELECT 1 FROM campaign c WHERE c.id = ${campaignId} AND c.built_by = p.id)
  OR EXISTS (SELECT 1 FROM campaign_incompatible n WHERE n.campaign_id = ${campaignId} AND n.person_id = p.id))`;

/** @throws AppError not_found */
export async function performerOf(reader: Reader, id: string) {
  const [found] = await reader
    .select({ made: reperformance, personId: reperformance.performerId })
    .from(reperformance)
    .where(eq(reperformance.id, id));
  if (!found) throw new AppError("not_found", "reperformance", "There is no such sample of yours to decide.");
  return found;
}

/** My sample, and how far I am with it. */
export const mine = query({
  name: "reperformance.mine",
  permission: "reperformance.answer",
  input: z.object({ reperformance: z.uuid() }),
  output: performing,
  load: (reader, input) => performerOf(reader, input.reperformance),
  run: async (reader, { subject: { made } }) => {
    const [of] = await reader
      .select({ name: campaign.name, frozen: iso(reperformance.frozenAt) })
      .from(reperformance)
      .innerJoin(campaign, eq(campaign.id, reperformance.campaignId))
      .where(eq(reperformance.id, made.id));
    const found = await reader
      .select({
        n: reperformanceItem.n,
        subject: item.subjectName,
        title: item.title,
        application: item.applicationName,
        risk: item.risk,
        answer: reperformanceAnswer.answer,
      })
      .from(reperformanceItem)
      .innerJoin(item, eq(item.id, reperformanceItem.itemId))
      .leftJoin(
        reperformanceAnswer,
        and(
          eq(reperformanceAnswer.reperformanceId, reperformanceItem.reperformanceId),
          eq(reperformanceAnswer.n, reperformanceItem.n),
        ),
      )
      .where(eq(reperformanceItem.reperformanceId, made.id))
      .orderBy(asc(reperformanceItem.n));
    return {
      id: made.id,
      campaignName: of?.name ?? "",
      size: made.size,
      frozenAt: of?.frozen ?? null,
      rows: found,
    };
  },
});

/** One item of my sample: the evidence that the first decision was made on, sorted by no side, and my answer. */
export const performItem = query({
  name: "reperformance.item",
  permission: "reperformance.answer",
  input: z.object({ reperformance: z.uuid(), n: z.coerce.number().int().min(1) }),
  output: performedItem,
  load: (reader, input) => performerOf(reader, input.reperformance),
  run: async (reader, { input }) => {
    const [found] = await reader
      .select({
        hash: evidencePacket.hash,
        body: evidencePacket.body,
        given: reperformanceAnswer,
        words: privatePayload.payload,
      })
      .from(reperformanceItem)
      .innerJoin(
        evidencePacket,
        and(
          eq(evidencePacket.itemId, reperformanceItem.itemId),
          eq(evidencePacket.hash, reperformanceItem.evidenceHash),
        ),
      )
      .leftJoin(
        reperformanceAnswer,
        and(
          eq(reperformanceAnswer.reperformanceId, reperformanceItem.reperformanceId),
          eq(reperformanceAnswer.n, reperformanceItem.n),
        ),
      )
      .leftJoin(privatePayload, eq(privatePayload.id, reperformanceAnswer.wordsId))
      .where(
        and(eq(reperformanceItem.reperformanceId, input.reperformance), eq(reperformanceItem.n, input.n)),
      )
      .orderBy(desc(evidencePacket.version))
      .limit(1);
    if (!found) throw new AppError("not_found", "item", "There is no such item in this sample.");
    const packet: Packet = JSON.parse(found.body);
    return {
      n: input.n,
      evidenceHash: found.hash,
      view: withoutSides(viewOf(packet), packet),
      answer: found.given?.answer ?? null,
      words: commentIn(found.words),
    };
  },
});
