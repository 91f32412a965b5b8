import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { asc, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { retentionRun } from "@/db/schema/retention";
import { snapshot } from "@/db/schema/snapshots";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { beginUse, endUse } from "@/lib/sources/raw-drop";
import { openRaw } from "@/lib/sources/raw-open";
import { openSealed } from "@/lib/sources/sealed-file";
import { importNow } from "@/lib/sources/worker";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { liftHold, placeHold } from "./holds";
import { setPeriod } from "./periods";
import { purgeStep } from "./purge";
import { sweepFiles } from "./sweep";
import { purgeDue } from "./worker";

const day = 86_400_000;
const start = new Date("2026-11-22T09:00:00Z");
const reason = "Counsel asked us to keep it all.";
let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let data: string;
let admin: WorldPerson;
let auditor: WorldPerson;

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-raw-"));
  restore = overrideEnv({ data, rawKey: undefined });
  ({ handle, end } = await freshDatabase());
  admin = await world().person({ name: "Ada Admin", roles: ["admin"] });
  auditor = await world().person({ name: "Aud Itor", roles: ["auditor"] });
});
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

const text = (person: string) => `account,name,email,entitlement\na1,${person},a@example.com,Ledger\n`;

async function imported(person: string): Promise<void> {
  const file = path.join(data, "export.csv");
  writeFileSync(file, text(person));
  await importNow(admin.ctx, { path: file, source: "Ledger", asOf: start });
}

async function runAt(time: Date): Promise<void> {
  await at(time, () => execute(admin.ctx, setPeriod, { class: "draft", days: 2557 }));
  await handle.db.delete(retentionRun);
  await at(time, purgeDue);
}

it("keeps import files encrypted, logs each opening, and deletes them 13 months after, unless in force or held", async () => {
  await at(start, () => imported("Ana Duarte"));
  await at(new Date(start.getTime() + day), () => imported("Bo Boss"));
  const [first, second] = await handle.db.select().from(snapshot).orderBy(asc(snapshot.id));
  const place = path.join(data, first?.rawPath ?? "", "file");
  const other = path.join(data, second?.rawPath ?? "", "file");
  expect(readFileSync(place).includes("Ana Duarte")).toBe(false);
  const given = await execute(auditor.ctx, openRaw, { snapshot: first?.id ?? 0, name: "export.csv" });
  const plain: Buffer[] = [];
  for await (const chunk of openSealed(given.path)) plain.push(chunk);
  expect(Buffer.concat(plain).toString()).toBe(text("Ana Duarte"));
  expect(given.bytes).toBe(Buffer.concat(plain).length);
  const opened = await rows<{ data: unknown }>(
    handle.db,
    sql`SELECT convert_from(leaf, 'UTF8')::jsonb -> 'data' AS data FROM audit_event WHERE type = 'access.read' AND actor_id = ${auditor.id}`,
  );
  expect(opened.map((o) => o.data)).toEqual([{ what: "import file", file: `sha256:${first?.sha256}` }]);

  const due = new Date(start.getTime() + 396 * day);
  await runAt(new Date(due.getTime() - 1));
  expect(existsSync(place)).toBe(true);
  const { hold } = await execute(admin.ctx, placeHold, { person: auditor.id, reason });
  await runAt(due);
  expect(existsSync(place)).toBe(true);
  await execute(admin.ctx, liftHold, { hold, reason });
  await runAt(new Date(due.getTime() + 10 * day));
  expect(existsSync(place)).toBe(false);
  // The newest is in force, however old it is.
  expect(existsSync(other)).toBe(true);
  await expect(
    execute(auditor.ctx, openRaw, { snapshot: first?.id ?? 0, name: "export.csv" }),
  ).rejects.toMatchObject({ slug: "purged" });
  const [purged] = await rows<{ data: unknown }>(
    handle.db,
    sql`SELECT convert_from(leaf, 'UTF8')::jsonb -> 'data' AS data FROM audit_event WHERE type = 'retention.purged'`,
  );
  expect(purged?.data).toEqual({ class: "raw_file", days: 396, rows: 1, file: `sha256:${first?.sha256}` });
});

it("deletes a file only after the purge is committed, never one that an import uses, nor one that the database does not know", async () => {
  const due = new Date(start.getTime() + 2 * 396 * day);
  await at(new Date(start.getTime() + 400 * day), () => imported("Cleo Third"));
  const [, second] = await handle.db.select().from(snapshot).orderBy(asc(snapshot.id));
  const sha256 = second?.sha256 ?? "";
  const place = path.join(data, "raw", sha256, "file");
  const keeper = { actor: { kind: "system" as const, name: "retention" as const }, requestId: "t" };
  await at(due, () => execute(keeper, purgeStep, { class: "raw_file" }));
  expect(existsSync(place)).toBe(true);
  const unknown = path.join(data, "raw", "f".repeat(64));
  mkdirSync(unknown);
  await beginUse(data, sha256, "job-1");
  await sweepFiles(keeper);
  expect(existsSync(place)).toBe(true);
  await endUse(data, "job-1");
  await sweepFiles(keeper);
  expect(existsSync(place)).toBe(false);
  expect(existsSync(unknown)).toBe(true);
});
