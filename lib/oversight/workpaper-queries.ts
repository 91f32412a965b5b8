import { desc, eq, inArray } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { iso } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { privatePayload } from "@/db/schema/decisions";
import { person } from "@/db/schema/people";
import { workpaper, workpaperFrozen, workpaperNote } from "@/db/schema/workpapers";
import { now } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { withNames } from "./workpaper-names";
import {
  attribute,
  type FoundRow,
  foundRow,
  type NoteView,
  type WorkpaperHead,
  type WorkpaperView,
  workpaperHead,
  workpaperView,
} from "./workpaper-schema";
import { sampled } from "./workpaper-sql";
import { conclusionsOf, lastDay, testsOf } from "./workpaper-tests";

/** Workpapers, newest first. */
export const list = query({
  name: "workpapers.list",
  permission: "workpaper.make",
  input: z.object({ campaign: z.uuid().optional() }),
  output: z.array(workpaperHead),
  run: async (reader, { input }) => {
    const all = await headsOf(reader);
    return input.campaign ? all.filter((h) => h.campaigns.some((c) => c.id === input.campaign)) : all;
  },
});

/** One workpaper: the sample, what code found of each attribute today, what the auditor noted, and the counts. */
export const show = query({
  name: "workpapers.show",
  permission: "workpaper.make",
  input: z.object({ workpaper: z.uuid() }),
  output: workpaperView,
  consistent: true,
  run: (reader, { input }) => workpaperOf(reader, input.workpaper),
});

/** @throws AppError not_found */
export async function workpaperOf(reader: Reader, id: string): Promise<WorkpaperView> {
  const paper = await paperOf(reader, id);
  return { ...paper, rows: await withNames(reader, paper.rows) };
}

/**
 * The same as it is kept when it is frozen: the rows mention people by their ids, so that an erased name is nowhere in it.
 * @param fresh as `sampled` has it
 * @throws AppError not_found
 */
export async function paperOf(reader: Reader, id: string, fresh = false): Promise<WorkpaperView> {
  const [head] = await headsOf(reader, id);
  if (!head) throw new AppError("not_found", "workpaper", "There is no such workpaper.");
  const today = now().toISOString();
  const notes = await notesOf(reader, id);
  const live = (await sampled(reader, id, fresh)).map(({ tested, ...row }) => ({
    ...row,
    decidedBy: tested.decision?.by ?? null,
    outcome: tested.decision?.outcome ?? null,
    findings: testsOf(tested, lastDay(tested, head.to, today)),
    notes: notes.get(row.item) ?? {},
  }));
  const then = new Map(head.frozen ? (await frozenRows(reader, id)).map((f) => [f.n, f]) : []);
  const rows = live.map((row) => ({ ...row, ...then.get(row.n) }));
  return {
    ...head,
    rows,
    conclusions: conclusionsOf(rows, notes.get("") ?? {}),
    changed: live.filter((row) => foundOtherwise(row, then.get(row.n))).map((row) => row.n),
  };
}

async function frozenRows(reader: Reader, id: string): Promise<FoundRow[]> {
  const [found] = await reader.select().from(workpaperFrozen).where(eq(workpaperFrozen.workpaperId, id));
  return z.array(foundRow).parse(found?.found ?? []);
}

function foundOtherwise(today: FoundRow, then: FoundRow | undefined): boolean {
  const results = (row: FoundRow) => row.findings.map((f) => f.result ?? "").join();
  return then !== undefined && results(today) !== results(then);
}

const freezer = alias(person, "freezer");

async function headsOf(reader: Reader, id?: string): Promise<WorkpaperHead[]> {
  const found = await reader
    .select({
      paper: workpaper,
      by: person.name,
      at: iso(workpaper.createdAt),
      frozenBy: freezer.name,
      frozenAt: iso(workpaperFrozen.at),
    })
    .from(workpaper)
    .innerJoin(person, eq(person.id, workpaper.createdBy))
    .leftJoin(workpaperFrozen, eq(workpaperFrozen.workpaperId, workpaper.id))
    .leftJoin(freezer, eq(freezer.id, workpaperFrozen.by))
    .where(id ? eq(workpaper.id, id) : undefined)
    .orderBy(desc(workpaper.id))
    .limit(200);
  const ids = [...new Set(found.flatMap((f) => f.paper.campaigns))];
  const names = new Map(
    ids.length === 0
      ? []
      : (
          await reader
            .select({ id: campaign.id, name: campaign.name })
            .from(campaign)
            .where(inArray(campaign.id, ids))
        ).map((c) => [c.id, c.name]),
  );
  return found.map(({ paper, by, at, frozenBy, frozenAt }) => ({
    id: paper.id,
    name: paper.name,
    campaigns: paper.campaigns.map((c) => ({ id: c, name: names.get(c) ?? "" })),
    from: paper.periodFrom,
    to: paper.periodTo,
    drawnFrom: paper.drawnFrom,
    seed: paper.seed,
    population: paper.population,
    size: paper.size,
    by,
    at: at ?? "",
    frozen: frozenAt ? { by: frozenBy ?? "", at: frozenAt } : null,
  }));
}

/** The newest note of each item and attribute; conclusions stand under "". */
async function notesOf(reader: Reader, id: string) {
  const found = await reader
    .select({
      note: workpaperNote,
      by: person.name,
      at: iso(workpaperNote.at),
      words: privatePayload.payload,
    })
    .from(workpaperNote)
    .innerJoin(person, eq(person.id, workpaperNote.by))
    .leftJoin(privatePayload, eq(privatePayload.id, workpaperNote.wordsId))
    .where(eq(workpaperNote.workpaperId, id))
    .orderBy(workpaperNote.id);
  const notes = new Map<string, Partial<Record<z.output<typeof attribute>, NoteView>>>();
  for (const { note, by, at, words } of found) {
    const known = attribute.safeParse(note.attribute);
    if (!known.success) continue;
    const of = notes.get(note.itemId ?? "") ?? {};
    of[known.data] = { judgement: note.judgement, words: commentIn(words), by, at: at ?? "" };
    notes.set(note.itemId ?? "", of);
  }
  return notes;
}

/** The comment in a stored payload; null where there is none, or it was erased. */
export function commentIn(payload: string | null): string | null {
  if (payload === null) return null;
  const parsed = z.object({ comment: z.string() }).safeParse(JSON.parse(payload));
  return parsed.success ? parsed.data.comment : null;
}
