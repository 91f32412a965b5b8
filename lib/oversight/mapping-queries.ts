import { sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { env } from "@/lib/env";
import { query } from "@/lib/query";
import { type EvidenceName, mapped } from "./mapping";

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
  run: async (reader) => {
    const [found] = await rows<Record<Exclude<EvidenceName, "feeds">, number>>(
      reader,
      sql`SELECT (SELECT count(*) FROM campaign WHERE status = 'sealed')::int AS sealed,
        (SELECT count(*) FROM campaign WHERE launched_at IS NOT NULL)::int AS launched,
        (SELECT count(*) FROM audit_event WHERE type = 'snapshot.imported')::int AS imports,
        (SELECT count(*) FROM rule_set_version WHERE version > 1 AND state IN ('in_force', 'superseded'))::int AS rules,
        (SELECT count(*) FROM item WHERE findings > 0)::int AS conflicts,
        (SELECT count(*) FROM exception)::int AS exceptions,
        (SELECT count(*) FROM audit_event WHERE type = 'remediation.seen_gone')::int AS "seenGone",
        (SELECT count(*) FROM item WHERE type = 'credential')::int AS credentials,
        (SELECT count(*) FROM item WHERE type = 'identity' OR subject_kind IN ('service', 'workload', 'ai_agent'))::int AS machines,
        (SELECT count(*) FROM decision WHERE arm = 'blind')::int AS blind,
        (SELECT count(*) FROM challenge_answer)::int AS challenges,
        (SELECT count(*) FROM draft WHERE drafter_version IS NOT NULL)::int AS models,
        (SELECT count(*) FROM draft WHERE drafter_version IS NOT NULL AND redaction IS NOT NULL)::int AS redacted,
        (SELECT count(*) FROM evaluation)::int AS evaluations,
        (SELECT count(*) FROM sign_off)::int AS "signOffs",
        (SELECT count(*) FROM checkpoint_cosignature)::int AS cosigned,
        (SELECT count(*) FROM log_checkpoint)::int AS checkpoints,
        (SELECT count(*) FROM export_file WHERE kind = 'pack' AND state = 'done')::int AS exports,
        (SELECT count(*) FROM decision WHERE disposition = 'overridden')::int AS overridden`,
    );
    if (!found) throw new Error("The counts of the mapping were not answered.");
    const feeds = [env().siem.file, env().siem.url].filter(Boolean).length;
    return { controls: mapped({ ...found, feeds }).map(({ needs: _, ...control }) => control) };
  },
});
