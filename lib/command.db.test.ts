import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { database, type Handle, rows, transaction } from "@/db/client";
import { session, setting } from "@/db/schema/people";
import type { Ctx } from "@/lib/auth/actor";
import { chore, perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { command, execute } from "@/lib/command";
import { query, read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { ownWords } from "@/lib/text/own-words";

let handle: Handle;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(() => end());

const person = "018f0000-0000-7000-8000-00000000000a";
const admin: Ctx = {
  actor: {
    kind: "person",
    personId: person,
    name: "Ana Admin",
    roles: new Set(["admin"]),
    authn: "test",
    sessionId: null,
  },
  requestId: "r",
};
const plain: Ctx = {
  ...admin,
  actor: {
    ...admin.actor,
    kind: "person",
    personId: person,
    name: "Ana Admin",
    roles: new Set(),
    authn: "test",
    sessionId: null,
  },
};

const change = command({
  name: "test.change",
  permission: "people.manage",
  input: z.object({
    to: z.string().min(1, "Say what to change it to."),
    key: z.string().optional(),
    bad: z.boolean().optional(),
  }),
  load: async () => undefined,
  idempotent: true,
  run: async (tx, { input, now }) => {
    await tx
      .insert(setting)
      .values({ key: "test", value: input.to, changedAt: now, changedBy: "test" })
      .onConflictDoUpdate({ target: setting.key, set: { value: input.to, changedAt: now } });
    return {
      result: { to: input.to, at: now.toISOString() },
      events: [
        {
          type: "settings.changed",
          data: { setting: "test", to: input.bad ? (undefined as unknown as string) : input.to },
          words: { id: crypto.randomUUID(), payload: { why: "because" } },
        },
      ],
      jobs: [{ name: "draft.campaign", data: { campaign: input.to } }],
    };
  },
});

/** Stores a person's words in a row and, beside them, what it got from elsewhere. */
const say = command({
  name: "test.say",
  permission: "people.manage",
  input: z.object({ words: ownWords(z.string().max(2_000)), elsewhere: z.string() }),
  load: async () => undefined,
  run: async (tx, { input, now }) => {
    await tx
      .insert(setting)
      .values({ key: "test.say", value: input.words, changedAt: now, changedBy: "test" })
      .onConflictDoUpdate({ target: setting.key, set: { value: input.words, changedAt: now } });
    return {
      result: input.words,
      events: [
        {
          type: "settings.changed",
          data: { setting: "test.say", to: "said" },
          words: { id: crypto.randomUUID(), payload: { rationale: input.words, elsewhere: input.elsewhere } },
        },
      ],
    };
  },
});

const value = query({
  name: "test.value",
  permission: "people.read",
  input: z.object({}),
  output: z.object({ to: z.string().nullable() }),
  run: async (reader) => {
    const [row] = await reader.select().from(setting).where(sql`key = 'test'`);
    return { to: row ? String(row.value) : null };
  },
});

async function counts() {
  const [row] = await rows<{ events: number; outbox: number; words: number; jobs: number }>(
    handle.db,
    sql`SELECT (SELECT count(*)::int FROM audit_event) AS events, (SELECT count(*)::int FROM audit_outbox) AS outbox,
      (SELECT count(*)::int FROM private_payload) AS words, (SELECT count(*)::int FROM pgboss.job) AS jobs`,
  );
  return row;
}

describe("the runner", () => {
  let before: Awaited<ReturnType<typeof counts>>;
  beforeEach(async () => {
    await execute(admin, change, { to: "start" });
    before = await counts();
  });

  it("I11: writes the change, its log entry, its words and its job together", async () => {
    await execute(admin, change, { to: "two" });
    const after = await counts();
    expect(after).toEqual({
      events: (before?.events ?? 0) + 1,
      outbox: (before?.outbox ?? 0) + 1,
      words: (before?.words ?? 0) + 1,
      jobs: (before?.jobs ?? 0) + 1,
    });
    expect(await read(admin, value, {})).toEqual({ to: "two" });
  });

  it("I11: a log entry that cannot be written takes the change back", async () => {
    await expect(execute(admin, change, { to: "lost", bad: true })).rejects.toThrow();
    expect(await counts()).toEqual(before);
    expect(await read(admin, value, {})).toEqual({ to: "start" });
  });

  it("I17: takes a secret out of a person's words before anything is stored, and out of every text beside an entry", async () => {
    const password = "Tr0ub4dor&3";
    const key = `AKIA${"FAKE".repeat(3)}7QZ2`;
    const said = await execute(admin, say, {
      words: `Needed for the load,\nthe password is ${password}.`,
      elsewhere: `copied: ${[...key].join("\u200b")}`,
    });
    expect(said).toBe("Needed for the load, the password is [SECRET:password#1]");
    const [row] = await rows<{ payload: string; commit: string; salt: string; value: string }>(
      handle.db,
      sql`SELECT p.payload, p.commit, p.salt, s.value #>> '{}' AS value FROM private_payload p, setting s
        WHERE s.key = 'test.say' AND p.payload LIKE '%elsewhere%'`,
    );
    expect(row?.value).toBe(said);
    expect(JSON.parse(row?.payload ?? "")).toEqual({
      rationale: said,
      elsewhere: "copied: [SECRET:aws-key#1]",
    });
    // What the leaf commits to is what is stored.
    const bytes = Buffer.concat([Buffer.from(row?.salt ?? "", "hex"), Buffer.from(row?.payload ?? "")]);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(row?.commit);
    const kept = await execute(admin, say, { words: "Two\nlines, as written.", elsewhere: "" });
    expect(kept).toBe("Two\nlines, as written.");
  });

  it("refuses before anything is written, with one sentence", async () => {
    await expect(execute(plain, change, { to: "x" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(execute({ ...admin, actor: { kind: "nobody" } }, change, { to: "x" })).rejects.toMatchObject(
      { code: "unauthenticated" },
    );
    await expect(execute(admin, change, { to: "" })).rejects.toMatchObject({
      code: "invalid",
      message: "to: Say what to change it to.",
    });
    expect(await counts()).toEqual(before);
  });

  it("gives a replayed request its first answer and does nothing twice", async () => {
    const first = await at(new Date("2026-01-01T00:00:00Z"), () =>
      execute(admin, change, { to: "once", key: "k1" }),
    );
    const again = await execute(admin, change, { to: "once", key: "k1" });
    expect(again).toEqual(first);
    expect((await counts())?.events).toBe((before?.events ?? 0) + 1);
  });

  it("refuses a key that comes again with another input, and keeps of the first no text", async () => {
    await execute(admin, change, { to: "first words", key: "k2" });
    await expect(execute(admin, change, { to: "other words", key: "k2" })).rejects.toMatchObject({
      slug: "key-input",
      message: expect.stringMatching(/^This was recorded already[^.]*\.$/),
    });
    expect(await read(admin, value, {})).toEqual({ to: "first words" });
    const [kept] = await rows<{ input: string }>(
      handle.db,
      sql`SELECT input FROM idempotency WHERE key = 'k2'`,
    );
    expect(kept?.input).toMatch(/^[0-9a-f]{64}$/);
    const plain = JSON.stringify({ to: "first words", key: "k2" });
    expect(kept?.input).not.toBe(createHash("sha256").update(plain).digest("hex"));
  });

  it("takes time from the clock, also in the leaf", async () => {
    await at(new Date("2026-02-03T04:05:06.789Z"), () => execute(admin, change, { to: "timed" }));
    const [row] = await rows<{ leaf: string }>(
      handle.db,
      sql`SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit_event ORDER BY id DESC LIMIT 1`,
    );
    expect(JSON.parse(row?.leaf ?? "")).toMatchObject({
      at: "2026-02-03T04:05:06.789Z",
      actor: { kind: "person", id: person, authn: "test" },
      type: "settings.changed",
    });
  });

  it("reads in a transaction that cannot write, whatever SQL it is given", async () => {
    const sly = query({
      name: "test.sly",
      permission: "people.read",
      input: z.object({}),
      output: z.object({}),
      run: async (reader) => {
        await reader.execute(sql`INSERT INTO setting VALUES ('sly', '1', now(), 'x')`);
        return {};
      },
    });
    await expect(read(admin, sly, {})).rejects.toMatchObject({ cause: { code: "25006" } });
  });

  it("refuses the root connection inside a transaction instead of waiting for ever", async () => {
    await transaction({ person: null, reach: "all" }, async () => {
      expect(() => database()).toThrow(/inside a transaction/);
    });
  });

  it("runs a query inside a command on the command's own transaction", async () => {
    const nested = command({
      name: "test.nested",
      permission: "people.manage",
      input: z.object({}),
      load: async () => undefined,
      run: async (tx, { actor, now }) => {
        await tx
          .insert(setting)
          .values({ key: "test", value: "inner", changedAt: now, changedBy: "t" })
          .onConflictDoUpdate({ target: setting.key, set: { value: "inner" } });
        const seen = await read({ actor, requestId: "r" }, value, {});
        return {
          result: seen,
          events: [{ type: "settings.changed", data: { setting: "test", to: "inner" } }],
        };
      },
    });
    expect(await execute(admin, nested, {})).toEqual({ to: "inner" });
  });

  it("does not compile without an event, with an unknown permission, or with a write in a query", () => {
    command({
      name: "test.no_event",
      permission: "people.manage",
      input: z.object({}),
      load: async () => undefined,
      // @ts-expect-error an empty list of events
      run: async () => ({ result: 1, events: [] }),
    });
    command({
      name: "test.no_permission",
      // @ts-expect-error no such permission
      permission: "people.anything",
      input: z.object({}),
      load: async () => undefined,
      run: async () => ({
        result: 1,
        events: [{ type: "settings.changed", data: { setting: "s", to: "t" } }],
      }),
    });
    // @ts-expect-error no permission at all
    command({
      name: "test.missing_permission",
      input: z.object({}),
      load: async () => undefined,
      run: async () => ({
        result: 1,
        events: [{ type: "settings.changed", data: { setting: "s", to: "t" } }],
      }),
    });
    query({
      name: "test.write",
      permission: "people.read",
      input: z.object({}),
      output: z.object({}),
      run: async (reader) => {
        // @ts-expect-error a reader cannot insert
        reader.insert;
        return {};
      },
    });
    chore({
      name: "test.chore",
      permission: "people.manage",
      input: z.object({}),
      load: async () => undefined,
      run: async (tx) => {
        tx.update(session);
        // @ts-expect-error a chore cannot touch anything but operational tables
        tx.update(setting);
        return { result: null };
      },
    });
    expect(typeof perform).toBe("function");
  });
});
