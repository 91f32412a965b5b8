import type { Asked, Posed } from "./asked";
import type { Engine } from "./engine";
import { readAnswer } from "./model";
import type { Leaked, Outcome } from "./outcome";
import { plainContext, promptVersion, requestFor } from "./prompt";
import { ruleBased } from "./rule-based";
import type { By, Drafted, DraftResult } from "./schema";
import { verify } from "./verify";

/** Drafts on their way to the record, and who drafted them. */
export type Made = { by: By; draft: Drafted };

const byRules = (): By => ({
  provider: ruleBased.provider,
  model: ruleBased.modelId,
  version: null,
  promptVersion: promptVersion().version,
  promptHash: promptVersion().hash,
});

const byModel = ({ version, drafter: { model }, prompt }: Engine): By => ({
  provider: model.provider,
  model: model.modelId,
  version,
  promptVersion: prompt.version,
  promptHash: prompt.hash,
});

const unpaid = {
  modelReturned: null,
  fingerprint: null,
  masked: null,
  inputTokens: null,
  outputTokens: null,
  cachedTokens: null,
  cost: null,
  currency: null,
};

/** The draft that needs no model (I18). @param fellBack why a model did not make it, where one should have */
export async function ruleDraft(one: Asked, fellBack: string | null, started: number): Promise<Made> {
  const request = requestFor(one.packet, promptVersion(), plainContext);
  const { content } = await ruleBased.doGenerate({
    prompt: [{ role: "user", content: [{ type: "text", text: request.prompt }] }],
  });
  const [said] = content;
  const raw = said?.type === "text" ? said.text : "";
  const answer = readAnswer(raw);
  if (!answer) throw new Error("The rule-based drafter gave an answer that cannot be read.");
  const { result, dropped } = verify(answer, one.packet, request.sent);
  return {
    by: byRules(),
    draft: {
      ...unpaid,
      item: one.item,
      evidenceHash: one.evidenceHash,
      inputHash: request.inputHash,
      state: stateOf(result),
      raw,
      result,
      dropped,
      parameters: { asserted: false, hideNames: false, temperature: 0, maxOutputTokens: 0 },
      redaction: request.report,
      fellBack: fellBack?.slice(0, 300) ?? null,
      latencyMs: Math.round(performance.now() - started),
      problem: null,
    },
  };
}

/** What a model's answers came to, with everything they cost. */
export function modelDraft(one: Posed, outcome: Outcome, started: number): Made {
  const { result, dropped, masked, answered } = outcome;
  return {
    by: byModel(one.by.engine),
    draft: {
      ...ofModel(one, outcome.all, started),
      state: stateOf(result),
      raw: answered.raw,
      modelReturned: answered.modelReturned,
      fingerprint: answered.fingerprint,
      result,
      dropped,
      masked,
      problem: null,
    },
  };
}

/** An answer that was refused whole: kept as what it is, and never shown. */
export function refusedDraft(one: Posed, { all, message }: Leaked, started: number): Made {
  const last = all.at(-1);
  return {
    by: byModel(one.by.engine),
    draft: {
      ...ofModel(one, all, started),
      state: "failed",
      raw: last?.raw ?? null,
      modelReturned: last?.modelReturned ?? null,
      fingerprint: last?.fingerprint ?? null,
      result: noResult,
      dropped: [{ what: "answer", predicate: "", evidence: "", why: "token_of_the_call" }],
      masked: null,
      problem: message,
    },
  };
}

function ofModel(
  { by: { engine, request, masked, hideNames }, ...one }: Posed,
  all: Outcome["all"],
  started: number,
) {
  const sum = (of: (a: Outcome["all"][number]) => number | null) =>
    all.reduce<number | null>((total, a) => {
      const n = of(a);
      return n === null ? total : (total ?? 0) + n;
    }, null);
  const cost = sum((a) => a.cost);
  const answerSecrets: Record<string, number> = {};
  for (const { secrets } of all)
    for (const [kind, n] of Object.entries(secrets)) answerSecrets[kind] = (answerSecrets[kind] ?? 0) + n;
  return {
    item: one.item,
    evidenceHash: one.evidenceHash,
    inputHash: request.inputHash,
    parameters: {
      asserted: masked !== undefined,
      hideNames,
      temperature: engine.settings.temperature,
      maxOutputTokens: engine.settings.maxOutputTokens,
    },
    redaction: { ...request.report, answerSecrets },
    fellBack: null,
    inputTokens: sum((a) => a.inputTokens),
    outputTokens: sum((a) => a.outputTokens),
    cachedTokens: sum((a) => a.cachedTokens),
    cost,
    currency: cost === null ? null : (engine.settings.price?.currency ?? null),
    latencyMs: Math.round(performance.now() - started),
  };
}

const stateOf = ({ recommendation }: DraftResult) =>
  recommendation === "insufficient_evidence" ? ("insufficient" as const) : ("ready" as const);

/** The draft of an item that nobody could draft. */
export function failedDraft(one: Asked, started: number): Made {
  return {
    by: byRules(),
    draft: {
      ...unpaid,
      item: one.item,
      evidenceHash: one.evidenceHash,
      inputHash: requestFor(one.packet, promptVersion(), plainContext).inputHash,
      state: "failed",
      raw: null,
      result: noResult,
      dropped: [],
      parameters: { asserted: false, hideNames: false, temperature: 0, maxOutputTokens: 0 },
      redaction: { ...noReport },
      fellBack: null,
      latencyMs: Math.round(performance.now() - started),
      problem: "This item could not be drafted.",
    },
  };
}

const noReport = {
  secrets: {},
  pseudonyms: 0,
  textsSent: 0,
  textsLeftOut: 0,
  instructing: 0,
  withheld: 0,
  answerSecrets: {},
};

const noResult: DraftResult = {
  v: 1,
  claims: [],
  counter: null,
  unknowns: [],
  questions: [],
  judgement: null,
  recommendation: "insufficient_evidence",
  refused: null,
  rule: null,
  from: [],
  target: null,
};
