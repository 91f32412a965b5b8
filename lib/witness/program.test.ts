import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { parseWitnessKey, verifyCosignature } from "@/lib/audit-log/cosignature";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { parseNote } from "@/lib/audit-log/note";
import { sha256 } from "@/lib/audit-log/sha256";
import { buildPack, LOG_NAME, packKey } from "@/lib/testing/pack";
import { type History, headAt, submission, WATCHED_LOG, watchedKey } from "@/lib/testing/witness-log";
import { bundleWitness, WITNESS_FILE } from "./bundle";
import { run, USAGE } from "./program";

let folder = "";
const at = (name: string) => path.join(folder, name);
const never = new Promise<void>(() => undefined);
const history: History = Array.from({ length: 400 }, (_, i) => `entry ${i}`);

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "witness-"));
  await copyFile(path.resolve(process.cwd(), WITNESS_FILE), at("witness.mjs"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function output(...args: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await run(args, (line) => lines.push(line), never);
  return { code, lines };
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

/** Starts witness.mjs as internal audit would: a bare Node, in a folder that holds nothing of ours. */
async function served(dir: string): Promise<{ port: number; kill: () => Promise<void> }> {
  const child = spawn(process.execPath, ["witness.mjs", "serve", "--dir", dir, "--port", "0"], {
    cwd: folder,
    env: { NODE_ENV: "production" },
  });
  running.push(child);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const found = /127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (found) resolve(Number(found));
    });
    child.once("exit", () => reject(new Error(said)));
  });
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return { port, kill };
}

