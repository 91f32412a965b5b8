import path from "node:path";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { exportFile } from "@/db/schema/jobs";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { env } from "@/lib/env";
import { uuid7 } from "@/lib/ids";
import { workpaperOf } from "@/lib/oversight/workpaper-queries";
import { fileOf } from "./schema";
import { staged, storeFile } from "./stored-file";
import { sheetsOf } from "./workpaper-sheets";
import { workbookBytes } from "./xlsx";

/** Takes a workpaper away as a workbook: an export as any other, logged with its hash. `unstage` gives the file its name afterwards. */
export const takeWorkpaper = command({
  name: "workpapers.file",
  permission: "workpaper.make",
  input: z.object({ workpaper: z.uuid() }),
  load: (tx, input) => workpaperOf(tx, input.workpaper),
  run: async (tx, { subject: paper, actor, now }) => {
    const id = uuid7(now.getTime());
    const kind = "workpaper.xlsx";
    const file = path.join(env().data, "exports", `${id}.xlsx`);
    const at = now.toISOString();
    const made = await storeFile(staged(file), workbookBytes(sheetsOf(paper, at), { at }));
    const [head] = await rows<{ size: number }>(
      tx,
      sql`SELECT coalesce(max(size), 0)::int AS size FROM log_checkpoint`,
    );
    const size = head?.size ?? 0;
    const [only] = paper.campaigns.length === 1 ? paper.campaigns : [];
    await tx.insert(exportFile).values({
      id,
      campaignId: only?.id ?? null,
      kind,
      state: "done",
      path: file,
      sha256: made.sha256,
      bytes: made.bytes,
      files: 1,
      done: paper.rows.length,
      total: paper.rows.length,
      checkpointSize: size,
      requestedBy: personOf(actor) ?? "",
      requestedAt: now,
      finishedAt: now,
      expiresAt: new Date(now.getTime() + env().exportDays * 86_400_000),
    });
    const sha256 = `sha256:${made.sha256}`;
    return {
      result: { path: file, bytes: made.bytes, ...fileOf(kind) },
      events: [
        { type: "export.created", data: { export: id, kind, sha256, size } },
        { type: "access.read", data: { what: "export", file: sha256 } },
      ],
    };
  },
});
