import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { perform } from "@/lib/chore";
import { read } from "@/lib/query";
import { receiveUpload, reserveUpload, startUploaded } from "@/lib/sources/import-job";
import { showImport } from "@/lib/sources/queries";
import { openSealed } from "@/lib/sources/sealed-file";
import { importNow, runImport } from "@/lib/sources/worker";
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
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(async () => {
  await end();
  removeFolders();
});

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const get = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) => rows<T>(handle.db, query);

describe("an import folder", () => {
  it("I9: is stored row for row and ties out", async () => {
    const phases: string[] = [];
    const counts = await importNow(operator, {
      path: folderWith(company()),
      source: "ERP",
      format: "auto",
      asOf: day("2026-11-01"),
      onProgress: ({ phase }) => phases.push(phase),
    });
    expect(counts).toEqual({
      snapshot: expect.any(Number),
      identities: 3,
      accounts: 3,
      entitlements: 2,
      grants: 4,
      rejected: 0,
      tieOut: { read: 13, stored: 13, duplicates: 0, rejected: 0, holds: true },
      unchanged: false,
    });
    expect([...new Set(phases)]).toEqual(["hashing", "reading", "checking", "putting in force", "done"]);
    const [held] = await get<Record<string, unknown>>(
      sql`SELECT * FROM snapshot WHERE id = ${counts.snapshot}`,
    );
    expect(held).toMatchObject({ status: "in_force", complete: true, parameters: { format: "folder" } });
    expect(held?.tie_out).toMatchObject({
      files: { "grants.csv": { read: 4, stored: 4, duplicates: 0, rejected: 0, holds: true } },
      notes: [],
    });
    expect(await get(sql`SELECT count(*)::int AS n FROM import_row`)).toEqual([{ n: 0 }]);
    expect(await get(sql`SELECT type, actor_id FROM audit_event`)).toEqual([
      { type: "snapshot.imported", actor_id: "import" },
    ]);
  });

  it("I8: unknown stays unknown, and Never is a value", async () => {
    expect(
      await get(
        sql`SELECT id, mfa, last_sign_in_at IS NULL AS no_date, last_sign_in_never FROM snap_account ORDER BY id`,
      ),
    ).toEqual([
      { id: "a1", mfa: true, no_date: false, last_sign_in_never: false },
      { id: "a2", mfa: null, no_date: true, last_sign_in_never: true },
      { id: "a3", mfa: false, no_date: true, last_sign_in_never: false },
    ]);
    expect(
      await get(
        sql`SELECT account_id, entitlement_id, last_used_never, uses_90d FROM snap_grant ORDER BY 1, 2`,
      ),
    ).toEqual([
      { account_id: "a1", entitlement_id: "e1", last_used_never: false, uses_90d: 12 },
      { account_id: "a1", entitlement_id: "e2", last_used_never: true, uses_90d: 0 },
      { account_id: "a2", entitlement_id: "e1", last_used_never: false, uses_90d: null },
      { account_id: "a3", entitlement_id: "e2", last_used_never: false, uses_90d: null },
    ]);
    expect(await get(sql`SELECT id, attributes FROM snap_identity ORDER BY id`)).toEqual([
      { id: "i1", attributes: { badge: "A1" } },
      { id: "i2", attributes: null },
      { id: "i3", attributes: { badge: "A3" } },
    ]);
  });

  it("keeps the raw files for the owner only, under the hash of their sorted names and hashes", async () => {
    const [held] = await get<{ sha256: string; raw_path: string }>(
      sql`SELECT sha256, raw_path FROM snapshot`,
    );
    const files = Object.entries(company()).sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = files.map(([name, text]) => `${name} ${createHash("sha256").update(text).digest("hex")}\n`);
    expect(held?.sha256).toBe(createHash("sha256").update(lines.join("")).digest("hex"));
    const kept = path.join(data, held?.raw_path ?? "");
    expect(await text(openSealed(path.join(kept, "grants.csv")))).toBe(company()["grants.csv"]);
    expect(readFileSync(path.join(kept, "grants.csv"), "latin1")).not.toContain("account_id");
    expect(statSync(path.join(kept, "grants.csv")).mode & 0o777).toBe(0o600);
    expect(statSync(kept).mode & 0o777).toBe(0o700);
  });
});

