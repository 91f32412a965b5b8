import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { enterImport } from "@/lib/sources/import-job";
import { openSnapshot, stageRows } from "@/lib/sources/loading";
import { readRecord } from "@/lib/sources/record";
import { systemCtx } from "@/lib/sources/run";
import { importNow, recoverImports } from "@/lib/sources/worker";
import { freshDatabase } from "@/lib/testing/database";
import {
  company,
  fileWith,
  folderWith,
  inForce,
  operator,
  removeFolders,
  temporaryData,
} from "@/lib/testing/imports";

const data = temporaryData();
let handle: Handle;
let end: () => Promise<void>;
let good: Awaited<ReturnType<typeof inForce>>;
const asOf = new Date("2026-11-01T00:00:00Z");
const later = new Date("2026-11-02T00:00:00Z");

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  await importNow(operator, { path: folderWith(company()), source: "ERP", asOf });
  good = await inForce("ERP");
});
afterAll(async () => {
  await end();
  removeFolders();
});

const get = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) => rows<T>(handle.db, query);
const bring = (change: Parameters<typeof company>[0]) =>
  importNow(operator, { path: folderWith(company(change)), source: "ERP", asOf: later });

/** What is put aside in the newest snapshot of the source. */
const aside = () =>
  get<{ file: string; line: number; kind: string; reason: string }>(
    sql`SELECT file, line, kind, reason FROM snapshot_reject WHERE snapshot_id = (SELECT max(id) FROM snapshot)
      ORDER BY file, line`,
  );

async function leftAlone() {
  expect(await inForce("ERP")).toEqual(good);
  expect(await get(sql`SELECT count(*)::int AS n FROM import_row`)).toEqual([{ n: 0 }]);
  expect(
    await get(sql`SELECT count(*)::int AS n FROM snap_grant WHERE snapshot_id <> ${good?.snapshot ?? 0}`),
  ).toEqual([{ n: 0 }]);
  expect(await get(sql`SELECT count(*)::int AS n FROM snapshot WHERE status = 'loading'`)).toEqual([
    { n: 0 },
  ]);
  expect(await get(sql`SELECT count(*)::int AS n FROM import_job WHERE state = 'running'`)).toEqual([
    { n: 0 },
  ]);
}

const identities = "id,name,manager_id\n";
const huge = () => {
  const text = Buffer.alloc(200 << 20, "x");
  text.write("id,name\n");
  return text;
};

const refused: [string, Parameters<typeof company>[0], string][] = [
  [
    "a file that is not UTF-8",
    { "identities.csv": Buffer.from("id,name\ni1,Zo\xeb\n", "latin1") },
    "identities.csv is not UTF-8: line 2 (byte 14) holds the byte 0xEB. Save it as UTF-8 and import it again.",
  ],
  [
    "UTF-16",
    { "identities.csv": Buffer.from("\ufeffid,name\ni1,Zoë\n", "utf16le") },
    'identities.csv is UTF-16, not UTF-8. Save it as "CSV UTF-8" and import it again.',
  ],
  [
    "a missing column",
    { "grants.csv": "account,entitlement_id\na1,e1\n" },
    "grants.csv has no column account_id; its header is account, entitlement_id. Add or rename the column and import again.",
  ],
  [
    "a column named twice",
    { "grants.csv": "account_id,entitlement_id,Account_ID\na1,e1,a1\n" },
    'grants.csv line 1: the header names "Account_ID" twice, in columns 1 and 3. Rename one, or take it out.',
  ],
  [
    "an empty file",
    { "grants.csv": "" },
    "grants.csv is empty. Export it again, with a header line and its rows.",
  ],
  [
    "a header without rows",
    { "grants.csv": "account_id,entitlement_id\n" },
    "grants.csv has a header and no rows, which looks like a failed export. Export it again; if there really are none, leave the file out.",
  ],
  [
    "a file that others refer to left out",
    { "accounts.csv": null },
    "grants.csv refers to accounts.csv, which is not in the folder. Add accounts.csv and import again.",
  ],
  [
    "a quotation mark that is never closed",
    { "grants.csv": 'account_id,entitlement_id\na1,"e1\na2,e1\n' },
    "grants.csv line 2: a quotation mark opens in this row and is never closed. Close it, or export the file again.",
  ],
  [
    "a line of 200 MB",
    { "identities.csv": huge() },
    "identities.csv line 2: the row that starts here is longer than 1 MiB. A quotation mark was probably never closed; close it, or export the file again.",
  ],
  [
    "managers in a circle",
    { "identities.csv": `${identities}i1,A,i3\ni2,B,i1\ni3,C,i2\ni4,D,i2\ni5,E,\n` },
    'Managers go in a circle: "i1" is managed by "i3", who is managed by "i2", who is managed by "i1". Correct manager_id, or leave it empty for whoever is at the top, and import again.',
  ],
  [
    "somebody who is their own manager",
    { "identities.csv": `${identities}i1,A,i1\ni2,B,i1\n` },
    'Managers go in a circle: "i1" is their own manager. Correct manager_id, or leave it empty for whoever is at the top, and import again.',
  ],
  [
    "a file of which nothing can be stored",
    { "grants.csv": "account_id,entitlement_id\nzz,e1\nyy,e1\n" },
    'grants.csv: none of its 2 rows could be stored. The first reason: line 2: account_id "zz" is not among the stored accounts. Add it there, or take this row out.',
  ],
  [
    "two files that hold the same",
    { "Grants.CSV": "account_id,entitlement_id\na1,e1\n" },
    "The folder has Grants.CSV and grants.csv, which hold the same. Take one out and import again.",
  ],
];

