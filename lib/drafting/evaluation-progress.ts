import type { EvaluationProgress } from "./evaluation-schema";

const g = globalThis as typeof globalThis & { countersignEvaluation?: EvaluationProgress | null };

/** Keeps how far the evaluation of this process is, until it ends (null). */
export function setEvaluationProgress(progress: EvaluationProgress | null): void {
  g.countersignEvaluation = progress;
}

/** How far the evaluation of this process is; null where none runs here. */
export function evaluationProgressNow(): EvaluationProgress | null {
  return g.countersignEvaluation ?? null;
}