describe("importing again", () => {
  it("changes nothing for the same bytes as of the same time", async () => {
    const before = await inForce("ERP");
    const again = await importNow(operator, {
      path: folderWith(company()),
      source: "ERP",
      asOf: day("2026-11-01"),
    });
    expect(again).toMatchObject({ snapshot: before?.snapshot, unchanged: true, grants: 4 });
    expect(await inForce("ERP")).toEqual(before);
    expect(await get(sql`SELECT count(*)::int AS n FROM audit_event`)).toEqual([{ n: 1 }]);
    expect(await get(sql`SELECT count(*)::int AS n FROM snapshot`)).toEqual([{ n: 1 }]);
  });

  it("makes a new snapshot of the same bytes as of a later time, and supersedes the one before", async () => {
    const before = await inForce("ERP");
    const later = await importNow(operator, {
      path: folderWith(company()),
      source: "ERP",
      asOf: day("2026-11-10"),
    });
    expect(later.snapshot).toBeGreaterThan(before?.snapshot ?? 0);
    expect(await inForce("ERP")).toEqual({ snapshot: later.snapshot, grants: 4, asOf: "2026-11-10" });
    expect(await get(sql`SELECT status FROM snapshot ORDER BY id`)).toEqual([
      { status: "superseded" },
      { status: "in_force" },
    ]);
  });

  it("refuses data as of an earlier time or the future", async () => {
    const before = await inForce("ERP");
    const files = company({ "applications.csv": "id\nledger\n" });
    await expect(
      importNow(operator, { path: folderWith(files), source: "ERP", asOf: day("2026-11-09") }),
    ).rejects.toThrow("The as-of date 2026-11-09 is before 2026-11-10");
    await expect(
      importNow(operator, { path: folderWith(files), source: "ERP", asOf: day("2199-01-01") }),
    ).rejects.toThrow("is in the future");
    expect(await inForce("ERP")).toEqual(before);
  });
});

describe("an upload", () => {
  /** Uploads one file and starts its import, as the Sources page does. */
  async function start(text: string): Promise<string> {
    const { id, path: place } = await perform(operator, reserveUpload, {});
    mkdirSync(path.join(data, place), { recursive: true });
    writeFileSync(path.join(data, place, "tool.csv"), text);
    await perform(operator, receiveUpload, { upload: id, bytes: text.length });
    const mapping = {
      shape: "wide" as const,
      columns: { user: "account" as const, access: "role" as const },
    };
    await perform(operator, startUploaded, {
      upload: id,
      source: "Upload",
      format: "csv",
      asOf: "2026-11-02",
      mapping,
    });
    return id;
  }

  it("is imported by the worker, which says how far it is, and is then thrown away", async () => {
    const job = await start("user,access\nmia,Admin\npat,\n");
    expect(await read(operator, showImport, { id: job })).toMatchObject({
      state: "queued",
      source: "Upload",
    });
    await runImport({ job });
    expect(await read(operator, showImport, { id: job })).toMatchObject({
      state: "done",
      phase: "done",
      rowsRead: 2,
      rowsSettled: 2,
      bytesRead: 27,
      bytes: 27,
      counts: { identities: 0, accounts: 2, entitlements: 1, grants: 1 },
      tieOut: { read: 2, stored: 2, holds: true, files: { "tool.csv": { read: 2 } } },
    });
    expect(existsSync(path.join(data, "uploads", job))).toBe(false);
    expect(await inForce("Upload")).toMatchObject({ grants: 1, asOf: "2026-11-02" });
  });

  it("that is refused keeps its sentence with the job, and the worker goes on", async () => {
    const job = await start('user,access\nmia,"Admin\n');
    await runImport({ job });
    expect(await read(operator, showImport, { id: job })).toMatchObject({
      state: "refused",
      problem:
        "tool.csv line 2: a quotation mark opens in this row and is never closed. Close it, or export the file again.",
      tieOut: null,
    });
    expect(existsSync(path.join(data, "uploads", job))).toBe(false);
    expect(await inForce("Upload")).toMatchObject({ grants: 1 });
    await runImport({ job });
    await expect(
      perform(operator, startUploaded, {
        upload: job,
        source: "Upload",
        format: "folder",
        asOf: "2026-11-02",
      }),
    ).rejects.toThrow("This upload has been imported already.");
  });
});

const fixtures = path.resolve(process.cwd(), "../shared/fixtures");
const here = existsSync(fixtures);
if (!here) console.warn(`skipped: ${fixtures} is not here, so no real data was imported.`);

