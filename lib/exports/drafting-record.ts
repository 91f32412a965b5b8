import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { drafterVersion } from "@/db/schema/drafts";
import type { Json } from "@/lib/audit-log/canonical";
import { withheldSql } from "@/lib/evidence/withheld";
import type { Reader } from "@/lib/query";

type Used = {
  provider: string;
  model: string;
  prompt_version: string;
  prompt_hash: string;
  drafter_version: number | null;
  drafts: number;
};

/**
 * What the campaign's drafts were made with: models, prompts and the versions of the drafter, with who made and who approved
 * each, by the log entries below the checkpoint. Drafts that are still withheld are not counted (I12).
 */
export async function draftingRecord(
  reader: Reader,
  of: { campaign: string; size: number },
): Promise<{ record: Json; prompts: string[] }> {
  const used = await rows<Used>(
    reader,
    sql`SELECT d.provider, d.model, d.prompt_version, d.prompt_hash, d.drafter_version, count(*)::int AS drafts
      FROM draft d JOIN item i ON i.id = d.item_id AND NOT ${withheldSql("i")} WHERE d.campaign_id = ${of.campaign}
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`,
  );
  const versions = [...new Set(used.flatMap((u) => u.drafter_version ?? []))].sort((a, b) => a - b);
  const drafters: Json[] = [];
  for (const version of versions) drafters.push(await drafterOf(reader, version, of.size));
  return {
    record: { used, drafters },
    prompts: [...new Set(used.map((u) => u.prompt_version))].sort(),
  };
}

async function drafterOf(reader: Reader, version: number, size: number): Promise<Json> {
  const [held] = await reader.select().from(drafterVersion).where(eq(drafterVersion.version, version));
  if (!held) throw new Error(`Version ${version} of the drafter is gone.`);
  const steps = await rows<Record<string, Json>>(
    reader,
    sql`SELECT convert_from(e.leaf, 'UTF8')::jsonb -> 'data' ->> 'step' AS step,
        convert_from(e.leaf, 'UTF8')::jsonb -> 'data' ->> 'hash' AS hash, e.actor_id AS actor,
        convert_from(e.leaf, 'UTF8')::jsonb ->> 'at' AS at, l.idx::int AS leaf_index
      FROM audit_event e JOIN log_leaf l ON l.event_id = e.id
      WHERE e.type = 'drafter.changed' AND l.idx < ${size}
        AND (convert_from(e.leaf, 'UTF8')::jsonb -> 'data' ->> 'version')::int = ${version} ORDER BY l.idx`,
  );
  // Typed settings: plain strings, integers, booleans.
  return {
    version,
    sha256: held.hash,
    settings: held.settings as Json,
    made_by: held.madeBy,
    approved_by: held.decidedBy,
    steps,
  };
}

/** The files of the prompts of these versions, as they were sent but for what was asked about. */
export async function* promptFiles(
  versions: readonly string[],
): AsyncGenerator<{ name: string; bytes: Uint8Array }> {
  for (const version of versions) {
    if (!/^[a-z]+-\d+$/.test(version)) continue;
    for (const file of [`${version}.md`, `${version}.lists.jsonl`]) {
      const place = path.join(process.cwd(), "lib", "drafting", "prompts", file);
      if (existsSync(place)) yield { name: `rules/prompts/${file}`, bytes: await readFile(place) };
    }
  }
}
