import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows, type Tx } from "@/db/client";
import { ruleSetVersion } from "@/db/schema/rules";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { evaluate } from "@/lib/evidence/evaluate";
import { ruleList } from "@/lib/evidence/rules";
import { rulesInForce } from "./in-force";
import { setDryRunProgress } from "./progress";
import type { DryRun } from "./schema";

/**
 * Fills the stage (`lib/evidence/stage`) with every item that a launch over these snapshots would have, and answers how many
 * there are. Campaigns own the population and come after the rules, so whoever runs the job brings it.
 */
export type StagePopulation = (
  tx: Tx,
  given: { snapshots: readonly number[]; at: Date; report: (done: number, total: number | null) => void },
) => Promise<number>;

/**
 * Holds a draft against the version in force over the sources in force, in temporary tables that go with the transaction: of
 * the evidence nothing is written. What it says is kept on the draft, if that is still the same.
 */
export const dryRun = command({
  name: "rules.dry_run",
  permission: "rules.dry_run",
  input: z.object({
    version: z.number().int(),
    hash: z.string(),
    stage: z.custom<StagePopulation>((v) => typeof v === "function"),
  }),
  load: async (tx, input) => {
    const [found] = await tx.select().from(ruleSetVersion).where(eq(ruleSetVersion.version, input.version));
    if (found?.state !== "draft" || found.hash !== input.hash) throw another();
    return { ...found, rules: ruleList.parse(found.rules) };
  },
  run: async (tx, { input, subject: draft, now }) => {
    const { version, hash } = input;
    const report = (phase: string) => (done: number, total: number | null) =>
      setDryRunProgress({ version, hash, phase, done, total });
    const sources = await rows<{ name: string; snapshot: number; asOf: string }>(
      tx,
      sql`SELECT s.name, n.id AS snapshot, ${iso(sql`n.as_of`)} AS "asOf" FROM source s
        JOIN snapshot n ON n.id = s.current_snapshot_id ORDER BY lower(s.name), s.id`,
    );
    if (sources.length === 0)
      throw new AppError(
        "rule",
        "no-source",
        "No source is in force, so there is nothing to try the rules on; import one first.",
      );
    report("Reading the grants")(0, null);
    await input.stage(tx, {
      snapshots: sources.map((s) => s.snapshot),
      at: now,
      report: report("Reading the grants"),
    });
    const inForce = await rulesInForce(tx);
    const found = await evaluate(tx, {
      before: inForce,
      after: { version, rules: draft.rules },
      onProgress: report("Asking the rules"),
    });
    const kept: DryRun = {
      state: "done",
      hash,
      at: now.toISOString(),
      against: inForce.version,
      sources,
      ...found,
    };
    const written = await tx
      .update(ruleSetVersion)
      .set({ dryRun: kept, dryRunAt: now })
      .where(
        and(
          eq(ruleSetVersion.version, version),
          eq(ruleSetVersion.hash, hash),
          eq(ruleSetVersion.state, "draft"),
        ),
      )
      .returning({ version: ruleSetVersion.version });
    if (written.length === 0) throw another();
    return {
      result: { version, hash },
      events: [
        {
          type: "rule.changed",
          data: {
            version,
            step: "dry_run",
            hash: `sha256:${hash}`,
            rules_on: draft.rules.filter((r) => r.on).length,
            ...(draft.basedOn === null ? {} : { based_on: draft.basedOn }),
            dry_run: {
              against: inForce.version,
              items: found.items,
              found: found.found.after,
              found_before: found.found.before,
            },
          },
        },
      ],
    };
  },
});

const another = () =>
  new AppError(
    "conflict",
    "changed",
    "The draft was changed or decided meanwhile, so this dry run says nothing of it.",
  );
