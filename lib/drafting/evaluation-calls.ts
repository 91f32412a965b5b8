import type { Packet } from "@/lib/evidence/schema";
import { NoAnswer } from "./failure";
import { Limiter } from "./limiter";
import { askModel, type Drafter, type Gate, type Usage } from "./model";
import type { RunPace } from "./pace";
import type { Request } from "./prompt";
import type { Answer } from "./schema";

/** What came of one input. `answer` is null where none was usable, and `problem` then says why. */
export type Heard = { raw: string; answer: Answer | null; problem: string | null };

/** What a run of calls used and met. */
export type Spent = {
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
  /** Milliseconds of each call that was answered. */
  latencies: number[];
  returned: Set<string>;
  fingerprints: Set<string>;
};

export type Caller = { drafter: Drafter; limits: ConstructorParameters<typeof Limiter>[0] };
/** `signal` ends it: nothing more is asked, and nothing found. */
export type CallPace = RunPace & { signal?: AbortSignal };

/** Tokens a call is taken to need until it says what it used. */
const EXPECTED = 3_000;

/** Once this many inputs in a row got no answer, the rest is not asked for. */
const IN_A_ROW = 5;

/**
 * Asks for each different input once, as many at a time as the drafter bears, and keeps to its limits.
 * @param tell gets how many of the inputs are done
 * @returns by input hash
 */
export async function askAll(
  { drafter, limits }: Caller,
  asked: readonly { request: Request; packet: Packet }[],
  pace: CallPace,
  tell: (done: number, total: number) => void,
): Promise<{ heard: Map<string, Heard>; spent: Spent }> {
  const inputs = new Map(asked.map((a) => [a.request.inputHash, a]));
  const spent: Spent = {
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    latencies: [],
    returned: new Set(),
    fingerprints: new Set(),
  };
  const gate = gateOf(limits, pace, spent);
  const heard = new Map<string, Heard>();
  let failures = 0;
  let over: string | null = null;
  const next = inputs[Symbol.iterator]();
  const lane = async () => {
    for (let step = next.next(); !step.done; step = next.next()) {
      const [hash, { request, packet }] = step.value;
      pace.signal?.throwIfAborted();
      if (over === null) {
        const one: Heard & { useless: boolean } = await ask(drafter, { request, packet }, pace, {
          gate,
          spent,
        });
        failures = one.answer === null ? failures + 1 : 0;
        if (one.problem !== null && (one.useless || failures >= IN_A_ROW)) over = one.problem;
        heard.set(hash, { raw: one.raw, answer: one.answer, problem: one.problem });
      } else heard.set(hash, { raw: "", answer: null, problem: over });
      tell(heard.size, inputs.size);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, drafter.atOnce) }, lane));
  // What was cut off is no finding about the model.
  pace.signal?.throwIfAborted();
  return { heard, spent };
}

async function ask(
  drafter: Drafter,
  { request, packet }: { request: Request; packet: Packet },
  pace: CallPace,
  { gate, spent }: { gate: Gate; spent: Spent },
): Promise<Heard & { useless: boolean }> {
  const timed: Drafter = { ...drafter, model: timing(drafter.model, pace, spent.latencies) };
  try {
    const { raw, answer, modelReturned, fingerprint } = await askModel(timed, request, packet, pace, gate);
    if (modelReturned !== null) spent.returned.add(modelReturned);
    if (fingerprint !== null) spent.fingerprints.add(fingerprint);
    return { raw, answer, problem: null, useless: false };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { raw: "", answer: null, problem: error.message, useless: error.useless };
  }
}

/** The same model, with what each answered call took. */
function timing(model: Drafter["model"], pace: CallPace, latencies: number[]): Drafter["model"] {
  return {
    specificationVersion: "v4",
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    doStream: (options) => model.doStream(options),
    async doGenerate(options) {
      const began = pace.now();
      const result = await model.doGenerate(options);
      latencies.push(Math.round(pace.now() - began));
      return result;
    },
  };
}

/** Limits as a version has them, and a count of what is used, usable answer or not. */
function gateOf(limits: Caller["limits"], pace: CallPace, spent: Spent): Gate {
  const limiter = new Limiter(limits, pace);
  return {
    enter: async () => {
      await limiter.enter(EXPECTED, pace.signal);
      return pace.signal;
    },
    used: (usage: Usage) => {
      const [input, output] = [usage.inputTokens ?? 0, usage.outputTokens ?? 0];
      spent.inputTokens += input;
      spent.outputTokens += output;
      spent.cachedTokens += usage.cachedTokens ?? 0;
      limiter.correct(EXPECTED, input + output);
    },
    busy: (ms) => limiter.hold(ms),
  };
}
