import type pg from "pg";
import { read } from "@/lib/query";
import { page } from "@/lib/reviews/worklist-queries";
import type { Grouping, WorklistFilter } from "@/lib/reviews/worklist-schema";
import { importCompany, launchCampaign } from "./load";
import { median, report, say } from "./measure";
import { ctxOf } from "./reviewing";
import { openWorld, type World } from "./world";

/** Items that are launched; the others are copied from them within the database. */
const LAUNCHED = 200;
/** Items of the list that is read, and of every other one. */
const LONGEST = 10_000;
const OTHERS = 1_000;
const PAGE = 50;
const TIMES = 100;

const PLACES = { person: "subject_place", application: "application_place", alike: "alike_place" } as const;

type Case = { name: string; filter: Partial<WorklistFilter>; where: string };
const CASES: readonly Case[] = [
  { name: "by person", filter: {}, where: "true" },
  { name: "by application", filter: { order: "application" }, where: "true" },
  { name: "by what is alike", filter: { order: "alike" }, where: "true" },
  { name: "open", filter: { show: "open" }, where: "state = 'open'" },
  { name: "of high risk", filter: { risk: "high" }, where: "risk = 'high'" },
  { name: "with a tag", filter: { tag: "leaver" }, where: "'leaver' = ANY (tags)" },
  { name: "new", filter: { seen: "new" }, where: "first_seen" },
  {
    name: "services",
    filter: { who: "services" },
    where: "subject_kind NOT IN ('human', 'unknown')",
  },
  {
    name: "found by a word",
    filter: { q: "0042" },
    where: ["subject_name", "application_name", "title", "entitlement_name", "account_login"]
      .map((c) => `${c} ILIKE '%0042%'`)
      .join(" OR "),
  },
];

/**
 * Reads pages of one list of 10,000 items in campaigns of these sizes, each order and filter, from the middle of what there is:
 * beside the same rows by bare SQL, and the largest campaign beside the smallest.
 */
export async function readWorklists(server: string, sizes: readonly number[]): Promise<void> {
  const took = new Map<number, Map<string, number>>();
  for (const items of [...sizes].sort((a, b) => a - b)) {
    const world = await openWorld(server);
    try {
      took.set(items, await readAmong(world, items));
    } finally {
      await world.end();
    }
  }
  const [[fewest, least] = [], [most, last] = []] = [[...took][0], [...took].at(-1)];
  if (!least || !last || fewest === most) return;
  for (const { name } of CASES)
    report({
      name: `worklist page of ${PAGE} ${name} among ${most} items, against ${fewest}`,
      value: last.get(name) ?? 0,
      unit: "ms",
      baseline: least.get(name) ?? 0,
      baselineIs: `the same page among ${fewest} items, of a list of the same length if it has as many`,
    });
}

async function readAmong(world: World, items: number): Promise<Map<string, number>> {
  await importCompany(world, LAUNCHED, false);
  const campaign = await launchCampaign(world, LAUNCHED, false);
  say(`${items} items: copying them`);
  const longest = await multiply(world.pool, campaign, items);
  say(`${items} items: reading worklists`);
  const took = new Map<string, number>();
  for (const one of CASES) took.set(one.name, await readCase(world.pool, longest, one, items));
  return took;
}

type Longest = { review: string; reviewer: string; name: string };

async function readCase(pool: pg.Pool, list: Longest, { name, filter, where }: Case, items: number) {
  const ctx = ctxOf(list);
  const order: Grouping = filter.order ?? "person";
  const place = PLACES[order];
  const {
    rows: [middle],
  } = await pool.query<{ place: number; weight: number; position: number }>(
    `SELECT place, weight, position FROM (SELECT ${place} AS place, weight, position,
        row_number() OVER (ORDER BY ${place}, weight, position) AS n, count(*) OVER () AS whole
      FROM item WHERE review_id = $1 AND (${where})) all_of_it WHERE n = whole / 2`,
    [list.review],
  );
  if (!middle) throw new Error(`The list has nothing ${name}.`);
  const after = `${order}~${middle.place}~${middle.weight}~${middle.position}`;
  const value = await median(TIMES, () =>
    read(ctx, page, { review: list.review, ...filter, limit: PAGE, after }),
  );
  const baseline = await median(TIMES, async () => {
    const found = await pool.query<{ place: number }>(
      `SELECT id, position, ${place} AS place, weight, subject_key, subject_name, subject_kind, application_name, title,
          entitlement_name, risk, tags, state, outcome, waiting, decided_at
        FROM item WHERE review_id = $1 AND (${where}) AND (${place}, weight, position) > ($2, $3, $4)
        ORDER BY ${place}, weight, position LIMIT ${PAGE + 1}`,
      [list.review, middle.place, middle.weight, middle.position],
    );
    await pool.query(
      `SELECT asked, n.open, n.items FROM unnest($2::int[]) asked CROSS JOIN LATERAL
        (SELECT count(*) FILTER (WHERE state = 'open') AS open, count(*) AS items FROM
          (SELECT state FROM item WHERE review_id = $1 AND ${place} = asked LIMIT 1001) few) n`,
      [list.review, [...new Set(found.rows.map((r) => r.place))]],
    );
  });
  report({
    name: `worklist page of ${PAGE} ${name} among ${items} items`,
    value,
    unit: "ms",
    baseline,
    baselineIs: `the same two statements by pg, without authorisation, row-level security or a transaction; median of ${TIMES}`,
  });
  return value;
}

