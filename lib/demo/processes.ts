import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";

/** A process of the demo's and what it prints, kept in a file for when it fails. */
export type Running = { child: ChildProcess; ended: Promise<number>; log: string };

const running = new Set<ChildProcess>();

/** Starts Node on a script; what it prints goes to `log`, or to this terminal where that is null. */
export function startNode(
  args: readonly string[],
  given: { cwd: string; env: NodeJS.ProcessEnv; log: string | null },
): Running {
  const out = given.log === null ? ("inherit" as const) : openSync(given.log, "a");
  const child = spawn(process.execPath, [...args], {
    cwd: given.cwd,
    env: given.env,
    stdio: ["ignore", out, out],
  });
  if (typeof out === "number") closeSync(out);
  running.add(child);
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      running.delete(child);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
  return { child, ended, log: given.log ?? "" };
}

/** Asks every process still running to end, and waits for it. */
export async function endAll(): Promise<void> {
  await Promise.all(
    [...running].map(
      (child) =>
        new Promise<void>((resolve) => {
          child.once("exit", () => resolve());
          child.kill("SIGTERM");
        }),
    ),
  );
}

/** The last lines of what a process printed. */
export function lastLines(log: string, count = 12): string {
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-count).join("\n");
}

/** `wanted` if nobody listens on it here, else any free port. */
export async function portNear(wanted: number): Promise<number> {
  return (await free(wanted)) ?? (await free(0)) ?? wanted;
}

/** The port, or undefined where somebody listens on it. */
export function free(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(undefined));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : undefined));
    });
  });
}
