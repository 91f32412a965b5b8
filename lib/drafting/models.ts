import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4Message,
} from "@ai-sdk/provider";
import { normalise } from "@/lib/text/plain-text";
import { type Connections, connectionsNow, problemWith, type Reached } from "./connections";
import type { DrafterSettings, Provider } from "./drafters";
import { withoutSchema } from "./plain-json";

/** A version that cannot be used with the connections this server has, in one sentence. */
export class NotConnected extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = "NotConnected";
  }
}

/**
 * The model that a version names, through its provider's own package; no other provider's package is loaded. What is the
 * provider's own way (cache marks, where structured output is asked for, what the model calls itself) is settled in here, so that
 * a caller asks every model alike.
 * @throws NotConnected where the environment has another model, or none
 */
export async function modelOf(
  settings: DrafterSettings,
  connections: Connections = connectionsNow(),
): Promise<LanguageModelV4> {
  const problem = problemWith(settings, connections);
  const found = connections[settings.connection];
  if (problem !== null || found.state !== "ready") throw new NotConnected(problem ?? "Nothing is set up.");
  const model = await makers[settings.provider](found.reached);
  return told(caching(settings, model));
}

/** The same for a connection as it is, without a version: for the test of one that is not approved yet. */
export async function modelAt(reached: Reached): Promise<LanguageModelV4> {
  return told(caching(reached, await makers[reached.provider](reached)));
}

/** A call stays at the address it was meant for. */
const direct: typeof fetch = (input, init) => fetch(input, { ...init, redirect: "error" });

type Maker = (reached: Reached) => Promise<LanguageModelV4>;

const makers: Record<Provider, Maker> = {
  async openai({ model, baseUrl, apiKey = "" }) {
    const { createOpenAI } = await import("@ai-sdk/openai");
    return createOpenAI({ baseURL: baseUrl, apiKey, fetch: direct }).chat(model);
  },
  async anthropic({ model, baseUrl, apiKey = "" }) {
    const { createAnthropic } = await import("@ai-sdk/anthropic");
    return createAnthropic({ baseURL: baseUrl, apiKey, fetch: direct })(model);
  },
  async azure({ model, baseUrl, apiKey = "", apiVersion }) {
    const { createAzure } = await import("@ai-sdk/azure");
    return createAzure({
      baseURL: baseUrl,
      apiKey,
      fetch: direct,
      // A dated version is of the older form, which has the deployment in the path.
      ...(apiVersion ? { apiVersion, useDeploymentBasedUrls: /^\d{4}-/.test(apiVersion) } : {}),
    }).chat(model);
  },
  async bedrock({ model, baseUrl, apiKey, region, aws }) {
    const { createAmazonBedrock } = await import("@ai-sdk/amazon-bedrock");
    return createAmazonBedrock({
      baseURL: baseUrl,
      fetch: direct,
      ...(region ? { region } : {}),
      ...(apiKey ? { apiKey } : {}),
      ...(aws
        ? {
            accessKeyId: aws.accessKeyId,
            secretAccessKey: aws.secretAccessKey,
            ...(aws.sessionToken ? { sessionToken: aws.sessionToken } : {}),
          }
        : {}),
    })(model);
  },
  async google({ model, baseUrl, apiKey = "" }) {
    const { createGoogle } = await import("@ai-sdk/google");
    return createGoogle({ baseURL: baseUrl, apiKey, fetch: direct })(model);
  },
  async compatible({ model, baseUrl, apiKey }) {
    const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
    const server = createOpenAICompatible({
      name: "compatible",
      baseURL: baseUrl,
      supportsStructuredOutputs: true,
      fetch: direct,
      ...(apiKey ? { apiKey } : {}),
    });
    return withoutSchema(server(model), `${baseUrl} ${model}`);
  },
};

/** Over a model, the same with its calls changed on the way out and its answers on the way back. */
function over(
  model: LanguageModelV4,
  change: (options: LanguageModelV4CallOptions) => LanguageModelV4CallOptions,
  after: (result: LanguageModelV4GenerateResult) => LanguageModelV4GenerateResult = (result) => result,
): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    doGenerate: async (options) => after(await model.doGenerate(change(options))),
    doStream: (options) => model.doStream(change(options)),
  };
}

/** Asks the provider to keep what all calls have in common: the instructions up to the token of the call. */
function caching({ provider, model: name }: { provider: Provider; model: string }, model: LanguageModelV4) {
  const mark = marks[provider];
  if (mark)
    return over(model, (options) => ({
      ...options,
      prompt: options.prompt.flatMap((message): LanguageModelV4Message[] =>
        message.role === "system" ? marked(message, mark) : [message],
      ),
    }));
  if (provider === "openai" || provider === "azure")
    return over(model, (options) => ({
      ...options,
      providerOptions: { ...options.providerOptions, openai: { promptCacheKey: cacheKey(name) } },
    }));
  return model;
}

/** Calls with the same key are led to where the beginning is kept; it says nothing about what is asked. */
const cacheKey = (model: string) => `countersign-${model}`.slice(0, 64);

type System = Extract<LanguageModelV4Message, { role: "system" }>;
type Options = NonNullable<System["providerOptions"]>;

const marks: Partial<Record<Provider, Options>> = {
  anthropic: { anthropic: { cacheControl: { type: "ephemeral" } } },
  bedrock: { amazonBedrock: { cachePoint: { type: "default" } } },
};

/** The same bytes in two blocks, the mark after the one that every call has. */
function marked(message: System, mark: Options): System[] {
  const at = commonPart(message.content);
  const first = { ...message, content: message.content.slice(0, at), providerOptions: mark };
  const rest = { ...message, content: message.content.slice(at) };
  return [first, rest].filter((m) => m.content !== "");
}

/** How many characters of the instructions are the same in every call: up to the line that holds a token of this one. */
export function commonPart(instructions: string): number {
  const token = instructions.search(/\bcs-[0-9a-f]{16}\b|\^[0-9a-f]{6}\b/u);
  return token === -1 ? instructions.length : instructions.lastIndexOf("\n", token) + 1;
}

/** What the model at the other end called itself, and the fingerprint of how it is run; null where the answer has none. */
export type Returned = { model: string | null; fingerprint: string | null };

/** Adds `Returned` to an answer, as all providers' answers carry it alike. */
function told(model: LanguageModelV4): LanguageModelV4 {
  return over(
    model,
    (options) => options,
    (result) => {
      const body = result.response?.body;
      const returned = {
        model: text(body, "model") ?? text(body, "modelVersion"),
        fingerprint: text(body, "system_fingerprint"),
      };
      return { ...result, providerMetadata: { ...result.providerMetadata, countersign: returned } };
    },
  );
}

function text(body: unknown, name: string): string | null {
  const value = typeof body === "object" && body !== null ? new Map(Object.entries(body)).get(name) : null;
  // A server can call itself anything; what is kept of it is a short line that a database takes.
  const line = typeof value === "string" ? normalise(value.slice(0, 200)).slice(0, 200).toWellFormed() : "";
  return line === "" ? null : line;
}

/** What an answer of a model of this file says of the model; both null for any other. */
export function returnedBy(result: { providerMetadata?: unknown }): Returned {
  const { providerMetadata } = result;
  const own =
    typeof providerMetadata === "object" && providerMetadata !== null
      ? new Map(Object.entries(providerMetadata)).get("countersign")
      : undefined;
  return { model: text(own, "model"), fingerprint: text(own, "fingerprint") };
}
