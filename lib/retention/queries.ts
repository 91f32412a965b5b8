import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { iso, rows } from "@/db/client";
import { now } from "@/lib/clock";
import { query, type Reader } from "@/lib/query";
import { campaignsSql, packsSql, rawFilesSql } from "./due-sql";
import { type ClassView, classes, type RetentionClass, retentionView } from "./schema";

type Output = z.input<typeof retentionView>;

/** Classes with what is kept, due and held; holds; erasures; and what a hold can be put on. */
export const show = query({
  name: "retention.show",
  permission: "retention.read",
  input: z.object({}),
  output: retentionView,
  run: async (reader) => {
    const at = now();
    const all: ClassView[] = [];
    for (const of of classes) all.push(await classOf(reader, of, at));
    return {
      now: at.toISOString(),
      classes: all,
      holds: await holds(reader),
      erasures: await erasures(reader),
      campaigns: await rows<Output["campaigns"][number]>(
        reader,
        sql`SELECT id, name FROM campaign WHERE launched_at IS NOT NULL ORDER BY launched_at DESC LIMIT 500`,
      ),
      people: await rows<Output["people"][number]>(
        reader,
        sql`SELECT id, name, status = 'disabled' AS disabled FROM person WHERE kind = 'person' ORDER BY lower(name), id LIMIT 2000`,
      ),
    };
  },
});

const listOf = (of: RetentionClass): SQL =>
  of === "raw_file" ? rawFilesSql : of === "pack" ? packsSql : campaignsSql(of);

async function classOf(reader: Reader, of: RetentionClass, at: Date): Promise<ClassView> {
  const end = sql`since + make_interval(days => p.days)`;
  const time = sql`${at.toISOString()}::timestamptz`;
  const [found] = await rows<Omit<ClassView, "class" | "lastRun">>(
    reader,
    sql`SELECT p.days, count(f.*)::int AS kept, count(*) FILTER (WHERE ${end} <= ${time} AND NOT f.held)::int AS due,
        count(*) FILTER (WHERE f.held)::int AS held, ${iso(sql`min(${end})`)} AS next
      FROM (SELECT retention_days(${of}) AS days) p LEFT JOIN (${listOf(of)}) f ON true GROUP BY p.days`,
  );
  const [lastRun] = await rows<NonNullable<ClassView["lastRun"]>>(
    reader,
    sql`SELECT ${iso(sql.raw("started_at"))} AS "startedAt", ${iso(sql.raw("finished_at"))} AS "finishedAt", purged, problem
      FROM retention_run WHERE class = ${of}`,
  );
  return { class: of, days: 0, kept: 0, due: 0, held: 0, next: null, ...found, lastRun: lastRun ?? null };
}

const reasonOf = (id: SQL) =>
  sql`(SELECT payload::jsonb ->> 'reason' FROM private_payload w WHERE w.id = ${id})`;
const nameOf = (id: SQL) => sql`(SELECT name FROM person n WHERE n.id = ${id})`;

async function holds(reader: Reader) {
  return rows<Output["holds"][number]>(
    reader,
    sql`SELECT h.id, CASE WHEN h.campaign_id IS NULL THEN 'person' ELSE 'campaign' END AS "on",
        coalesce(h.campaign_id, h.person_id) AS of, coalesce(c.name, p.name) AS name, ${reasonOf(sql`h.reason_id`)} AS reason,
        ${nameOf(sql`h.placed_by`)} AS by, ${iso(sql`h.placed_at`)} AS at, ${iso(sql`h.lifted_at`)} AS "liftedAt",
        ${nameOf(sql`h.lifted_by`)} AS "liftedBy", ${reasonOf(sql`h.lifted_reason_id`)} AS "liftedReason"
      FROM legal_hold h LEFT JOIN campaign c ON c.id = h.campaign_id LEFT JOIN person p ON p.id = h.person_id
      ORDER BY h.lifted_at IS NOT NULL, h.placed_at DESC LIMIT 200`,
  );
}

async function erasures(reader: Reader) {
  return rows<Output["erasures"][number]>(
    reader,
    sql`SELECT x.id, x.person_id AS person, ${nameOf(sql`x.person_id`)} AS name, x.state, ${reasonOf(sql`x.reason_id`)} AS reason,
        ${nameOf(sql`x.asked_by`)} AS "askedBy", x.asked_by AS "askedById", ${iso(sql`x.asked_at`)} AS "askedAt",
        ${nameOf(sql`x.settled_by`)} AS "settledBy", ${iso(sql`x.settled_at`)} AS "settledAt", x.counts
      FROM erasure x ORDER BY x.state <> 'asked', x.asked_at DESC LIMIT 200`,
  );
}
