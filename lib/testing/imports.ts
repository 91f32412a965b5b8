import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { database, rows } from "@/db/client";
import type { Ctx } from "@/lib/auth/actor";

/** The command line's actor, for tests that only import. */
export const operator: Ctx = {
  actor: { kind: "operator", personId: "018f0000-0000-7000-8000-00000000000f" },
  requestId: "test",
};

const made: string[] = [];

/** A folder of the test's own under the system's temporary one. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "countersign-test-"));
  made.push(dir);
  return dir;
}

/** Points `COUNTERSIGN_DATA` at a folder of this test file's own. Call before anything reads the environment. */
export function temporaryData(): string {
  const dir = temporaryFolder();
  process.env.COUNTERSIGN_DATA = dir;
  return dir;
}

/** Removes every folder made here, and the setting that names one; call in `afterAll`. */
export function removeFolders(): void {
  delete process.env.COUNTERSIGN_DATA;
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
}

export type Files = Record<string, string | Uint8Array>;

/** Writes files into a new folder and gives its path. */
export function folderWith(files: Files): string {
  const dir = path.join(temporaryFolder(), "folder");
  mkdirSync(dir);
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(dir, name), content);
  return dir;
}

/** Writes one file into a new folder and gives the file's path. */
export function fileWith(name: string, content: string | Uint8Array): string {
  return path.join(folderWith({ [name]: content }), name);
}

/** A small company as an import folder, each file replaceable; null leaves it out. */
export function company(change: Record<string, string | Uint8Array | null> = {}): Files {
  const all: Record<string, string | Uint8Array | null> = {
    "identities.csv": `id,kind,name,email,manager_id,department,title,employment_status,start_date,badge
i1,human,Bo Lindqvist,bo@example.com,,Finance,Director,active,2015-02-01,A1
i2,human,Mia Ferro,mia@example.com,i1,Finance,Manager,active,2019-05-01,unknown
i3,human,Pat Okoye,pat@example.com,i2,Finance,Clerk,active,2021-09-01,A3
`,
    "applications.csv": "id,name,type,owner_id\nledger,Ledger,erp,i1\n",
    "accounts.csv": `id,application_id,identity_id,login,email,status,mfa,last_sign_in_at
a1,ledger,i2,mia,mia@example.com,active,yes,2026-11-20T08:00:00Z
a2,ledger,i3,pat,pat@example.com,active,unknown,Never
a3,ledger,,batch,,active,no,
`,
    "entitlements.csv": `id,application_id,name,description,privilege
e1,ledger,FI_POST,Post journal entries,standard
e2,ledger,FI_ADMIN,,privileged
`,
    "grants.csv": `account_id,entitlement_id,granted_at,last_used_at,uses_90d
a1,e1,2020-01-01,2026-11-19,12
a1,e2,2020-01-01,Never,0
a2,e1,,,
a3,e2,2018-03-01,,
`,
    ...change,
  };
  return Object.fromEntries(
    Object.entries(all).filter((e): e is [string, string | Uint8Array] => e[1] !== null),
  );
}

/** What is in force in a source: its snapshot and how many rows each table holds of it. */
export async function inForce(
  name: string,
): Promise<{ snapshot: number; grants: number; asOf: string } | null> {
  const { db } = await database();
  const [found] = await rows<{ snapshot: number; grants: number; asOf: string }>(
    db,
    sql`SELECT p.id AS snapshot, (SELECT count(*)::int FROM snap_grant g WHERE g.snapshot_id = p.id) AS grants,
      to_char(p.as_of AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS "asOf"
      FROM source s JOIN snapshot p ON p.id = s.current_snapshot_id WHERE s.name = ${name}`,
  );
  return found ?? null;
}
