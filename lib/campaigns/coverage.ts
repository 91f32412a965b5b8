import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { query } from "@/lib/query";
import { type CoverageView, coverageInput, coverageView } from "./schema";

/**
 * Keeps, of the assembled stage, how many items of each application each rule passed, failed and could not be evaluated for,
 * and what was not known. Answers are `findings-sql.ts`'s: 1, 0, and minus the bits of what is lacking.
 */
export async function writeCoverage(tx: Tx, campaign: string): Promise<void> {
  await tx.execute(sql`
    INSERT INTO campaign_rule_coverage (campaign_id, source_id, application_id, application_name, rule_id, place, name, passed,
      failed, unknown, lacks)
    SELECT ${campaign}::uuid, e.source_id, e.application_id, e.application_name, r.id, r.k, r.name, e.passed, e.failed, e.unknown,
      ARRAY(SELECT l.words FROM ev_lacks l WHERE l.k = r.k AND l.bit & e.lacks <> 0 ORDER BY l.bit)
    FROM (
      SELECT c.source_id, c.application_id, min(c.application_name) AS application_name, a.k::int AS k,
        coalesce(sum(c.n) FILTER (WHERE a.answer = 1), 0)::int AS passed, coalesce(sum(c.n) FILTER (WHERE a.answer = 0), 0)::int AS failed,
        coalesce(sum(c.n) FILTER (WHERE a.answer < 0), 0)::int AS unknown,
        coalesce(bit_or(-a.answer::int) FILTER (WHERE a.answer < 0), 0) AS lacks
      FROM (SELECT source_id, coalesce(application_id, '') AS application_id, application_name, answers, count(*)::int AS n
        FROM staged_item GROUP BY 1, 2, 3, 4) c
      CROSS JOIN LATERAL unnest(c.answers) WITH ORDINALITY AS a(answer, k)
      WHERE a.answer IS NOT NULL
      GROUP BY c.source_id, c.application_id, a.k
    ) e
    JOIN ev_ruled r ON r.k = e.k`);
}

/** Of each rule and application of a campaign: how many items pass, fail and cannot be evaluated, as counted at its launch. */
export const coverage = query({
  name: "campaigns.coverage",
  permission: "campaign.read",
  input: coverageInput,
  output: coverageView,
  async run(reader, { input }) {
    const campaigns = await rows<CoverageView["campaigns"][number]>(
      reader,
      sql`SELECT c.id, c.name, (c.settings -> 'rules' ->> 'version')::int AS version FROM campaign c
        WHERE c.launched_at IS NOT NULL AND EXISTS (SELECT 1 FROM campaign_rule_coverage r WHERE r.campaign_id = c.id)
        ORDER BY c.launched_at DESC, c.id DESC LIMIT 100`,
    );
    const campaign = input.campaign ?? campaigns[0]?.id ?? null;
    const cells = campaign
      ? await rows<CoverageView["cells"][number] & { application: string; items: number; name: string }>(
          reader,
          sql`SELECT source_id AS "sourceId", application_id AS "applicationId", application_name AS application, rule_id AS rule,
              name, passed, failed, unknown, lacks, max(passed + failed + unknown) OVER (PARTITION BY source_id, application_id) AS items
            FROM campaign_rule_coverage WHERE campaign_id = ${campaign}
            ORDER BY place, lower(application_name), source_id, application_id LIMIT ${mostCells}`,
        )
      : [];
    const applications = new Map<string, CoverageView["applications"][number]>();
    const rules = new Map<string, string>();
    for (const c of cells) {
      rules.set(c.rule, c.name);
      applications.set(`${c.sourceId} ${c.applicationId}`, {
        sourceId: c.sourceId,
        applicationId: c.applicationId,
        name: c.application,
        items: c.items,
      });
    }
    return {
      campaign,
      campaigns,
      applications: [...applications.values()].sort(
        (a, b) => b.items - a.items || (a.name < b.name ? -1 : 1),
      ),
      rules: [...rules].map(([id, name]) => ({ id, name })),
      cells: cells.map(({ application: _a, items: _i, name: _n, ...cell }) => cell),
    };
  },
});

/** Sixty rules over a thousand applications. */
const mostCells = 60_000;
