import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { iso } from "@/db/client";
import { privatePayload } from "@/db/schema/decisions";
import { auditEvent } from "@/db/schema/log";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { decideFirst, withheldFrom } from "@/lib/evidence/withheld";

/**
 * Opens the words that an entry about an item commits to; that they were opened goes into the log. Words that were erased are told
 * as erased, with when.
 */
export const openWords = command({
  name: "reviews.open_words",
  permission: "item.read",
  /** The entry by its number in the order of writing. */
  input: z.object({ entry: z.number().int().positive() }),
  load: async (tx, input) => {
    const [found] = await tx
      .select({
        item: auditEvent.itemId,
        hash: auditEvent.leafHash,
        commit: sql<string | null>`convert_from(${auditEvent.leaf}, 'UTF8')::jsonb ->> 'commit'`,
      })
      .from(auditEvent)
      .where(eq(auditEvent.id, input.entry));
    const { item, commit, hash } = found ?? {};
    if (!item || !commit || !hash)
      throw new AppError(
        "not_found",
        "words",
        "This entry is not about an item, or nobody’s words belong to it.",
      );
    return { item, commit, hash: Buffer.from(hash).toString("hex") };
  },
  run: async (tx, { subject, actor }) => {
    if (await withheldFrom(tx, subject.item, personOf(actor))) throw decideFirst();
    const [held] = await tx
      .select({ payload: privatePayload.payload, erasedAt: iso(privatePayload.erasedAt) })
      .from(privatePayload)
      .where(eq(privatePayload.commit, subject.commit.replace(/^sha256:/, "")));
    const words = z.record(z.string(), z.string()).parse(JSON.parse(held?.payload ?? "{}"));
    return {
      result: {
        words: Object.entries(words).map(([name, text]) => ({ name, text })),
        erasedAt: held?.erasedAt ?? null,
      },
      events: [{ type: "access.read", data: { what: "words", entry: `sha256:${subject.hash}` } }],
    };
  },
});
export type OpenedWords = Awaited<ReturnType<(typeof openWords)["run"]>>["result"];
