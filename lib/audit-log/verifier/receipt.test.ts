import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromUtf8 } from "@/lib/audit-log/bytes";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { sha256 } from "@/lib/audit-log/sha256";
import { run } from "@/lib/audit-log/verifier/program";
import { verifyReceipt } from "@/lib/audit-log/verifier/receipt";
import { buildPack, packKey } from "@/lib/testing/pack";

const pack = buildPack();
const receipts = [...pack.files].flatMap(([name, bytes]) =>
  name.endsWith(".tlog-proof") ? [fromUtf8(bytes) ?? ""] : [],
);
const [first = "", second = ""] = receipts;
let folder = "";
const at = (name: string) => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "receipt-"));
  await writeFile(at("mine"), first);
  await writeFile(at("log.vkey"), `${pack.vkey}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const verify = (text: string, vkey = pack.vkey) => verifyReceipt(text, { vkey, sha256, ed25519Verify });
const wrong = async (text: string, vkey?: string) =>
  (await verify(text, vkey)).checks.filter((c) => c.ok === false).map((c) => c.name);

describe("I20: a receipt on its own", () => {
  it("holds for every decision, and says what was recorded", async () => {
    for (const text of receipts) expect(await verify(text)).toMatchObject({ ok: true });
    expect((await verify(first)).checks[1]?.detail).toMatch(/^decision\.recorded at \S+: \S+ by person /);
  });

  it("without the log's key says that the key is not known from elsewhere", async () => {
    const verdict = await verifyReceipt(first, { sha256, ed25519Verify });
    expect(verdict.ok).toBe(true);
    expect(verdict.checks.filter((c) => c.ok === null).map((c) => c.name)).toEqual(["key"]);
  });

  it("tells another key, another decision's leaf, a changed hash and another place", async () => {
    expect(await wrong(first, packKey("another").vkey)).toEqual(["key"]);
    const line = (text: string, n: number) => text.split("\n")[n] ?? "";
    expect(await wrong(first.replace(line(first, 1), line(second, 1)))).toContain("inclusion");
    expect(await wrong(first.replace(line(first, 3), line(first, 4)))).toContain("inclusion");
    expect(await wrong(first.replace(line(first, 2), line(second, 2)))).toContain("inclusion");
  });

  it("tells a checkpoint that was made up", async () => {
    const [head, ...rest] = first.split("\n\n");
    const forged = [head, ...rest].join("\n\n").replace(/\n(\d+)\n/, (_, n) => `\n${Number(n) + 1}\n`);
    expect(await wrong(forged)).toContain("key");
  });

  it("is verified by the program, whatever its file is called", async () => {
    const lines: string[] = [];
    const code = await run([at("mine"), "--vkey", at("log.vkey")], (line) => lines.push(line));
    expect([code, lines[0], lines.at(-1)]).toEqual([0, `Receipt ${at("mine")}`, "All checks hold."]);
  });
});
