import { describe, expect, it } from "vitest";
import { columnsOf, kinds } from "./kinds";
import type { Mapping } from "./mapping";
import { previewRows } from "./preview";
import type { Line, Staged } from "./record";
import { openSingleCsv } from "./single-csv";
import { suggestMapping } from "./suggest";

const file = (text: string) => ({ name: "app.csv", bytes: text.length, open: () => [Buffer.from(text)] });

/** The mapping a file's own header and rows suggest, changed. */
function mapped(text: string, change: Partial<Mapping> = {}): Mapping {
  const [header = [], ...sample] = text
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  return { ...suggestMapping(header, sample), ...change };
}

async function linesOf(text: string, mapping: Mapping): Promise<Line[]> {
  const { lines } = await openSingleCsv(file(text), mapping, "Tool");
  return Array.fromAsync(lines);
}

/** What the file says of a kind, as objects without what is unknown. */
async function read(text: string, kind: Staged["kind"], mapping: Mapping = mapped(text)) {
  const columns = columnsOf(kinds[kind]);
  const lines = await linesOf(text, mapping);
  return lines
    .flatMap((l) => ("reject" in l ? [] : l.records))
    .filter((r) => r.kind === kind)
    .map((r) =>
      Object.fromEntries(columns.flatMap((c, i) => (r.cells[i] == null ? [] : [[c.name, r.cells[i]]]))),
    );
}

const grants = async (text: string, mapping?: Mapping) =>
  (await read(text, "grants", mapping)).map((g) => `${g.account_id} ${g.entitlement_id}`);

describe("roles", () => {
  it.each([
    [",", '"Admin, Reader"'],
    [";", "Admin;Reader; "],
    ["|", "Admin|Reader|-"],
  ] as const)("in one cell, with %s between", async (separator, cell) => {
    const text = `username,roles\nana,${cell}\n`;
    expect(await grants(text, mapped("username,roles\nana,x\n", { separator }))).toEqual([
      "ana Admin",
      "ana Reader",
    ]);
  });

  it("a row each, where a comma belongs to the name", async () => {
    const text = 'username,entitlement\nana,"Manager, EMEA"\nana,Reader\n';
    expect(await grants(text, mapped("username,entitlement\nana,x\nana,y\n"))).toEqual([
      "ana Manager, EMEA",
      "ana Reader",
    ]);
  });

  it("I8: a column each; an empty cell says no, unknown says nothing, another word is a level", async () => {
    const text = "user,Payroll,Ledger,Vault\nana,x,no,Yes\nbo,,N/A,1\n";
    const mapping = mapped(text, {
      shape: "matrix",
      columns: { user: "account", Payroll: "holds", Ledger: "holds", Vault: "holds_privileged" },
    });
    expect(await grants(text, mapping)).toEqual(["ana Payroll", "ana Vault", "bo Vault"]);
    const [, bo] = await linesOf(text, mapping);
    expect(bo).toMatchObject({ note: '"Ledger": unknown whether held; read as not reported.' });
    expect(
      await grants(
        "user,Payroll,Ledger\nana,Approver,x\n",
        mapped(text, { shape: "matrix", columns: { user: "account", Payroll: "holds", Ledger: "holds" } }),
      ),
    ).toEqual(["ana Payroll: Approver", "ana Ledger"]);
    const privileges = (await read(text, "entitlements", mapping)).map(
      (e) => `${e.id} ${e.privilege ?? "unknown"}`,
    );
    expect(privileges).toEqual(["Payroll unknown", "Vault privileged"]);
  });

  it("of the same name in two applications are two entitlements, as are accounts", async () => {
    const text = "username,entitlement,application\nana,Admin,CRM\nana,Admin,HR\n";
    expect(await grants(text)).toEqual(["CRM/ana CRM/Admin", "HR/ana HR/Admin"]);
  });
});

