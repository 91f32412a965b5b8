import { inArray, type SQL, sql } from "drizzle-orm";
import { iso, rows } from "@/db/client";
import { decision } from "@/db/schema/decisions";
import { now } from "@/lib/clock";
import { query, type Reader } from "@/lib/query";
import { madeUpItems } from "./challenge-rows";
import { cursorOf, placeOf } from "./cursor";
import { loadReview } from "./queries";
import { type WorklistRow, worklist, worklistInput } from "./schema";
import type { Grouping, WorklistFilter } from "./worklist-schema";

/** The column of a group's place, for each way to group. */
const placeOfGroup: Record<Grouping, SQL> = {
  person: sql.raw("item.subject_place"),
  application: sql.raw("item.application_place"),
  alike: sql.raw("item.alike_place"),
};

/** A group is counted up to so many items; a page costs the same however long its list is. */
export const COUNTED = 1_000;

type Found = Omit<WorklistRow, "cursor" | "group" | "batch"> & {
  place: number;
  weight: number;
  position: number;
  decision: string | null;
};

/**
 * One page of a worklist: an index range of one table in each of its orders, by `(place of the group, weight, position)`. It
 * carries no packet and no draft, and of an item that is decided before its draft is shown no score has a part in where it
 * stands (I12): `db/schema/worklist-order.ts`.
 */
export const page = query({
  name: "reviews.worklist",
  permission: "review.read",
  input: worklistInput,
  output: worklist,
  load: (reader, input) => loadReview(reader, input.review),
  run: async (reader, { input, scope, subject }) => {
    const { review, order, after, limit } = input;
    const place = placeOfGroup[order];
    const from = after === undefined ? undefined : placeOf(after, order);
    const listed = (
      of: SQL,
    ) => sql`SELECT item.id, item.position, ${place} AS place, item.weight, item.subject_key AS "subjectKey",
          item.subject_name AS "subjectName", item.subject_kind AS "subjectKind", item.application_name AS application, item.title,
          item.entitlement_name AS technical, item.risk, item.tags, item.state, item.outcome, item.waiting,
          item.arm = 'blind' AND item.state = 'open' AS first, item.decision_id AS decision,
          ${iso(sql`item.decided_at`)} AS "decidedAt"
        FROM ${of} WHERE ${all([
          sql`item.review_id = ${review}`,
          input.item && sql`item.id = ${input.item}`,
          ...narrowing(input),
          from &&
            sql`(${place}, item.weight, item.position) > (${from.place}, ${from.weight}, ${from.position})`,
        ])}
        ORDER BY ${place}, item.weight, item.position LIMIT ${limit + 1}`;
    const found = inOrder(
      await rows<Found>(reader, listed(sql`item`)),
      subject.madeUp ? await rows<Found>(reader, listed(madeUpItems(review))) : [],
    ).slice(0, limit + 1);
    const shown = found.slice(0, limit);
    const decided = await decisionsOn(reader, shown, scope.personId);
    const running = subject.status === "launching" || subject.status === "launched";
    const list = shown.map(
      ({ place: group, weight, position, decision: made, ...row }): WorklistRow => ({
        ...row,
        first: row.first && running && !decided.own.has(row.id),
        batch: made ? (decided.batches.get(made) ?? null) : null,
        cursor: cursorOf({ order, place: group, weight, position }),
        group: String(group),
      }),
    );
    return {
      rows: list,
      next: found.length > limit ? (list.at(-1)?.cursor ?? null) : null,
      groups: await countsOf(reader, subject, place, [...new Set(list.map((row) => row.group))]),
      at: input.since ?? now().toISOString(),
    };
  },
});

/** Two pages of one order as one. */
function inOrder(items: Found[], madeUp: Found[]): Found[] {
  if (madeUp.length === 0) return items;
  const order = (a: Found, b: Found) =>
    a.place - b.place || a.weight - b.weight || a.position - b.position || (a.id < b.id ? -1 : 1);
  return [...items, ...madeUp].sort(order);
}

const all = (conditions: readonly (SQL | "" | undefined)[]): SQL =>
  sql.join(
    conditions.filter((c) => c !== undefined && c !== ""),
    sql` AND `,
  );

const people = sql`('human', 'unknown')`;
const ofShow = (show: WorklistFilter["show"], since: string | undefined) =>
  ({
    all: undefined,
    open: since
      ? sql`(item.state = 'open' OR item.decided_at >= ${since}::timestamptz)`
      : sql`item.state = 'open'`,
    decided: sql`item.state <> 'open'`,
    waiting: sql`item.waiting IS NOT NULL`,
  })[show];

/** What a filter leaves of a list. */
function narrowing(filter: WorklistFilter & { since?: string | undefined }): (SQL | undefined)[] {
  const { who, risk, seen, tag, q } = filter;
  return [
    ofShow(filter.show, filter.since),
    who === "all" ? undefined : sql`item.subject_kind ${who === "people" ? sql`IN` : sql`NOT IN`} ${people}`,
    risk === "all" ? undefined : sql`item.risk = ${risk}`,
    seen === "all" ? undefined : sql`item.first_seen`,
    tag === "" ? undefined : sql`${tag} = ANY (item.tags)`,
    q === "" ? undefined : matches(q),
  ];
}

function matches(q: string): SQL {
  const like = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  return sql`(item.subject_name ILIKE ${like} OR item.application_name ILIKE ${like} OR item.title ILIKE ${like}
    OR item.entitlement_name ILIKE ${like} OR item.account_login ILIKE ${like})`;
}

/**
 * Of a page's rows: the size of each act that decided several, by its decision, and which of those that may be decided first this
 * person has decided before (`withheldSql`, asked of the few rows it can be true of).
 */
async function decisionsOn(reader: Reader, shown: readonly Found[], me: string | null) {
  const asked = shown.filter((row) => row.first || row.decision !== null).map((row) => row.id);
  if (asked.length === 0) return { own: new Set<string>(), batches: new Map<string, number | null>() };
  const made = await reader
    .select({ id: decision.id, item: decision.itemId, by: decision.personId, batch: decision.batchSize })
    .from(decision)
    .where(inArray(decision.itemId, asked));
  return {
    own: new Set(made.flatMap((d) => (d.by === me ? [d.item] : []))),
    batches: new Map(made.map((d) => [d.id, d.batch])),
  };
}

/** Open and all items of each of these groups, each by an index range that ends at `COUNTED`. */
async function countsOf(
  reader: Reader,
  { id: review, madeUp }: { id: string; madeUp: boolean },
  place: SQL,
  keys: readonly string[],
) {
  if (keys.length === 0) return [];
  const counted = await rows<{ key: string; open: number; items: number }>(
    reader,
    sql`SELECT asked.place::text AS key, counted.open, counted.items
      FROM unnest(${`{${keys.join(",")}}`}::int[]) asked(place)
      CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE state = 'open')::int AS open, count(*)::int AS items
        FROM (SELECT item.state FROM item WHERE item.review_id = ${review} AND ${place} = asked.place
          ${madeUp ? sql`UNION ALL SELECT item.state FROM ${madeUpItems(review)} WHERE ${place} = asked.place AND item.state = 'open'` : sql``}
          LIMIT ${COUNTED + 1}) few) counted`,
  );
  return counted.map(({ key, open, items }) => ({
    key,
    open,
    items: Math.min(items, COUNTED),
    more: items > COUNTED,
  }));
}