describe("what cannot be read is refused in one sentence, and the last good snapshot stays in force", () => {
  it.each(refused)("%s", async (_, change, sentence) => {
    const heap = process.memoryUsage().rss;
    await expect(bring(change)).rejects.toThrow(expect.objectContaining({ message: sentence }));
    expect(process.memoryUsage().rss - heap).toBeLessThan(300 << 20);
    await leftAlone();
    const [job] = await get(sql`SELECT state, problem FROM import_job ORDER BY id DESC LIMIT 1`);
    expect(job).toEqual({ state: "refused", problem: sentence });
  });

  it("a path that is not there, and a folder with nothing of ours in it", async () => {
    await expect(importNow(operator, { path: "/nowhere/x.csv", source: "ERP" })).rejects.toThrow(
      'There is no file or folder "/nowhere/x.csv". Check the path.',
    );
    await expect(
      importNow(operator, { path: folderWith({ "a.txt": "x", "b.txt": "y" }), source: "ERP", asOf: later }),
    ).rejects.toThrow("Of the 2 files none is one of an import folder");
    await leftAlone();
  });

  it("JSON that is cut off, not AWS's, or only its first page", async () => {
    const json = (text: string) =>
      importNow(operator, { path: fileWith("gaad.json", text), source: "ERP", asOf: later });
    await expect(json('{"UserDetailList": [{"UserName": "mia"')).rejects.toThrow(
      "gaad.json line 1: it ends in the middle; the file is cut off. Export it again as JSON and import the whole file.",
    );
    await expect(json('{"Users": []}')).rejects.toThrow(
      'it is not what "aws iam get-account-authorization-details"',
    );
    await expect(json('{"UserDetailList": [], "IsTruncated": true}')).rejects.toThrow("is only one page");
    await leftAlone();
  });

  it("a CSV in which no column can be recognised", async () => {
    const path = fileWith("odd.csv", "colour,weight\nred,3\n");
    await expect(importNow(operator, { path, source: "ERP", asOf: later })).rejects.toThrow(
      "odd.csv: no column could be recognised as the account; its header is colour, weight.",
    );
    await leftAlone();
  });

  it("leaves no half copy behind", () => {
    expect(readdirSync(path.join(data, "raw")).filter((n) => n.startsWith("."))).toEqual([]);
  });
});

