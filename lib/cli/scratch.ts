import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { type Handle, insteadOfDatabase, openPglite } from "@/db/client";
import { overrideEnv } from "@/lib/env";
import { closeQueue } from "@/lib/jobs/queue";

/** An embedded database in memory and a data folder of its own, both gone afterwards: the installation's are never touched. */
export type Scratch = {
  /** Where files may lie meanwhile. */
  folder: string;
  /** Runs `work` on an empty, migrated database, which is then thrown away. */
  withDatabase: <T>(work: () => Promise<T>) => Promise<T>;
};

/** Runs `work` with a scratch in the place of this process's database and settings. */
export async function inScratch<T>(work: (scratch: Scratch) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "countersign-scratch-"));
  const restore = overrideEnv({ data: folder, databaseUrl: undefined, roles: true });
  let template: Blob | undefined;
  try {
    return await work({
      folder,
      withDatabase: async (inside) => {
        template ??= await migrated();
        const handle = await openPglite({ from: template }, true);
        // A queue that stands on another database would be used here too.
        await closeQueue();
        const back = insteadOfDatabase(handle);
        try {
          return await inside();
        } finally {
          await closeQueue();
          back();
          await handle.close();
        }
      },
    });
  } finally {
    restore();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A migrated data folder: made once, as migrating takes longer than the rest. */
async function migrated(): Promise<Blob> {
  const blank = await PGlite.create();
  const empty = await blank.dumpDataDir("none");
  await blank.close();
  const handle = await openPglite({ from: empty }, true);
  const filled = await clientOf(handle).dumpDataDir("none");
  await handle.close();
  return filled;
}

/** The embedded database under a handle that `openPglite` made: drizzle keeps it as `$client`. */
function clientOf(handle: Handle): PGlite {
  const held = handle.db as unknown as { $client: PGlite };
  return held.$client;
}
