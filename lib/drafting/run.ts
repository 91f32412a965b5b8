import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Ctx } from "@/lib/auth/actor";

/**
 * A drafting run, and whether one that has tasks in hand still lives. A task says who has it: host, process, run. A run whose
 * process has ended gives its tasks up at once; one on another host when its lease has ended.
 */

/** The automatic step that drafts; it may record drafts and nothing else. */
export const drafting: Ctx = { actor: { kind: "system", name: "drafting" }, requestId: "drafting" };

/** Lets timers and requests have the process. */
export const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

/** How long a run on another host may say nothing before its tasks are given to others. */
export const LEASE_MS = 10 * 60_000;

const g = globalThis as typeof globalThis & { countersignDraftRuns?: Set<string> };
const living = (): Set<string> => {
  g.countersignDraftRuns ??= new Set();
  return g.countersignDraftRuns;
};

/** A new run of this process; `end` when it is over. */
export function startRun(): { id: string; end: () => void } {
  const id = `${hostname()}:${process.pid}:${randomUUID()}`;
  living().add(id);
  return { id, end: () => living().delete(id) };
}

/** Whether the run has certainly ended: it was on this host, and its process or the run in it is gone. */
export function hasEnded(run: string, alive: (pid: number) => boolean = processLives): boolean {
  const [host, pid] = run.split(":");
  if (host !== hostname()) return false;
  if (Number(pid) === process.pid) return !living().has(run);
  return !alive(Number(pid));
}

function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
