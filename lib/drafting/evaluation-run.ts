import { randomBytes } from "node:crypto";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import type { JobData } from "@/lib/jobs/queue";
import { read } from "@/lib/query";
import { evaluate } from "./evaluation";
import type { CallPace } from "./evaluation-calls";
import { recordEvaluation } from "./evaluation-commands";
import { setEvaluationProgress } from "./evaluation-progress";
import { versionToEvaluate } from "./evaluation-queries";
import type { EvaluationResult } from "./evaluation-result";
import type { kinds } from "./evaluation-schema";
import type { EvaluationSet } from "./evaluation-set";
import { modelOf, NotConnected } from "./models";
import { realPace } from "./pace";
import { regressionSet } from "./regression";
import { drafting } from "./run";

export type EvaluationRun = {
  kind: (typeof kinds)[number];
  set: EvaluationSet;
  /** Who asked for it; null where the portal did. */
  by: string | null;
  pace?: CallPace;
  tell?: (done: number, total: number) => void;
};

/** What was stored: the row, the hash of its result, and why it is not passed. */
export type Stored = { id: string; evaluation: string; passed: boolean; why: string | null };

/**
 * Asks a version's model for drafts of a set, outside any transaction, and stores what that found.
 * @throws AppError where there is no such version, it changed meanwhile, or this server cannot reach its model
 */
export async function evaluateVersion(
  version: number,
  { kind, set, by, pace = realPace, tell }: EvaluationRun,
): Promise<Stored> {
  const { settings, hash } = await read(drafting, versionToEvaluate, { version });
  const model = await modelOf(settings).catch((error: unknown) => {
    throw error instanceof NotConnected ? new AppError("rule", "no-connection", error.message) : error;
  });
  const result = await evaluate({ settings, settingsHash: hash, model }, set, {
    ...pace,
    salt: randomBytes(16).toString("hex"),
    ...(tell ? { tell } : {}),
  });
  return storeEvaluation(version, kind, result, by);
}

/** Keeps what was found of a version. @throws AppError where it changed meanwhile */
export async function storeEvaluation(
  version: number,
  kind: EvaluationRun["kind"],
  result: EvaluationResult,
  by: string | null,
): Promise<Stored> {
  const { id, hash, passed } = await execute(drafting, recordEvaluation, { version, kind, result, by });
  return { id, evaluation: hash, passed, why: result.failures[0] ?? null };
}

/**
 * The fixed set, asked of a version whose model may have changed at its provider.
 * @returns whether it may go on drafting, and the hash of what was found
 * @throws as `evaluateVersion`
 */
export function runRegression(version: number, pace?: CallPace): Promise<Stored> {
  return evaluateVersion(version, {
    kind: "regression",
    set: regressionSet(),
    by: null,
    ...(pace ? { pace } : {}),
  });
}

/** The job behind "evaluate". Why it could not be run stands beside its progress, until another is. */
export async function runEvaluation({ version, by }: JobData["drafter.evaluate"]): Promise<void> {
  const tell = (done: number, total: number) =>
    setEvaluationProgress({ version, done, total, problem: null });
  tell(0, 0);
  try {
    await evaluateVersion(version, { kind: "evaluation", set: regressionSet(), by, tell });
    setEvaluationProgress(null);
  } catch (error) {
    const known = error instanceof AppError;
    const problem = known
      ? error.message
      : "The evaluation failed on our side; the server's own log says more.";
    setEvaluationProgress({ version, done: 0, total: 0, problem });
    if (!known) throw error;
  }
}
