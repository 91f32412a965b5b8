import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

type Holder = { pid: number; started: string; boot: string; what: string };

const bootId = () => read("/proc/sys/kernel/random/boot_id") ?? "unknown";

/** Fields 3 and 22 of /proc/PID/stat: what state a process is in, and what tells it from a later one with the same number. */
function processStat(pid: number): { state?: string | undefined; started?: string | undefined } {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state: fields?.[0], started: fields?.[19] };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}

function alive(holder: Holder): boolean {
  if (holder.boot !== bootId()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  const { state, started } = processStat(holder.pid);
  // A killed process keeps its number until its parent has looked at it; it holds nothing any more.
  if (state === "Z" || state === "X") return false;
  return started === undefined || started === holder.started;
}

/** Somebody else has the embedded database open. */
export class LockedError extends Error {
  readonly holder: Holder;
  constructor(dir: string, holder: Holder) {
    super(
      `The database in ${dir} is open in ${holder.what} (process ${holder.pid}); end that first, or set DATABASE_URL to use PostgreSQL.`,
    );
    this.name = "LockedError";
    this.holder = holder;
  }
}

/**
 * Takes the exclusive lock of an embedded database's folder; two processes on one folder silently lose committed rows.
 * A lock is stale unless process id, start time and boot all match a live process.
 * @returns the function that gives it back
 * @throws LockedError naming the holder
 */
export function lockFolder(dir: string, what: string): () => void {
  mkdirSync(path.dirname(dir), { recursive: true });
  const lock = `${dir}.lock`;
  const mine = `${lock}.${process.pid}`;
  const holder: Holder = {
    pid: process.pid,
    started: processStat(process.pid).started ?? "unknown",
    boot: bootId(),
    what,
  };
  writeFileSync(mine, JSON.stringify(holder));
  try {
    for (;;) {
      try {
        linkSync(mine, lock);
        return () => rmSync(lock, { force: true });
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      }
      const text = read(lock);
      if (text === undefined) continue;
      const other = parseHolder(text);
      if (other && alive(other)) throw new LockedError(dir, other);
      removeStale(lock, text);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "pid" in value && typeof value.pid === "number"
      ? { started: "", boot: "", what: "another process", ...value, pid: value.pid }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Moves the stale lock away first, so that of two processes that saw it only one removes it and neither a fresh one. */
function removeStale(lock: string, seen: string): void {
  const away = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, away);
  } catch {
    return;
  }
  if (read(away) !== seen) {
    try {
      linkSync(away, lock);
    } catch {
      // A third process took it meanwhile; the next round reads who.
    }
  }
  rmSync(away, { force: true });
}
