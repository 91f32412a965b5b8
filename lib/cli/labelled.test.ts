import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { company, folderWith, removeFolders, temporaryFolder } from "@/lib/testing/imports";
import { copyBefore, grantKey, labelledFolder, outcomeOf } from "./labelled";

afterAll(removeFolders);

const about = JSON.stringify({ as_of: "2026-06-01" });
const outcome = "account_id,entitlement_id,revoked\na1,e1,0\na1,e2,1\na2,e1,\n";
const folder = (change: Record<string, string | null> = {}) =>
  labelledFolder(folderWith(company({ "about.json": about, "outcome.csv": outcome, ...change })));

async function copied(change: Record<string, string | null>) {
  const to = path.join(temporaryFolder(), "copy");
  mkdirSync(to);
  const held = await copyBefore(await folder(change), to);
  return { held, to, read: (name: string) => readFileSync(path.join(to, name), "utf8") };
}

describe("a labelled folder", () => {
  it("reads the day and the outcomes; what is not known is not there", async () => {
    const one = await folder();
    expect(one.asOf).toBe("2026-06-01");
    expect([...(await outcomeOf(one))]).toEqual([
      [grantKey("a1", "e1"), false],
      [grantKey("a1", "e2"), true],
    ]);
  });

  it.each([
    ["no about.json", { "about.json": null }, "about.json"],
    ["an about.json without a day", { "about.json": "{}" }, "as_of"],
    ["an about.json that is no JSON", { "about.json": "as_of" }, "as_of"],
    ["no outcome.csv", { "outcome.csv": null }, "outcome.csv"],
  ])("is refused with %s", async (_, change, named) => {
    await expect(folder(change)).rejects.toThrow(named);
  });

  it("is refused where an outcome is neither yes nor no, with the line", async () => {
    const one = await folder({ "outcome.csv": "account_id,entitlement_id,revoked\na1,e1,0\na1,e2,maybe\n" });
    await expect(outcomeOf(one)).rejects.toThrow("line 3");
    await expect(outcomeOf(await folder({ "outcome.csv": "account_id,revoked\na1,0\n" }))).rejects.toThrow(
      "entitlement_id",
    );
  });

  it("is copied without its outcome and its about.json: a label is never imported", async () => {
    const { to } = await copied({});
    expect(existsSync(path.join(to, "grants.csv"))).toBe(true);
    expect(existsSync(path.join(to, "outcome.csv"))).toBe(false);
    expect(existsSync(path.join(to, "about.json"))).toBe(false);
  });
});

describe("nothing dated on or after the review", () => {
  it("makes such dates unknown, on the day itself too, in our columns and in others, and keeps what is before", async () => {
    const { held, read } = await copied({
      "grants.csv": `account_id,entitlement_id,granted_at,last_used_at,note
a1,e1,2026-05-31,2026-06-01,
a1,e2,2026-06-01,Never,"asked, 2026-06-02"
a2,e1,2026-05-31T23:30:00-05:00,2026-05-01,seen 2026-05-01
`,
    });
    expect(read("grants.csv")).toBe(`account_id,entitlement_id,granted_at,last_used_at,note
a1,e1,2026-05-31,,
a1,e2,,Never,
a2,e1,,2026-05-01,seen 2026-05-01
`);
    // Four above, and the sign-in in November of the small company.
    expect(held).toEqual({ dates: 5, rows: 0 });
  });

  it("leaves out requests and credentials of such a day, and no id that looks like a date", async () => {
    const { held, read } = await copied({
      "accounts.csv": "id,application_id,identity_id\na1,ledger,i2\na2,ledger,i3\na3,ledger,\n",
      "requests.csv":
        "id,requested_by,requested_at,text\n2026-12-01,i2,2026-05-01,before\nq2,i2,2026-06-01,after\n",
      "credentials.csv":
        "id,identity_id,kind,created_at,expires_at\nk1,i2,key,2026-01-01,2027-01-01\nk2,i2,key,2026-07-01,\n",
    });
    expect(read("requests.csv")).toBe("id,requested_by,requested_at,text\n2026-12-01,i2,2026-05-01,before\n");
    expect(read("credentials.csv")).toBe(
      "id,identity_id,kind,created_at,expires_at\nk1,i2,key,2026-01-01,\n",
    );
    expect(held.rows).toBe(2);
  });
});
