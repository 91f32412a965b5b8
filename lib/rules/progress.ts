import type { DryRunProgress } from "./schema";

const g = globalThis as typeof globalThis & { countersignDryRun?: DryRunProgress | null };

/** Keeps what the dry run of this process is doing, until it ends (null). One runs at a time. */
export function setDryRunProgress(progress: DryRunProgress | null): void {
  g.countersignDryRun = progress;
}

/** What a dry run of this process is doing; null where none runs here. */
export function dryRunProgressNow(): DryRunProgress | null {
  return g.countersignDryRun ?? null;
}
