import type pg from "pg";

/** Items of the longest list, and of every other one. */
const LONGEST = 10_000;
const OTHERS = 1_000;

export type Longest = { review: string; reviewer: string; name: string };

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
