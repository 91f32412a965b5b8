import { localOperator } from "@/lib/auth/sign-in";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { drain } from "@/lib/jobs/drain";
import { handlers } from "@/lib/jobs/handlers";
import { measured } from "@/lib/telemetry";
import { type AnswerLine, request as wire } from "./schema";
import { relay } from "./screen";
import { isOurToken } from "./server-file";
import { act, outcomeOn } from "./verbs";

/**
 * Does a request of the command line in this server, as Local operator, and streams its output as NDJSON. Whoever reads
 * `server.json` may ask: it lies on this machine, readable by its owner alone.
 */
export async function serve(call: Request): Promise<Response> {
  mustBeOurs(call);
  const parsed = wire.safeParse(await call.json().catch(() => undefined));
  if (!parsed.success)
    throw new AppError(
      "invalid",
      "cli",
      "The command was not understood; this server is of another version.",
    );
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const bytes = new TextEncoder();
  // Whoever hangs up misses the rest; what was begun goes on to its end.
  const send = (line: AnswerLine) =>
    writer.write(bytes.encode(`${JSON.stringify(line)}\n`)).catch(() => undefined);
  const screen = relay(send);
  const request = parsed.data;
  void (async () => {
    const exit = await outcomeOn(screen, request, () =>
      measured("command line", { name: request.verb }, async () =>
        act({ ctx: await localOperator(), screen, work }, request),
      ),
    );
    await send({ exit });
    await writer.close().catch(() => undefined);
  })();
  return new Response(readable, {
    headers: { "content-type": "application/x-ndjson", "cache-control": "no-store" },
  });
}

/** The server's own worker is at it, unless it was turned off. */
async function work(): Promise<void> {
  if (!env().worker) await drain(handlers);
}

const loopback = /^(::1|127(\.\d+){3}|::ffff:127(\.\d+){3})$/;

/**
 * From this machine and with this server's token, or refused. Next says where a connection comes from, and a proxy in front
 * says for whom it asks; a browser says what page it is on.
 */
function mustBeOurs(call: Request): void {
  const from = (call.headers.get("x-forwarded-for") ?? "").split(",").map((part) => part.trim());
  const near = from.every((address) => address === "" || loopback.test(address));
  const browser = call.headers.has("origin") || call.headers.has("sec-fetch-site");
  const token = /^Bearer (.+)$/.exec(call.headers.get("authorization") ?? "")?.[1];
  if (!near || browser || token === undefined || !isOurToken(token))
    throw new AppError(
      "forbidden",
      "cli",
      "Only the command line on this machine, with the token of server.json, may do this.",
    );
}
