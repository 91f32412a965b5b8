import { inArray, type SQL, sql } from "drizzle-orm";
import { person } from "@/db/schema/people";
import type { Reader } from "@/lib/query";
import type { WorkpaperRow } from "./workpaper-schema";

const mention = /\{person ([0-9a-f-]{36})\}/g;

/** How what code finds writes a person, from a column with their id: what is kept of it then holds no name. */
export const mentioned = (column: string): SQL => sql.raw(`'{person ' || ${column} || '}'`);

/** The rows with what whoever they mention is called today. */
export async function withNames(reader: Reader, list: readonly WorkpaperRow[]): Promise<WorkpaperRow[]> {
  const texts = list.flatMap((row) => [row.decidedBy ?? "", ...row.findings.map((f) => f.says)]);
  const ids = new Set(texts.flatMap((text) => [...text.matchAll(mention)].map(([, id]) => id ?? "")));
  const found = await reader
    .select({ id: person.id, name: person.name })
    .from(person)
    .where(inArray(person.id, [...ids]));
  const names = new Map(found.map((p) => [p.id, p.name]));
  const named = (text: string) => text.replace(mention, (all, id: string) => names.get(id) ?? all);
  return list.map((row) => ({
    ...row,
    decidedBy: row.decidedBy === null ? null : named(row.decidedBy),
    findings: row.findings.map((f) => ({ ...f, says: named(f.says) })),
  }));
}
