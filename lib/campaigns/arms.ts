import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { copyRows } from "@/db/bulk";
import { rows, type Tx } from "@/db/client";
import { campaignArms } from "@/db/schema/arms";
import { type Arm, armRates, ListDraw, lotOf, type Rates, SECRET_LENGTH } from "@/lib/audit-log/arms";
import { toHex } from "@/lib/audit-log/bytes";
import type { AuditEvent } from "@/lib/audit-log/events";
import { sha256 } from "@/lib/audit-log/sha256";
import { sealAway } from "./arms-secret";
import { itemRoot } from "./roots";
import { breathe, fetched, type Report, ranges } from "./staging";
import { unitSql } from "./unit-sql";

type Unit = { reviewer: string; unit: string; items: number };

/** Each list's drawn units. Memory holds what was drawn of one list, never the population. */
async function* drawnUnits(
  tx: Tx,
  secret: Uint8Array,
  rates: Rates,
): AsyncGenerator<readonly [reviewer: string, unit: string, arm: Arm]> {
  const lot = lotOf(sha256, secret);
  let list: { reviewer: string; draw: ListDraw } | undefined;
  const drawn = function* () {
    if (list) for (const [unit, arm] of list.draw.end()) yield [list.reviewer, unit, arm] as const;
  };
  const units = fetched<Unit>(
    tx,
    "drawn_unit",
    sql`SELECT w.reviewer_id::text AS reviewer, ${unitSql("s", "item_id")} AS unit, count(*)::int AS items
      FROM staged_item s JOIN staged_reviewer w ON w.n = s.n GROUP BY 1, 2 ORDER BY 1`,
  );
  for await (const page of units)
    for (const { reviewer, unit, items } of page) {
      if (list?.reviewer !== reviewer) {
        yield* drawn();
        list = { reviewer, draw: new ListDraw(lot, rates, reviewer) };
      }
      list.draw.add(unit, items);
    }
  yield* drawn();
}

type Shares = Parameters<typeof armRates>[0];
/** The secret of a draw, and the rates it was made with. */
export type Lots = { secret: Uint8Array; rates: Rates };

/**
 * Draws the arms of the staged items, which have their reviewers, into `staged_arm` (n, arm): what is not there is assisted.
 * The secret stays in this process: the database is given what was drawn, and the secret under a key of the log.
 * @param given.items the last number that an item has
 * @returns null where nothing is drawn
 */
export async function drawArms(
  tx: Tx,
  given: { shares: Shares; items: number },
  report: Report,
): Promise<Lots | null> {
  await tx.execute(sql`CREATE TEMP TABLE staged_arm (n int PRIMARY KEY, arm text NOT NULL) ON COMMIT DROP`);
  const [all] = await rows<{ n: number }>(tx, sql`SELECT count(*)::int AS n FROM staged_item`);
  const rates = armRates(given.shares, all?.n ?? 0);
  if (rates.blind + rates.undrafted === 0) return null;
  report({ phase: "Drawing lots", done: 0, total: given.items });
  await tx.execute(
    sql`CREATE TEMP TABLE staged_drawn (reviewer_id uuid, unit text, arm text) ON COMMIT DROP`,
  );
  const secret = new Uint8Array(randomBytes(SECRET_LENGTH));
  const drawn = await collected(drawnUnits(tx, secret, rates));
  await copyRows(tx, "staged_drawn", { reviewer_id: "uuid", unit: "text", arm: "text" }, drawn);
  await tx.execute(sql`CREATE INDEX staged_drawn_unit ON staged_drawn (reviewer_id, unit)`);
  await tx.execute(sql`ANALYZE staged_drawn`);
  for (const { from, to } of ranges(given.items)) {
    await tx.execute(sql`INSERT INTO staged_arm SELECT s.n, a.arm
      FROM staged_item s JOIN staged_reviewer w ON w.n = s.n AND w.n > ${from} AND w.n <= ${to}
      JOIN staged_drawn a ON a.reviewer_id = w.reviewer_id AND a.unit = ${unitSql("s", "item_id")}
      WHERE s.n > ${from} AND s.n <= ${to}`);
    report({ phase: "Drawing lots", done: to, total: given.items });
    await breathe();
  }
  await tx.execute(sql`ANALYZE staged_arm`);
  return { secret, rates };
}

/** A transaction is one statement at a time: what a cursor feeds is gathered before it is written. */
async function collected<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of from) all.push(each);
  return all;
}

/**
 * Keeps what was drawn of a campaign's written items, and seals the secret away.
 * @returns the log entry, written before anybody is served anything
 */
export async function commitArms(
  tx: Tx,
  { campaign, secret, rates, at }: Lots & { campaign: string; at: Date },
): Promise<AuditEvent[]> {
  const inputs = await itemRoot(tx, campaign, "draw");
  const [drawn] = await rows<{ blind: number; undrafted: number }>(
    tx,
    sql`SELECT (count(*) FILTER (WHERE arm = 'blind'))::int AS blind,
        (count(*) FILTER (WHERE arm = 'undrafted'))::int AS undrafted FROM staged_arm`,
  );
  const { blind, undrafted } = drawn ?? { blind: 0, undrafted: 0 };
  const commitment = toHex(sha256(secret));
  await tx.insert(campaignArms).values({
    campaignId: campaign,
    blindRate: rates.blind,
    undraftedRate: rates.undrafted,
    blind,
    undrafted,
    commitment,
    inputs,
    at,
  });
  await sealAway(tx, campaign, secret);
  return [
    {
      type: "arms.committed",
      campaign,
      data: {
        secret: `sha256:${commitment}`,
        inputs: `sha256:${inputs}`,
        blind_rate: rates.blind,
        undrafted_rate: rates.undrafted,
        blind,
        undrafted,
      },
    },
  ];
}
