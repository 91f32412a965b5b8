import { createHash } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { csvOf, items } from "@/lib/exports/tables";
import { query } from "@/lib/query";

/**
 * Writes a campaign's items to a file as the pack's items.csv has them, at one moment. A slow reader then holds no
 * transaction open.
 */
export const itemsFile = query({
  name: "cli.items_file",
  permission: "item.read",
  consistent: true,
  input: z.object({ campaign: z.uuid(), path: z.string() }),
  output: z.object({ sha256: z.string() }),
  run: async (reader, { input }) => {
    await mkdir(path.dirname(input.path), { recursive: true });
    const file = await open(input.path, "wx", 0o600);
    try {
      const hash = createHash("sha256");
      for await (const chunk of csvOf(items, reader, { campaign: input.campaign })) {
        hash.update(chunk);
        await file.write(chunk);
      }
      return { sha256: hash.digest("hex") };
    } finally {
      await file.close();
    }
  },
});
