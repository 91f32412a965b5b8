import { describe, expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { drafterSettings } from "@/lib/testing/drafters";
import { connectionsOf, problemWith } from "./connections";

const of = (variables: Record<string, string>) => connectionsOf(parseEnv(variables).models);

describe("the hosted connection", () => {
  test("is none where nothing is set", () => {
    expect(of({})).toEqual({ hosted: { state: "none" }, local: { state: "none" } });
    expect(of({ AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "AKIA" }).hosted).toEqual({ state: "none" });
  });

  test("AI_BASE_URL, AI_MODEL, AI_API_KEY alone are an OpenAI-compatible server", () => {
    expect(
      of({ AI_BASE_URL: "https://models.example/v1", AI_MODEL: "m-1", AI_API_KEY: "k" }).hosted,
    ).toMatchObject({
      state: "ready",
      reached: {
        provider: "compatible",
        model: "m-1",
        baseUrl: "https://models.example/v1",
        address: "https://models.example",
        apiKey: "k",
      },
    });
    expect(of({ AI_BASE_URL: "http://127.0.0.1:8000/v1", AI_MODEL: "m-1" }).hosted.state).toBe("ready");
  });

  test.each([
    ["openai", "https://api.openai.com"],
    ["anthropic", "https://api.anthropic.com"],
    ["google", "https://generativelanguage.googleapis.com"],
  ])("%s has an address of its own", (provider, address) => {
    const { hosted } = of({ AI_PROVIDER: provider, AI_MODEL: "m-1", AI_API_KEY: "k" });
    expect(hosted).toMatchObject({ state: "ready", reached: { provider, address } });
  });

  test("Azure is reached by its resource, Bedrock by its region and the AWS key or one of its own", () => {
    expect(
      of({ AI_PROVIDER: "azure", AI_MODEL: "d", AI_API_KEY: "k", AI_RESOURCE: "ours-eu" }).hosted,
    ).toMatchObject({ reached: { baseUrl: "https://ours-eu.openai.azure.com/openai" } });
    const aws = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "s" };
    const bedrock = { AI_PROVIDER: "bedrock", AI_MODEL: "m", AI_REGION: "eu-central-1" };
    expect(of({ ...bedrock, ...aws }).hosted).toMatchObject({
      reached: {
        address: "https://bedrock-runtime.eu-central-1.amazonaws.com",
        region: "eu-central-1",
        apiKey: undefined,
        aws: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "s" },
      },
    });
    expect(of({ ...bedrock, ...aws, AI_API_KEY: "k" }).hosted).toMatchObject({
      reached: { apiKey: "k", aws: undefined },
    });
    expect(
      of({ AI_PROVIDER: "bedrock", AI_MODEL: "m", AWS_REGION: "eu-west-1", AWS_BEARER_TOKEN_BEDROCK: "b" })
        .hosted,
    ).toMatchObject({ reached: { region: "eu-west-1", apiKey: "b" } });
  });

  test.each([
    [{ AI_MODEL: "m" }, "AI_MODEL is set: set AI_PROVIDER"],
    [{ AI_BASE_URL: "https://models.example" }, "AI_MODEL is not set"],
    [{ AI_PROVIDER: "openia", AI_MODEL: "m" }, 'AI_PROVIDER is "openia": use one of openai, anthropic'],
    [{ AI_PROVIDER: "anthropic", AI_MODEL: "m" }, "AI_API_KEY is not set"],
    [{ AI_PROVIDER: "compatible", AI_MODEL: "m" }, "AI_BASE_URL is not set"],
    [{ AI_PROVIDER: "azure", AI_MODEL: "m", AI_API_KEY: "k" }, "AI_RESOURCE is not set"],
    [
      { AI_PROVIDER: "azure", AI_MODEL: "m", AI_API_KEY: "k", AI_RESOURCE: "evil.example/" },
      "letters, digits and hyphens",
    ],
    [{ AI_PROVIDER: "bedrock", AI_MODEL: "m" }, "AI_REGION is not set"],
    [{ AI_PROVIDER: "bedrock", AI_MODEL: "m", AI_REGION: "eu.example/" }, "looks like eu-central-1"],
    [{ AI_PROVIDER: "bedrock", AI_MODEL: "m", AI_REGION: "eu-west-1" }, "Bedrock has no key"],
    [{ AI_BASE_URL: "models.example", AI_MODEL: "m" }, "AI_BASE_URL is no address"],
    [{ AI_BASE_URL: "file:///etc/passwd", AI_MODEL: "m" }, "AI_BASE_URL is no address"],
    [{ AI_BASE_URL: "https://k:s@models.example", AI_MODEL: "m" }, "put the key in AI_API_KEY instead"],
    [{ AI_BASE_URL: "https://models.example/v1?key=s", AI_MODEL: "m" }, "ends with a query"],
  ])("%o is incomplete, in one sentence that holds no key", (variables, said) => {
    const { hosted } = of(variables);
    expect(hosted).toMatchObject({ state: "incomplete", problem: expect.stringContaining(said) });
    expect(JSON.stringify(hosted)).not.toContain("k:s");
  });
});

test("the local connection is a compatible server beside it, with or without a key", () => {
  expect(of({ AI_LOCAL_BASE_URL: "http://10.0.0.5:8000/v1", AI_LOCAL_MODEL: "qwen3-8b" })).toMatchObject({
    hosted: { state: "none" },
    local: {
      state: "ready",
      reached: { provider: "compatible", model: "qwen3-8b", address: "http://10.0.0.5:8000" },
    },
  });
  expect(of({ AI_LOCAL_MODEL: "m" }).local).toMatchObject({
    problem: expect.stringContaining("AI_LOCAL_BASE_URL"),
  });
  expect(of({ AI_LOCAL_BASE_URL: "http://10.0.0.5" }).local).toMatchObject({
    problem: expect.stringContaining("AI_LOCAL_MODEL"),
  });
  expect(of({ AI_LOCAL_BASE_URL: "http://a:b@10.0.0.5", AI_LOCAL_MODEL: "m" }).local).toMatchObject({
    problem: expect.stringContaining("AI_LOCAL_API_KEY"),
  });
});

test("what was approved is one model of one provider at one address", () => {
  const there = of({ AI_BASE_URL: "https://models.example/v1", AI_MODEL: "m-hosted" });
  const settings = drafterSettings({ address: "https://models.example" });
  expect(problemWith(settings, there)).toBeNull();
  expect(problemWith({ ...settings, model: "m-2" }, there)).toBe(
    "The server is set up for m-hosted (compatible), and m-2 (compatible) is what was approved.",
  );
  expect(problemWith({ ...settings, provider: "azure" }, there)).toContain("(azure) is what was approved");
  expect(problemWith({ ...settings, address: "https://other.example" }, there)).toContain(
    "https://other.example is what",
  );
  expect(problemWith({ ...settings, connection: "local" }, there)).toBe(
    "The server was started without a local connection.",
  );
  expect(problemWith(settings, of({ AI_MODEL: "m" }))).toContain(
    "The hosted connection cannot be used. AI_MODEL",
  );
});
