import type pg from "pg";
import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { decide } from "@/lib/reviews/commands";
import { openItem } from "@/lib/reviews/observe";
import { atOnce, report, say, seconds } from "./measure";
import { emptyCopy, LANES, type World } from "./world";

type Reviewer = { review: string; reviewer: string; name: string };

/** Who decides, as the product knows them. */
export function ctxOf({ reviewer, name }: Reviewer): Ctx {
  const actor = { kind: "person" as const, personId: reviewer, name, roles: new Set<never>() };
  return { actor: { ...actor, authn: "bench", sessionId: null }, requestId: "bench" };
}

/** How many decisions are measured; more would only take longer. */
const most = 5_000;

/** Decides items that their reviewers have open before them, sixteen at once. */
export async function decideItems(
  world: World,
  campaign: string,
  items: number,
  wanted: boolean,
): Promise<void> {
  const { pool } = world;
  const { rows } = await pool.query<Reviewer & { item: string }>(
    `SELECT i.id AS item, i.review_id AS review, i.reviewer_id AS reviewer, p.name
      FROM item i JOIN person p ON p.id = i.reviewer_id
      WHERE i.campaign_id = $1 AND i.state = 'open' AND i.findings = 0 AND p.kind = 'person' ORDER BY md5(i.id::text) LIMIT ${most}`,
    [campaign],
  );
  say(`${items} items: opening and deciding ${rows.length}`);
  const tables = wanted ? await filledCopies(pool, campaign) : undefined;
  const opened = new Map<string, { evidence: string; inView: string[] }>();
  await atOnce(LANES, rows, async (one) => {
    const { evidence, asksInView } = await perform(ctxOf(one), openItem, { item: one.item });
    opened.set(one.item, { evidence, inView: asksInView });
  });
  const took = await seconds(() =>
    atOnce(LANES, rows, (one) =>
      execute(ctxOf(one), decide, {
        item: one.item,
        key: crypto.randomUUID(),
        outcome: "certify",
        reasonCode: "needed_for_job",
        words: "Needed for the month end.",
        evidence: opened.get(one.item)?.evidence ?? "",
        inView: opened.get(one.item)?.inView ?? [],
        seconds: 20,
        draft: null,
        supersedes: null,
        acknowledged: true,
      }),
    ),
  );
  if (!tables) return;
  report({
    name: `decisions at ${items} items, ${LANES} at once`,
    value: rows.length / took,
    unit: "/s",
    baseline: rows.length / (await bareDecisions(pool, campaign, tables)),
    baselineIs: `the same INSERT and UPDATE statements with the finished values by pg on ${LANES} connections, a transaction each, on tables with the same keys and indexes: nothing read, checked or hashed`,
  });
}

type Copies = Record<
  "item" | "review" | "decision" | "audit_event" | "audit_outbox" | "idempotency" | "private_payload",
  string
>;

/** Tables for the baseline, items and reviews as they are before anybody decides. */
async function filledCopies(pool: pg.Pool, campaign: string): Promise<Copies> {
  const copies: Copies = {
    item: await emptyCopy(pool, "item"),
    review: await emptyCopy(pool, "review"),
    decision: await emptyCopy(pool, "decision"),
    audit_event: await emptyCopy(pool, "audit_event"),
    audit_outbox: await emptyCopy(pool, "audit_outbox"),
    idempotency: await emptyCopy(pool, "idempotency"),
    private_payload: await emptyCopy(pool, "private_payload"),
  };
  await pool.query(`INSERT INTO ${copies.item} SELECT * FROM item WHERE campaign_id = $1`, [campaign]);
  await pool.query(`INSERT INTO ${copies.review} SELECT * FROM review WHERE campaign_id = $1`, [campaign]);
  return copies;
}

/** Seconds for the writes alone. */
async function bareDecisions(pool: pg.Pool, campaign: string, to: Copies): Promise<number> {
  const decisions = await textRows(
    pool,
    "SELECT * FROM decision WHERE campaign_id = $1 ORDER BY id",
    campaign,
  );
  const ids = decisions.map((d) => d.id);
  const events = new Map(
    (
      await textRows(
        pool,
        "SELECT * FROM audit_event WHERE campaign_id = $1 AND type = 'decision.recorded'",
        campaign,
      )
    ).map((e) => [e.ref_id, e]),
  );
  const words = new Map(
    (
      await textRows(
        pool,
        "SELECT w.* FROM private_payload w JOIN decision d ON d.rationale_id = w.id WHERE d.campaign_id = $1",
        campaign,
      )
    ).map((w) => [w.id, w]),
  );
  if (ids.length === 0) throw new Error("Nothing was decided.");
  return seconds(() =>
    atOnce(LANES, decisions, async (d) => {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        await insert(client, to.decision, d);
        await client.query(
          `UPDATE ${to.item} SET state = 'decided', decision_id = $2, outcome = $3, disposition = $4, decided_at = $5 WHERE id = $1`,
          [d.item_id, d.id, d.outcome, d.disposition, d.decided_at],
        );
        await client.query(
          `UPDATE ${to.review} SET decided = decided + 1, last_decided_at = $2 WHERE id = (SELECT review_id FROM ${to.item} WHERE id = $1)`,
          [d.item_id, d.decided_at],
        );
        const event = events.get(d.id ?? "");
        const word = words.get(d.rationale_id ?? "");
        if (word) await insert(client, to.private_payload, word);
        if (event) {
          await insert(client, to.audit_event, event, "OVERRIDING SYSTEM VALUE");
          await client.query(`INSERT INTO ${to.audit_outbox} VALUES ($1)`, [event.id]);
        }
        await client.query(
          `INSERT INTO ${to.idempotency} (person_id, key, command, input, result, at) VALUES ($1, $2, 'reviews.decide', $5, $3, $4)`,
          [d.person_id, d.id, JSON.stringify({ decision: d.id }), d.decided_at, "0".repeat(64)],
        );
        await client.query("COMMIT");
      } finally {
        client.release();
      }
    }),
  );
}

type TextRow = Record<string, string | null>;

/** Rows with every value as the text PostgreSQL has for it. */
async function textRows(pool: pg.Pool, select: string, campaign: string): Promise<TextRow[]> {
  const asText = { getTypeParser: () => (value: string | null) => value };
  const { rows } = await pool.query({ text: select, values: [campaign], types: asText });
  return rows;
}

async function insert(client: pg.PoolClient, table: string, row: TextRow, overriding = ""): Promise<void> {
  const columns = Object.keys(row);
  const places = columns.map((_, i) => `$${i + 1}`);
  const names = columns.map((c) => `"${c}"`).join(", ");
  await client.query(
    `INSERT INTO ${table} (${names}) ${overriding} VALUES (${places.join(", ")})`,
    Object.values(row),
  );
}
