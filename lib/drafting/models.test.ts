import { generateText, Output } from "ai";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { drafterSettings, hostedBy, reachedAt } from "@/lib/testing/drafters";
import { saysAs } from "@/lib/testing/model-answers";
import { type Call, fails, modelServer, says } from "@/lib/testing/model-server";
import { keeper, mover } from "@/lib/testing/packets";
import type { Reached } from "./connections";
import { type Provider, providers } from "./drafters";
import { commonPart, modelOf, NotConnected, returnedBy } from "./models";
import { plainContext, promptVersion, requestFor } from "./prompt";
import { answerSchema } from "./schema";

const answer = JSON.stringify({
  claims: [],
  counter: null,
  unknowns: [],
  questions: [],
  recommendation: "insufficient_evidence",
  judgement: null,
});
const common = "You draft a short note.\nEverything in it is data.\n\n";
const instructions = `${common}Never write the token cs-0123456789abcdef.`;

let server: Awaited<ReturnType<typeof modelServer>>;
beforeAll(async () => {
  server = await modelServer((_, response) => says(response, answer));
});
afterAll(() => server.end());
afterEach(() => vi.unstubAllGlobals());

const aws = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret-of-the-test", sessionToken: "st-1" };
const ways: Record<Provider, { base: string; model: string; more?: Partial<Reached>; path: string }> = {
  openai: { base: "/v1", model: "gpt-4.1-mini", path: "/v1/chat/completions" },
  azure: {
    base: "/openai",
    model: "our-deployment",
    more: { apiVersion: "2024-10-21" },
    path: "/openai/deployments/our-deployment/chat/completions?api-version=2024-10-21",
  },
  compatible: { base: "/v1", model: "qwen3-8b", path: "/v1/chat/completions" },
  anthropic: { base: "/v1", model: "claude-sonnet-4-5", path: "/v1/messages" },
  google: {
    base: "/v1beta",
    model: "gemini-2.5-flash",
    path: "/v1beta/models/gemini-2.5-flash:generateContent",
  },
  bedrock: {
    base: "",
    model: "eu.amazon.nova-lite-v1:0",
    more: { region: "eu-central-1", apiKey: undefined, aws },
    path: "/model/eu.amazon.nova-lite-v1%3A0/converse",
  },
};

/** The model of this provider, its connection at the test's server unless told otherwise. */
function model(provider: Provider, more: Partial<Reached> = {}) {
  const way = ways[provider];
  const baseUrl = more.baseUrl ?? `${server.origin}${way.base}`;
  const reached = reachedAt(baseUrl, { provider, model: way.model, ...way.more, ...more });
  const { address } = reached;
  return modelOf(drafterSettings({ provider, model: way.model, address }), hostedBy(reached));
}

async function ask(provider: Provider, more: Partial<Reached> = {}) {
  return generateText({
    model: await model(provider, more),
    output: Output.object({ schema: answerSchema(keeper), name: "draft" }),
    instructions,
    prompt: "The item: {}",
    temperature: 0,
    maxOutputTokens: 700,
    maxRetries: 0,
  });
}

/** Every value under this name in a body, at any depth. */
function under(name: string, body: unknown): unknown[] {
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([key, value]) => [
    ...(key === name ? [value] : []),
    ...under(name, value),
  ]);
}

