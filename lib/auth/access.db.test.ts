import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Handle, rows } from "@/db/client";
import { type AnyChore, chores, perform } from "@/lib/chore";
import { type AnyCommand, commands, execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { type AnyQuery, queries, read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { isProduct, registerAll } from "@/lib/testing/registered";
import { accessMatrix, people, permissionMatrix, roleHolders, systemNames, type Who } from "./access-matrix";
import type { Actor, Role } from "./actor";
import { type Permission, permits, policy, type SubjectOf, type Verdict } from "./policy";

const id = (n: number) => `018f0000-0000-7000-8000-00000000000${n}`;
const personActor = (n: number, ...roles: Role[]): Actor => ({
  kind: "person",
  personId: id(n),
  name: `Person ${n}`,
  roles: new Set(roles),
  authn: "test",
  sessionId: null,
});

/** Everybody there is to ask, in one world: number 2 owns the row, number 4 is whom it is about. */
const world = new Map<Who, Actor>([
  ["nobody", { kind: "nobody" }],
  ["person", personActor(1)],
  ["owner", personActor(2)],
  ["other_reviewer", personActor(3)],
  ["subject", personActor(4)],
  ["admin", personActor(5, "admin")],
  ["auditor", personActor(6, "auditor")],
  ["control_owner", personActor(7, "control_owner")],
  ["operator", { kind: "operator", personId: id(8) }],
  ["link", { kind: "link", link: id(9), hash: "a".repeat(64) }],
  ...systemNames.map((name) => [`system:${name}`, { kind: "system", name }] as [Who, Actor]),
]);

/** A row of this person's, in the shape of every permission's subject at once. */
function rowOf<P extends Permission>(owner: string): SubjectOf<P> {
  const every = { reviewerId: owner, ownerId: owner, personId: owner, linkHash: "a".repeat(64) };
  return every as SubjectOf<P>;
}

/** The policy's verdict for an actor on this person's row. */
function verdict<P extends Permission>(permission: P, actor: Actor, owner: string): Verdict {
  return permits(permission, actor, rowOf<P>(owner));
}

function allowed(permission: Permission): Who[] {
  return [...world].flatMap(([who, actor]) => (verdict(permission, actor, id(2)) === "allow" ? [who] : []));
}

let handle: Handle;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  await registerAll();
});
afterAll(() => end());

type Registered =
  | { is: "query"; made: AnyQuery }
  | { is: "command"; made: AnyCommand }
  | { is: "chore"; made: AnyChore };

/** Everything that is registered, but for what tests that share the process made for themselves. */
function registered(): [string, Registered][] {
  const all: [string, Registered][] = [
    ...[...queries].map(([name, made]) => [name, { is: "query", made }] as [string, Registered]),
    ...[...commands].map(([name, made]) => [name, { is: "command", made }] as [string, Registered]),
    ...[...chores].map(([name, made]) => [name, { is: "chore", made }] as [string, Registered]),
  ];
  return all.filter(([name]) => isProduct(name));
}

const registry = () => new Map(registered());

describe("the access matrix", () => {
  it("has a line for every permission, and the policy says the same", () => {
    const said = Object.fromEntries(
      Object.entries(permissionMatrix).map(([p, row]) => [p, [...row.allow].sort()]),
    );
    const does = Object.fromEntries((Object.keys(policy) as Permission[]).map((p) => [p, allowed(p).sort()]));
    expect(does).toEqual(said);
  });

  it("has a line for every registered query, command and chore, and no other", () => {
    expect([...registry().keys()].sort()).toEqual(Object.keys(accessMatrix).sort());
    expect(registered()).toHaveLength(registry().size);
  });

  it("is what each registered name allows", () => {
    const does: Record<string, Who[]> = {};
    const said: Record<string, Who[]> = {};
    for (const [name, { made }] of registry()) {
      does[name] = allowed(made.permission).sort();
      said[name] = [...(accessMatrix[name]?.allow ?? [])].sort();
    }
    expect(does).toEqual(said);
  });

  it("answers 'not found' to whoever asks for another's row, and 'sign in' to nobody", () => {
    for (const permission of Object.keys(policy) as Permission[]) {
      const allow = permissionMatrix[permission].allow;
      const ownedOnly = allow.includes("owner") && !allow.includes("person");
      for (const who of [...people, ...roleHolders]) {
        if (!ownedOnly || allow.includes(who)) continue;
        const actor = world.get(who) ?? { kind: "nobody" as const };
        expect(verdict(permission, actor, id(2)), `${permission} for ${who}`).toBe("not_found");
      }
      const asNobody = verdict(permission, { kind: "nobody" }, id(2));
      const automatic = allow.every((who) => who.startsWith("system:"));
      if (!allow.includes("nobody"))
        expect(asNobody, permission).toBe(automatic ? "forbidden" : "unauthenticated");
    }
  });

  it("gives nobody less for holding a role: who owns a row may what its owner may", () => {
    for (const permission of Object.keys(policy) as Permission[])
      for (const role of roleHolders)
        if (permissionMatrix[permission].allow.includes("owner"))
          expect(verdict(permission, personActor(2, role), id(2)), permission).toBe("allow");
  });
});

