import { readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/*
 * An import that finds the same bytes kept already reads that copy, and a purge may be about to delete it. Neither waits for the
 * other: an import says which copy it uses before it looks for it, a purge puts the copy aside before it looks who uses it.
 */

/** Says that an import is about to use a copy. */
export async function beginUse(data: string, sha256: string, job: string): Promise<void> {
  await writeFile(path.join(data, "raw", `.using-${sha256}-${job}`), "", { mode: 0o600 });
}

/** Its snapshot names the copy by now, or it has ended. */
export async function endUse(data: string, job: string): Promise<void> {
  const folder = path.join(data, "raw");
  for (const name of await readdir(folder).catch(() => []))
    if (name.startsWith(".using-") && name.endsWith(`-${job}`))
      await rm(path.join(folder, name), { force: true });
}

/** SHA-256 of what is kept, as the folders are named. */
export async function rawNames(data: string): Promise<string[]> {
  const found = await readdir(path.join(data, "raw")).catch(() => []);
  return found.flatMap((name) => /^(?:\.gone-)?([0-9a-f]{64})$/.exec(name)?.[1] ?? []);
}

/**
 * Deletes a copy, unless an import uses it.
 * @param gone whether the database still says that no snapshot has it
 */
export async function dropRaw(data: string, sha256: string, gone: () => Promise<boolean>): Promise<void> {
  const kept = path.join(data, "raw", sha256);
  const aside = path.join(data, "raw", `.gone-${sha256}`);
  await rename(kept, aside).catch(unlessMissing);
  const marks = (await readdir(path.join(data, "raw"))).some((name) => name.startsWith(`.using-${sha256}-`));
  if (marks || !(await gone())) {
    // Where the import made a copy of its own meanwhile, that one stays.
    await rename(aside, kept).catch(() => rm(aside, { recursive: true, force: true }));
    return;
  }
  await rm(aside, { recursive: true, force: true });
}

function unlessMissing(error: unknown): void {
  if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTEMPTY"))
    return;
  throw error;
}
