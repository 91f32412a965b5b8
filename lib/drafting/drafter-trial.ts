import type { LanguageModelV4 } from "@ai-sdk/provider";
import { inArray } from "drizzle-orm";
import { drafterVersion } from "@/db/schema/drafts";
import type { Ctx } from "@/lib/auth/actor";
import { now } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { parseInput, query, type Reader, read } from "@/lib/query";
import { telemetry } from "@/lib/telemetry";
import { connectionsNow } from "./connections";
import { inForceOf } from "./drafter-in-force";
import { type Tried, tryInput } from "./drafter-schema";
import { type Connection, chosenSettings, drafterSettings, firstChoice } from "./drafters";
import { explained, Malformed, NoAnswer } from "./failure";
import { askModel, type Gate, type Pace } from "./model";
import { modelAt } from "./models";
import { currentVersion, plainContext, promptVersion, requestFor } from "./prompt";
import { specimen } from "./specimen";
import { verify } from "./verify";

/** How a connection would be asked: as the open version says, else the one in force, else as a version begins. */
export const trial = query({
  name: "drafters.trial",
  permission: "drafter.make",
  input: tryInput,
  output: chosenSettings.pick({ temperature: true, maxOutputTokens: true, prompt: true }),
  run: async (reader, { input }) => {
    const { temperature, maxOutputTokens, prompt } = (await openOf(reader, input.connection)) ??
      (await inForceOf(reader, input.connection))?.settings ?? { ...firstChoice, prompt: currentVersion };
    return { temperature, maxOutputTokens, prompt };
  },
});

async function openOf(reader: Reader, connection: Connection) {
  const found = await reader
    .select({ settings: drafterVersion.settings })
    .from(drafterVersion)
    .where(inArray(drafterVersion.state, ["draft", "proposed"]));
  return found.map((f) => drafterSettings.parse(f.settings)).find((s) => s.connection === connection);
}

const pace: Pace = { wait: async () => undefined, deadline: () => AbortSignal.timeout(30_000) };

/** One call and no other: whoever presses the button sees what came of that one. */
function single(model: LanguageModelV4): { model: LanguageModelV4; gate: Gate } {
  let calls = 0;
  let failure: unknown = new Malformed();
  const enter = async () => {
    if (calls++ > 0) throw new NoAnswer(explained(failure, now().getTime()).why, false);
    return undefined;
  };
  const doGenerate: LanguageModelV4["doGenerate"] = async (options) => {
    try {
      return await model.doGenerate(options);
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  return { model: { ...model, doGenerate }, gate: { enter, used: () => undefined, busy: () => undefined } };
}

/**
 * Asks the model of a connection once for a draft of a made-up item, outside any transaction, and stores nothing of it. What the
 * server sent is never repeated: an error page may hold anything.
 * @throws AppError where this person may not, or there is no connection
 */
export async function tryModel(
  ctx: Ctx,
  raw: unknown,
  clock: () => number = () => performance.now(),
): Promise<Tried> {
  const { connection } = parseInput(tryInput, raw);
  const asked = await read(ctx, trial, { connection });
  const found = connectionsNow()[connection];
  if (found.state !== "ready")
    throw new AppError(
      "rule",
      "no-connection",
      found.state === "incomplete" ? found.problem : `This server has no ${connection} connection.`,
    );
  const request = requestFor(specimen, promptVersion(asked.prompt), plainContext);
  const started = clock();
  const took = () => Math.round(clock() - started);
  try {
    const { model, gate } = single(await modelAt(found.reached));
    const { temperature, maxOutputTokens } = asked;
    const reply = await askModel(
      { model, atOnce: 1, paid: true, asked: { temperature, maxOutputTokens } },
      request,
      specimen,
      pace,
      gate,
    );
    const latencyMs = took();
    const { result, dropped } = verify(reply.answer, specimen, request.sent);
    const held = result.claims.length;
    return {
      usable: held > 0,
      said:
        held > 0
          ? "It answered, and the answer was usable."
          : "It answered in the right form, and nothing it said of the made-up item was true.",
      latencyMs,
      inputTokens: reply.inputTokens,
      cachedTokens: reply.cachedTokens,
      outputTokens: reply.outputTokens,
      modelReturned: reply.modelReturned,
      fingerprint: reply.fingerprint,
      claims: { held, fell: dropped.filter((d) => d.what === "claim").length },
    };
  } catch (error) {
    if (!(error instanceof NoAnswer)) telemetry().error({ what: "model trial", connection, err: error });
    return { ...nothing, said: error instanceof NoAnswer ? error.message : unexplained, latencyMs: took() };
  }
}

const unexplained = "The model could not be asked; the server's own log says more.";

const nothing: Tried = {
  usable: false,
  said: "",
  latencyMs: 0,
  inputTokens: null,
  cachedTokens: null,
  outputTokens: null,
  modelReturned: null,
  fingerprint: null,
  claims: null,
};
