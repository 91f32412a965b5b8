import type { Connections, Reached } from "@/lib/drafting/connections";
import type { DrafterSettings } from "@/lib/drafting/drafters";

/** Settings of a version for tests: a hosted, OpenAI-compatible model at this address. */
export function drafterSettings(more: Partial<DrafterSettings> = {}): DrafterSettings {
  return {
    v: 1,
    connection: "hosted",
    provider: "compatible",
    model: "m-hosted",
    address: "http://127.0.0.1:9",
    prompt: "recertification-2",
    temperature: 0,
    maxOutputTokens: 1_500,
    atOnce: 4,
    callsAMinute: null,
    tokensAMinute: null,
    price: { currency: "EUR", input: 250, cachedInput: 125, output: 1_000 },
    terms: {
      region: "EU (Frankfurt)",
      retentionDays: 0,
      training: "never",
      agreement: "Data processing agreement of Example Models, version 3",
      readOn: "2026-11-02",
    },
    thresholds: { faithful: 80, abstained: 60, failed: 5 },
    ...more,
  };
}

/** A connection as the environment would give it. */
export function reachedAt(baseUrl: string, more: Partial<Reached> = {}): Reached {
  return {
    provider: "compatible",
    model: "m-hosted",
    baseUrl,
    address: new URL(baseUrl).origin,
    apiKey: "key-of-the-test",
    region: undefined,
    apiVersion: undefined,
    aws: undefined,
    ...more,
  };
}

/** Only a hosted connection. */
export function hostedBy(reached: Reached): Connections {
  return { hosted: { state: "ready", reached }, local: { state: "none" } };
}