describe("who holds an account", () => {
  it("is what the owner column says: a person, nobody, a machine, somebody outside", async () => {
    const text =
      "Account name,Account owner,Role\nana,Ana@example.com,Admin\nbot,Not a person,Admin\nold,No owner,Admin\npartner,External user,Admin\n";
    expect(await read(text, "identities")).toEqual([
      { id: "ana@example.com", kind: "unknown", email: "Ana@example.com", derived: "true" },
      { id: "bot", kind: "service", name: "bot", derived: "true" },
      { id: "partner", kind: "human", name: "partner", derived: "true" },
    ]);
    expect((await read(text, "accounts")).map((a) => a.identity_id)).toEqual([
      "ana@example.com",
      "bot",
      undefined,
      "partner",
    ]);
  });

  it("I8: is unknown where the row has only a name of the account", async () => {
    const text = "username,roles\nana,Admin\n";
    expect(await read(text, "identities")).toEqual([]);
    expect(await read(text, "accounts")).toMatchObject([{ id: "ana", login: "ana" }]);
  });

  it("has the manager the row names, who exists; a row of the manager's own is preferred", async () => {
    const text =
      "email,role,title,manager\npat@example.com,Clerk,Clerk,Mia@Example.com\nmia@example.com,Lead,Lead,\n";
    const lines = await linesOf(text, mapped(text));
    const identities = lines
      .flatMap((l) => ("reject" in l ? [] : l.records))
      .filter((r) => r.kind === "identities");
    expect(identities.map((i) => [i.key, i.weak ?? false, i.cells[4]])).toEqual([
      ["pat@example.com", false, "mia@example.com"],
      ["mia@example.com", true, null],
      ["mia@example.com", false, null],
    ]);
  });
});

describe("a file of people", () => {
  it("gives identities, human unless it says otherwise, and no access", async () => {
    const text =
      "Employee ID,Full name,Email,Department,Manager ID,Status\n7,Ana Reis,ana@example.com,Sales,3,left\n";
    const lines = await linesOf(text, mapped(text));
    expect(lines).toHaveLength(1);
    expect(await read(text, "identities")).toEqual([
      {
        id: "7",
        kind: "human",
        name: "Ana Reis",
        email: "ana@example.com",
        department: "Sales",
        manager_id: "3",
        employment_status: "left",
        derived: "false",
      },
    ]);
    expect(await read(text, "accounts")).toEqual([]);
  });
});

describe("rows", () => {
  it("that cannot be read say so in the file's own words", async () => {
    const text = "Account name,Role,MFA Status\n,Admin,yes\nbo,Admin,perhaps\nci,Admin\n";
    expect(await linesOf(text, mapped(text))).toEqual([
      {
        file: "app.csv",
        line: 2,
        reject: "Account name is missing. Fill in which account the row is about.",
      },
      {
        file: "app.csv",
        line: 3,
        reject:
          'MFA Status "perhaps" is neither yes nor no. Write true or false, or leave it empty if it is not known.',
      },
      { file: "app.csv", line: 4, reject: expect.stringContaining("The row has 2 cells and the header 3.") },
    ]);
  });

  it("keep what is not ours: with the account in a wide file, with the grant in a long one", async () => {
    const wide = "username,roles,Cost\nana,Admin,9\n";
    expect((await read(wide, "accounts"))[0]?.attributes).toBe('{"Cost":"9"}');
    const long = "username,entitlement,risk\nana,Admin,9\nana,Reader,1\n";
    expect((await read(long, "grants")).map((g) => g.attributes)).toEqual(['{"risk":"9"}', '{"risk":"1"}']);
    expect((await read(long, "accounts"))[0]).not.toHaveProperty("attributes");
  });

  it("I8: one date for several roles is not claimed for each of them", async () => {
    const text = "username,roles,last_used\nana,Admin,2026-01-02\nbo,Admin;Reader,2026-01-03\n";
    expect((await read(text, "grants")).map((g) => g.last_used_at)).toEqual([
      "2026-01-02T00:00:00.000Z",
      undefined,
      undefined,
    ]);
    expect((await read(text, "accounts"))[1]?.attributes).toBe('{"last_used_at":"2026-01-03"}');
  });
});

it("the preview shows rows as the reader reads them", async () => {
  const text =
    "email,full_name,role,is_admin,active\nana@example.com,Ana Reis,Editor,true,yes\n,No One,Editor,,\n";
  expect(await previewRows(file(text), mapped(text), "Tool")).toEqual([
    {
      line: 2,
      account: "ana@example.com",
      application: "Tool",
      holder: "Ana Reis",
      kind: "unknown",
      entitlements: ["Editor", "is_admin"],
      details: [
        { name: "email", value: "ana@example.com" },
        { name: "status", value: "active" },
      ],
      problem: null,
    },
    expect.objectContaining({
      line: 3,
      account: null,
      problem: "email is missing. Fill in which account the row is about.",
    }),
  ]);
});
