import { createHash } from "node:crypto";
import { and, between, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { workpaper, workpaperFrozen, workpaperItem, workpaperNote } from "@/db/schema/workpapers";
import { canonical } from "@/lib/audit-log/canonical";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { drawFrom, sampleHash } from "./sample";
import { paperOf } from "./workpaper-queries";
import { createInput, foundRow, freezeInput, noteInput } from "./workpaper-schema";
import { populationSql } from "./workpaper-sql";

/** Draws a sample and keeps it: where from, with which seed, and which items in which order. */
export const createWorkpaper = command({
  name: "workpapers.create",
  permission: "workpaper.make",
  input: createInput,
  idempotent: true,
  load: async (tx, input) => {
    const campaigns = await campaignsOf(tx, input);
    if (campaigns.length === 0)
      throw new AppError(
        "not_found",
        "campaign",
        input.campaign
          ? "There is no such campaign, or it has not been launched."
          : "No campaign was due between these days; choose others.",
      );
    return campaigns;
  },
  run: async (tx, { input, subject: campaigns, actor, now }) => {
    const { population, sample } = await drawFrom(tx, {
      where: populationSql(campaigns, input.drawnFrom),
      seed: input.seed,
      size: input.size,
    });
    if (sample.length === 0)
      throw new AppError("rule", "empty", "Nothing there is of that kind, so there is nothing to draw from.");
    const id = uuid7(now.getTime());
    await tx.insert(workpaper).values({
      id,
      name: input.name,
      campaigns: [...campaigns],
      periodFrom: input.from ?? null,
      periodTo: input.to ?? null,
      drawnFrom: input.drawnFrom,
      seed: input.seed,
      population,
      size: sample.length,
      createdBy: personOf(actor) ?? "",
      createdAt: now,
    });
    await tx
      .insert(workpaperItem)
      .values(sample.map((s, n) => ({ workpaperId: id, n: n + 1, itemId: s.item, rank: s.rank })));
    return {
      result: { workpaper: id },
      events: [
        {
          type: "workpaper.created",
          data: {
            workpaper: id,
            campaigns: [...campaigns],
            drawn_from: input.drawnFrom,
            seed: input.seed,
            population,
            size: sample.length,
            sample: `sha256:${sampleHash(sample)}`,
          },
        },
      ],
    };
  },
});

/** The campaign named, or those that were due in the period, oldest first; none that was cancelled or never launched. */
async function campaignsOf(
  tx: Tx,
  input: { campaign?: string | undefined; from?: string | undefined; to?: string | undefined },
): Promise<string[]> {
  const found = await tx
    .select({ id: campaign.id })
    .from(campaign)
    .where(
      and(
        inArray(campaign.status, ["launched", "closed", "sealed"]),
        input.campaign
          ? eq(campaign.id, input.campaign)
          : between(campaign.dueDate, input.from ?? "", input.to ?? ""),
      ),
    )
    .orderBy(campaign.dueDate, campaign.id);
  return found.map((c) => c.id);
}

/** What the auditor judged or wants to say, beside what code found. A later note takes its place; nothing else changes. */
export const noteWorkpaper = command({
  name: "workpapers.note",
  permission: "workpaper.make",
  input: noteInput,
  idempotent: true,
  load: async (tx, input) => {
    const [found] = await tx
      .select({ id: workpaper.id })
      .from(workpaper)
      .where(eq(workpaper.id, input.workpaper));
    if (!found) throw new AppError("not_found", "workpaper", "There is no such workpaper.");
    await oneAtATime(tx, found.id);
    if (await isFrozen(tx, found.id))
      throw new AppError("rule", "frozen", "This workpaper is frozen; draw another to test further.");
    if (input.item) {
      const [drawn] = await tx
        .select({ n: workpaperItem.n })
        .from(workpaperItem)
        .where(and(eq(workpaperItem.workpaperId, found.id), eq(workpaperItem.itemId, input.item)));
      if (!drawn) throw new AppError("not_found", "item", "This item is not in the sample.");
    }
    return found;
  },
  run: async (tx, { input, subject, actor, now }) => {
    const id = uuid7(now.getTime());
    const words = input.words ? { id: uuid7(now.getTime()), payload: { comment: input.words } } : undefined;
    await tx.insert(workpaperNote).values({
      id,
      workpaperId: subject.id,
      itemId: input.item ?? null,
      attribute: input.attribute,
      judgement: input.judgement ?? null,
      wordsId: words?.id ?? null,
      by: personOf(actor) ?? "",
      at: now,
    });
    return {
      result: { note: id },
      events: [
        {
          type: "workpaper.noted",
          ...(words ? { words } : {}),
          data: {
            note: id,
            workpaper: subject.id,
            ...(input.item ? { of_item: input.item } : {}),
            attribute: input.attribute,
            ...(input.judgement ? { judgement: input.judgement } : {}),
          },
        },
      ],
    };
  },
});

/** Ends the work on it: what code found stands as it is now, whatever happens to the items later. */
export const freezeWorkpaper = command({
  name: "workpapers.freeze",
  permission: "workpaper.make",
  input: freezeInput,
  idempotent: true,
  load: async (tx, input) => {
    await oneAtATime(tx, input.workpaper);
    const paper = await paperOf(tx, input.workpaper, true);
    if (paper.frozen) throw new AppError("rule", "frozen", "This workpaper is frozen already.");
    return paper;
  },
  run: async (tx, { subject: paper, actor, now }) => {
    const found = paper.rows.map((row) => foundRow.parse(row));
    await tx
      .insert(workpaperFrozen)
      .values({ workpaperId: paper.id, found, by: personOf(actor) ?? "", at: now });
    const total = (of: "met" | "exceptions" | "blank") =>
      paper.conclusions.reduce((sum, c) => sum + c[of], 0);
    return {
      result: { workpaper: paper.id },
      events: [
        {
          type: "workpaper.frozen",
          data: {
            workpaper: paper.id,
            met: total("met"),
            exceptions: total("exceptions"),
            blank: total("blank"),
            found: `sha256:${createHash("sha256").update(canonical(found), "utf8").digest("hex")}`,
          },
        },
      ],
    };
  },
});

/** A note and the freezing of the same workpaper wait for each other. */
async function oneAtATime(tx: Tx, id: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`workpaper ${id}`}, 0))`);
}

async function isFrozen(tx: Tx, id: string): Promise<boolean> {
  const [found] = await tx
    .select({ at: workpaperFrozen.at })
    .from(workpaperFrozen)
    .where(eq(workpaperFrozen.workpaperId, id));
  return found !== undefined;
}
