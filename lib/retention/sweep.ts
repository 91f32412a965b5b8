import { readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import type { Ctx } from "@/lib/auth/actor";
import { env } from "@/lib/env";
import { staged } from "@/lib/exports/stored-file";
import { query, type Reader, read } from "@/lib/query";
import { dropRaw, rawNames } from "@/lib/sources/raw-drop";

/*
 * Files go after the transaction that says so has ended: what cannot be written to the database leaves its file, and what could be
 * has its file taken away here, now or on another day. Only what the database says of a file decides; one that it does not know, as
 * after an older backup was put back, is left alone.
 */

const names = z.array(z.string()).max(10_000);

/** Which of these the database says are gone, or never came to be, and which lie ready under the name they had at first. */
export const filesGone = query({
  name: "retention.files_gone",
  permission: "retention.purge",
  input: z.object({ raw: names, exports: z.array(z.uuid()).max(10_000) }),
  output: z.object({ raw: names, exports: names, kept: z.record(z.string(), z.string()) }),
  run: async (reader, { input }) => ({
    raw: await rawGone(reader, input.raw),
    ...(await exportsOf(reader, input.exports)),
  }),
});

const listed = (values: readonly string[]) =>
  sql`(SELECT value FROM jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;

async function rawGone(reader: Reader, hashes: readonly string[]): Promise<string[]> {
  const found = await rows<{ sha256: string }>(
    reader,
    sql`SELECT sha256 FROM snapshot WHERE sha256 IN ${listed(hashes)} GROUP BY sha256 HAVING bool_and(raw_path IS NULL)`,
  );
  return found.map((f) => f.sha256);
}

async function exportsOf(reader: Reader, ids: readonly string[]) {
  const found = await rows<{ id: string; path: string | null; gone: boolean }>(
    reader,
    sql`SELECT id, path, path IS NULL AND (purged_at IS NOT NULL OR state = 'failed') AS gone
      FROM export_file WHERE id::text IN ${listed(ids)}`,
  );
  return {
    exports: found.filter((f) => f.gone).map((f) => f.id),
    kept: Object.fromEntries(found.flatMap((f) => (f.path === null ? [] : [[f.id, f.path]]))),
  };
}

/** Takes away every file that the database says is gone. */
export async function sweepFiles(ctx: Ctx): Promise<void> {
  await sweepRaw(ctx);
  await sweepExports(ctx);
}

async function sweepRaw(ctx: Ctx): Promise<void> {
  const { data } = env();
  const gone = async (raw: string[]) => (await read(ctx, filesGone, { raw, exports: [] })).raw;
  for (const some of inLots(await rawNames(data)))
    for (const sha256 of await gone(some))
      await dropRaw(data, sha256, async () => (await gone([sha256])).length > 0);
}

const idAtFront = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?=\.)/;
/** Milliseconds that a file which was never finished is left, by the disk's own clock. */
const unfinished = 86_400_000;

async function sweepExports(ctx: Ctx): Promise<void> {
  const folder = path.join(env().data, "exports");
  const all = (await readdir(folder).catch(() => [])).filter((name) => idAtFront.test(name));
  for (const files of inLots(all)) {
    const ids = [...new Set(files.map((name) => name.slice(0, 36)))];
    const { exports, kept } = await read(ctx, filesGone, { raw: [], exports: ids });
    const gone = new Set(exports);
    for (const name of files)
      await sweepExport(path.join(folder, name), gone.has(name.slice(0, 36)), kept[name.slice(0, 36)]);
  }
}

async function sweepExport(file: string, gone: boolean, kept: string | undefined): Promise<void> {
  if (gone) return rm(file, { force: true });
  // Its row was written, and then the process ended before it had its name.
  if (kept !== undefined && file === staged(kept)) return rename(file, kept);
  if (!/\.(staged|part)$/.test(file)) return;
  const { mtimeMs } = await stat(file);
  const nowOnDisk = performance.timeOrigin + performance.now();
  if (nowOnDisk - mtimeMs > unfinished) await rm(file, { force: true });
}

function* inLots(all: readonly string[]): Generator<string[]> {
  for (let i = 0; i < all.length; i += 1_000) yield all.slice(i, i + 1_000);
}
