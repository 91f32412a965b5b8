import { type SQL, sql } from "drizzle-orm";
import { rows } from "@/db/client";
import type { Reader } from "@/lib/query";
import { pseudonymIn, readTimingKey } from "@/lib/reviews/timings";
import { LAST_HOURS } from "./bunching";
import type { Counted } from "./intervals";
import type { Threshold, TimedType } from "./pace";

/** Who decided anything here, and where the directory in force has them. */
export type Reviewer = {
  person: string;
  name: string;
  simulated: boolean;
  department: string | null;
  location: string | null;
  /** Whom their briefing said that figures on them are told of. */
  told: "off" | "teams" | "named" | null;
  decided: number;
  inTime: number;
  last: number;
  /** High-risk decisions of which it was counted what was in view, and of them those with at least one fact. */
  counted: number;
  inView: number;
};

/** First decisions on an item, by who made them. */
export function reviewersOf(reader: Reader, campaign: string): Promise<Reviewer[]> {
  return rows<Reviewer>(
    reader,
    sql`WITH made AS (
        SELECT d.person_id, count(*)::int AS decided, (count(*) FILTER (WHERE d.decided_at <= c.due_at))::int AS "inTime",
          (count(*) FILTER (WHERE d.decided_at <= c.due_at AND d.decided_at > c.due_at - make_interval(hours => ${LAST_HOURS}::int)))::int AS last,
          (count(*) FILTER (WHERE i.risk <> 'low' AND d.in_view IS NOT NULL))::int AS counted,
          (count(*) FILTER (WHERE i.risk <> 'low' AND d.in_view <> 'none'))::int AS "inView",
          bool_or(d.seed IS NOT NULL) AS seeded
        FROM decision d JOIN item i ON i.id = d.item_id JOIN campaign c ON c.id = d.campaign_id
        WHERE d.campaign_id = ${campaign} AND d.n = 1 GROUP BY 1),
      answered AS (
        SELECT person_id FROM challenge_answer WHERE campaign_id = ${campaign} GROUP BY 1)
      SELECT p.id::text AS person, p.name, coalesce(m.seeded, false) OR p.kind = 'simulated' AS simulated,
        i.department, i.location, b.told, coalesce(m.decided, 0) AS decided, coalesce(m."inTime", 0) AS "inTime", coalesce(m.last, 0) AS last,
        coalesce(m.counted, 0) AS counted, coalesce(m."inView", 0) AS "inView"
      FROM person p LEFT JOIN made m ON m.person_id = p.id
      LEFT JOIN source s ON s.id = p.identity_source_id
      LEFT JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = p.identity_id
      LEFT JOIN briefing b ON b.campaign_id = ${campaign} AND b.person_id = p.id
      WHERE m.person_id IS NOT NULL OR p.id IN (SELECT person_id FROM answered)
      ORDER BY lower(p.name), p.id`,
  );
}

/** No time of an act is told apart above an hour. */
const LONGEST_SECONDS = 3_600;

/** Each first decision made one at a time with its active seconds, as long as those are kept. */
async function timed(reader: Reader, campaign: string): Promise<SQL> {
  const key = await readTimingKey(reader);
  return sql`decision d JOIN item i ON i.id = d.item_id
      JOIN timing w ON w.campaign_id = ${campaign} AND w.ref = ${pseudonymIn(key, sql`d.id`)}
    WHERE d.campaign_id = ${campaign} AND d.n = 1`;
}

