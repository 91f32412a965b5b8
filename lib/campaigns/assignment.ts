import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import type { AuditEvent } from "@/lib/audit-log/events";
import { lockPeople } from "@/lib/auth/binding";
import { againstSql, type Choosing, choiceSql, mentionSql, textSql } from "./assignment-sql";
import { answerSql, candidateSql } from "./candidates-sql";
import { bindEntries, type Entry } from "./reviewers";
import { breathe, type Report, ranges } from "./staging";

/**
 * Gives every staged item its reviewer and its application's owner (`staged_reviewer`), with basis and eligibility
 * (`staged_choice`). Directory entries that are chosen, or own an application, become portal users.
 * @returns the log entries of new bindings
 */
export async function assignReviewers(
  tx: Tx,
  given: Omit<Choosing, "items" | "against" | "strict"> & {
    builders: readonly string[];
    items: number;
    at: Date;
  },
  report: Report,
): Promise<AuditEvent[]> {
  const tell = (done: number) => report({ phase: "Finding reviewers", done, total: given.items });
  await resolveMentions(tx);
  await tx.execute(sql`CREATE TEMP TABLE staged_candidate (source int, identity text, key text, name text, email text,
    person_id uuid, binds bool, barred text) ON COMMIT DROP`);
  const today = given.at.toISOString().slice(0, 10);
  await tx.execute(sql`INSERT INTO staged_candidate ${candidateSql(given.builders, today)}`);
  await tx.execute(sql`CREATE UNIQUE INDEX staged_candidate_key ON staged_candidate (source, identity)`);
  await tx.execute(sql`ANALYZE staged_candidate`);
  await tx.execute(sql`CREATE TEMP TABLE staged_answer (source_id int, identity_id text, person_id uuid, k bigint, name text,
    email text, key text, barred text) ON COMMIT DROP`);
  await tx.execute(sql`INSERT INTO staged_answer ${answerSql(given.builders, today)}`);
  await tx.execute(sql`ANALYZE staged_answer`);
  await tx.execute(sql`CREATE TEMP TABLE staged_against (n int, key text, k int) ON COMMIT DROP`);
  await tx.execute(sql`CREATE INDEX staged_against_n ON staged_against (n)`);
  await tx.execute(sql`CREATE TEMP TABLE staged_choice (n int, role text, key text, person_id uuid, passed text, basis text,
    eligibility jsonb) ON COMMIT DROP`);
  await tx.execute(sql`CREATE UNIQUE INDEX staged_choice_n ON staged_choice (n)`);
  const people = [given.fallback, ...(given.named ? [given.named] : [])];
  for (const { from, to } of ranges(given.items)) {
    const within = sql`g.n > ${from} AND g.n <= ${to}`;
    await tx.execute(sql`INSERT INTO staged_against ${againstSql(people, within)}`);
    await breathe();
    // A range of one table is none of another's for the planner: it is said of each.
    const items = sql`(staged_population g JOIN staged_item s ON s.n = g.n AND s.n > ${from} AND s.n <= ${to} AND g.fate = 'item' AND ${within})`;
    const against = sql`(SELECT * FROM staged_against WHERE n > ${from} AND n <= ${to})`;
    const strict = sql`(coalesce(s.privilege = 'privileged', false) OR s.findings > 0)`;
    // The planner knows nothing of a table that is being filled; of two thousand items a hash is always right.
    await tx.execute(sql`SET LOCAL enable_nestloop = off`);
    await tx.execute(sql`INSERT INTO staged_choice (n, role, key, person_id, passed, basis, eligibility)
      ${choiceSql({ ...given, items, against, strict })}`);
    await tx.execute(sql`SET LOCAL enable_nestloop = on`);
    tell(to);
    await breathe();
  }
  await tx.execute(sql`ANALYZE staged_against`);
  await tx.execute(sql`ANALYZE staged_choice`);
  const events = await bindChosen(tx, given.at);
  await tx.execute(sql`CREATE TEMP TABLE staged_reviewer (n int PRIMARY KEY, reviewer_id uuid, application_owner_id uuid)
    ON COMMIT DROP`);
  for (const { from, to } of ranges(given.items)) {
    await tx.execute(sql`
      INSERT INTO staged_reviewer
      SELECT ch.n, coalesce(ch.person_id, c.person_id), o.person_id
      FROM staged_choice ch
      JOIN staged_population g ON g.n = ch.n AND g.n > ${from} AND g.n <= ${to} AND g.fate = 'item'
      LEFT JOIN staged_candidate c ON c.key = ch.key
      LEFT JOIN staged_mention m ON m.snapshot_id = g.snapshot_id AND m.t = g.application_owner AND m.sole
      LEFT JOIN staged_candidate o ON o.source = m.source AND o.identity = m.identity
        AND o.barred IS DISTINCT FROM 'has left' AND o.barred IS DISTINCT FROM 'is not a person'
      WHERE ch.n > ${from} AND ch.n <= ${to}`);
    await breathe();
  }
  await tx.execute(sql`ANALYZE staged_reviewer`);
  return events;
}

async function resolveMentions(tx: Tx): Promise<void> {
  await tx.execute(
    sql`CREATE TEMP TABLE staged_text (k int, snapshot_id int, t text, who bool) ON COMMIT DROP`,
  );
  await tx.execute(sql`INSERT INTO staged_text ${textSql}`);
  await tx.execute(sql`CREATE INDEX staged_text_k ON staged_text (k)`);
  await tx.execute(sql`CREATE TEMP TABLE staged_mention (snapshot_id int, t text, source int, identity text, who bool,
    sole bool) ON COMMIT DROP`);
  const [texts] = await rows<{ last: number }>(tx, sql`SELECT coalesce(max(k), 0) AS last FROM staged_text`);
  await tx.execute(sql`ANALYZE staged_text`);
  for (const { from, to } of ranges(texts?.last ?? 0)) {
    await tx.execute(sql`INSERT INTO staged_mention ${mentionSql(sql`k > ${from} AND k <= ${to}`)}`);
    await breathe();
  }
  await tx.execute(sql`CREATE INDEX staged_mention_t ON staged_mention (snapshot_id, t)`);
  await tx.execute(sql`ANALYZE staged_mention`);
}

async function bindChosen(tx: Tx, at: Date): Promise<AuditEvent[]> {
  await lockPeople(tx);
  const chosen = await rows<Entry>(
    tx,
    sql`SELECT c.source, c.identity, c.key, c.name, c.email, c.person_id FROM staged_candidate c
      WHERE (c.person_id IS NULL OR c.binds) AND (
        (c.barred IS NULL AND EXISTS (SELECT 1 FROM staged_choice ch WHERE ch.key = c.key))
        OR (c.barred IS NULL AND EXISTS (SELECT 1 FROM staged_mention m JOIN staged_population g ON g.snapshot_id = m.snapshot_id
          AND g.application_owner = m.t AND g.fate = 'item' WHERE m.sole AND m.source = c.source AND m.identity = c.identity)))
      ORDER BY c.source, c.identity`,
  );
  const { ids, events } = await bindEntries(tx, chosen, at);
  const made = [...ids].map(([key, id]) => ({ key, id }));
  if (made.length > 0)
    await tx.execute(sql`UPDATE staged_candidate SET person_id = b.id
      FROM jsonb_to_recordset(${JSON.stringify(made)}::jsonb) AS b(key text, id uuid) WHERE staged_candidate.key = b.key`);
  return events;
}