describe("rows that cannot be read or linked are put aside with file, line and reason", () => {
  it("I9: bad cells, dangling references and repetitions, and the rest still ties out", async () => {
    const counts = await bring({
      "identities.csv": `id,kind,name,manager_id,start_date,moved_at
i1,human,Bo Lindqvist,,2015-02-01,
i2,robot,Mia Ferro,i1,2019-05-01,
i3,human,Pat Okoye,nobody,01/02/2021,
i4,human,Ada Bloem,nobody,2020-02-29,Never
,human,Nameless,,,
`,
      "accounts.csv": `id,application_id,identity_id,mfa,last_sign_in_at
a1,ledger,i1,yes,2026-11-20T08:00:00Z
a2,ledger,i1,maybe,
a3,nowhere,i1,,
a1,ledger,i1,yes,2026-11-20T08:00:00Z
a1,ledger,i4,yes,2026-11-20T08:00:00Z
a5,ledger,i1,,1601-01-01T00:00:00Z
`,
      "grants.csv": `account_id,entitlement_id,granted_at,uses_90d
a1,e1,2020-01-01,3
a1,e2,2021-02-30,
a1,e2,2020-01-01,many
a2,e1,,
a1,ghost,,
a1,e1,2020-01-01,3
a1,e1,2024-01-01,
a1,e1,2024-01-01,,extra
`,
    });
    expect(counts).toMatchObject({
      identities: 2,
      accounts: 1,
      grants: 1,
      tieOut: { read: 22, stored: 7, duplicates: 4, rejected: 11, holds: true },
    });
    expect(await aside()).toEqual([
      {
        file: "accounts.csv",
        line: 3,
        kind: "rejected",
        reason:
          'mfa "maybe" is neither yes nor no. Write true or false, or leave it empty if it is not known.',
      },
      {
        file: "accounts.csv",
        line: 4,
        kind: "rejected",
        reason:
          'application_id "nowhere" is not among the stored applications. Add it there, or take this row out.',
      },
      { file: "accounts.csv", line: 5, kind: "duplicate", reason: "Says the same as line 2, which is kept." },
      {
        file: "accounts.csv",
        line: 6,
        kind: "duplicate",
        reason: "Is about the same as line 2 but differs in identity_id; line 2 is kept.",
      },
      {
        file: "accounts.csv",
        line: 7,
        kind: "rejected",
        reason:
          'last_sign_in_at "1601-01-01T00:00:00Z" stands for "no date" in some systems. Write Never if it never happened, or leave it empty if it is not known.',
      },
      {
        file: "grants.csv",
        line: 3,
        kind: "rejected",
        reason:
          'granted_at "2021-02-30" is not a date. Write it as 2026-11-22 or 2026-11-22T10:30:00Z, or leave it empty if it is not known.',
      },
      {
        file: "grants.csv",
        line: 4,
        kind: "rejected",
        reason:
          'uses_90d "many" is not a whole number. Write digits only, or leave it empty if it is not known.',
      },
      {
        file: "grants.csv",
        line: 5,
        kind: "rejected",
        reason: 'account_id "a2" is not among the stored accounts. Add it there, or take this row out.',
      },
      {
        file: "grants.csv",
        line: 6,
        kind: "rejected",
        reason:
          'entitlement_id "ghost" is not among the stored entitlements. Add it there, or take this row out.',
      },
      { file: "grants.csv", line: 7, kind: "duplicate", reason: "Says the same as line 2, which is kept." },
      {
        file: "grants.csv",
        line: 8,
        kind: "duplicate",
        reason: "Is about the same as line 2 but differs in granted_at, uses_90d; line 2 is kept.",
      },
      {
        file: "grants.csv",
        line: 9,
        kind: "rejected",
        reason:
          "The row has 5 cells and the header 4. A separator is missing or one too many; put cells that hold one in quotation marks.",
      },
      {
        file: "identities.csv",
        line: 3,
        kind: "rejected",
        reason:
          'kind "robot" is none of human, service, workload, ai_agent, unknown. Correct it, or leave it empty if it is not known.',
      },
      {
        file: "identities.csv",
        line: 4,
        kind: "rejected",
        reason:
          'start_date "01/02/2021" is not a date. Write it as 2026-11-22 or 2026-11-22T10:30:00Z, or leave it empty if it is not known.',
      },
      {
        file: "identities.csv",
        line: 5,
        kind: "note",
        reason: 'The manager "nobody" is not among the identities; the manager is kept as unknown.',
      },
      { file: "identities.csv", line: 6, kind: "rejected", reason: "id is missing. Fill it in." },
    ]);
  });

  it("I8 I10: a manager who is not there is unknown, and a snapshot with unreadable access cannot show a removal", async () => {
    const snapshot = sql`(SELECT max(id) FROM snapshot)`;
    expect(
      await get(
        sql`SELECT manager_id, moved_at, attributes FROM snap_identity WHERE snapshot_id = ${snapshot} AND id = 'i4'`,
      ),
    ).toEqual([{ manager_id: null, moved_at: null, attributes: { moved_at: "Never" } }]);
    expect(await get(sql`SELECT complete FROM snapshot WHERE id = ${snapshot}`)).toEqual([
      { complete: false },
    ]);
  });
});