/** Active seconds of first decisions made one at a time, counted by reviewer and type of item. */
export async function timesBy(reader: Reader, campaign: string): Promise<(TimedType & { person: string })[]> {
  return rows(
    reader,
    sql`SELECT d.person_id::text AS person, i.type, least(w.seconds, ${LONGEST_SECONDS}::int) AS seconds, count(*)::int AS n
      FROM ${await timed(reader, campaign)} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  );
}

/** Each reviewer's longest run of the same decision in a row, each below its type's threshold: `longestStreak`, for all at once. */
export async function streaksBy(
  reader: Reader,
  campaign: string,
  thresholds: readonly Threshold[],
): Promise<{ person: string; streak: number }[]> {
  const limits = JSON.stringify(thresholds.map(({ type, seconds }) => ({ type, seconds })));
  return rows(
    reader,
    sql`WITH made AS (
        SELECT a.person_id, a.outcome, a.decided_at, a.id, a.seconds < t.seconds AS hasty
        FROM (SELECT d.person_id, d.outcome, d.decided_at, d.id, i.type, w.seconds FROM ${await timed(reader, campaign)}) a
        JOIN jsonb_to_recordset(${limits}::jsonb) AS t (type text, seconds double precision) ON t.type = a.type),
      runs AS (
        SELECT person_id, outcome, hasty, row_number() OVER (PARTITION BY person_id ORDER BY decided_at, id)
          - row_number() OVER (PARTITION BY person_id, outcome, hasty ORDER BY decided_at, id) AS run FROM made),
      lengths AS (
        SELECT person_id, count(*)::int AS n FROM runs WHERE hasty GROUP BY person_id, outcome, run)
      SELECT person_id::text AS person, max(n) AS streak FROM lengths GROUP BY 1`,
  );
}

/** First decisions by hour of the day in this time zone. */
export function hoursBy(
  reader: Reader,
  campaign: string,
  timeZone: string,
): Promise<{ person: string; hour: number; n: number }[]> {
  return rows(
    reader,
    sql`SELECT d.person_id::text AS person, extract(hour FROM d.decided_at AT TIME ZONE ${timeZone}::text)::int AS hour, count(*)::int AS n
      FROM decision d WHERE d.campaign_id = ${campaign} AND d.n = 1 GROUP BY 1, 2 ORDER BY 1, 2`,
  );
}

/** The words of each reviewer's reasons, in the order they were given; one act's words once, erased ones left out. */
export function reasonsBy(
  reader: Reader,
  campaign: string,
): Promise<{ person: string; reasons: string[] }[]> {
  return rows(
    reader,
    sql`SELECT person_id::text AS person, array_agg(words ORDER BY at) AS reasons FROM (
        SELECT d.person_id, min(d.decided_at) AS at, min(w.payload::jsonb ->> 'rationale') AS words
        FROM decision d JOIN private_payload w ON w.id = d.rationale_id
        WHERE d.campaign_id = ${campaign} AND w.payload IS NOT NULL
        GROUP BY d.person_id, coalesce(d.batch_id, d.id)) given
      WHERE words IS NOT NULL GROUP BY 1`,
  );
}

const keeps = (verb: SQL) => sql`${verb} IN ('certify', 'certify_until')`;

export type Answers = {
  person: string;
  /** With a wrong draft before them, and of those the ones that went by it. */
  wrong: number;
  accepted: number;
  /** With planted facts, and of those the ones that were answered by the facts. */
  planted: number;
  caught: number;
  /** A verb was pressed before the draft was opened, and it was another's side than the draft's: how many then went with the draft. */
  switched: { right: Counted; wrong: Counted };
};

/**
 * Answers to challenge items, judged as `challengeOutcome` of the log does: missed is what goes against the facts, which on a wrong
 * draft is to go by it. A wrong draft that was not before them, as on a blind one, is no test of reliance. Who did not know neither
 * went by the draft nor caught anything.
 */
export async function answersBy(reader: Reader, campaign: string): Promise<Answers[]> {
  const pair = (
    is: SQL,
  ) => sql`jsonb_build_object('count', (count(*) FILTER (WHERE differed AND followed AND ${is}))::int,
    'n', (count(*) FILTER (WHERE differed AND ${is}))::int)`;
  return rows(
    reader,
    sql`SELECT person, jsonb_build_object('right', ${pair(sql`fits`)}, 'wrong', ${pair(sql`NOT fits`)}) AS switched, (count(*) FILTER (WHERE contrary))::int AS wrong, (count(*) FILTER (WHERE contrary AND missed))::int AS accepted,
        (count(*) FILTER (WHERE planted))::int AS planted,
        (count(*) FILTER (WHERE planted AND NOT missed AND answer <> 'dont_know'))::int AS caught
      FROM (SELECT a.person_id::text AS person, a.answer,
          ${keeps(sql`v.choice`)} <> ${keeps(sql`a.recommendation`)} AND a.recommendation <> 'insufficient_evidence' AS differed,
          ${keeps(sql`a.answer`)} = ${keeps(sql`a.recommendation`)} AND a.answer <> 'dont_know' AS followed,
          ${keeps(sql`a.recommendation`)} = (c.facts_say = 'keep') AS fits, c.kind = 'planted' AS planted,
          c.kind = 'contrary' AND coalesce(a.recommendation, 'insufficient_evidence') <> 'insufficient_evidence' AS contrary,
          CASE c.facts_say WHEN 'remove' THEN a.answer IN ('certify', 'certify_until') ELSE a.answer = 'revoke' END AS missed
        FROM challenge_answer a JOIN challenge c ON c.id = a.challenge_id
        LEFT JOIN LATERAL (SELECT s.choice FROM challenge_served s WHERE s.challenge_id = c.id AND s.person_id = a.person_id
          AND s.what = 'revealed' ORDER BY s.at, s.id LIMIT 1) v ON true WHERE a.campaign_id = ${campaign}) judged
      GROUP BY 1`,
  );
}
