import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, type LanguageModelV4 } from "@ai-sdk/provider";
import { generateText, NoObjectGeneratedError, Output } from "ai";
import type { z } from "zod";
import type { Packet } from "@/lib/evidence/schema";
import type { Request } from "./prompt";
import { ruleBased } from "./rule-based";
import { type Answer, answerSchema, looseAnswer } from "./schema";

/** Which model drafts, and how it is used. */
export type Drafter = {
  model: LanguageModelV4;
  /** Calls at once; 1 for the rule-based drafter, which waits for nothing. */
  atOnce: number;
  /** Whether an answer costs something, so that it is kept as soon as it is there. */
  paid: boolean;
};

export type Hosted = { baseUrl: string; model: string; apiKey: string | undefined };

/** The hosted model where one is set up and turned on (I18), else the rule-based drafter. */
export function drafter(hosted: Hosted | undefined, turnedOn: boolean): Drafter {
  if (!hosted || !turnedOn) return { model: ruleBased, atOnce: 1, paid: false };
  const provider = createOpenAICompatible({
    name: "hosted",
    baseURL: hosted.baseUrl,
    supportsStructuredOutputs: true,
    ...(hosted.apiKey ? { apiKey: hosted.apiKey } : {}),
  });
  return { model: provider(hosted.model), atOnce: 4, paid: true };
}

/** What a model said: its text, the answer in it, and what it cost. */
export type ReplyOf<T> = {
  raw: string;
  answer: T;
  inputTokens: number | null;
  outputTokens: number | null;
};
export type Reply = ReplyOf<Answer>;

/** What is asked for: the form a model is held to, and how its text is read where it breaks the form in one place. */
export type Form<T> = { name: string; schema: z.ZodType; read: (raw: string) => T | undefined };

/** Time, handed in so that a test waits for nothing. */
export type Pace = {
  /** Milliseconds until the next try; resolves early if the signal aborts. */
  wait: (ms: number) => Promise<void>;
  /** Aborts a call that takes too long. */
  deadline: () => AbortSignal;
};

export const realPace: Pace = {
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  deadline: () => AbortSignal.timeout(60_000),
};

const TRIES = 4;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;

/** A model that did not answer, in one sentence; `useless` where trying again cannot help (a refused key, a wrong address). */
export class NoAnswer extends Error {
  readonly useless: boolean;
  constructor(message: string, useless: boolean) {
    super(message);
    this.name = "NoAnswer";
    this.useless = useless;
  }
}

/** Asks for the draft of one item. @throws NoAnswer */
export function askModel(drafter: Drafter, request: Request, packet: Packet, pace?: Pace): Promise<Reply> {
  return askFor(drafter, request, { name: "draft", schema: answerSchema(packet), read: readAnswer }, pace);
}

/**
 * Asks once for one answer, trying again up to three times with growing pauses, or as long as the server asks for.
 * @throws NoAnswer
 */
export async function askFor<T>(
  { model }: Drafter,
  request: Pick<Request, "instructions" | "prompt">,
  form: Form<T>,
  pace: Pace = realPace,
): Promise<ReplyOf<T>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await callOnce(model, request, form, pace.deadline());
    } catch (error) {
      const failure = explained(error);
      if (failure.final || attempt === TRIES) throw new NoAnswer(failure.why, failure.useless);
      const wait = failure.wait ?? FIRST_WAIT * 2 ** (attempt - 1);
      if (wait > LONGEST_WAIT)
        throw new NoAnswer(`${failure.why} It asks to wait ${Math.ceil(wait / 1000)} seconds.`, true);
      await pace.wait(wait);
    }
  }
}

async function callOnce<T>(
  model: LanguageModelV4,
  request: Pick<Request, "instructions" | "prompt">,
  form: Form<T>,
  abortSignal: AbortSignal,
): Promise<ReplyOf<T>> {
  try {
    const { text, usage } = await generateText({
      model,
      output: Output.object({ schema: form.schema, name: form.name }),
      instructions: request.instructions,
      prompt: request.prompt,
      temperature: 0,
      maxRetries: 0,
      abortSignal,
    });
    return replied(text, usage, form);
  } catch (error) {
    // An answer that breaks the schema in one place may still hold claims that can be verified one by one.
    if (NoObjectGeneratedError.isInstance(error) && error.text !== undefined)
      return replied(error.text, error.usage, form);
    throw error;
  }
}

type Usage = { inputTokens: number | undefined; outputTokens: number | undefined };

function replied<T>(raw: string, usage: Usage | undefined, form: Form<T>): ReplyOf<T> {
  const answer = form.read(raw);
  if (answer === undefined) throw new Malformed();
  return {
    raw,
    answer,
    inputTokens: usage?.inputTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
  };
}

class Malformed extends Error {}

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

type Failure = { why: string; final: boolean; useless: boolean; wait?: number };

/** Why a call failed, in a sentence that holds nothing the server sent: an error page may hold anything. */
function explained(error: unknown): Failure {
  const again = { final: false, useless: false };
  if (error instanceof Malformed)
    return { ...again, why: "The model's answer was not in the form it was asked for." };
  if (APICallError.isInstance(error)) {
    const status = error.statusCode;
    if (status === undefined) return { ...again, why: "The model's server could not be reached." };
    if (error.isRetryable)
      return {
        ...again,
        why:
          status === 429
            ? "The model's server takes no more calls now (429)."
            : `The model's server failed (${status}).`,
        ...retryAfter(error.responseHeaders?.["retry-after"]),
      };
    if (status >= 200 && status < 300)
      return { ...again, why: "The model's server answered with something that is no model's answer." };
    return { why: `The model's server refused the call (${status}).`, final: true, useless: status !== 400 };
  }
  if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError"))
    return { ...again, why: "The model did not answer in time." };
  return { why: "The model gave no answer.", final: true, useless: false };
}

/** `retry-after` in seconds, or undefined where the header says nothing usable. */
function retryAfter(header: string | undefined): { wait?: number } {
  const seconds = header === undefined || header.trim() === "" ? Number.NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? { wait: seconds * 1000 } : {};
}
