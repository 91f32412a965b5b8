import { costOf, type DrafterSettings } from "./drafters";
import { askAll, type CallPace, type Heard, type Spent } from "./evaluation-calls";
import { figuresOf, type Read, tally } from "./evaluation-figures";
import { failuresOf, limitsOf } from "./evaluation-limits";
import { type EvaluationResult, evaluationResult } from "./evaluation-result";
import { scored } from "./evaluation-score";
import { type EvaluationCase, type EvaluationSet, setHash } from "./evaluation-set";
import type { Drafter } from "./model";
import { type Context, currentVersion, promptVersion, type Request, requestFor } from "./prompt";
import { ruleBased } from "./rule-based";
import { shareOf } from "./share";

/** Who is evaluated: a model with the settings of a version, or the rules. */
export type Candidate =
  | { settings: null }
  | { settings: DrafterSettings; settingsHash: string; model: Drafter["model"] };

export type EvaluationPace = CallPace & {
  /** Goes into the tokens of every call, so that nobody who knows the set can foretell them. */
  salt: string;
  /** How many of the different inputs are answered. */
  tell?: (done: number, total: number) => void;
};

/**
 * Drafts every packet of a set and holds the answers against it: what the model said by itself, what code left out, and what
 * would have stood before a reviewer. The same bytes are asked for once. Needs no database; what it needs of time is handed in.
 *
 * Precision and recall of citations as in ALCE (Gao et al., 2023), with code in the place of a judge; faithfulness as in RAGAS
 * (Es et al., 2023); intervals are Wilson's.
 */
export async function evaluate(
  candidate: Candidate,
  set: EvaluationSet,
  pace: EvaluationPace,
): Promise<EvaluationResult> {
  const { settings } = candidate;
  const prompt = promptVersion(settings?.prompt ?? currentVersion);
  // The rules read no text and need no hiding, so they are given neither.
  const may =
    settings === null
      ? { asserted: false, hideNames: false }
      : (set.shown ?? { asserted: true, hideNames: false });
  const context = (asserted: boolean): Context => ({
    asserted: asserted && may.asserted,
    hideNames: may.hideNames,
    salt: pace.salt,
  });
  const asked = set.cases.map((one) => {
    const open = requestFor(one.packet, prompt, context(true));
    const masked = open.report.textsSent > 0 ? requestFor(one.packet, prompt, context(false)) : null;
    return { one, open, masked };
  });
  const requests = asked.flatMap(({ one, open, masked }) =>
    [open, ...(masked ? [masked] : [])].map((request) => ({ request, packet: one.packet })),
  );
  const { heard, spent } = await askAll(callerOf(candidate), requests, pace, pace.tell ?? (() => undefined));
  const read = (request: Request, one: EvaluationCase) => readOf(heard.get(request.inputHash), request, one);
  const drafted = asked.map(({ one, open, masked }) => ({
    one,
    open: read(open, one),
    masked: masked ? read(masked, one) : null,
  }));
  const found = {
    ...figuresOf(drafted),
    unanswered: shareOf([...heard.values()].filter((h) => h.answer === null).length, heard.size),
  };
  const limits = limitsOf(settings);
  const failures = failuresOf(found, limits);
  return evaluationResult.parse({
    v: 1,
    set: {
      name: set.name,
      hash: setHash(set),
      packets: set.cases.length,
      honest: set.cases.filter((c) => c.attack === null).length,
      attacked: set.cases.filter((c) => c.attack !== null).length,
      ...may,
      withText: asked.filter((a) => a.masked !== null).length,
    },
    drafter: {
      ...nameOf(candidate),
      prompt: prompt.version,
      promptHash: prompt.hash,
      returned: [...spent.returned].sort(),
      fingerprints: [...spent.fingerprints].sort(),
    },
    ...found,
    problems: tally([...heard.values()].flatMap((h) => (h.problem === null ? [] : [h.problem]))),
    ...costing(settings, spent),
    limits,
    passed: failures.length === 0,
    failures,
  } satisfies EvaluationResult);
}

function callerOf(candidate: Candidate): Parameters<typeof askAll>[0] {
  const { settings } = candidate;
  if (settings === null)
    return {
      drafter: { model: ruleBased, atOnce: 1, paid: false },
      limits: { callsAMinute: null, tokensAMinute: null },
    };
  const { temperature, maxOutputTokens, atOnce } = settings;
  return {
    drafter: { model: candidate.model, atOnce, paid: true, asked: { temperature, maxOutputTokens } },
    limits: settings,
  };
}

function nameOf(candidate: Candidate) {
  const { settings } = candidate;
  if (settings === null)
    return {
      name: "Rules",
      connection: "rules" as const,
      provider: "countersign" as const,
      model: ruleBased.modelId,
      settingsHash: null,
    };
  const { connection, provider, model } = settings;
  return { name: model, connection, provider, model, settingsHash: candidate.settingsHash };
}

function readOf(heard: Heard | undefined, request: Request, { packet }: EvaluationCase): Read {
  if (!heard?.answer) return { raw: null, scored: null };
  return { raw: heard.raw, scored: scored(heard.raw, heard.answer, packet, request.sent) };
}

function costing(settings: DrafterSettings | null, spent: Spent) {
  const { inputTokens, cachedTokens, outputTokens } = spent;
  return {
    latency: {
      calls: spent.latencies.length,
      p50: percentile(spent.latencies, 50),
      p95: percentile(spent.latencies, 95),
    },
    tokens: { input: inputTokens, cached: cachedTokens, output: outputTokens },
    cost: costOf(settings?.price ?? null, { inputTokens, cachedTokens, outputTokens }),
    currency: settings?.price?.currency ?? null,
  };
}

/** Nearest rank; null of nothing. */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
}
