import type { ServerResponse } from "node:http";
import type { Provider } from "@/lib/drafting/drafters";

/** The same answer in each provider's own wire form: 900 tokens read, 400 of them kept from before, 120 written. */
export function saysAs(provider: Provider, response: ServerResponse, content: string): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(bodies[provider](content)));
}

const chat = (content: string) => ({
  id: "c",
  object: "chat.completion",
  created: 0,
  model: "m-1-2026-10-01",
  system_fingerprint: "fp_44709d6fcb",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
  usage: {
    prompt_tokens: 900,
    completion_tokens: 120,
    total_tokens: 1_020,
    prompt_tokens_details: { cached_tokens: 400 },
  },
});

const bodies: Record<Provider, (content: string) => unknown> = {
  openai: chat,
  azure: chat,
  compatible: chat,
  anthropic: (text) => ({
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "m-1-2026-10-01",
    content: [{ type: "text", text }],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: {
      input_tokens: 500,
      cache_read_input_tokens: 400,
      cache_creation_input_tokens: 0,
      output_tokens: 120,
    },
  }),
  bedrock: (text) => ({
    output: { message: { role: "assistant", content: [{ text }] } },
    stopReason: "end_turn",
    metrics: { latencyMs: 5 },
    usage: { inputTokens: 500, cacheReadInputTokens: 400, outputTokens: 120, totalTokens: 1_020 },
  }),
  google: (text) => ({
    candidates: [{ index: 0, content: { role: "model", parts: [{ text }] }, finishReason: "STOP" }],
    modelVersion: "m-1-2026-10-01",
    responseId: "r",
    usageMetadata: {
      promptTokenCount: 900,
      cachedContentTokenCount: 400,
      candidatesTokenCount: 120,
      totalTokenCount: 1_020,
    },
  }),
};
