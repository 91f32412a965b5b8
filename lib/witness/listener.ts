/**
 * The witness as a small HTTP server (C2SP tlog-witness): POST /add-checkpoint, and GET /<SHA-256 of the log's name>/checkpoint for
 * the head it cosigned last. There is nobody to sign in: the log's signature is what lets a request in.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { SIZE_TYPE } from "@/lib/audit-log/add-checkpoint";
import { fromUtf8, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { cosign } from "@/lib/audit-log/cosignature";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { sha256 } from "@/lib/audit-log/sha256";
import { judge } from "./judge";
import { headOf, type Ledger } from "./ledger";

export type Answer = { status: number; type: string; body: string };

/** Bytes of a request; a proof and a checkpoint with a hundred signatures fit. */
const MOST_BYTES = 1 << 16;
const TEXT = "text/plain; charset=utf-8";

/**
 * Answers requests one after the other: what is judged, is kept before the next is judged, and is kept before it is answered.
 * @param seconds the time, since 1970
 */
export function answering(ledger: Ledger, seconds: () => number): (body: string) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  return (body) => {
    const turn = last.then(() => answerTo(ledger, body, seconds()));
    last = turn.catch(() => undefined);
    return turn;
  };
}

async function answerTo(ledger: Ledger, body: string, at: number): Promise<Answer> {
  const judged = await judge(body, ledger.watch, { sha256, verify: ed25519Verify });
  if (judged.status === 200) {
    const line = cosign(judged.text, ledger.signer, at);
    ledger.keep(headOf(judged.checkpoint, `${judged.signed}${line}`, at));
    return { status: 200, type: TEXT, body: line };
  }
  if ("size" in judged) return { status: 409, type: SIZE_TYPE, body: `${judged.size}\n` };
  const { status, problem, evidence } = judged;
  if (evidence) ledger.refuse({ ...evidence, problem, at });
  return { status, type: TEXT, body: `${problem}\n` };
}

/** The server, not yet listening. `say` gets a line for the log a request. */
export function witnessServer(ledger: Ledger, say: (line: string) => void): Server {
  const answer = answering(ledger, () => Math.floor(Date.now() / 1000));
  const server = createServer((request, response) => {
    void respond(request, answer, ledger)
      .catch((error: unknown) => ({
        status: 500,
        type: TEXT,
        body: "This witness could not keep the checkpoint, so it did not cosign it.\n",
        why: error instanceof Error ? error.message : String(error),
      }))
      .then((made) => {
        say(`${request.method} ${request.url} ${made.status}${"why" in made ? `: ${made.why}` : ""}`);
        send(response, made);
      });
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  return server;
}

async function respond(
  request: IncomingMessage,
  answer: (body: string) => Promise<Answer>,
  ledger: Ledger,
): Promise<Answer> {
  const { pathname } = new URL(request.url ?? "/", "http://witness");
  const asked = /^\/([0-9a-f]{64})\/checkpoint$/.exec(pathname)?.[1];
  if (request.method === "GET" && asked !== undefined) {
    const log = ledger.logs().find(({ origin }) => toHex(sha256(toUtf8(origin))) === asked);
    if (!log?.head)
      return { status: 404, type: TEXT, body: "This witness has cosigned nothing of such a log.\n" };
    return { status: 200, type: TEXT, body: log.head.note };
  }
  if (request.method === "GET" && pathname === "/")
    return { status: 200, type: TEXT, body: `${ledger.vkey}\n` };
  if (pathname !== "/add-checkpoint") return { status: 404, type: TEXT, body: "There is nothing here.\n" };
  if (request.method !== "POST") return { status: 405, type: TEXT, body: "Checkpoints are posted.\n" };
  const body = await bodyOf(request);
  if (body === undefined)
    return { status: 413, type: TEXT, body: `A request has at most ${MOST_BYTES} bytes of UTF-8 text.\n` };
  return answer(body);
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > MOST_BYTES) return undefined;
    parts.push(part);
  }
  return fromUtf8(Buffer.concat(parts));
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}
