import { request as ask } from "node:http";
import { createInterface } from "node:readline";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { answerLine, type Request } from "./schema";
import type { Screen } from "./screen";
import type { ServerFile } from "./server-file";

/**
 * Has the server that holds the database do a request, and shows its output as if it were done here.
 * @returns the exit code
 * @throws AppError where the server does not answer, or not to the end
 */
export async function runThere(server: ServerFile, request: Request, screen: Screen): Promise<number> {
  const response = await posted(server, JSON.stringify(request));
  if (response.statusCode !== 200) throw await refusal(response, server);
  try {
    for await (const text of createInterface({ input: response, crlfDelay: 0 })) {
      const line = answerLine.parse(JSON.parse(text));
      if ("exit" in line) return line.exit;
      await (line.stream === "stdout" ? screen.out(line.line) : screen.say(line.line));
    }
  } catch {
    // It ended in the middle of a line, or the connection broke: the same as no end.
  }
  throw new AppError(
    "unavailable",
    "server-ended",
    `The server (process ${server.pid}) ended before this was done; look at what stands with "sources" or "campaign show", then try again.`,
  );
}

type Response = Parameters<NonNullable<Parameters<typeof ask>[2]>>[0];

function posted(server: ServerFile, body: string): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = ask(
      `${server.url}/api/cli`,
      {
        method: "POST",
        headers: {
          authorization: `Bearer ${server.token}`,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
        },
      },
      resolve,
    );
    sent.on("error", (error) =>
      reject(
        new AppError(
          "unavailable",
          "server",
          `Process ${server.pid} holds the database but does not answer at ${server.url} (${error.message}); wait until it is up, or end it.`,
        ),
      ),
    );
    sent.end(body);
  });
}

const problem = z.object({ detail: z.string() });

/** The server's own sentence, where it gives one. */
async function refusal(response: Response, server: ServerFile): Promise<AppError> {
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  const said = problem.safeParse(parsed(text));
  return new AppError(
    "unavailable",
    "server-refused",
    said.success
      ? said.data.detail
      : `What answers at ${server.url} (${response.statusCode}) is not the server that holds the database (process ${server.pid}).`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
