import { beforeEach, expect, test, vi } from "vitest";
import { drafterSettings, hostedBy, reachedAt } from "@/lib/testing/drafters";
import { type Provider, providers } from "./drafters";

const packages: Record<Provider, string> = {
  openai: "@ai-sdk/openai",
  anthropic: "@ai-sdk/anthropic",
  azure: "@ai-sdk/azure",
  bedrock: "@ai-sdk/amazon-bedrock",
  google: "@ai-sdk/google",
  compatible: "@ai-sdk/openai-compatible",
};

const loaded: string[] = [];
beforeEach(() => {
  vi.resetModules();
  loaded.length = 0;
  for (const name of Object.values(packages))
    vi.doMock(name, (original: () => Promise<object>) => {
      loaded.push(name);
      return original();
    });
});

test.each(providers)("%s: its package is loaded when it is chosen, and no other", async (provider) => {
  const { modelOf } = await import("./models");
  expect(loaded).toEqual([]);
  const reached = reachedAt("http://127.0.0.1:9/v1", { provider, region: "eu-central-1" });
  await modelOf(drafterSettings({ provider, address: reached.address }), hostedBy(reached));
  expect(loaded).toEqual([packages[provider]]);
});