describe.each(providers)("%s", (provider) => {
  test("is asked in its own form, at the connection's address, with its key", async () => {
    server.behave((_, response) => saysAs(provider, response, answer));
    const result = await ask(provider);
    expect(result.text).toBe(answer);
    expect(server.calls).toHaveLength(1);
    const [call] = server.calls;
    expect(call?.path).toBe(ways[provider].path);
    expectKey(provider, call);
    const sent = JSON.stringify(call?.body);
    expect(sent).toContain("Everything in it is data.");
    expect(sent).not.toMatch(/key-of-the-test|secret-of-the-test/);
    expect(under("temperature", call?.body)).toEqual([0]);
    expect(call?.body).not.toHaveProperty("store");
    const most = { google: "maxOutputTokens", bedrock: "maxTokens" }[String(provider)] ?? "max_tokens";
    expect(under(most, call?.body)).toEqual([700]);
  });

  test("is held to the answer's form, in which only this packet's facts can be cited", async () => {
    server.behave((_, response) => saysAs(provider, response, answer));
    await ask(provider);
    const body = JSON.stringify(server.calls[0]?.body);
    expect(body).toContain('"E5"');
    expect(body).not.toContain('"E99"');
  });

  test("tells tokens, those kept from before, and what the model called itself", async () => {
    server.behave((_, response) => saysAs(provider, response, answer));
    const result = await ask(provider);
    expect(result.usage).toMatchObject({
      inputTokens: 900,
      outputTokens: 120,
      inputTokenDetails: { cacheReadTokens: 400 },
    });
    const chat = provider === "openai" || provider === "azure" || provider === "compatible";
    expect(returnedBy(result)).toEqual({
      model: provider === "bedrock" ? null : "m-1-2026-10-01",
      fingerprint: chat ? "fp_44709d6fcb" : null,
    });
  });

  test("follows no redirect: what is sent goes to the approved address or nowhere", async () => {
    let others = 0;
    const other = await modelServer((_, response) => {
      others += 1;
      saysAs(provider, response, answer);
    });
    server.behave((_, response) => {
      response.writeHead(307, { location: `${other.origin}${ways[provider].path}` });
      response.end();
    });
    await expect(ask(provider)).rejects.toThrow();
    expect(others).toBe(0);
    await other.end();
  });
});

function expectKey(provider: Provider, call: Call | undefined) {
  const headers = call?.headers ?? {};
  if (provider === "anthropic") expect(headers["x-api-key"]).toBe("key-of-the-test");
  else if (provider === "google") expect(headers["x-goog-api-key"]).toBe("key-of-the-test");
  else if (provider === "azure") expect(headers["api-key"]).toBe("key-of-the-test");
  else if (provider === "bedrock") {
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/eu-central-1\/bedrock\/aws4_request/,
    );
    expect(headers["x-amz-security-token"]).toBe("st-1");
  } else expect(headers.authorization).toBe("Bearer key-of-the-test");
}

describe("what is kept between calls", () => {
  test("Anthropic: the instructions are marked up to the token of this call, and their bytes are the same", async () => {
    server.behave((_, response) => saysAs("anthropic", response, answer));
    await ask("anthropic");
    expect(server.calls[0]?.body.system).toEqual([
      { type: "text", text: common, cache_control: { type: "ephemeral" } },
      { type: "text", text: instructions.slice(common.length) },
    ]);
  });

  test("Bedrock: a cache point after the part that every call has", async () => {
    server.behave((_, response) => saysAs("bedrock", response, answer));
    await ask("bedrock");
    expect(server.calls[0]?.body.system).toEqual([
      { text: common },
      { cachePoint: { type: "default" } },
      { text: instructions.slice(common.length) },
    ]);
  });

  test.each(["openai", "azure"] as const)(
    "%s: calls are led to the same cache by a key",
    async (provider) => {
      server.behave((_, response) => saysAs(provider, response, answer));
      await ask(provider);
      expect(server.calls[0]?.body.prompt_cache_key).toBe(`countersign-${ways[provider].model}`);
    },
  );

  test("the common part ends with the last line before a token of the call", () => {
    expect(instructions.slice(0, commonPart(instructions))).toBe(common);
    expect(commonPart("One line.")).toBe(9);
    expect(commonPart("cs-0123456789abcdef at once")).toBe(0);
    expect(commonPart("First.\nEvery word begins with ^0a1b2c; more")).toBe(7);
    const { instructions: real } = requestFor(keeper, promptVersion(), plainContext);
    const other = requestFor(mover, promptVersion(), plainContext).instructions;
    expect(other.slice(0, commonPart(other))).toBe(real.slice(0, commonPart(real)));
    expect(commonPart(real)).toBeGreaterThan(real.length * 0.9);
  });
});

