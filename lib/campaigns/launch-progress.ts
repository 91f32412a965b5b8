import type { Progress } from "./schema";

type Listener = (progress: Progress) => void;

const g = globalThis as typeof globalThis & {
  countersignLaunches?: { now: Map<string, Progress>; listeners: Map<string, Listener> };
};

function launches() {
  g.countersignLaunches ??= { now: new Map(), listeners: new Map() };
  return g.countersignLaunches;
}

/** Keeps what a launch of this process is doing, until it ends (null). */
export function setProgress(campaign: string, progress: Progress | null): void {
  const { now, listeners } = launches();
  if (!progress) {
    now.delete(campaign);
    return;
  }
  now.set(campaign, progress);
  listeners.get(campaign)?.(progress);
}

/** What a launch is doing; null where it is not this process's. */
export function progressOf(campaign: string): Progress | null {
  return launches().now.get(campaign) ?? null;
}

/** Calls `listener` with each step of a launch of this process while `work` runs. */
export async function listening<T>(campaign: string, listener: Listener, work: () => Promise<T>): Promise<T> {
  const { listeners } = launches();
  listeners.set(campaign, listener);
  try {
    return await work();
  } finally {
    listeners.delete(campaign);
  }
}