describe.skipIf(!here)("real data", () => {
  it("I9: a recertified organisation ties out, and its outcome is not read", async () => {
    const place = path.join(fixtures, "recertified/kubernetes-2024-02");
    const counts = await importNow(operator, { path: place, source: "Kubernetes", asOf: day("2024-02-16") });
    expect(counts).toMatchObject({
      identities: 2064,
      accounts: 3246,
      entitlements: 757,
      grants: 6921,
      rejected: 0,
      tieOut: { read: 12996, stored: 12996, duplicates: 0, rejected: 0, holds: true },
    });
    const [held] = await get<{ tie_out: { notes: string[] } }>(
      sql`SELECT tie_out FROM snapshot WHERE id = ${counts.snapshot}`,
    );
    expect(held?.tie_out.notes).toEqual([
      "about.json is not a file of an import folder and was not read.",
      "outcome.csv is not a file of an import folder and was not read.",
    ]);
  });

  it("I9: an AWS account ties out by list, with what groups carry as derived grants", async () => {
    const place = path.join(fixtures, "aws/cloudsplaining_gaad_example.json");
    const counts = await importNow(operator, { path: place, source: "AWS", asOf: day("2024-02-16") });
    expect(counts).toMatchObject({
      identities: 122,
      rejected: 0,
      tieOut: { read: 211, stored: 211, holds: true },
    });
    expect(
      await get(sql`SELECT kind, count(*)::int AS n FROM snap_identity WHERE snapshot_id = ${counts.snapshot}
        GROUP BY kind ORDER BY kind`),
    ).toEqual([
      { kind: "unknown", n: 44 },
      { kind: "workload", n: 78 },
    ]);
    expect(
      await get(sql`SELECT e.type, g.via <> '' AS derived, count(*)::int AS n FROM snap_grant g
        JOIN snap_entitlement e ON e.snapshot_id = g.snapshot_id AND e.id = g.entitlement_id
        WHERE g.snapshot_id = ${counts.snapshot} GROUP BY 1, 2 ORDER BY 1, 2`),
    ).toEqual([
      { type: "assume role", derived: false, n: 87 },
      { type: "group", derived: false, n: 6 },
      { type: "inline policy", derived: false, n: 38 },
      { type: "inline policy", derived: true, n: 1 },
      { type: "managed policy", derived: false, n: 103 },
      { type: "managed policy", derived: true, n: 4 },
    ]);
    expect(counts).toMatchObject({ accounts: 122 + 23, entitlements: 206, grants: 239 });
  });
});

describe("one CSV", () => {
  it("of the same bytes under another name and as of a later time is a new snapshot", async () => {
    const text = "username,roles\nmia,Admin\n";
    const bring = (name: string, asOf: string) =>
      importNow(operator, { path: fileWith(name, text), source: "Monthly", asOf: day(asOf) });
    const first = await bring("october.csv", "2026-10-31");
    const second = await bring("november.csv", "2026-11-20");
    expect(second).toMatchObject({ grants: 1, unchanged: false });
    expect(await inForce("Monthly")).toMatchObject({ snapshot: second.snapshot, asOf: "2026-11-20" });
    const [raw] = await get(sql`SELECT count(DISTINCT raw_path)::int AS n FROM snapshot
      WHERE id IN (${first.snapshot}, ${second.snapshot})`);
    expect(raw).toEqual({ n: 1 });
  });

  it("is read by what its header suggests where nothing else is said, and by the same mapping next time", async () => {
    const text =
      'Account name,Account owner,Role,Status\nmia,mia@example.com,"Admin,Viewer",Active\nbatch,No owner,Admin,Active\n';
    const counts = await importNow(operator, {
      path: fileWith("tool.csv", text),
      source: "Tool",
      asOf: day("2026-11-01"),
    });
    expect(counts).toMatchObject({
      accounts: 2,
      entitlements: 2,
      grants: 3,
      identities: 1,
      tieOut: { read: 2, stored: 2 },
    });
    const [source] = await get<{ mapping: { shape: string; columns: Record<string, string> } }>(
      sql`SELECT mapping FROM source WHERE name = 'Tool'`,
    );
    expect(source?.mapping.columns).toEqual({
      "Account name": "account",
      "Account owner": "owner",
      Role: "role",
      Status: "status",
    });
  });
});