function post(port: number, body: string): Promise<{ status: number; type: string; body: string }> {
  return ask(port, "POST", "/add-checkpoint", body);
}
function ask(port: number, method: string, where: string, body = "") {
  return new Promise<{ status: number; type: string; body: string }>((resolve, reject) => {
    const sent = request({ port, method, path: where, host: "127.0.0.1" }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: answer.headers["content-type"] ?? "",
          body: Buffer.concat(parts).toString("utf8"),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

describe("witness init", () => {
  it("makes a key that only its owner reads, once, and adds logs later", async () => {
    const first = await output(
      "init",
      "--dir",
      at("one"),
      "--name",
      "audit.example",
      "--log",
      watchedKey().vkey,
    );
    expect(first.code).toBe(0);
    expect(statSync(at("one/witness.key")).mode & 0o777).toBe(0o600);
    expect(statSync(at("one")).mode & 0o777).toBe(0o700);
    const key = readFileSync(at("one/witness.key"), "utf8");
    writeFileSync(at("other.vkey"), `${packKey().vkey}\n`);
    const second = await output("init", "--dir", at("one"), "--log", at("other.vkey"));
    expect(second.lines[0]).toBe(
      `Witness audit.example in ${at("one")} watches ${WATCHED_LOG}, ${LOG_NAME}.`,
    );
    expect(second.lines.at(-1)).toBe(first.lines.at(-1));
    expect(readFileSync(at("one/witness.key"), "utf8")).toBe(key);
    expect(readFileSync(at("one/witness.vkey"), "utf8")).toBe(`${first.lines.at(-1)}\n`);
  });

  it.each([
    [["init", "--dir", "NEW", "--log", watchedKey().vkey], "A new witness needs a name"],
    [["init", "--dir", "NEW", "--name", "a b", "--log", watchedKey().vkey], "holds white space"],
    [["init", "--dir", "NEW", "--name", "a"], "Name the log it is to watch"],
    [["init", "--dir", "NEW", "--name", "a", "--log", "x"], "not of the form name+id+key"],
    [["init", "--dir", "one", "--name", "b", "--log", watchedKey().vkey], "is called audit.example"],
    [["serve", "--dir", "NEW"], "There is no witness in"],
    [["serve", "--dir", "one", "--port", "x"], "--port is a number"],
    [["check", "nothing", "--dir", "one"], "ENOENT"],
    [["sign"], USAGE],
    [[], USAGE],
  ])("%j ends with 2 and says why", async (args, message) => {
    const places = args.map((arg) => (arg === "NEW" || arg === "one" ? at(arg) : arg));
    const { code, lines } = await output(...places);
    expect(code).toBe(2);
    expect(lines.join("\n")).toContain(message);
  });
});

describe("witness serve, as one file on a bare Node", () => {
  it("is made from the sources beside it", async () => {
    expect(readFileSync(path.resolve(process.cwd(), WITNESS_FILE), "utf8")).toBe(await bundleWitness());
  });

  it("cosigns, answers as the protocol says, and shows its last head", async () => {
    const made = await output(
      "init",
      "--dir",
      at("two"),
      "--name",
      "audit.example",
      "--log",
      watchedKey().vkey,
    );
    const key = parseWitnessKey(sha256, made.lines.at(-1) ?? "");
    const { port } = await served(at("two"));
    const first = await post(port, submission(history, 0, 5));
    expect(first.status).toBe(200);
    const cosigned = parseNote(headAt(history, 5) + first.body);
    expect(await verifyCosignature(cosigned, key, ed25519Verify)).toMatchObject({ at: expect.any(Number) });
    expect(await post(port, submission(history, 0, 7))).toEqual({
      status: 409,
      type: "text/x.tlog.size",
      body: "5\n",
    });
    expect(await post(port, submission(history, 5, 7))).toMatchObject({ status: 200 });
    const fork = ["another", ...history.slice(1)];
    expect(await post(port, submission(fork, 7, 9))).toMatchObject({ status: 422 });
    expect(await post(port, submission(fork, 7, 7))).toMatchObject({
      status: 409,
      type: "text/plain; charset=utf-8",
    });
    expect((await post(port, "old\n\n")).status).toBe(400);
    expect((await post(port, "x".repeat(70_000))).status).toBe(413);
    expect((await ask(port, "GET", "/add-checkpoint")).status).toBe(405);
    const monitored = await ask(port, "GET", `/${toHex(sha256(toUtf8(WATCHED_LOG)))}/checkpoint`);
    expect(await verifyCosignature(parseNote(monitored.body), key, ed25519Verify)).toHaveProperty("at");
    expect(monitored.body).toContain("\n7\n");
    const refused = readFileSync(at("two/refused.jsonl"), "utf8").trim().split("\n");
    expect(refused.map((line) => JSON.parse(line).size)).toEqual([9, 7]);
    await expect(output("serve", "--dir", at("two"), "--port", "0")).resolves.toMatchObject({
      code: 2,
      lines: [expect.stringContaining("is running already")],
    });
  });

  it("goes on after kill -9 at any moment, with nothing it cosigned forgotten", async () => {
    const dir = at("three");
    const made = await output("init", "--dir", dir, "--name", "audit.example", "--log", watchedKey().vkey);
    const key = parseWitnessKey(sha256, made.lines.at(-1) ?? "");
    let size = 0;
    let answers = 0;
    for (let round = 0; round < 4; round++) {
      const { port, kill } = await served(dir);
      // What was kept before the end is what it begins with: at least everything that was answered.
      const { body } = await post(port, submission(history, size === 0 ? 1 : 0, Math.max(1, size)));
      expect(Number(body)).toBeGreaterThanOrEqual(size);
      size = Number(body);
      const sending = (async () => {
        for (let next = size + 1; ; next++) {
          const answer = await post(port, submission(history, size, next));
          expect(answer.status).toBe(200);
          const note = parseNote(headAt(history, next) + answer.body);
          expect(await verifyCosignature(note, key, ed25519Verify)).toHaveProperty("at");
          size = next;
          answers += 1;
          if (answers % 9 === 0) void kill();
        }
      })();
      await expect(sending).rejects.toThrow(/ECONN|hang up|aborted/);
      await kill();
    }
    const { port } = await served(dir);
    const fork = history.map((entry, i) => (i === 3 ? "rewritten" : entry));
    const stands = Number((await post(port, submission(history, 0, 400))).body);
    expect(stands).toBeGreaterThanOrEqual(size);
    expect(await post(port, submission(fork, stands, 400))).toMatchObject({ status: 422 });
    expect(await post(port, submission(history, stands, 400))).toMatchObject({ status: 200 });
    const heads = readFileSync(path.join(dir, "heads.jsonl"), "utf8").trim().split("\n");
    const sizes = heads.map((line) => JSON.parse(line).size);
    expect(new Set(sizes).size).toBe(sizes.length);
    expect(sizes.at(-1)).toBe(400);
  }, 60_000);

  it("does not begin again where its state was lost", async () => {
    rmSync(at("three/state.json"));
    await expect(served(at("three"))).rejects.toThrow("could cosign two histories");
  });
});

describe("witness check, offline", () => {
  const pack = buildPack();
  const sizeOf = Number(pack.checkpointAt(9).split("\n")[1]);
  const checked = async (...args: string[]) => {
    const { code, lines } = await output("check", "--dir", at("four"), "--json", ...args);
    const { checks } = JSON.parse(lines[0] ?? "{}");
    return {
      code,
      said: Object.fromEntries(checks.map((c: { name: string; ok: boolean | null }) => [c.name, c.ok])),
    };
  };

  beforeAll(async () => {
    for (const [name, bytes] of pack.files) {
      await mkdir(path.dirname(at(`pack/${name}`)), { recursive: true });
      writeFileSync(at(`pack/${name}`), bytes);
    }
    await output("init", "--dir", at("four"), "--name", "audit.example", "--log", pack.vkey);
  });

  it("says of a head that was never put before it that it does not know", async () => {
    expect(await checked(at("pack"))).toEqual({
      code: 0,
      said: { log: true, root: true, cosigned: null, continues: null },
    });
  });

  it("knows what it cosigned, and a pack that continues it", async () => {
    const { port, kill } = await served(at("four"));
    expect((await post(port, `old 0\n\n${pack.checkpointAt(9)}`)).status).toBe(200);
    await kill();
    expect(sizeOf).toBe(9);
    expect(await checked(at("pack"))).toEqual({
      code: 0,
      said: { log: true, root: true, cosigned: null, continues: true },
    });
    writeFileSync(at("kept"), pack.checkpointAt(9));
    expect(await checked(at("kept"))).toEqual({
      code: 0,
      said: { log: true, cosigned: true, continues: true },
    });
    writeFileSync(at("older"), pack.checkpointAt(4));
    expect(await checked(at("older"))).toEqual({
      code: 0,
      said: { log: true, cosigned: null, continues: null },
    });
  });

  it("finds a history that was rewritten and signed anew by who holds the log's key", async () => {
    const rewritten = buildPack({
      events: (events) => events.map((e, i) => (i === 2 ? { ...e, data: { ...e.data, reviewers: 77 } } : e)),
    });
    for (const [name, bytes] of rewritten.files) {
      await mkdir(path.dirname(at(`rewritten/${name}`)), { recursive: true });
      writeFileSync(at(`rewritten/${name}`), bytes);
    }
    expect(await checked(at("rewritten"))).toMatchObject({
      code: 1,
      said: { log: true, root: true, continues: false },
    });
    writeFileSync(at("forged"), rewritten.checkpointAt(9));
    expect(await checked(at("forged"))).toMatchObject({ code: 1, said: { log: true, cosigned: false } });
    writeFileSync(at("stranger"), headAt(history));
    expect(await checked(at("stranger"))).toMatchObject({ code: 1, said: { log: false } });
  });
});