describe("an import that stopped midway", () => {
  /** An import as a killed process leaves it: running, its snapshot loading, rows in staging. */
  async function killed(source: string): Promise<{ job: string; snapshot: number }> {
    const { job } = await perform(operator, enterImport, {
      source,
      format: "folder",
      asOf: later,
      path: "/gone",
    });
    const opened = await perform(systemCtx(job), openSnapshot, {
      job,
      format: "folder",
      sha256: "0".repeat(64),
      bytes: 1,
      rawPath: "raw/0",
      parameters: { format: "folder" },
    });
    const record = readRecord("applications", { id: "app" });
    if ("problem" in record) throw new Error(record.problem);
    const lines = [{ file: "applications.csv", line: 2, records: [{ ...record, lead: true }] }];
    const batch = { from: 1, lines };
    await perform(systemCtx(job), stageRows, { job, snapshot: opened.snapshot, batch, bytesRead: 1 });
    return { job, snapshot: opened.snapshot };
  }

  it("is refused at the next start, its rows are removed, and the source can be imported again", async () => {
    const before = await inForce("ERP");
    const { job, snapshot } = await at(new Date("2026-11-20T10:00:00Z"), () => killed("ERP"));
    await expect(
      importNow(operator, { path: folderWith(company()), source: "ERP", asOf: later }),
    ).rejects.toThrow("An import of ERP is running already.");
    await at(new Date("2026-11-20T10:06:00Z"), recoverImports);
    const problem = "The import stopped midway; start it again.";
    expect(await get(sql`SELECT state, problem FROM import_job WHERE id = ${job}`)).toEqual([
      { state: "refused", problem },
    ]);
    expect(await get(sql`SELECT status, problem FROM snapshot WHERE id = ${snapshot}`)).toEqual([
      { status: "refused", problem },
    ]);
    expect(await get(sql`SELECT count(*)::int AS n FROM import_row`)).toEqual([{ n: 0 }]);
    expect(await inForce("ERP")).toEqual(before);
    const again = await importNow(operator, { path: folderWith(company()), source: "ERP", asOf: later });
    expect(await inForce("ERP")).toMatchObject({ snapshot: again.snapshot });
  });

  it("is left alone while its process may still be at work elsewhere, and cannot go on once it was refused", async () => {
    const start = new Date("2026-11-20T12:00:00Z");
    const { job, snapshot } = await at(start, () => killed("Other"));
    if (handle.kind === "postgres") {
      await at(new Date("2026-11-20T12:04:00Z"), recoverImports);
      expect(await get(sql`SELECT state FROM import_job WHERE id = ${job}`)).toEqual([{ state: "running" }]);
    }
    await at(new Date("2026-11-20T12:06:00Z"), recoverImports);
    await expect(
      perform(systemCtx(job), stageRows, { job, snapshot, batch: { from: 2, lines: [] }, bytesRead: 2 }),
    ).rejects.toThrow("This import was stopped meanwhile. Start it again.");
  });
});

describe("who may import", () => {
  it("nobody and people without the role are refused before anything is written", async () => {
    const files = folderWith(company());
    const nobody = { actor: { kind: "nobody" as const }, requestId: "r" };
    await expect(importNow(nobody, { path: files, source: "X" })).rejects.toThrow("Sign in to do this.");
    expect(existsSync(path.join(data, "raw"))).toBe(true);
    expect(await get(sql`SELECT count(*)::int AS n FROM import_job WHERE source_name = 'X'`)).toEqual([
      { n: 0 },
    ]);
  });
});
