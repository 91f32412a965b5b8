import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import type { Ctx, Role } from "@/lib/auth/actor";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { matchAccount } from "@/lib/sources/commands";
import { findIdentities, listUnmatched, readCurrentSnapshots } from "@/lib/sources/queries";
import { importNow } from "@/lib/sources/worker";
import { freshDatabase } from "@/lib/testing/database";
import { fileWith, folderWith, operator, removeFolders, temporaryData } from "@/lib/testing/imports";

temporaryData();
let handle: Handle;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(async () => {
  await end();
  removeFolders();
});

const somebody = (role: Role): Ctx => ({
  actor: {
    kind: "person",
    personId: "018f0000-0000-7000-8000-00000000000a",
    name: "Ines Admin",
    roles: new Set([role]),
    authn: "test",
    sessionId: null,
  },
  requestId: "r",
});
const admin = somebody("admin");

const people = `id,name,email,manager_id
h1,Bo Lindqvist,bo@example.com,
h2,Mia Ferro,Mia@Example.com,h1
h3,Rui Teixeira,rui@example.com,h1
h4,Rui Teixeira,rui@example.com,h1
`;

const ledger = {
  "applications.csv": "id,name,owner_id\nledger,Ledger,h1\n",
  "accounts.csv": `id,application_id,identity_id,login,email
byid,ledger,h2,mia,
bymail,ledger,,mia2,mia@EXAMPLE.com
both,ledger,,rui,rui@example.com
nobody,ledger,,batch,
wrong,ledger,h99,ghost,ghost@example.com
`,
};

const bring = (source: string, path: string, day: string) =>
  importNow(operator, { path, source, asOf: new Date(`2026-11-${day}T00:00:00Z`) });

async function matches(source: string) {
  const found = await rows<{ account: string; how: string; holder: string | null }>(
    handle.db,
    sql`SELECT m.account_id AS account, m.how, t.name || '/' || m.identity_id AS holder FROM account_match m
      JOIN source s ON s.id = m.source_id LEFT JOIN source t ON t.id = m.identity_source_id
      WHERE s.name = ${source} ORDER BY m.account_id`,
  );
  return Object.fromEntries(found.map((f) => [f.account, `${f.how} ${f.holder ?? ""}`.trim()]));
}

async function idOf(source: string): Promise<number> {
  const current = await readCurrentSnapshots(handle.db);
  return current.find((c) => c.name === source)?.sourceId ?? 0;
}

describe("who holds an account", () => {
  it("I9: nobody is guessed before a directory is there", async () => {
    await bring("Ledger", folderWith(ledger), "01");
    expect(await matches("Ledger")).toEqual({
      byid: "none",
      bymail: "none",
      both: "none",
      nobody: "none",
      wrong: "none",
    });
  });

  it("I9: is matched in every source when a directory comes, by id, then by the one same e-mail", async () => {
    await bring("HR", folderWith({ "identities.csv": people }), "01");
    expect(await matches("Ledger")).toEqual({
      byid: "external_id HR/h2",
      bymail: "email HR/h2",
      both: "ambiguous",
      nobody: "none",
      wrong: "none",
    });
  });

  it("is in an owned queue, with whoever it may be", async () => {
    const queue = await read(admin, listUnmatched, { source: await idOf("Ledger") });
    expect(queue.total).toBe(3);
    expect(queue.accounts.map((a) => [a.account, a.how, a.owner, a.candidates.map((c) => c.id)])).toEqual([
      ["both", "ambiguous", "Bo Lindqvist", ["h3", "h4"]],
      ["nobody", "none", "Bo Lindqvist", []],
      ["wrong", "none", "Bo Lindqvist", []],
    ]);
    const found = await read(admin, findIdentities, { q: "rui" });
    expect(found.identities.map((i) => `${i.source}/${i.id}`)).toEqual(["HR/h3", "HR/h4"]);
  });

  it("can be said by hand, with a reason; the words stay out of the log", async () => {
    const match = {
      source: await idOf("Ledger"),
      account: "both",
      identitySource: await idOf("HR"),
      identity: "h4",
      reason: "Rui from Porto confirmed it by phone.",
    };
    await execute(admin, matchAccount, match);
    expect((await matches("Ledger")).both).toBe("manual HR/h4");
    const [event] = await rows<{ leaf: string }>(
      handle.db,
      sql`SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit_event WHERE type = 'settings.changed'`,
    );
    expect(event?.leaf).toContain('"data":{"setting":"account match","to":"Ledger/both → HR/h4"}');
    expect(event?.leaf).not.toContain("Porto");
    const [words] = await rows(
      handle.db,
      sql`SELECT p.payload FROM manual_match m JOIN private_payload p ON p.id = m.reason_id`,
    );
    expect(words).toEqual({ payload: '{"reason":"Rui from Porto confirmed it by phone."}' });
  });

  it("by hand outlives imports; an id the source gives later wins", async () => {
    await bring("Ledger", folderWith(ledger), "02");
    expect((await matches("Ledger")).both).toBe("manual HR/h4");
    const named = ledger["accounts.csv"].replace("both,ledger,,", "both,ledger,h3,");
    await bring("Ledger", folderWith({ ...ledger, "accounts.csv": named }), "03");
    expect((await matches("Ledger")).both).toBe("external_id HR/h3");
    await expect(
      execute(admin, matchAccount, {
        source: await idOf("Ledger"),
        account: "both",
        identitySource: await idOf("HR"),
        identity: "h4",
        reason: "Again by phone.",
      }),
    ).rejects.toThrow("This account has been matched by its source meanwhile");
  });

  it("by hand to somebody who has left the directory is nobody again", async () => {
    await execute(admin, matchAccount, {
      source: await idOf("Ledger"),
      account: "nobody",
      identitySource: await idOf("HR"),
      identity: "h4",
      reason: "Runs the night batch.",
    });
    await bring("HR", folderWith({ "identities.csv": people.replace(/h4.*\n/, "") }), "02");
    const after = await matches("Ledger");
    expect(after.nobody).toBe("none");
    expect(after.both).toBe("external_id HR/h3");
  });

  it("of an account that is gone is forgotten", async () => {
    const fewer = ledger["accounts.csv"].replace(/nobody.*\n/, "");
    await bring("Ledger", folderWith({ ...ledger, "accounts.csv": fewer }), "04");
    expect(Object.keys(await matches("Ledger"))).toEqual(["both", "byid", "bymail", "wrong"]);
  });

  it("in a single CSV is the directory's identity where there is one, else what the row says", async () => {
    const text =
      "Account name,Account owner,Role\nmia,mia@example.com,Admin\nguest,visitor@example.org,Reader\nbatch,No owner,Admin\n";
    await bring("Tool", fileWith("tool.csv", text), "04");
    expect(await matches("Tool")).toEqual({
      mia: "email HR/h2",
      guest: "external_id Tool/visitor@example.org",
      batch: "none",
    });
  });

  it("is settled by administrators only, and only to somebody who is there", async () => {
    const match = {
      source: await idOf("Ledger"),
      account: "wrong",
      identitySource: await idOf("HR"),
      identity: "h77",
      reason: "Known to the team.",
    };
    await expect(execute(admin, matchAccount, match)).rejects.toThrow(
      "This identity is not in its source any more.",
    );
    await expect(execute(somebody("auditor"), matchAccount, { ...match, identity: "h1" })).rejects.toThrow(
      "Your role does not include this",
    );
  });
});
