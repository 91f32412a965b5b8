import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { campaignRuleCoverage, ruleSetVersion } from "@/db/schema/rules";
import type { Json } from "@/lib/audit-log/canonical";
import { setName } from "@/lib/evidence/rules";
import type { Reader } from "@/lib/query";

const named = z.object({ rules: z.object({ version: z.number().int(), hash: z.string() }).nullish() });

/**
 * The version of the rules that a campaign's items were checked against: the rules, their hash, what the dry run said, and who
 * made and who approved them, by the log entries below the checkpoint. Null for a campaign that names none.
 */
export async function rulesRecord(reader: Reader, of: { settings: unknown; size: number }): Promise<Json> {
  const frozen = named.safeParse(of.settings).data?.rules;
  if (!frozen) return null;
  const [held] = await reader.select().from(ruleSetVersion).where(eq(ruleSetVersion.version, frozen.version));
  if (!held) throw new Error(`Version ${frozen.version} of the rules is gone.`);
  const steps = await rows<Record<string, Json>>(
    reader,
    sql`SELECT convert_from(e.leaf, 'UTF8')::jsonb -> 'data' ->> 'step' AS step, e.actor_id AS actor,
        convert_from(e.leaf, 'UTF8')::jsonb ->> 'at' AS at, l.idx::int AS leaf_index
      FROM audit_event e JOIN log_leaf l ON l.event_id = e.id
      WHERE e.type = 'rule.changed' AND l.idx < ${of.size}
        AND (convert_from(e.leaf, 'UTF8')::jsonb -> 'data' ->> 'version')::int = ${frozen.version}
      ORDER BY l.idx`,
  );
  return {
    name: setName(held.version),
    version: held.version,
    based_on: held.basedOn,
    sha256: held.hash,
    // Typed rules: plain strings, integers, booleans.
    rules: held.rules as Json,
    dry_run: held.dryRun as Json,
    made_by: held.madeBy,
    approved_by: held.decidedBy,
    steps,
  };
}

/** How many items of each application each rule passed, failed and could not be evaluated for, as counted at launch. */
export async function coverageRecord(reader: Reader, of: { campaign: string }): Promise<Json> {
  const found = await reader
    .select()
    .from(campaignRuleCoverage)
    .where(eq(campaignRuleCoverage.campaignId, of.campaign))
    .orderBy(
      campaignRuleCoverage.place,
      campaignRuleCoverage.sourceId,
      sql`${campaignRuleCoverage.applicationId} COLLATE "C"`,
    );
  return found.map((c) => ({
    rule: c.ruleId,
    application_id: c.applicationId,
    application: c.applicationName,
    passed: c.passed,
    failed: c.failed,
    cannot_be_evaluated: c.unknown,
    not_known: c.lacks,
  }));
}
