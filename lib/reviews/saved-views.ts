import { and, asc, eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { affected, type Tx } from "@/db/client";
import { savedView } from "@/db/schema/saved-views";
import { personOf } from "@/lib/auth/actor";
import { chore } from "@/lib/chore";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { query } from "@/lib/query";
import { filterIn, searchOf } from "./worklist-schema";

/** As many as a menu holds. */
export const MOST_VIEWS = 20;

const name = z
  .string()
  .trim()
  .min(1, "Give the view a name.")
  .max(60, "Keep the name under 60 characters.")
  .refine((said) => !/\p{Cc}/u.test(said), "Leave line breaks out of the name.");
const view = z.object({ id: z.uuid(), name: z.string(), search: z.string() });
export type SavedView = z.infer<typeof view>;

/** One's own saved views, by name. */
export const views = query({
  name: "reviews.views",
  permission: "own.views",
  input: z.object({}),
  output: z.array(view),
  run: (reader, { scope }) =>
    reader
      .select({ id: savedView.id, name: savedView.name, search: savedView.search })
      .from(savedView)
      .where(eq(savedView.personId, scope.personId ?? ""))
      .orderBy(asc(sql`lower(${savedView.name})`), asc(savedView.id)),
});

/** Keeps a way of looking at a list under a name; what had this name before is replaced. */
export const saveView = chore({
  name: "reviews.save_view",
  permission: "own.views",
  // The address of a filter: each member of it has its own bound, and what is none is left out before it is kept.
  input: z.object({ name, search: z.string().max(1_000) }),
  load: async () => undefined,
  run: async (tx, { input, actor, now }) => {
    const personId = personOf(actor) ?? "";
    const search = searchOf(filterIn(input.search));
    // One after the other: two at once could together be one too many.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`saved views ${personId}`}, 0))`);
    const kept = await tx
      .select({ id: savedView.id, name: sql<string>`lower(${savedView.name})` })
      .from(savedView)
      .where(eq(savedView.personId, personId));
    const [same] = await tx
      .select({ id: savedView.id })
      .from(savedView)
      .where(and(eq(savedView.personId, personId), named(input.name)));
    if (!same && kept.length >= MOST_VIEWS)
      throw new AppError(
        "rule",
        "views-full",
        `You keep ${MOST_VIEWS} views, and there is no room for more; remove one first.`,
      );
    const id = same?.id ?? uuid7(now.getTime());
    if (same)
      await tx
        .update(savedView)
        .set({ name: input.name, search, at: now })
        .where(and(eq(savedView.id, id), eq(savedView.personId, personId)));
    else await tx.insert(savedView).values({ id, personId, name: input.name, search, at: now });
    return { result: { id, name: input.name, search } };
  },
});

const named = (of: string) => eq(sql`lower(${savedView.name})`, sql`lower(${of})`);

const nothingHere = () => new AppError("not_found", "view", "You keep no such view.");

/** Whose view it is, locked; another's is not there. */
async function load(tx: Tx, input: { view: string }) {
  const [found] = await tx.select().from(savedView).where(eq(savedView.id, input.view)).for("update");
  if (!found) throw nothingHere();
  return { personId: found.personId };
}

/** Gives a view another name. */
export const renameView = chore({
  name: "reviews.rename_view",
  permission: "view.change",
  input: z.object({ view: z.uuid(), name }),
  load,
  run: async (tx, { input, subject }) => {
    const [same] = await tx
      .select({ id: savedView.id })
      .from(savedView)
      .where(and(eq(savedView.personId, subject.personId), named(input.name), ne(savedView.id, input.view)));
    if (same)
      throw new AppError("conflict", "view-name", "Another of your views has this name; choose another.");
    await tx.update(savedView).set({ name: input.name }).where(eq(savedView.id, input.view));
    return { result: { id: input.view, name: input.name } };
  },
});

/** Removes a view. */
export const removeView = chore({
  name: "reviews.remove_view",
  permission: "view.change",
  input: z.object({ view: z.uuid() }),
  load,
  run: async (tx, { input }) => {
    await affected(tx, sql`DELETE FROM saved_view WHERE id = ${input.view}`);
    return { result: { id: input.view } };
  },
});
