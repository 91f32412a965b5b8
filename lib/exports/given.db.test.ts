import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { exportFile } from "@/db/schema/jobs";
import { retentionRun } from "@/db/schema/retention";
import { openZip } from "@/lib/audit-log/verifier/zip";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { read } from "@/lib/query";
import { setPeriod } from "@/lib/retention/periods";
import { purgeDue } from "@/lib/retention/worker";
import { type Company, company, today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { requestExport, takeExport } from "./commands";
import { list } from "./queries";
import { buildExport } from "./worker";

/** The recipient of the format's own examples; nobody here has its identity. */
const recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
const day = 86_400_000;

let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let data: string;
let c: Company;
let auditor: WorldPerson;
let owner: WorldPerson;
let campaign: string;

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-given-"));
  restore = overrideEnv({ data, exportDays: 30 });
  ({ handle, end } = await freshDatabase());
  c = await at(today, () => company());
  auditor = await world().person({ name: "Aud Itor", roles: ["auditor"] });
  owner = await world().person({ name: "Cora Owner", roles: ["control_owner"] });
  const made = await at(today, () =>
    launchNow(c.admin.ctx, {
      name: "Given review",
      sources: ["Ledger export"],
      fallback: "fay@example.com",
      due: "2026-12-01",
      settings: { blindShare: 0 },
    }),
  );
  campaign = made.campaign;
});
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

async function made(input: { recipient?: string } = {}, time = today): Promise<string> {
  return at(time, async () => {
    const { export: id } = await perform(auditor.ctx, requestExport, { campaign, ...input });
    await buildExport({ export: id });
    return id;
  });
}
const taken = (id: string, time: Date) => at(time, () => execute(auditor.ctx, takeExport, { export: id }));
const later = (ms: number) => new Date(today.getTime() + ms);

describe("a file that is given away", () => {
  it("can be taken until its time ends, and then says what to do", async () => {
    const id = await made();
    expect((await taken(id, later(30 * day - 1_000))).name).toBe("evidence-pack.zip");
    await expect(taken(id, later(30 * day + 60_000))).rejects.toMatchObject({
      code: "gone",
      slug: "expired",
      message: expect.stringMatching(/Make the export again/),
    });
    const [row] = await at(later(31 * day), () => read(auditor.ctx, list, { export: id }));
    expect(row).toMatchObject({ over: true, recipient: null });
  });

  it("I19: encrypted to a recipient leaves no plain file behind, and the log says what was in it and for whom", async () => {
    const plain = readFileSync((await taken(await made(), later(1_000))).path);
    const id = await made({ recipient });
    const given = await taken(id, later(1_000));
    expect(given.name).toBe("evidence-pack.zip.age");
    const file = readFileSync(given.path);
    expect(file.subarray(0, 21).toString()).toBe("age-encryption.org/v1");
    expect(createHash("sha256").update(file).digest("hex")).toBe(given.sha256);
    expect(existsSync(given.path.replace(/\.age$/u, ""))).toBe(false);
    const [event] = await rows<{ data: Record<string, string> }>(
      handle.db,
      sql`SELECT convert_from(leaf, 'UTF8')::jsonb -> 'data' AS data FROM audit_event WHERE type = 'export.created' AND ref_id = ${id}`,
    );
    expect(event?.data).toMatchObject({
      recipient,
      content: `sha256:${createHash("sha256").update(plain).digest("hex")}`,
    });
    const [read1] = await rows<{ n: number }>(
      handle.db,
      sql`SELECT count(*)::int AS n FROM audit_event WHERE type = 'access.read' AND strpos(convert_from(leaf, 'UTF8'), ${given.sha256}) > 0`,
    );
    expect(read1?.n).toBe(1);
    await expect(made({ recipient: `${recipient.slice(0, -1)}q` })).rejects.toThrow(/age recipient/);
  });

  it("is opened with age by whoever has the identity, and what is in it verifies", async () => {
    const age = process.env.AGE_BINARY ?? "age";
    let key: string;
    try {
      key = execFileSync(`${age}-keygen`, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    } catch {
      process.stderr.write("age is not installed; its program was not asked.\n");
      return;
    }
    writeFileSync(path.join(data, "identity"), key);
    const given = await taken(await made({ recipient: /age1[a-z0-9]+/u.exec(key)?.[0] ?? "" }), later(1_000));
    const out = path.join(data, "opened.zip");
    execFileSync(age, ["-d", "-i", path.join(data, "identity"), "-o", out, given.path]);
    const verifier = path.resolve("lib/audit-log/verifier/verify.mjs");
    const verdict = JSON.parse(
      execFileSync(process.execPath, [verifier, out, "--json"], { encoding: "utf8" }),
    );
    expect(verdict.ok).toBe(true);
  });

  it("I20: without names and words verifies too, and says what is withheld", async () => {
    const id = await at(today, async () => {
      const asked = await perform(auditor.ctx, requestExport, { campaign, redacted: true });
      await buildExport({ export: asked.export });
      return asked.export;
    });
    const { path: file } = await taken(id, later(1_000));
    const verifier = path.resolve("lib/audit-log/verifier/verify.mjs");
    let out: string;
    try {
      out = execFileSync(process.execPath, [verifier, file, "--json"], { encoding: "utf8" });
    } catch (error) {
      out = (error as { stdout: string }).stdout;
    }
    const verdict: { checks: { name: string; ok: boolean | null; detail: string }[] } = JSON.parse(out);
    expect(verdict.checks.filter((check) => check.ok === false)).toEqual([]);
    const open = verdict.checks.filter((check) => check.ok === null).map((check) => check.name);
    expect(open).toEqual(expect.arrayContaining(["withheld", "payloads"]));
    const zip = await openZip(file);
    const names = await rows<{ name: string }>(
      handle.db,
      sql`SELECT DISTINCT subject_name AS name FROM item UNION SELECT name FROM person WHERE kind = 'person'`,
    );
    for (const entry of zip.names()) {
      if (entry.startsWith("verify.") || entry === "leaves.jsonl" || entry.startsWith("proofs/")) continue;
      const text = Buffer.from(await zip.bytes(entry)).toString("utf8");
      for (const { name } of names) expect(text.includes(name), `${name} in ${entry}`).toBe(false);
    }
    expect(zip.names()).not.toContain("payloads.jsonl");
    await zip.close();
  });

  it("is deleted from the disk at the end of its years; its row and hash stay", async () => {
    const id = await made();
    const { path: file, sha256 } = await taken(id, later(1_000));
    const end7 = later(2557 * day);
    const run = async (time: Date) => {
      await at(time, () => execute(owner.ctx, setPeriod, { class: "draft", days: 2557 }));
      await handle.db.delete(retentionRun);
      await at(time, purgeDue);
    };
    await run(new Date(end7.getTime() - 60_000));
    expect(existsSync(file)).toBe(true);
    await run(new Date(end7.getTime() + 60_000));
    expect(existsSync(file)).toBe(false);
    const [row] = await handle.db.select().from(exportFile).where(eq(exportFile.id, id));
    expect(row).toMatchObject({ path: null, sha256 });
    expect(row?.purgedAt).not.toBeNull();
    await expect(taken(id, end7)).rejects.toMatchObject({ slug: "purged" });
  });
});