describe("I1: deciding", () => {
  const deciding = ["item.decide", "item.abstain", "review.sign_off"] as const;

  it.each(deciding)(
    "%s is no automatic step's and not the command line's, whoever owns the row",
    (permission) => {
      for (const [who, actor] of world) {
        if (actor.kind === "person") continue;
        for (const owner of [id(2), id(8)]) expect(verdict(permission, actor, owner), who).not.toBe("allow");
      }
    },
  );

  it("is done by these commands, each for the owner of the row alone", () => {
    const able = [...registry()].filter(([, { made }]) =>
      (deciding as readonly string[]).includes(made.permission),
    );
    expect(able.map(([name]) => name).sort()).toEqual([
      "reviews.abstain",
      "reviews.countersign",
      "reviews.decide",
      "reviews.sign_by_passkey",
      "reviews.sign_off",
      "reviews.together",
    ]);
    for (const [name] of able) expect(accessMatrix[name]?.allow, name).toEqual(["owner"]);
  });
});

describe("the runner", () => {
  /** Every row there is, counted. */
  async function count(): Promise<Record<string, number>> {
    const tables = await rows<{ name: string }>(
      handle.db,
      sql`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    const parts = tables.map((t) => `SELECT '${t.name}' AS name, count(*)::int AS n FROM "${t.name}"`);
    const counted = await rows<{ name: string; n: number }>(handle.db, sql.raw(parts.join(" UNION ALL ")));
    return Object.fromEntries(counted.map((c) => [c.name, c.n]));
  }

  it("runs nothing and writes nothing for whoever is not in the line, for every registered name", async () => {
    const before = await count();
    const ran: string[] = [];
    let refusals = 0;
    for (const [name, one] of registry()) {
      const denied = [...world].filter(([who]) => !accessMatrix[name]?.allow.includes(who));
      // Of the automatic steps one stands for all that are refused; the matrix above asks each.
      const step = denied.findIndex(([, actor]) => actor.kind === "system");
      for (const [who, actor] of denied.filter(([, a], i) => a.kind !== "system" || i === step)) {
        const ask = attempt(one, { actor, requestId: "r" }, () => ran.push(`${name} for ${who}`));
        await expect(ask, `${name} for ${who}`).rejects.toBeInstanceOf(AppError);
        refusals += 1;
      }
    }
    expect(ran).toEqual([]);
    expect(refusals).toBeGreaterThan(registry().size * 3);
    expect(await count()).toEqual(before);
  });

  /** The registered thing under its own permission, with a row of number 2's as its subject and a `run` that tells. */
  function attempt(one: Registered, ctx: { actor: Actor; requestId: string }, ran: () => void) {
    const told = async () => {
      ran();
      throw new Error("This ran.");
    };
    const load = async () => rowOf<Permission>(id(2));
    const open = { input: z.object({}), load, run: told };
    if (one.is === "query") return read(ctx, { ...one.made, ...open, output: z.any() }, {});
    if (one.is === "command") return execute(ctx, { ...one.made, ...open }, {});
    return perform(ctx, { ...one.made, ...open }, {});
  }
});
