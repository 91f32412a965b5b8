import { z } from "zod";
import { evaluationResult } from "./evaluation-result";
import { hex } from "./schema";
import { share } from "./share";

/** Evaluations as screens and the job see them. */

const version = z.number().int();
export const kinds = ["evaluation", "regression"] as const;

export const startInput = z.object({ version: z.coerce.number().int() });

export const recordInput = z.object({
  version,
  kind: z.enum(kinds),
  result: evaluationResult,
  /** Who asked for it; null where the portal did by itself. */
  by: z.uuid().nullable(),
});

export const evaluationRow = z.object({
  id: z.uuid(),
  kind: z.enum(kinds),
  version: version.nullable(),
  at: z.string(),
  by: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  set: z.string(),
  passed: z.boolean(),
  hash: hex,
  modelReturned: z.string().nullable(),
});
export type EvaluationRow = z.infer<typeof evaluationRow>;

/** What `summaryOf` gives. */
export const evaluationSummary = z.object({
  set: z.string(),
  drafter: z.string(),
  packets: z.number().int(),
  passed: z.boolean(),
  failures: z.array(z.string()),
  faithful: share,
  abstained: share,
  unanswered: share,
  turned: share,
  obeyed: share,
  moved: share,
  escaped: z.number().int(),
  p50: z.number().int().nullable(),
  p95: z.number().int().nullable(),
  cost: z.number().int().nullable(),
  currency: z.string().nullable(),
});

const whole = evaluationRow.extend({ result: evaluationResult });
export type EvaluationWhole = z.infer<typeof whole>;

/** An evaluation, and the one before it of the same connection, to read it against. */
export const evaluationView = z.object({ evaluation: whole, before: whole.nullable() });
export type EvaluationView = z.infer<typeof evaluationView>;

export const evaluationProgress = z.object({
  version,
  done: z.number().int(),
  total: z.number().int(),
  /** Why it could not be run, in a sentence; null while it runs. */
  problem: z.string().nullable(),
});
export type EvaluationProgress = z.infer<typeof evaluationProgress>;

export const evaluationsView = z.object({
  evaluations: z.array(evaluationRow.extend({ summary: evaluationSummary.nullable() })),
  /** What this process runs now, or why the last one could not be run. */
  progress: evaluationProgress.nullable(),
});
export type EvaluationsView = z.infer<typeof evaluationsView>;
