import type { Ctx } from "@/lib/auth/actor";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import type { JobData } from "@/lib/jobs/queue";
import { failDryRun } from "./commands";
import { dryRun, type StagePopulation } from "./dry-run";
import { setDryRunProgress } from "./progress";

/**
 * The job behind "try". What it found, or the sentence that says why it could not, stands on the draft afterwards.
 * @param stage fills the stage with the population; see `StagePopulation`
 */
export async function runDryRun(data: JobData["rules.dry_run"], stage: StagePopulation): Promise<void> {
  const ctx: Ctx = { actor: { kind: "system", name: "rules" }, requestId: crypto.randomUUID() };
  try {
    await execute(ctx, dryRun, { ...data, stage });
  } catch (error) {
    const known = error instanceof AppError;
    // A draft that is another by now gets its own dry run.
    if (known && error.code === "conflict") return;
    const problem = known
      ? error.message
      : `The dry run failed on our side; the number ${ctx.requestId} tells an administrator where to look.`;
    await execute(ctx, failDryRun, { ...data, problem });
    if (!known) throw error;
  } finally {
    setDryRunProgress(null);
  }
}
