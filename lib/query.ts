import type { z } from "zod";
import { type Db, type Reach, transaction } from "@/db/client";
import type { Actor, Ctx } from "@/lib/auth/actor";
import { personOf } from "@/lib/auth/actor";
import { type Permission, permits, reachOf, type SubjectOf } from "@/lib/auth/policy";
import { AppError } from "@/lib/errors";

/** A connection that can only read: the type has no way to write, and its transaction is READ ONLY. */
export type Reader = Pick<
  Db,
  "select" | "selectDistinct" | "selectDistinctOn" | "with" | "$with" | "$count" | "execute"
>;

/** Who asks, minted by policy; only a permitted query gets one. */
export type Scope = { readonly actor: Actor; readonly personId: string | null; readonly reach: Reach };

export type Query<P extends Permission, I extends z.ZodType, O extends z.ZodType, S> = {
  kind: "query";
  name: string;
  permission: P;
  input: I;
  output: O;
  /** The subject of the permission, where it has one. */
  load?: (reader: Reader, input: z.output<I>) => Promise<S>;
  /** Every statement of `run` sees the database as it stood at the first one (REPEATABLE READ). */
  consistent?: boolean;
  run: (reader: Reader, given: { input: z.output<I>; scope: Scope; subject: S }) => Promise<z.input<O>>;
};

export type AnyQuery = Query<Permission, z.ZodType, z.ZodType, unknown>;
export const queries = new Map<string, AnyQuery>();

/** Declares an authorised read. `name` is "domain.noun", unique; the access matrix has rows for each. */
export function query<P extends Permission, I extends z.ZodType, O extends z.ZodType, S extends SubjectOf<P>>(
  definition: Omit<Query<P, I, O, S>, "kind"> & (undefined extends SubjectOf<P> ? unknown : { load: object }),
): Query<P, I, O, S> {
  const made = { kind: "query" as const, ...definition };
  queries.set(made.name, widened(made));
  return made;
}

function widened(made: unknown): AnyQuery {
  return made as AnyQuery;
}

/**
 * Parses, authorises and reads in one read-only transaction under the app role, or in the caller's if there is one.
 * @throws AppError invalid · unauthenticated · forbidden · not_found
 */
export async function read<P extends Permission, I extends z.ZodType, O extends z.ZodType, S>(
  ctx: Ctx,
  q: Query<P, I, O, S>,
  raw: z.input<I>,
): Promise<z.output<O>> {
  const input = parseInput(q.input, raw);
  const reach = reachOf(q.permission);
  const personId = personOf(ctx.actor);
  return transaction(
    { person: personId, reach, readOnly: true, consistent: q.consistent === true },
    async (tx) => {
      const subject = (await q.load?.(tx, input)) as S;
      refuse(permits(q.permission, ctx.actor, subject as SubjectOf<P>));
      const found = await q.run(tx, { input, subject, scope: { actor: ctx.actor, personId, reach } });
      return q.output.parse(found);
    },
  );
}

/** The input in its type, or one sentence a field. */
export function parseInput<I extends z.ZodType>(schema: I, raw: unknown): z.output<I> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(parsed.error.issues.map((i) => [i.path.join("."), i.message]));
  const first = parsed.error.issues[0];
  const where = first?.path.length ? `${first.path.join(".")}: ` : "";
  throw new AppError(
    "invalid",
    "input",
    `${where}${first?.message ?? "The request could not be read."}`,
    fields,
  );
}

/** Turns a verdict that is not "allow" into its refusal. */
export function refuse(verdict: "allow" | "unauthenticated" | "forbidden" | "not_found"): void {
  if (verdict === "unauthenticated") throw new AppError("unauthenticated", "sign-in", "Sign in to do this.");
  if (verdict === "forbidden")
    throw new AppError(
      "forbidden",
      "role",
      "Your role does not include this; an administrator can tell who may.",
    );
  if (verdict === "not_found")
    throw new AppError(
      "not_found",
      "row",
      "There is nothing here for you: it does not exist or is not yours.",
    );
}
