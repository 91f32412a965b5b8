import { type Env, env } from "@/lib/env";
import { type Connection, type DrafterSettings, type Provider, providers } from "./drafters";

/**
 * Where models are reached. Addresses and keys come from the environment alone: the database never holds one, and no screen
 * can set one.
 */
export type Reached = {
  provider: Provider;
  model: string;
  /** What the provider's package is told to call. */
  baseUrl: string;
  /** Scheme and host of it: what a version names, and a screen shows. */
  address: string;
  /** Unset where none is needed, and for Bedrock with an AWS access key. */
  apiKey: string | undefined;
  region: string | undefined;
  apiVersion: string | undefined;
  aws: { accessKeyId: string; secretAccessKey: string; sessionToken: string | undefined } | undefined;
};

/** `incomplete`: something is set, and what is missing or wrong is said in one sentence. */
export type Found =
  | { state: "none" }
  | { state: "incomplete"; problem: string }
  | { state: "ready"; reached: Reached };

export type Connections = Record<Connection, Found>;

type Typed = Env["models"];

/** The connections this process was started with. */
export const connectionsNow = (): Connections => connectionsOf(env().models);

/** The connections of typed variables; a bad one is a sentence, never a failure to start. */
export function connectionsOf(typed: Typed): Connections {
  return { hosted: hosted(typed), local: local(typed.local) };
}

function hosted({ hosted: h, aws }: Typed): Found {
  const { baseUrl, model } = h;
  if (!h.provider && !baseUrl && !model) return { state: "none" };
  if (!h.provider && !baseUrl)
    return incomplete("AI_MODEL is set: set AI_PROVIDER, or AI_BASE_URL for an OpenAI-compatible server.");
  const provider = h.provider ? providers.find((p) => p === h.provider?.toLowerCase()) : "compatible";
  if (!provider) return incomplete(`AI_PROVIDER is "${h.provider}": use one of ${providers.join(", ")}.`);
  if (!model) return incomplete("AI_MODEL is not set: name the model, or at Azure the deployment.");
  const bad = baseUrl === undefined ? null : problemOf("AI_BASE_URL", baseUrl);
  if (bad) return incomplete(bad);
  const ready = (more: Partial<Reached> & { baseUrl: string }): Found => ({
    state: "ready",
    reached: {
      provider,
      model,
      address: new URL(more.baseUrl).origin,
      apiKey: h.apiKey,
      region: undefined,
      apiVersion: undefined,
      aws: undefined,
      ...more,
    },
  });
  if (provider === "compatible")
    return baseUrl ? ready({ baseUrl }) : incomplete("AI_BASE_URL is not set: give the server's address.");
  if (provider === "bedrock") return bedrock(h, aws, ready);
  if (!h.apiKey) return incomplete(`AI_API_KEY is not set: ${provider} is not called without a key.`);
  if (provider === "azure") return azure(h, ready);
  return ready({ baseUrl: baseUrl ?? ownAddresses[provider] });
}

/** Said here, so that no other variable of the process can turn a call elsewhere. */
const ownAddresses = {
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com/v1",
  google: "https://generativelanguage.googleapis.com/v1beta",
} as const;

type Ready = (more: Partial<Reached> & { baseUrl: string }) => Found;

function azure({ baseUrl, resource, apiVersion }: Typed["hosted"], ready: Ready): Found {
  if (baseUrl) return ready({ baseUrl, apiVersion });
  if (!resource) return incomplete("AI_RESOURCE is not set: give the Azure resource's name, or AI_BASE_URL.");
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(resource))
    return incomplete(
      `AI_RESOURCE is "${resource}": an Azure resource's name has letters, digits and hyphens only.`,
    );
  return ready({ baseUrl: `https://${resource}.openai.azure.com/openai`, apiVersion });
}

function bedrock(h: Typed["hosted"], keys: Typed["aws"], ready: Ready): Found {
  const { region } = h;
  if (!region) return incomplete("AI_REGION is not set: give the AWS region, like eu-central-1.");
  if (!/^[a-z0-9-]{1,40}$/.test(region))
    return incomplete(`AI_REGION is "${region}": an AWS region looks like eu-central-1.`);
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  const apiKey = h.apiKey ?? keys.bearerToken;
  const aws = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, sessionToken } : undefined;
  if (!apiKey && !aws)
    return incomplete(
      "Bedrock has no key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AI_API_KEY with a Bedrock key.",
    );
  const baseUrl = h.baseUrl ?? `https://bedrock-runtime.${region}.amazonaws.com`;
  return ready({ baseUrl, region, apiKey, aws: apiKey ? undefined : aws });
}

function local({ baseUrl, model, apiKey }: Typed["local"]): Found {
  if (!baseUrl && !model) return { state: "none" };
  if (!baseUrl) return incomplete("AI_LOCAL_BASE_URL is not set: give the local server's address.");
  const bad = problemOf("AI_LOCAL_BASE_URL", baseUrl);
  if (bad) return incomplete(bad);
  if (!model) return incomplete("AI_LOCAL_MODEL is not set: name the model that the local server has.");
  const address = new URL(baseUrl).origin;
  const none = { region: undefined, apiVersion: undefined, aws: undefined };
  return { state: "ready", reached: { provider: "compatible", model, baseUrl, address, apiKey, ...none } };
}

const incomplete = (problem: string): Found => ({ state: "incomplete", problem });

function problemOf(name: string, text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:"))
    return `${name} is no address: it begins with https:// or http://.`;
  if (url.username || url.password)
    return `${name} holds a name or password: put the key in ${name.replace("BASE_URL", "API_KEY")} instead.`;
  if (url.search || url.hash) return `${name} ends with a query or a #: leave it out.`;
  return null;
}

/**
 * Why a version cannot draft with the connections there are, in one sentence; null where it can. What was approved is one model
 * at one address: where the environment names another, the rules draft.
 */
export function problemWith(settings: DrafterSettings, connections: Connections): string | null {
  const found = connections[settings.connection];
  const name = settings.connection === "local" ? "local" : "hosted";
  if (found.state === "none") return `The server was started without a ${name} connection.`;
  if (found.state === "incomplete") return `The ${name} connection cannot be used. ${found.problem}`;
  const { provider, model, address } = found.reached;
  if (provider !== settings.provider || model !== settings.model)
    return `The server is set up for ${model} (${provider}), and ${settings.model} (${settings.provider}) is what was approved.`;
  if (address !== settings.address)
    return `The server is set up to call ${address}, and ${settings.address} is what was approved.`;
  return null;
}