/** Copies the items within the database until there are so many, on one long list and others beside it. */
export async function multiply(pool: pg.Pool, campaign: string, items: number): Promise<Longest> {
  const long = Math.min(items, LONGEST);
  const lists = 1 + Math.ceil((items - long) / OTHERS);
  const columns = await pool.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'item' AND table_schema = 'public'
      AND is_generated = 'NEVER' ORDER BY ordinal_position`,
  );
  const made: Record<string, string> = {
    id: "gen_random_uuid()",
    review_id: "c.review",
    reviewer_id: "c.reviewer",
    position: "c.n",
    subject_place: "c.n / 5",
    application_place: "c.n % 12",
    alike_place: "CASE WHEN c.n % 3 = 0 THEN 2147483647 ELSE c.n / 24 END",
    subject_key: "'bench/' || c.n / 5",
    subject_name: "'Person ' || lpad((c.n / 5)::text, 7, '0')",
    subject_kind: "CASE WHEN c.n % 20 = 0 THEN 'service' ELSE 'human' END",
    application_name: "'Application ' || c.n % 12",
    risk: "CASE WHEN c.n % 50 = 0 THEN 'critical' WHEN c.n % 10 = 0 THEN 'high' ELSE 'low' END",
    tags: "CASE WHEN c.n % 25 = 0 THEN ARRAY['leaver', 'unused'] WHEN c.n % 4 = 0 THEN ARRAY['unused'] ELSE ARRAY[]::text[] END",
    first_seen: "c.n % 15 = 0",
    need_score: "(c.n * 7919) % 4001 - 2000",
    // Half of the list is behind its reviewer.
    state: "CASE WHEN c.n % 2 = 0 THEN 'not_certified' ELSE 'open' END",
  };
  const names = columns.rows.map((c) => c.name);
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query(
      `CREATE TEMP TABLE bench_list ON COMMIT DROP AS SELECT l, gen_random_uuid() AS review, gen_random_uuid() AS reviewer,
          CASE WHEN l = 0 THEN 0 ELSE ${long} + (l - 1) * ${OTHERS} END AS first,
          CASE WHEN l = 0 THEN ${long} ELSE least(${OTHERS}, ${items - long} - (l - 1) * ${OTHERS}) END AS items
        FROM generate_series(0, ${lists - 1}) AS l`,
    );
    await client.query(
      `INSERT INTO person (id, email, name, kind, created_at)
        SELECT reviewer, 'list' || l || '@bench.example', 'Reviewer ' || l, 'person', now() FROM bench_list`,
    );
    await client.query(
      `INSERT INTO review (id, campaign_id, reviewer_id, items) SELECT review, $1, reviewer, items FROM bench_list`,
      [campaign],
    );
    await client.query(
      `CREATE TEMP TABLE bench_base ON COMMIT DROP AS SELECT i.*, row_number() OVER (ORDER BY id) - 1 AS of_base
        FROM item i WHERE campaign_id = '${campaign}'`,
    );
    await client.query(
      `INSERT INTO item (${names.map((n) => `"${n}"`).join(", ")})
        SELECT ${names.map((n) => made[n] ?? `i."${n}"`).join(", ")}
        FROM (SELECT review, reviewer, n, (first + n) % (SELECT count(*) FROM bench_base) AS base
          FROM bench_list, generate_series(1, items) AS n) c
        JOIN bench_base i ON i.of_base = c.base`,
    );
    const found = await client.query<Longest>(
      "SELECT review, reviewer, 'Reviewer 0' AS name FROM bench_list WHERE l = 0",
    );
    await client.query("COMMIT");
    await client.query("VACUUM ANALYZE item");
    await client.query("ANALYZE review");
    const [longest] = found.rows;
    if (!longest) throw new Error("No list was made.");
    return longest;
  } finally {
    client.release();
  }
}
