import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { env } from "@/lib/env";
import { withheldFromSql } from "@/lib/evidence/withheld";
import { query, type Reader } from "@/lib/query";
import { mapped } from "./mapping";
import type { EvidenceName, Newest } from "./mapping-evidence";

export const mappingView = z.object({
  controls: z.array(
    z.object({
      framework: z.string(),
      id: z.string(),
      topic: z.string(),
      feature: z.string(),
      page: z.object({ label: z.string(), href: z.string() }),
      file: z.string().optional(),
      count: z.number(),
      shown: z.string(),
      /** The query that gives what was counted, by its registered name, and the page that shows it. */
      query: z.object({ name: z.string(), href: z.string(), words: z.string() }),
    }),
  ),
});
export type MappingView = z.infer<typeof mappingView>;

/** Which controls the portal's features answer to, and what this installation shows of each. */
export const mapping = query({
  name: "oversight.mapping",
  permission: "campaign.read",
  input: z.object({}),
  output: mappingView,
  run: async (reader, { scope }) => {
    const [found] = await rows<Record<Exclude<EvidenceName, "feeds">, number>>(
      reader,
      sql`SELECT (SELECT count(*) FROM campaign WHERE status = 'sealed')::int AS sealed,
        (SELECT count(*) FROM decision)::int AS decisions,
        (SELECT count(*) FROM audit_event WHERE type = 'oversight.responded')::int AS answered,
        (SELECT count(*) FROM audit_event WHERE type = 'snapshot.imported')::int AS imports,
        (SELECT count(*) FROM rule_set_version WHERE version > 1 AND state IN ('in_force', 'superseded'))::int AS rules,
        (SELECT count(*) FROM item WHERE findings > 0)::int AS conflicts,
        (SELECT count(*) FROM exception)::int AS exceptions,
        (SELECT count(*) FROM remediation WHERE state = 'seen_gone')::int AS "seenGone",
        (SELECT count(*) FROM item WHERE type = 'credential')::int AS credentials,
        (SELECT count(*) FROM item WHERE type = 'identity')::int AS machines,
        (SELECT count(*) FROM decision WHERE arm = 'blind' AND n = 1)::int AS blind,
        (SELECT count(*) FROM challenge_answer)::int AS challenges,
        (SELECT count(*) FROM draft WHERE drafter_version IS NOT NULL)::int AS models,
        (SELECT count(*) FROM draft WHERE drafter_version IS NOT NULL)::int AS redacted,
        (SELECT count(*) FROM evaluation)::int AS evaluations,
        (SELECT count(*) FROM sign_off)::int AS "signOffs",
        (SELECT count(*) FROM checkpoint_cosignature)::int AS cosigned,
        (SELECT count(*) FROM log_checkpoint)::int AS checkpoints,
        (SELECT count(*) FROM export_file WHERE kind = 'pack' AND state = 'done')::int AS exports,
        (SELECT count(*) FROM decision WHERE disposition = 'overridden')::int AS overridden,
        (SELECT count(*) FROM retention_run WHERE finished_at IS NOT NULL)::int AS retention`,
    );
    if (!found) throw new Error("The counts of the mapping were not answered.");
    const feeds = [env().siem.file, env().siem.url].filter(Boolean).length;
    return {
      controls: mapped({ ...found, feeds }, await newestOf(reader, scope.personId)).map(
        ({ needs: _, ...control }) => control,
      ),
    };
  },
});

/** The newest campaign of which there is such a row. */
const campaignWith = (row: SQL) => sql`(SELECT jsonb_build_object('campaign', c.id) FROM campaign c
  WHERE c.launched_at IS NOT NULL AND EXISTS (${row}) ORDER BY c.launched_at DESC, c.id DESC LIMIT 1)`;
const itemThat = (is: SQL) => campaignWith(sql`SELECT FROM item i WHERE i.campaign_id = c.id AND ${is}`);
const decisionThat = (is: SQL) =>
  campaignWith(sql`SELECT FROM decision d WHERE d.campaign_id = c.id AND ${is}`);

/** What is newest of what is shown of one campaign, item or version at a time; never an item that this person decides before its draft. */
async function newestOf(
  reader: Reader,
  personId: string | null,
): Promise<Partial<Record<EvidenceName, Newest>>> {
  const [found] = await rows<Record<string, Newest | null>>(
    reader,
    sql`SELECT ${itemThat(sql`i.findings > 0`)} AS conflicts, ${itemThat(sql`i.type = 'credential'`)} AS credentials,
      ${itemThat(sql`i.type = 'identity'`)} AS machines, ${decisionThat(sql`d.arm = 'blind'`)} AS blind,
      ${decisionThat(sql`d.disposition = 'overridden'`)} AS overridden,
      ${campaignWith(sql`SELECT FROM draft d WHERE d.campaign_id = c.id AND d.drafter_version IS NOT NULL`)} AS models,
      (SELECT jsonb_build_object('campaign', d.campaign_id, 'item', d.item_id) FROM draft d JOIN item i ON i.id = d.item_id
        WHERE d.drafter_version IS NOT NULL AND NOT ${withheldFromSql("i", personId)}
        ORDER BY d.id DESC LIMIT 1) AS redacted,
      (SELECT jsonb_build_object('version', e.drafter_version::text) FROM evaluation e WHERE e.drafter_version IS NOT NULL
        ORDER BY e.at DESC, e.id DESC LIMIT 1) AS evaluations`,
  );
  return Object.fromEntries(Object.entries(found ?? {}).filter(([, newest]) => newest !== null));
}
