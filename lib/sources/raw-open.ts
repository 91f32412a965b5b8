import path from "node:path";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { snapshot } from "@/db/schema/snapshots";
import { command } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { tieOut } from "./schema";

/** Somebody opens a file as it was imported: who and which goes into the log; the answer says where it lies, encrypted. */
export const openRaw = command({
  name: "source.open_raw",
  permission: "raw.open",
  input: z.object({ snapshot: z.coerce.number().int(), name: z.string().min(1).max(255) }),
  load: async (tx, input) => {
    const [found] = await tx.select().from(snapshot).where(eq(snapshot.id, input.snapshot));
    const file = tieOut.safeParse(found?.tieOut).data?.raw[input.name];
    if (!found || !file) throw new AppError("not_found", "raw", "There is no such import file.");
    return { ...found, file };
  },
  run: async (_tx, { input, subject }) => {
    if (!subject.rawPath)
      throw new AppError(
        "gone",
        "purged",
        "This import file was deleted at the end of its period. Its hash, and what was read from it, are kept.",
      );
    const held = subject.format === "folder" ? input.name : "file";
    return {
      result: {
        path: path.join(env().data, subject.rawPath, held),
        bytes: subject.file.bytes,
        name: input.name,
      },
      events: [{ type: "access.read", data: { what: "import file", file: `sha256:${subject.file.sha256}` } }],
    };
  },
});
