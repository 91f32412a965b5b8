import type { LanguageModelV4 } from "@ai-sdk/provider";
import { generateText, NoObjectGeneratedError, Output, type Schema, zodSchema } from "ai";
import type { z } from "zod";
import { now } from "@/lib/clock";
import type { Packet } from "@/lib/evidence/schema";
import { explained, Malformed, NoAnswer, Withheld } from "./failure";
import { type Returned, returnedBy } from "./models";
import { type Pace, realPace } from "./pace";
import type { Request } from "./prompt";
import { type Answer, answerSchema, looseAnswer } from "./schema";

export { NoAnswer } from "./failure";
export type { Pace } from "./pace";

/** Which model drafts, and how it is used. */
export type Drafter = {
  model: LanguageModelV4;
  /** Calls at once; 1 for the rule-based drafter, which waits for nothing. */
  atOnce: number;
  /** Whether an answer costs something, so that it is kept as soon as it is there. */
  paid: boolean;
  /** What a version says of each call: temperature in whole thousandths. */
  asked?: { temperature: number; maxOutputTokens: number };
};

/** What a call used, as the server counts it; null where it does not say. */
export type Usage = { inputTokens: number | null; outputTokens: number | null; cachedTokens: number | null };

/** What a model said: its text, the answer in it, what it cost, and what the model calls itself. */
export type ReplyOf<T> = Usage & {
  raw: string;
  answer: T;
  modelReturned: string | null;
  fingerprint: string | null;
};
export type Reply = ReplyOf<Answer>;

/** What is asked for: the form a model is held to, and how its text is read where it breaks the form in one place. */
export type Form<T> = { name: string; schema: z.ZodType; read: (raw: string) => T | undefined };

/** What stands between a run and each single call: limits, budget, and whoever may stop it. */
export type Gate = {
  /** Waits for the call's turn, and gives what cuts it off. @throws NoAnswer where none may be made */
  enter: () => Promise<AbortSignal | undefined>;
  /** Of each answer, usable or not: what it used. */
  used: (usage: Usage) => void | Promise<void>;
  /** Nobody is answered before that. */
  busy: (ms: number) => void;
};
const ungated: Gate = { enter: async () => undefined, used: () => undefined, busy: () => undefined };

const TRIES = 4;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;

/** Asks for the draft of one item. @throws NoAnswer */
export function askModel(
  drafter: Drafter,
  request: Pick<Request, "instructions" | "prompt">,
  packet: Pick<Packet, "facts">,
  pace?: Pace,
  gate?: Gate,
): Promise<Reply> {
  return askFor(
    drafter,
    request,
    { name: "draft", schema: answerSchema(packet), read: readAnswer },
    pace,
    gate,
  );
}

/**
 * Asks once for one answer, trying again up to three times with growing, uneven pauses, or as long as the server asks for.
 * @throws NoAnswer
 */
export async function askFor<T>(
  drafter: Drafter,
  request: Pick<Request, "instructions" | "prompt">,
  form: Form<T>,
  pace: Pace = realPace,
  gate: Gate = ungated,
): Promise<ReplyOf<T>> {
  for (let attempt = 1; ; attempt++) {
    const stop = await gate.enter();
    try {
      return await callOnce(drafter, request, form, cutOff(pace.deadline(), stop), gate);
    } catch (error) {
      if (stop?.aborted) throw new Withheld(reasonOf(stop));
      const failure = explained(error, now().getTime());
      if (failure.final || attempt === TRIES) throw new NoAnswer(failure.why, failure.useless);
      const wait = failure.wait ?? FIRST_WAIT * 2 ** (attempt - 1) * (1 + (pace.chance?.() ?? 0) / 2);
      if (wait > LONGEST_WAIT)
        throw new NoAnswer(`${failure.why} It asks to wait ${Math.ceil(wait / 1000)} seconds.`, false, wait);
      if (failure.busy && failure.wait !== undefined) gate.busy(wait);
      await pace.wait(wait, stop);
    }
  }
}

const cutOff = (deadline: AbortSignal, stop: AbortSignal | undefined) =>
  stop ? AbortSignal.any([deadline, stop]) : deadline;

/** Why a call was cut off: whoever aborts it gives a sentence. */
function reasonOf({ reason }: AbortSignal): string {
  return typeof reason === "string" ? reason : "The call was cut off.";
}

async function callOnce<T>(
  { model, asked }: Drafter,
  request: Pick<Request, "instructions" | "prompt">,
  form: Form<T>,
  abortSignal: AbortSignal,
  gate: Gate,
): Promise<ReplyOf<T>> {
  const heard = listening(model);
  let text: string | undefined;
  try {
    ({ text } = await generateText({
      model: heard.model,
      output: Output.object({ schema: wireSchema(form.schema), name: form.name }),
      instructions: request.instructions,
      prompt: request.prompt,
      temperature: (asked?.temperature ?? 0) / 1000,
      ...(asked ? { maxOutputTokens: asked.maxOutputTokens } : {}),
      maxRetries: 0,
      abortSignal,
    }));
  } catch (error) {
    // An answer that breaks the schema in one place may still hold claims that can be verified one by one.
    if (!NoObjectGeneratedError.isInstance(error) || error.text === undefined) throw error;
    text = error.text;
  }
  const { usage, returned } = heard.last();
  await gate.used(usage);
  const answer = form.read(text);
  if (answer === undefined) throw new Malformed();
  return { raw: text, answer, ...usage, modelReturned: returned.model, fingerprint: returned.fingerprint };
}

const wireSchemas = new WeakMap<z.ZodType, Schema<unknown>>();

/** What the model is held to, made once a schema: to write it as JSON Schema costs as much as the rest of a call. */
function wireSchema(schema: z.ZodType): Schema<unknown> {
  const known = wireSchemas.get(schema) ?? zodSchema(schema);
  wireSchemas.set(schema, known);
  return known;
}

/** The same model, and what its last answer says besides the text, whether or not the text was usable. */
function listening(model: LanguageModelV4) {
  let usage: Usage = { inputTokens: null, outputTokens: null, cachedTokens: null };
  let returned: Returned = { model: null, fingerprint: null };
  const heard: LanguageModelV4 = {
    specificationVersion: "v4",
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    doStream: (options) => model.doStream(options),
    async doGenerate(options) {
      const result = await model.doGenerate(options);
      const { inputTokens, outputTokens } = result.usage;
      usage = {
        inputTokens: inputTokens.total ?? null,
        outputTokens: outputTokens.total ?? null,
        cachedTokens: inputTokens.cacheRead ?? null,
      };
      returned = returnedBy(result);
      return result;
    },
  };
  return { model: heard, last: () => ({ usage, returned }) };
}

/** The answer in a model's text, perhaps inside a code fence; undefined where there is none of the right shape. */
export function readAnswer(raw: string): Answer | undefined {
  return looseAnswer.safeParse(jsonIn(raw)).data;
}

/** The JSON in a model's text, perhaps inside a code fence; undefined where there is none. */
export function jsonIn(raw: string): unknown {
  const text = /^\s*```(?:json)?\s*([\s\S]*?)```\s*$/.exec(raw)?.[1] ?? raw;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
