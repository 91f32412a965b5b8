import { and, asc, desc, eq, gt, gte, inArray, lt, lte, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { iso } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { auditEvent, logLeaf } from "@/db/schema/log";
import { person } from "@/db/schema/people";
import { item } from "@/db/schema/reviews";
import { query, type Reader } from "@/lib/query";
import { type LeafView, type Part, peopleIn, sentenceOf, stepWords } from "./sentences";

/** What one page looks through at most, where a second condition is not in the index of the first. */
const WINDOW = 5_000;

const part = z.union([
  z.string(),
  z.object({ is: z.enum(["actor", "person", "item", "campaign"]), id: z.string(), name: z.string() }),
]);

export const entryRow = z.object({
  /** In the order of writing. */
  id: z.number(),
  /** Its place in the tree; null while it waits for the next seal. */
  index: z.number().nullable(),
  type: z.string(),
  at: z.string(),
  /** What it says, with the names of whom and what it is about. */
  said: z.array(part),
  actorId: z.string(),
  authn: z.string(),
  campaign: z.uuid().nullable(),
  item: z.uuid().nullable(),
  itemSeq: z.number().nullable(),
  /** SHA-256(0x00 ‖ leaf), hexadecimal. */
  hash: z.string(),
  /** The exact bytes, which are UTF-8. */
  leaf: z.string(),
});
export type EntryRow = z.infer<typeof entryRow>;
export type SaidPart = z.infer<typeof part>;

/** Entries by this condition, in this order, no more than `limit`, in the shape that a screen shows. */
export async function entriesBy(
  reader: Reader,
  where: SQL | undefined,
  order: SQL,
  limit: number,
): Promise<EntryRow[]> {
  const found = await reader
    .select({
      id: auditEvent.id,
      index: logLeaf.idx,
      at: iso(auditEvent.at),
      itemSeq: auditEvent.itemSeq,
      hash: auditEvent.leafHash,
      leaf: auditEvent.leaf,
    })
    .from(auditEvent)
    .leftJoin(logLeaf, eq(logLeaf.eventId, auditEvent.id))
    .where(where)
    .orderBy(order)
    .limit(limit);
  const read = found.map((f) => {
    const leaf = Buffer.from(f.leaf).toString("utf8");
    const view: LeafView = JSON.parse(leaf);
    return { ...f, leaf, view, said: sentenceOf(view) };
  });
  const named = await namesOf(
    reader,
    read.flatMap((r) => r.said),
  );
  return read.map(({ view, said, at, hash, ...r }) => ({
    ...r,
    at: at ?? "",
    hash: Buffer.from(hash).toString("hex"),
    type: view.type,
    actorId: view.actor.id,
    authn: view.actor.authn,
    campaign: view.campaign ?? null,
    item: view.item ?? null,
    said: said.map((p) => (typeof p === "string" ? p : { ...p, name: named(p, view) })),
  }));
}

/** "Priya Raman: FI_PAYMENT_RELEASE"; where the title already begins with whose it is, the title. */
export const itemName = (i: { subject: string; title: string }): string =>
  i.title.startsWith(i.subject) ? i.title : `${i.subject}: ${i.title}`;

const isId = (id: string) => z.uuid().safeParse(id).success;

/** The names of everybody and everything that these sentences are about. */
async function namesOf(
  reader: Reader,
  parts: readonly Part[],
): Promise<(of: Exclude<Part, string>, leaf: LeafView) => string> {
  const ids = (kind: "item" | "campaign") => [
    ...new Set(parts.flatMap((p) => (typeof p !== "string" && p.is === kind ? [p.id] : []))),
  ];
  const names = new Map<string, string>();
  const [people, items, campaigns] = [
    [...new Set(peopleIn(parts))].filter(isId),
    ids("item"),
    ids("campaign"),
  ];
  if (people.length > 0)
    for (const p of await reader
      .select({ id: person.id, name: person.name })
      .from(person)
      .where(inArray(person.id, people)))
      names.set(p.id, p.name);
  if (items.length > 0)
    for (const i of await reader
      .select({ id: item.id, subject: item.subjectName, title: item.title })
      .from(item)
      .where(inArray(item.id, items)))
      names.set(i.id, itemName(i));
  if (campaigns.length > 0)
    for (const c of await reader
      .select({ id: campaign.id, name: campaign.name })
      .from(campaign)
      .where(inArray(campaign.id, campaigns)))
      names.set(c.id, c.name);
  return (of, leaf) =>
    names.get(of.id) ??
    (of.is === "actor"
      ? stepWords(leaf.actor)
      : of.is === "person"
        ? "somebody who is no longer here"
        : of.is === "item"
          ? "an item"
          : "a campaign");
}

/**
 * Log entries, newest first: all of them, or those of one item, person or campaign, or of one kind. One condition chooses the
 * index, by which at most `WINDOW` entries are looked through for the others: `next` then goes on where it stopped.
 */
export const entries = query({
  name: "log.entries",
  permission: "log.read",
  input: z.object({
    item: z.uuid().optional(),
    person: z.string().max(100).optional(),
    campaign: z.uuid().optional(),
    type: z.string().max(60).optional(),
    before: z.coerce.number().int().positive().optional(),
    after: z.coerce.number().int().positive().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({
    rows: z.array(entryRow),
    /** `before` of the page of older entries, null at the end. */
    next: z.number().nullable(),
    /** `after` of the page of newer entries, null at the newest. */
    previous: z.number().nullable(),
    /** Names of what is followed. */
    followed: z.object({
      item: z.object({ name: z.string(), campaign: z.uuid() }).nullable(),
      person: z.string().nullable(),
      campaign: z.string().nullable(),
    }),
  }),
  run: async (reader, { input }) => {
    const conditions = [
      input.item ? eq(auditEvent.itemId, input.item) : undefined,
      input.person ? eq(auditEvent.actorId, input.person) : undefined,
      input.campaign ? eq(auditEvent.campaignId, input.campaign) : undefined,
      input.type ? eq(auditEvent.type, input.type) : undefined,
    ].filter((c) => c !== undefined);
    const upwards = input.after !== undefined && input.before === undefined;
    const [first, ...others] = conditions;
    const from = and(
      first,
      input.before ? lt(auditEvent.id, input.before) : undefined,
      upwards ? gt(auditEvent.id, input.after ?? 0) : undefined,
    );
    const order = upwards ? asc(auditEvent.id) : desc(auditEvent.id);
    const window = others.length > 0 ? await windowOf(reader, from, order) : undefined;
    const where = window
      ? and(first, gte(auditEvent.id, window.least), lte(auditEvent.id, window.most), ...others)
      : from;
    const found = await entriesBy(reader, where, order, input.limit + 1);
    const page = found.slice(0, input.limit);
    const more = found.length > input.limit;
    const stopped = window?.full ? (upwards ? window.most : window.least) : undefined;
    const end = more ? page.at(-1)?.id : stopped;
    const rows = upwards ? page.reverse() : page;
    const newest = rows[0]?.id ?? input.before;
    return {
      rows,
      next: upwards ? (rows.at(-1)?.id ?? input.after ?? null) : (end ?? null),
      previous: upwards ? (end ?? null) : input.before !== undefined && newest !== undefined ? newest : null,
      followed: await followedBy(reader, input),
    };
  },
});

type Window = { least: number; most: number; full: boolean };

/** The next `WINDOW` entries by one index: from which to which, and whether there are more. */
async function windowOf(reader: Reader, where: SQL | undefined, order: SQL): Promise<Window> {
  const ids = reader
    .select({ id: auditEvent.id })
    .from(auditEvent)
    .where(where)
    .orderBy(order)
    .limit(WINDOW)
    .as("looked_through");
  const [found] = await reader
    .select({
      least: sql<number>`coalesce(min(${ids.id}), 0)::float8`,
      most: sql<number>`coalesce(max(${ids.id}), 0)::float8`,
      n: sql<number>`count(*)::int`,
    })
    .from(ids);
  return { least: found?.least ?? 0, most: found?.most ?? 0, full: found?.n === WINDOW };
}

async function followedBy(
  reader: Reader,
  input: { item?: string | undefined; person?: string | undefined; campaign?: string | undefined },
) {
  const [i] = input.item
    ? await reader
        .select({ subject: item.subjectName, title: item.title, campaign: item.campaignId })
        .from(item)
        .where(eq(item.id, input.item))
    : [];
  const [p] =
    input.person && isId(input.person)
      ? await reader.select({ name: person.name }).from(person).where(eq(person.id, input.person))
      : [];
  const [c] = input.campaign
    ? await reader.select({ name: campaign.name }).from(campaign).where(eq(campaign.id, input.campaign))
    : [];
  return {
    item: i ? { name: itemName(i), campaign: i.campaign } : null,
    person:
      p?.name ?? (input.person ? stepWords({ kind: `system:${input.person}`, id: input.person }) : null),
    campaign: c?.name ?? null,
  };
}
