import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { withheldSql } from "@/lib/evidence/withheld";
import type { Reader } from "@/lib/query";
import type { ReportSection } from "./report-schema";
import type { Subject } from "./report-subject";
import { grouped, percent, things } from "./report-words";

type Drafter = {
  provider: string;
  model: string;
  version: string | null;
  promptVersion: string;
  promptHash: string;
  drafts: number;
  insufficient: number;
  failed: number;
  dropped: number;
  fellBack: number;
  input: number | null;
  output: number | null;
};

/**
 * Which models and prompts drafted, what of it was kept, how often people agreed, and what it cost. Drafts that are still withheld
 * are not counted, or what one of them says could be told from the sum (I12).
 */
export async function draftingSection(reader: Reader, c: Subject): Promise<ReportSection> {
  const found = await rows<Drafter>(
    reader,
    sql`SELECT d.provider, d.model, CASE WHEN d.drafter_version IS NULL THEN NULL ELSE 'version ' || d.drafter_version || ', made by ' || m.name
          || coalesce(', approved by ' || a.name, '') END AS version,
        d.prompt_version AS "promptVersion", d.prompt_hash AS "promptHash", count(*)::int AS drafts,
        count(*) FILTER (WHERE d.state = 'insufficient')::int AS insufficient, count(*) FILTER (WHERE d.state = 'failed')::int AS failed,
        coalesce(sum(CASE WHEN jsonb_typeof(d.dropped) = 'array' THEN jsonb_array_length(d.dropped) ELSE 0 END), 0)::int AS dropped,
        count(d.fell_back)::int AS "fellBack", sum(d.input_tokens)::double precision AS input, sum(d.output_tokens)::double precision AS output
      FROM draft d JOIN item i ON i.id = d.item_id AND NOT ${withheldSql("i")} LEFT JOIN drafter_version v ON v.version = d.drafter_version LEFT JOIN person m ON m.id = v.made_by
      LEFT JOIN person a ON a.id = v.decided_by WHERE d.campaign_id = ${c.id}
      GROUP BY 1, 2, 3, 4, 5 ORDER BY drafts DESC, 1, 2, 4, 5, 3`,
  );
  const [use] = await rows<{
    calls: number;
    cost: number;
    currency: string | null;
    withdrawn: number;
    confirmed: number;
    drafted: number;
  }>(
    reader,
    sql`SELECT coalesce((SELECT calls FROM campaign_drafting WHERE campaign_id = ${c.id}), 0)::int AS calls,
        coalesce((SELECT cost FROM campaign_drafting WHERE campaign_id = ${c.id}), 0)::double precision AS cost,
        (SELECT currency FROM campaign_drafting WHERE campaign_id = ${c.id}) AS currency,
        (SELECT count(*)::int FROM draft_withdrawal w JOIN draft d ON d.id = w.draft_id WHERE d.campaign_id = ${c.id}) AS withdrawn,
        count(*) FILTER (WHERE disposition = 'confirmed')::int AS confirmed,
        count(*) FILTER (WHERE disposition <> 'undrafted')::int AS drafted
      FROM item WHERE campaign_id = ${c.id} AND state = 'decided'`,
  );
  const sum = (of: (d: Drafter) => number | null) => found.reduce((total, d) => total + (of(d) ?? 0), 0);
  const all = sum((d) => d.drafts);
  const models = found.filter((d) => d.version !== null);
  const byModel = models.reduce((total, d) => total + d.drafts, 0);
  return {
    id: "ai-use",
    title: "Use of AI",
    claim:
      all === 0
        ? "Not in use: nothing was drafted for this campaign."
        : byModel === 0
          ? `No model was used: ${things(all, "draft")} came from rules alone.`
          : `${grouped(byModel)} of ${things(all, "draft")} came from a model; every decision is a person's.`,
    figures: [
      {
        label: "Decided as drafted",
        value: `${grouped(use?.confirmed ?? 0)} of ${grouped(use?.drafted ?? 0)}`,
        note: percent(use?.confirmed ?? 0, use?.drafted ?? 0),
      },
      { label: "Claims dropped by the verifier", value: grouped(sum((d) => d.dropped)) },
      { label: "Fell back to rules", value: grouped(sum((d) => d.fellBack)) },
      { label: "Withdrawn drafts", value: grouped(use?.withdrawn ?? 0) },
      {
        label: "Tokens in and out",
        value: `${grouped(sum((d) => d.input))} and ${grouped(sum((d) => d.output))}`,
        note: things(use?.calls ?? 0, "call"),
      },
      {
        label: "Cost",
        value: use?.currency ? `${(use.cost / 1_000_000).toFixed(2)} ${use.currency}` : "none recorded",
      },
    ],
    equations: [],
    tables:
      found.length === 0
        ? []
        : [
            {
              caption: "Who drafted, with which prompt",
              columns: [
                { label: "Drafter" },
                { label: "Version" },
                { label: "Prompt" },
                { label: "Prompt's SHA-256" },
                { label: "Drafts", numeric: true },
                { label: "Not enough evidence", numeric: true },
                { label: "Claims dropped", numeric: true },
              ],
              rows: found.map((d) => [
                `${d.provider} ${d.model}`.trim(),
                d.version ?? "rules",
                d.promptVersion,
                d.promptHash.replace(/^sha256:/, "").slice(0, 16),
                grouped(d.drafts),
                grouped(d.insufficient),
                grouped(d.dropped),
              ]),
              more: 0,
            },
          ],
    plots: [],
    query: { name: "drafts.progress", href: `/campaigns/${c.id}`, words: "Drafting of the campaign" },
    limits: [
      "The verifier drops a claim that no fact carries; it cannot tell whether a claim that a fact carries matters.",
      "Tokens and cost are as the provider counted them and the administrator priced them.",
    ],
  };
}
