import { sql } from "drizzle-orm";
import { iso, rows } from "@/db/client";
import type { Reader } from "@/lib/query";
import { type Figures, figures } from "./schema";

type Kept = { at: string; figures: Figures };

/** The figures of a campaign as they stood when the times that they were counted from were deleted; undefined before that. */
export async function keptFigures(reader: Reader, campaign: string): Promise<Kept | undefined> {
  const [found] = await rows<{ at: string; figures: Figures; name: string; names: Record<string, string> }>(
    reader,
    sql`SELECT ${iso(sql`k.at`)} AS at, k.figures, c.name, (SELECT coalesce(jsonb_object_agg(p.id, p.name), '{}') FROM person p
        WHERE p.id::text IN (SELECT f ->> 'person' FROM jsonb_array_elements(k.figures -> 'people') f)) AS names
      FROM figures_kept k JOIN campaign c ON c.id = k.campaign_id WHERE k.campaign_id = ${campaign}`,
  );
  if (!found) return undefined;
  const people = found.figures.people.map((p) => ({ ...p, name: found.names[p.person] ?? p.name }));
  return { at: found.at, figures: figures.parse({ ...found.figures, name: found.name, people }) };
}

/** As they are stored: people by id, what they are called is read again with them. */
export const toKeep = (f: Figures): Figures => ({ ...f, people: f.people.map((p) => ({ ...p, name: "" })) });
