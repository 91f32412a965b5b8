import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { AppError } from "@/lib/errors";
import { query, type Reader } from "@/lib/query";
import { drafterSettings } from "./drafters";
import { evaluationProgressNow } from "./evaluation-progress";
import { evaluationResult, summaryOf } from "./evaluation-result";
import * as wire from "./evaluation-schema";
import { hex } from "./schema";

const mostListed = 20;

const columns = sql`e.id, e.kind, e.drafter_version AS version, ${iso(sql`e.at`)} AS at, e.set, e.passed, e.hash,
  e.model_returned AS "modelReturned", e.result,
  (SELECT jsonb_build_object('id', p.id, 'name', p.name) FROM person p WHERE p.id = e.by_id) AS by`;

type Raw = wire.EvaluationRow & { result: unknown };

async function found(reader: Reader, where: SQL, limit: number): Promise<Raw[]> {
  return rows<Raw>(
    reader,
    sql`SELECT ${columns} FROM evaluation e WHERE ${where} ORDER BY e.at DESC, e.id DESC LIMIT ${limit}`,
  );
}

const whole = (raw: Raw): wire.EvaluationWhole => ({ ...raw, result: evaluationResult.parse(raw.result) });

/** The newest evaluations, of one version where one is named, and how far a running one is. */
export const evaluations = query({
  name: "drafting.evaluations",
  permission: "drafter.read",
  input: z.object({ version: z.coerce.number().int().optional() }),
  output: wire.evaluationsView,
  run: async (reader, { input }) => {
    const of = input.version === undefined ? sql`true` : sql`e.drafter_version = ${input.version}`;
    const all = await found(reader, of, mostListed);
    return {
      evaluations: all.map(({ result, ...row }) => {
        const parsed = evaluationResult.safeParse(result).data;
        return { ...row, summary: parsed ? summaryOf(parsed) : null };
      }),
      progress: evaluationProgressNow(),
    };
  },
});

/** One evaluation with its figures, and the one before it of the same connection. */
export const evaluationShown = query({
  name: "drafting.evaluation",
  permission: "drafter.read",
  input: z.object({ id: z.uuid() }),
  output: wire.evaluationView,
  run: async (reader, { input }) => {
    const [raw] = await found(reader, sql`e.id = ${input.id}`, 1);
    if (!raw) throw new AppError("not_found", "evaluation", "There is no such evaluation.");
    const evaluation = whole(raw);
    const [before] = await found(
      reader,
      sql`(e.at, e.id) < (${raw.at}::timestamptz, ${raw.id}::uuid)
        AND e.result #>> '{drafter,connection}' = ${evaluation.result.drafter.connection}`,
      1,
    );
    return { evaluation, before: before ? whole(before) : null };
  },
});

/** A version's settings as they stand, for its evaluation. */
export const versionToEvaluate = query({
  name: "drafting.version_to_evaluate",
  permission: "draft.record",
  input: z.object({ version: z.number().int() }),
  output: z.object({ version: z.number().int(), hash: hex, settings: drafterSettings }),
  run: async (reader, { input }) => {
    const [version] = await rows<{ version: number; hash: string; settings: unknown }>(
      reader,
      sql`SELECT version, hash, settings FROM drafter_version WHERE version = ${input.version}`,
    );
    if (!version)
      throw new AppError("not_found", "drafter", `There is no version ${input.version} of the drafter.`);
    return { ...version, settings: drafterSettings.parse(version.settings) };
  },
});
