import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { LockedError, lockFolder } from "./lock";

const folder = mkdtempSync(path.join(tmpdir(), "countersign-lock-"));
const dir = (name: string) => path.join(folder, name, "db");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the lock of the embedded database", () => {
  it("is one process's until it is given back, and says whose", () => {
    const release = lockFolder(dir("a"), "the server");
    expect(() => lockFolder(dir("a"), "another")).toThrow(LockedError);
    expect(() => lockFolder(dir("a"), "another")).toThrow(/is open in the server \(process \d+\)/);
    release();
    lockFolder(dir("a"), "another")();
    expect(existsSync(`${dir("a")}.lock`)).toBe(false);
  });

  it.each([
    ["a process that is no more", { pid: 2 ** 22 + 7, started: "1", boot: readBoot() }],
    ["another boot of the machine", { pid: process.pid, started: "1", boot: "another" }],
    ["a later process with the same number", { pid: process.pid, started: "1", boot: readBoot() }],
  ])("is stale where it names %s", (name, holder) => {
    const at = dir(name.replaceAll(" ", "-"));
    lockFolder(at, "first")();
    writeFileSync(`${at}.lock`, JSON.stringify({ ...holder, what: "gone" }));
    lockFolder(at, "next")();
  });

  it.runIf(existsSync("/proc/self/stat"))(
    "is stale where its process was killed and not yet waited for",
    async () => {
      // The shell starts a process, kills it and becomes one that never asks how it ended: a zombie stays.
      const shell = spawn("sh", ["-c", "sleep 60 & echo $!; kill -9 $!; exec sleep 60"], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      try {
        const pid = Number(
          await new Promise((resolve) => shell.stdout.once("data", (chunk) => resolve(String(chunk)))),
        );
        const fields = () => {
          const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
          return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        };
        while (fields()[0] !== "Z") await new Promise((resolve) => setImmediate(resolve));
        lockFolder(dir("zombie"), "first")();
        writeFileSync(
          `${dir("zombie")}.lock`,
          JSON.stringify({ pid, started: fields()[19], boot: readBoot(), what: "killed" }),
        );
        lockFolder(dir("zombie"), "next")();
      } finally {
        shell.kill("SIGKILL");
      }
    },
  );

  it("is stale where its file was only half written", () => {
    lockFolder(dir("half"), "first")();
    writeFileSync(`${dir("half")}.lock`, '{"pid":');
    lockFolder(dir("half"), "next")();
  });

  it("leaves nothing of its own behind", () => {
    const release = lockFolder(dir("clean"), "x");
    expect(JSON.parse(readFileSync(`${dir("clean")}.lock`, "utf8"))).toMatchObject({
      pid: process.pid,
      what: "x",
    });
    release();
    expect(existsSync(`${dir("clean")}.lock.${process.pid}`)).toBe(false);
  });
});

function readBoot(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "unknown";
  }
}
