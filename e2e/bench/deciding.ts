import pg from "pg";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { decide } from "@/lib/reviews/commands";
import { openItem } from "@/lib/reviews/observe";
import { atOnce, report, say, seconds } from "./measure";
import { ctxOf } from "./reviewing";
import { serveWorld } from "./server";
import type { World } from "./world";

/** Reviewers at once, and connections of the baseline. */
const DECIDERS = 32;
/** Decisions of each measurement. */
const DECISIONS = 1_500;

type Item = { item: string; review: string; reviewer: string; name: string };
type Statement = { text: string; values: unknown[] };

/**
 * Decisions over HTTP by reviewers at once: server, database and load share the machine. The baseline is the very SQL of as
 * many decisions on other items, recorded while the product made them and was not let commit.
 */
export async function decideOverHttp(world: World, campaign: string, items: number): Promise<void> {
  const { rows } = await world.pool.query<Item>(
    `SELECT i.id AS item, i.review_id AS review, i.reviewer_id AS reviewer, p.name FROM item i JOIN person p ON p.id = i.reviewer_id
      WHERE i.campaign_id = $1 AND i.risk = 'low' AND i.state = 'open' AND p.kind = 'person' ORDER BY md5(i.id::text || 'http') LIMIT ${2 * DECISIONS}`,
    [campaign],
  );
  const half = Math.floor(rows.length / 2);
  const [traced, asked] = [rows.slice(0, half), rows.slice(half)];
  say(`${items} items: opening ${rows.length}`);
  const opened = new Map<string, { evidence: string; inView: string[] }>();
  await atOnce(8, rows, async (one) => {
    const { evidence, asksInView } = await perform(ctxOf(one), openItem, { item: one.item });
    opened.set(one.item, { evidence, inView: asksInView });
  });
  const bodyOf = ({ item }: Item) => ({
    item,
    key: crypto.randomUUID(),
    outcome: "certify" as const,
    reasonCode: "needed_for_job" as const,
    words: "Needed for the month end.",
    evidence: opened.get(item)?.evidence ?? "",
    inView: opened.get(item)?.inView ?? [],
    draft: null,
    supersedes: null,
    acknowledged: true,
  });
  say(`${items} items: recording the SQL of ${traced.length} decisions`);
  const acts: Statement[][] = [];
  for (const one of traced) acts.push(await sqlOf(() => execute(ctxOf(one), decide, bodyOf(one))));
  say(`${items} items: ${asked.length} decisions over HTTP, ${DECIDERS} at once`);
  const server = await serveWorld(world);
  try {
    const cookies = new Map<string, string>();
    for (const { reviewer } of asked)
      if (!cookies.has(reviewer)) cookies.set(reviewer, await server.cookieOf(reviewer));
    const [first, ...rest] = asked;
    if (!first) throw new Error("The campaign has nothing to decide.");
    const send = (one: Item) =>
      server.post("/api/reviews/decide", cookies.get(one.reviewer) ?? "", bodyOf(one));
    await send(first);
    await atOnce(DECIDERS, rest.slice(0, 200), send);
    const measured = rest.slice(200);
    const took = await seconds(() => atOnce(DECIDERS, measured, send));
    report({
      name: `decisions over HTTP at ${items} items, ${DECIDERS} at once`,
      value: measured.length / took,
      unit: "/s",
      baseline: acts.length / (await replayed(world.url, acts)),
      baselineIs: `the same SQL of as many decisions (${average(acts)} statements each, BEGIN and COMMIT among them), as recorded, sent by pg on ${DECIDERS} connections: no HTTP, session, rule or hash`,
    });
  } finally {
    await server.end();
  }
}

const average = (acts: readonly Statement[][]) =>
  Math.round(acts.reduce((sum, act) => sum + act.length, 0) / Math.max(1, acts.length));

/** The statements that `work` sends, each transaction undone where it would have been committed. */
async function sqlOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const sent: Statement[] = [];
  const query = pg.Client.prototype.query;
  const recording = function (this: pg.Client, ...given: unknown[]): unknown {
    const [first, second] = given;
    const text = typeof first === "string" ? first : textOf(first);
    sent.push({ text, values: valuesOf(first, second) });
    if (text.toLowerCase() === "commit")
      given[0] = typeof first === "string" ? "rollback" : { ...asObject(first), text: "rollback" };
    return Reflect.apply(query, this, given);
  };
  Object.assign(pg.Client.prototype, { query: recording });
  try {
    await work();
  } finally {
    Object.assign(pg.Client.prototype, { query });
  }
  return sent;
}

const asObject = (given: unknown): object => (typeof given === "object" && given !== null ? given : {});
const textOf = (given: unknown): string =>
  typeof given === "object" && given !== null && "text" in given ? String(given.text) : "";

function valuesOf(first: unknown, second: unknown): unknown[] {
  if (Array.isArray(second)) return second;
  const held = typeof first === "object" && first !== null && "values" in first ? first.values : undefined;
  return Array.isArray(held) ? held : [];
}

/** Seconds to send them again, so many acts at once, each on a connection of its own from its first statement to its last. */
async function replayed(url: string, acts: readonly Statement[][]): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: DECIDERS, options: "-c timezone=UTC" });
  try {
    await atOnce(DECIDERS, Array.from({ length: DECIDERS }), () => pool.query("SELECT 1"));
    return await seconds(() =>
      atOnce(DECIDERS, acts, async (act) => {
        const client = await pool.connect();
        try {
          for (const { text, values } of act) await client.query(text, values);
        } finally {
          client.release();
        }
      }),
    );
  } finally {
    await pool.end();
  }
}
