import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One call as it reached the server. */
export type Call = { path: string; body: Record<string, unknown>; headers: IncomingHttpHeaders };
type Behaviour = (call: Call, response: ServerResponse, n: number) => void;

/**
 * A real HTTP server that speaks the chat completions of the OpenAI API on 127.0.0.1 and behaves as it is told: the n-th call
 * (from 0) gets what `behave` does with it.
 * @param at the port; 0 for any that is free
 */
export async function modelServer(behave: Behaviour, at = 0) {
  const calls: Call[] = [];
  let now = behave;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
      const call = { path: request.url ?? "", body: { ...(body as object) }, headers: request.headers };
      calls.push(call);
      now(call, response, calls.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(at, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    baseUrl: `http://127.0.0.1:${port}/v1`,
    calls,
    behave(next: Behaviour) {
      calls.length = 0;
      now = next;
    },
    async end() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers as a model does: `content` is the text it says. */
export function says(response: ServerResponse, content: string): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(
    JSON.stringify({
      id: "c",
      object: "chat.completion",
      created: 0,
      model: "m",
      choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
      usage: { prompt_tokens: 900, completion_tokens: 120, total_tokens: 1_020 },
    }),
  );
}

/** Fails with a status and, where given, headers; the page says something that must never be shown. */
export function fails(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "text/html", ...headers });
  response.end("<html>internal: sk-live-do-not-show</html>");
}
