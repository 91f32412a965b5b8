import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { toBase64, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { signCheckpoint } from "@/lib/audit-log/checkpoint";
import { leafHash, RootBuilder } from "@/lib/audit-log/merkle";
import { sha256 } from "@/lib/audit-log/sha256";
import { bundleVerifier } from "@/lib/audit-log/verifier/bundle";
import { run, USAGE } from "@/lib/audit-log/verifier/program";
import { verifierSource } from "@/lib/audit-log/verifier/source";
import type { Verdict } from "@/lib/audit-log/verifier/verify-pack";
import { buildPack, packKey } from "@/lib/testing/pack";

const pack = buildPack();
let folder = "";
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "pack-"));
  const zip = new ZipFile();
  for (const [name, bytes] of pack.files) {
    await mkdir(path.dirname(at(`unpacked/${name}`)), { recursive: true });
    await writeFile(at(`unpacked/${name}`), bytes);
    zip.addBuffer(Buffer.from(bytes), name);
  }
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(Buffer.from(part));
  await writeFile(at("pack.zip"), Buffer.concat(parts));
  await writeFile(at("log.vkey"), pack.vkey);
  await writeFile(at("other.vkey"), packKey("another").vkey);
  await writeFile(at("kept"), pack.checkpointAt(9));
});
afterAll(() => rm(folder, { recursive: true }));

async function output(...args: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await run(args, (line) => lines.push(line));
  return { code, lines };
}

/** Runs verify.mjs as an auditor would: a bare Node, no folder of ours. */
function alone(...args: string[]): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [at("verify.mjs"), ...args],
      { cwd: folder, env: { NODE_ENV: "production" } },
      (error, stdout) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, text: stdout });
      },
    );
  });
}

describe("I20: the program", () => {
  it("ends with 0 where all checks hold, from a ZIP file as from a folder", async () => {
    for (const place of ["pack.zip", "unpacked"]) {
      const { code, lines } = await output(at(place), "--vkey", at("log.vkey"), "--previous", at("kept"));
      expect(lines).toContain("  holds manifest      20 files are those that manifest.json lists");
      expect(lines.slice(-2)).toEqual([
        "All checks hold.",
        "This pack alone does not answer: witnesses, drafts, roles, sources, removals, rules, arms, unbound.",
      ]);
      expect(code).toBe(0);
    }
  });

  it("ends with 1 where something is wrong, and says what", async () => {
    const { code, lines } = await output(at("pack.zip"), "--vkey", at("other.vkey"));
    expect(code).toBe(1);
    expect(lines.find((line) => line.startsWith("  WRONG"))).toMatch(
      /^ {2}WRONG key {11}checkpoint: It carries no/,
    );
    expect(lines).toContain("Something is wrong: key.");
  });

  it("gives one line of JSON where asked", async () => {
    const { code, lines } = await output(at("unpacked"), "--json");
    expect([code, lines.length]).toEqual([0, 1]);
    const verdict: Verdict = JSON.parse(lines[0] ?? "");
    expect(verdict.ok).toBe(true);
    expect(verdict.checks[2]).toEqual({
      name: "key",
      ok: null,
      detail: expect.stringContaining("not independently"),
    });
  });

  it.each([
    [[], USAGE],
    [["one", "two"], USAGE],
    [["nowhere.zip"], "Cannot verify: ENOENT"],
    [["pack.zip", "--frobnicate"], "Cannot verify: Unknown option '--frobnicate'"],
    [["log.vkey"], "Cannot verify: it is not a ZIP file, or its end is missing"],
    [["pack.zip", "--vkey", "kept"], "Cannot verify: The public key is not of the form name+id+key."],
    [["pack.zip", "--previous", "log.vkey"], "Cannot verify: The note does not end with a newline."],
  ])("ends with 2 for %j", async (args, message) => {
    const { code, lines } = await output(...args.map((arg) => (arg.startsWith("--") ? arg : at(arg))));
    expect(code).toBe(2);
    expect(lines.join("\n")).toContain(message);
  });

  it("follows no link out of a folder", async () => {
    await symlink(at("kept"), at("unpacked/link"));
    const { code, lines } = await output(at("unpacked"));
    await rm(at("unpacked/link"));
    expect([code, ...lines]).toEqual([2, "Cannot verify: link is neither a file nor a folder"]);
  });
});

describe("I20: verify.mjs", () => {
  it("is made from the sources as they are (to renew it: tsx lib/audit-log/verifier/bundle.ts)", async () => {
    expect(await verifierSource()).toBe(await bundleVerifier());
  });

  it("needs nothing but itself", async () => {
    await writeFile(at("verify.mjs"), await verifierSource());
    const sound = await alone("pack.zip", "--vkey", "log.vkey", "--previous", "kept");
    expect(sound.text).toContain("All checks hold.");
    expect(sound.code).toBe(0);
    expect((await alone("unpacked", "--vkey", "other.vkey")).code).toBe(1);
    expect((await alone("kept")).code).toBe(2);
  });

  it("reads a large log on a thread of its own, and says of it what is said without one", async () => {
    const tree = new RootBuilder(sha256);
    const line = (nth: number) => {
      const data = { pad: "x".repeat(60_000), person: `person-${nth}`, role: "auditor" };
      const actor = { authn: "system", id: "bench", kind: "system:bench" };
      const at = "2031-01-05T09:00:00.000Z";
      const leaf = toUtf8(
        JSON.stringify({ actor, at, data, id: `e-${nth}`, refs: {}, type: "role.granted", v: 1 }),
      );
      const hash = leafHash(sha256, leaf);
      tree.add(hash);
      return `${JSON.stringify({ i: nth, h: toHex(hash), leaf: toBase64(leaf) })}\n`;
    };
    const lines = Array.from({ length: 230 }, (_, nth) => line(nth));
    const key = packKey();
    const note = signCheckpoint({ origin: key.name, size: tree.size, root: tree.root() }, [key]);
    await mkdir(at("large"));
    await writeFile(at("large/checkpoint"), note);
    await writeFile(at("large/vkey"), `${key.vkey}\n`);
    await writeFile(at("verify.mjs"), await verifierSource());
    const flawed = [
      lines,
      lines.with(7, (lines[7] ?? "").replace('"h":"', '"h":"0')),
      lines.with(100, (lines[101] ?? "").replace('"i":101', '"i":100')),
      lines.slice(0, -1),
    ];
    for (const [nth, of] of flawed.entries()) {
      await writeFile(at("large/leaves.jsonl"), of.join(""));
      const apart = await alone("large", "--json");
      const { lines: here } = await output(at("large"), "--json");
      expect(JSON.parse(apart.text)).toEqual(JSON.parse(here[0] ?? ""));
      const root = (JSON.parse(apart.text) as Verdict).checks.find((check) => check.name === "root");
      expect(root?.ok).toBe(nth === 0);
    }
  }, 60_000);
});
