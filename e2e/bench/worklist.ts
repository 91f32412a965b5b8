import { replaceDatabase } from "@/db/client";
import { closeQueue } from "@/lib/jobs/queue";
import { read } from "@/lib/query";
import { page } from "@/lib/reviews/worklist-queries";
import type { Grouping, WorklistFilter } from "@/lib/reviews/worklist-schema";
import { importCompany, launchCampaign } from "./load";
import { median, report, say, seconds } from "./measure";
import { type Longest, multiply } from "./multiply";
import { ctxOf } from "./reviewing";
import { openWorld, type World } from "./world";

/** Items that are launched; the others are copied from them within the database. */
const LAUNCHED = 200;
const PAGE = 50;
const TIMES = 100;
/** Readings before those that count. */
const WARM_UP = 20;

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
 * beside the same rows by bare SQL, and the largest campaign beside the smallest. All in turn, after the same warm-up: whatever
 * else the machine does meanwhile, it does to all of them.
 */
export async function readWorklists(server: string, sizes: readonly number[]): Promise<void> {
  const lists: List[] = [];
  try {
    for (const items of [...sizes].sort((a, b) => a - b)) lists.push(await listAmong(server, items));
    say("reading worklists");
    for (const one of CASES) await readCase(lists, one);
  } finally {
    for (const { world } of lists.reverse()) await world.end();
  }
}

type List = { items: number; world: World; longest: Longest };

async function listAmong(server: string, items: number): Promise<List> {
  const world = await openWorld(server);
  await importCompany(world, LAUNCHED, false);
  const campaign = await launchCampaign(world, LAUNCHED, false);
  await closeQueue();
  say(`${items} items: copying them`);
  const longest = await multiply(world.pool, campaign, items);
  await world.pool.query("CHECKPOINT"); // What was written is not written out while pages are read.
  return { items, world, longest };
}

async function readCase(lists: readonly List[], one: Case): Promise<void> {
  const works: (() => Promise<unknown>)[] = [];
  for (const list of lists) works.push(...(await readersOf(list, one)));
  const took = works.map((): number[] => []);
  for (let n = -WARM_UP; n < TIMES; n++)
    for (const [i, work] of works.entries()) {
      const ms = (await seconds(work)) * 1000;
      if (n >= 0) took[i]?.push(ms);
    }
  const medians = took.map(median);
  const of = lists.map(({ items }, i) => ({
    items,
    value: medians[2 * i] ?? 0,
    baseline: medians[2 * i + 1] ?? 0,
  }));
  for (const { items, value, baseline } of of)
    report({
      name: `worklist page of ${PAGE} ${one.name} among ${items} items`,
      value,
      unit: "ms",
      baseline,
      baselineIs: `the same rows and counts by two statements of pg, without authorisation, row-level security or a transaction; median of ${TIMES}, in turn`,
    });
  const [least, most] = [of[0], of.at(-1)];
  if (!least || !most || least === most) return;
  report({
    name: `worklist page of ${PAGE} ${one.name} among ${most.items} items, against ${least.items}`,
    value: most.value,
    unit: "ms",
    baseline: least.value,
    baselineIs: `the same page among ${least.items} items, of a list of the same length if it has as many`,
  });
}

/** One page by the product, and the same by bare SQL. */
async function readersOf({ world, longest: list }: List, { name, filter, where }: Case) {
  const { handle, pool } = world;
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
  const product = () => {
    replaceDatabase(handle);
    return read(ctx, page, { review: list.review, ...filter, limit: PAGE, after });
  };
  const bare = async () => {
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
          (SELECT state FROM item WHERE review_id = $1 AND (${where}) AND ${place} = asked LIMIT 1001) few) n`,
      [list.review, [...new Set(found.rows.map((r) => r.place))]],
    );
  };
  return [product, bare];
}
