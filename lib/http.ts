import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { notFound, redirect } from "next/navigation";
import type { z } from "zod";
import type { Ctx } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { type Chore, type Kind, perform } from "@/lib/chore";
import { type Command, execute } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError, problemOf } from "@/lib/errors";
import { type Query, read as readQuery } from "@/lib/query";
import { measured } from "@/lib/telemetry";

type RouteContext = { params: Promise<Record<string, string | string[]>> };
type Handler = (request: Request, context: RouteContext) => Promise<Response>;

/** GET = read(query): the query's input is the search parameters and the route's own. */
export function read<P extends Permission, I extends z.ZodType, O extends z.ZodType, S>(
  q: Query<P, I, O, S>,
): Handler {
  return answer(q.name, async (request, params) => {
    const raw = { ...Object.fromEntries(new URL(request.url).searchParams), ...params };
    return Response.json(await readQuery(await currentCtx(), q, raw as z.input<I>), noStore);
  });
}

/** GET = download(query, file): what the query found as a text file, or a 404 that says why there is none yet. */
export function download<P extends Permission, I extends z.ZodType, O extends z.ZodType, S>(
  q: Query<P, I, O, S>,
  file: (found: z.output<O>) => { name: string; text: string } | null,
): Handler {
  return answer(q.name, async (request, params) => {
    const raw = { ...Object.fromEntries(new URL(request.url).searchParams), ...params };
    const made = file(await readQuery(await currentCtx(), q, raw as z.input<I>));
    if (!made)
      throw new AppError("not_found", "not-yet", "This is not there yet; try again in a few seconds.");
    return new Response(made.text, {
      headers: {
        "content-type": "text/plain; charset=utf-8",
        "content-disposition": `attachment; filename="${made.name}"`,
        "cache-control": "no-store",
      },
    });
  });
}

type Stored = { path: string; bytes: number; name: string; type: string };

/** GET = file(command, of): a stored file, streamed; taking it is an act of its own, so a command allows it and logs it. */
export function file<P extends Permission, I extends z.ZodType, S, R>(
  c: Command<P, I, S, R>,
  of: (taken: R) => Stored | Promise<Stored>,
): Handler {
  return answer(c.name, async (_request, params) => {
    const found = await of(await execute(await currentCtx(), c, params as z.input<I>));
    return new Response(Readable.toWeb(createReadStream(found.path)) as ReadableStream, {
      headers: {
        "content-type": found.type,
        "content-length": String(found.bytes),
        "content-disposition": `attachment; filename="${found.name}"`,
        "cache-control": "no-store",
      },
    });
  });
}

/** POST = write(command): JSON from our own origin; the input is the body and the route's parameters. */
export function write<P extends Permission, I extends z.ZodType, S, R>(c: Command<P, I, S, R>): Handler {
  return post(c.name, async (raw) => execute(await currentCtx(), c, raw as z.input<I>));
}

/** POST = observe(chore): as `write`, for operational state and for readings that are kept. */
export function observe<K extends Kind, P extends Permission, I extends z.ZodType, S, R, W>(
  c: Chore<K, P, I, S, R, W>,
): Handler {
  return post(c.name, async (raw) => perform(await currentCtx(), c, raw as z.input<I>));
}

/** POST = writeEither(name, act): as `write`, where the server knows by an id which of two authorised acts it is. */
export function writeEither<I>(name: string, act: (ctx: Ctx, raw: I) => Promise<unknown>): Handler {
  // Each act parses what it is given.
  return post(name, async (raw) => act(await currentCtx(), raw as I));
}

/** A POST handler over any authorised act: the origin is checked and the body read, as JSON. */
export function post(name: string, act: (raw: Record<string, unknown>) => Promise<unknown>): Handler {
  return answer(name, async (request, params) => {
    sameOrigin(request);
    const result = await act({ ...(await json(request)), ...params });
    return Response.json(result ?? {}, noStore);
  });
}

/** A handler that answers refusals as problem+json and writes one telemetry line. */
export function answer(
  name: string,
  handle: (request: Request, params: Record<string, string | string[]>) => Promise<Response>,
): Handler {
  return async (request, context) => {
    const requestId = request.headers.get("x-request-id") ?? crypto.randomUUID();
    try {
      return await measured("request", { name, requestId, method: request.method }, async () =>
        handle(request, await context.params),
      );
    } catch (error) {
      const problem = problemOf(error, requestId);
      return Response.json(problem, {
        status: problem.status,
        headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
      });
    }
  };
}

/**
 * A query for a page: what is not there, or not for this person, is the not-found page; nobody signed in goes to sign-in.
 */
export async function ask<P extends Permission, I extends z.ZodType, O extends z.ZodType, S>(
  q: Query<P, I, O, S>,
  input: z.input<I>,
): Promise<z.output<O>> {
  try {
    return await readQuery(await currentCtx(), q, input);
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") redirect("/sign-in");
    // An address whose id is none leads nowhere either.
    if (error instanceof AppError && ["not_found", "forbidden", "invalid"].includes(error.code)) notFound();
    throw error;
  }
}

const noStore = { headers: { "cache-control": "no-store" } };

/**
 * Next checks no origin for route handlers. A browser says where a request comes from; what says nothing, or says
 * elsewhere, is refused.
 */
export function sameOrigin(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const own = origin !== null && [new URL(request.url).origin, env().url].includes(origin);
  if (site === "same-origin" || (site === null && own)) return;
  throw new AppError(
    "forbidden",
    "origin",
    "This request did not come from Countersign's own pages, so it was refused.",
  );
}

async function json(request: Request): Promise<Record<string, unknown>> {
  if (!request.headers.get("content-type")?.startsWith("application/json"))
    throw new AppError(
      "invalid",
      "content-type",
      "Send the request's body as JSON (content-type: application/json).",
    );
  const body: unknown = await request.json().catch(() => undefined);
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new AppError("invalid", "body", "The request's body is not a JSON object.");
  return { ...body };
}
