import { type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { iso, rows, rowsOfKept } from "@/db/client";
import { now } from "@/lib/clock";
import { query } from "@/lib/query";
import { madeUpItems } from "./challenge-rows";
import { cursorOf, placeOf } from "./cursor";
import { loadReview } from "./queries";
import { type Worklist, type WorklistRow, worklist, worklistInput } from "./schema";
import { type Grouping, narrowings, type WorklistFilter } from "./worklist-schema";

/** The column of a group's place, for each way to group. */
const placeOfGroup: Record<Grouping, SQL> = {
  person: sql.raw("item.subject_place"),
  application: sql.raw("item.application_place"),
  alike: sql.raw("item.alike_place"),
};

/** A group is counted up to so many items of what the list is narrowed to: a page of a whole list costs the same however long it is. */
export const COUNTED = 1_000;

type Found = Omit<WorklistRow, "cursor" | "group"> & {
  place: number;
  weight: number;
  position: number;
  groupOpen: number;
  groupItems: number;
};

/**
 * One page of a worklist in one statement: an index range of one table in each of its orders, by `(place of the group, weight,
 * position)`. It carries no packet and no draft, and of an item that is decided before its draft is shown no score has a part in
 * where it stands (I12): `db/schema/worklist-order.ts`.
 */
export const page = query({
  name: "reviews.worklist",
  permission: "review.read",
  input: worklistInput,
  output: worklist,
  load: (reader, input) => loadReview(reader, input.review),
  run: async (reader, { input, scope, subject }) => {
    const { order, limit } = input;
    const asked = pageSql(input, subject.madeUp, scope.personId);
    const found = await (oftenAsked(input) ? rowsOfKept<Found>(reader, asked) : rows<Found>(reader, asked));
    const running = subject.status === "launching" || subject.status === "launched";
    const groups = new Map<string, Worklist["groups"][number]>();
    const list = found
      .slice(0, limit)
      .map(({ place, weight, position, groupOpen: open, groupItems: items, ...row }): WorklistRow => {
        const key = String(place);
        groups.set(key, { key, open, items: Math.min(items, COUNTED), more: items > COUNTED });
        const cursor = cursorOf({ order, place, weight, position });
        return { ...row, first: row.first && running, cursor, group: key };
      });
    return {
      rows: list,
      next: found.length > limit ? (list.at(-1)?.cursor ?? null) : null,
      groups: [...groups.values()],
      at: input.since ?? now().toISOString(),
    };
  },
});

type Asked = z.output<typeof worklistInput>;

/** Of the whole list, or narrowed by one thing alone: not many texts in all. */
const oftenAsked = (input: Asked): boolean => input.item === undefined && narrowings(input) <= 1;

/**
 * A page's rows and one more. Each with what is counted of its group, as far as the list is narrowed to it, by an index range that
 * ends at `COUNTED`; with the size of the act that decided several; and `first` where it is decided before its draft is shown and
 * this person has not decided it before (`withheldSql`, asked of the few rows it can be true of).
 */
function pageSql(input: Asked, madeUp: boolean, me: string | null): SQL {
  const { review, order, item, after } = input;
  const place = placeOfGroup[order];
  const from = after === undefined ? undefined : placeOf(after, order);
  const narrowed = [sql`item.review_id = ${review}`, ...narrowing(input)];
  const shown = all([
    ...narrowed,
    item && sql`item.id = ${item}`,
    from && sql`(${place}, item.weight, item.position) > (${from.place}, ${from.weight}, ${from.position})`,
  ]);
  const ofGroup = all([...narrowed, sql`${place} = asked.place`]);
  const more = input.limit + 1;
  const listed = (
    of: SQL,
  ) => sql`(SELECT item.id, item.position, ${place} AS place, item.weight, item.subject_key, item.subject_name,
      item.subject_kind, item.application_name, item.title, item.entitlement_name, item.risk, item.tags, item.state, item.outcome,
      item.waiting, item.arm, item.decision_id, item.decided_at
    FROM ${of} WHERE ${shown} ORDER BY ${place}, item.weight, item.position LIMIT ${more})`;
  const counted = (of: SQL) => sql`SELECT item.state FROM ${of} WHERE ${ofGroup}`;
  const made = madeUpItems(review);
  return sql`WITH shown AS MATERIALIZED (${listed(sql`item`)}
      ${madeUp ? sql`UNION ALL ${listed(made)} ORDER BY place, weight, position, id LIMIT ${more}` : sql``}),
    groups AS MATERIALIZED (SELECT asked.place, counted.open, counted.items FROM (SELECT DISTINCT place FROM shown) asked
      CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE state = 'open')::int AS open, count(*)::int AS items
        FROM (${counted(sql`item`)} ${madeUp ? sql`UNION ALL ${counted(made)} AND item.state = 'open'` : sql``}
          LIMIT ${sql.raw(String(COUNTED + 1))}) few) counted)
    SELECT shown.id, shown.position, shown.place, shown.weight, shown.subject_key AS "subjectKey", shown.subject_name AS "subjectName",
      shown.subject_kind AS "subjectKind", shown.application_name AS application, shown.title, shown.entitlement_name AS technical,
      shown.risk, shown.tags, shown.state, shown.outcome, shown.waiting, ${iso(sql`shown.decided_at`)} AS "decidedAt",
      shown.arm = 'blind' AND shown.state = 'open' AND made.own IS NOT TRUE AS first, made.batch,
      groups.open AS "groupOpen", groups.items AS "groupItems"
    FROM shown JOIN groups ON groups.place = shown.place
    CROSS JOIN LATERAL (SELECT bool_or(decision.person_id = ${me}) AS own,
        max(decision.batch_size) FILTER (WHERE decision.id = shown.decision_id) AS batch
      FROM decision WHERE decision.item_id = shown.id
        AND (shown.decision_id IS NOT NULL OR (shown.arm = 'blind' AND shown.state = 'open'))) made
    ORDER BY shown.place, shown.weight, shown.position, shown.id`;
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