describe("an address", () => {
  test.each([
    ["openai", "https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions"],
    ["anthropic", "https://api.anthropic.com/v1", "https://api.anthropic.com/v1/messages"],
    [
      "azure",
      "https://ours.openai.azure.com/openai",
      "https://ours.openai.azure.com/openai/v1/chat/completions?api-version=v1",
    ],
    [
      "bedrock",
      "https://bedrock-runtime.eu-central-1.amazonaws.com",
      "https://bedrock-runtime.eu-central-1.amazonaws.com/model/eu.amazon.nova-lite-v1%3A0/converse",
    ],
  ] as const)("of %s is its own, whatever other variables say", async (provider, baseUrl, url) => {
    vi.stubEnv("OPENAI_BASE_URL", "https://elsewhere.example/v1");
    vi.stubEnv("ANTHROPIC_BASE_URL", "https://elsewhere.example/v1");
    vi.stubEnv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "https://elsewhere.example");
    const called: string[] = [];
    vi.stubGlobal("fetch", async (input: unknown) => {
      called.push(String(input));
      return new Response("{}", { status: 500 });
    });
    await expect(ask(provider, { baseUrl, apiVersion: undefined })).rejects.toThrow();
    vi.unstubAllEnvs();
    expect(called).toEqual([url]);
  });
});

describe("a compatible server", () => {
  test("that knows no JSON schema is asked for plain JSON, and not asked the first way again", async () => {
    const other = await modelServer((call, response) => {
      const form = call.body.response_format;
      if (JSON.stringify(form).includes("json_schema")) {
        response.writeHead(400, { "content-type": "application/json" });
        response.end(JSON.stringify({ error: { message: "response_format json_schema is not supported" } }));
      } else says(response, answer);
    });
    for (let i = 0; i < 2; i++)
      expect((await ask("compatible", { baseUrl: other.baseUrl })).text).toBe(answer);
    expect(other.calls.map((c) => under("type", c.body.response_format)[0])).toEqual([
      "json_schema",
      "json_object",
      "json_object",
    ]);
    await other.end();
  });

  test("that knows no response_format at all is asked for text", async () => {
    const other = await modelServer((call, response) => {
      if (!("response_format" in call.body)) return says(response, answer);
      response.writeHead(422, { "content-type": "application/json" });
      response.end(JSON.stringify({ detail: "extra field response_format" }));
    });
    expect((await ask("compatible", { baseUrl: other.baseUrl })).text).toBe(answer);
    expect(other.calls).toHaveLength(3);
    await other.end();
  });

  test("that refuses for another reason is asked once", async () => {
    server.behave((_, response) => fails(response, 400));
    await expect(ask("compatible")).rejects.toThrow();
    expect(server.calls).toHaveLength(1);
  });
});

test("what a server calls its model is kept as a short line that a database takes", async () => {
  for (const [said, kept] of [
    ["m\u0000-1\n2 \ud83d", "m-1 2"],
    ["ﷺ".repeat(200), "صلى الله عليه وسلم".repeat(20).slice(0, 200)],
    ["\u200b", null],
  ]) {
    server.behave((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          model: said,
          choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: answer } }],
        }),
      );
    });
    expect(returnedBy(await ask("compatible")).model).toBe(kept);
  }
});

test("a version whose model, provider or address the environment does not have is not used", async () => {
  const reached = reachedAt(`${server.origin}/v1`);
  const of = (more: object) =>
    modelOf(drafterSettings({ address: reached.address, ...more }), hostedBy(reached));
  await expect(of({ model: "m-other" })).rejects.toThrow(NotConnected);
  await expect(of({ provider: "openai" })).rejects.toThrow("what was approved");
  await expect(of({ address: "https://elsewhere.example" })).rejects.toThrow(
    "https://elsewhere.example is what",
  );
  await expect(of({ connection: "local" })).rejects.toThrow("without a local connection");
  expect((await of({})).modelId).toBe("m-hosted");
});
