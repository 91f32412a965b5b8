import { type SQL, sql } from "drizzle-orm";
import { nonhuman } from "./subjects";

/**
 * Who reviews what, as SQL over relations that are temporary tables in a launch and named queries in a preview:
 * `staged_population` (population), `staged_text`, `staged_mention`, `staged_candidate`, `staged_answer`, `staged_against`. `rules.blockOf` and
 * `rules.choose` are what this computes, for one item (I7).
 */

/** The basis of an item that comes to the fallback because nobody is known to answer for its identity. */
export const nobodyAnswers = "nobody answers for it";

/** A portal user as the assignment sees one. `key` is the directory entry, "source/identity", where known. */
export type Reviewer = { id: string; name: string; email: string | null; key: string | null };

/** What an item's source says of people: who holds it (k 1), provisioned it (2), asked for it (3), approved it (4). */
const saidOf = (range: SQL) => sql`
  SELECT * FROM (
    SELECT g.n, g.snapshot_id, unnest(ARRAY[1, 1, 1, 2, 3, 4]) AS k, unnest(ARRAY[g.subject_email, g.account_email,
      CASE WHEN strpos(g.account_login, '@') > 0 AND (g.type = 'grant' OR g.kind IN ('human', 'unknown')) THEN g.account_login END, g.granted_by, g.requested_by, g.approved_by]) AS t
    FROM staged_population g WHERE g.fate = 'item' AND ${range}) each WHERE t IS NOT NULL`;

/** Every text of the population that names somebody, once a snapshot; `who` where it names a possible reviewer. */
export const textSql = sql`
  SELECT row_number() OVER (ORDER BY snapshot_id, t) AS k, snapshot_id, t, bool_or(who) AS who FROM (
    SELECT DISTINCT snapshot_id, t, false AS who FROM (${saidOf(sql`true`)}) said
    UNION ALL SELECT DISTINCT snapshot_id, application_owner, true FROM staged_population WHERE fate = 'item'
    UNION ALL SELECT DISTINCT identity_snapshot_id, manager_id, true FROM staged_population WHERE fate = 'item'
    UNION ALL SELECT DISTINCT identity_snapshot_id, owner_id, true FROM staged_population WHERE fate = 'item'
    UNION ALL SELECT DISTINCT identity_snapshot_id, backup_owner_id, true FROM staged_population WHERE fate = 'item'
  ) said WHERE t IS NOT NULL AND snapshot_id IS NOT NULL GROUP BY snapshot_id, t`;

/**
 * The directory entries a text can mean, nearest first: the same snapshot's id, its e-mail, another source's id, its e-mail,
 * an account, a name. All of them count against a reviewer; only a sole nearest one by id or e-mail can become one.
 */
export function mentionSql(range: SQL): SQL {
  return sql`
  WITH live AS (SELECT id AS source, current_snapshot_id AS snap FROM source WHERE current_snapshot_id IS NOT NULL),
  x AS (SELECT * FROM staged_text WHERE ${range}),
  hit AS (
    SELECT x.snapshot_id, x.t, x.who, live.source, i.id AS identity, CASE WHEN live.snap = x.snapshot_id THEN 1 ELSE 3 END AS rank
      FROM x CROSS JOIN live JOIN snap_identity i ON i.snapshot_id = live.snap AND i.id = x.t
    UNION ALL
    SELECT x.snapshot_id, x.t, x.who, live.source, i.id, CASE WHEN live.snap = x.snapshot_id THEN 2 ELSE 4 END
      FROM x CROSS JOIN live JOIN snap_identity i ON i.snapshot_id = live.snap AND lower(i.email) = lower(x.t)
    UNION ALL
    SELECT x.snapshot_id, x.t, x.who, m.identity_source_id, m.identity_id, 5
      FROM (SELECT live.source, a.id, unnest(ARRAY[a.id, nullif(a.login, a.id)]) AS t
        FROM live JOIN snap_account a ON a.snapshot_id = live.snap) a
      JOIN x ON x.t = a.t AND NOT x.who
      JOIN account_match m ON m.source_id = a.source AND m.account_id = a.id AND m.identity_id IS NOT NULL
    UNION ALL
    SELECT x.snapshot_id, x.t, x.who, live.source, i.id, 6
      FROM x JOIN snap_identity i ON i.name = x.t JOIN live ON live.snap = i.snapshot_id
      WHERE NOT x.who
  ), nearest AS (
    SELECT snapshot_id, t, source, identity, bool_or(who) AS who, min(rank) AS rank
    FROM hit GROUP BY snapshot_id, t, source, identity
  )
  SELECT snapshot_id, t, source, identity, who,
    rank <= 4 AND rank = min(rank) OVER (PARTITION BY snapshot_id, t)
      AND count(*) OVER (PARTITION BY snapshot_id, t, rank) = 1 AS sole
  FROM nearest`;
}

/** Whom each item of the range speaks against, by key, and as what (1 to 4, as `saidOf` has them). */
export function againstSql(people: readonly Reviewer[], range: SQL): SQL {
  const byName = people.map(
    (p) => sql`
    UNION SELECT n, ${`person/${p.id}`}::text, k FROM said
      WHERE lower(t) = lower(${p.email}::text) OR (k > 1 AND t = ${p.name}::text)`,
  );
  return sql`
  WITH said AS MATERIALIZED (${saidOf(range)})
  SELECT g.n, g.identity_source_id || '/' || g.identity_id AS key, 1 AS k FROM staged_population g
    WHERE g.fate = 'item' AND g.identity_id IS NOT NULL AND ${range}
  UNION SELECT said.n, m.source || '/' || m.identity, said.k
    FROM said JOIN staged_mention m ON m.snapshot_id = said.snapshot_id AND m.t = said.t
  UNION SELECT said.n, 'person/' || o.person_id, said.k
    FROM said JOIN staged_answer o ON lower(said.t) = lower(o.email)
  UNION SELECT said.n, 'person/' || o.person_id, said.k
    FROM said JOIN staged_answer o ON said.t = o.name AND said.k > 1
  ${sql.join(byName, sql` `)}`;
}

export type Choosing = {
  mode: "manager" | "owner" | "named";
  named: Reviewer | null;
  fallback: Reviewer;
  /** The person who stands for nobody. */
  unassigned: string;
  /** Where items come from, as `g` (population) and whatever `strict` needs. */
  items: SQL;
  /** What speaks against reviewers of these items: `staged_against`, or the part of it. */
  against: SQL;
  /** Privileged, or breaks a rule: then neither who asked for it nor who approved it may review it. */
  strict: SQL;
};

/**
 * The chosen reviewer of each item, why, and what was known then: n, role, key, person_id, basis, eligibility. The chain of
 * a person's access is manager, application owner, named fallback, nobody. That of a non-human identity, of its grants and its
 * credentials is whoever accepted to answer for it, its owner, its backup owner, for what belongs to an application that
 * application's owner; and where nobody of them answers, the fallback, which says so: never a manager's guess.
 */
export function choiceSql(given: Choosing): SQL {
  const step = (ord: number, role: string, snap: SQL, text: SQL, where: SQL) => sql`
    SELECT g.n, ${ord}::int AS ord, ${role}::text AS role, c.key, NULL AS person_key, c.person_id, ${given.strict} AS strict,
      CASE WHEN ${text} IS NULL THEN 'not known' WHEN c.key IS NULL THEN 'not found in a directory' ELSE c.barred END AS barred
    FROM ${given.items}
    LEFT JOIN staged_mention m ON m.snapshot_id = ${snap} AND m.t = ${text} AND m.sole
    LEFT JOIN staged_candidate c ON c.source = m.source AND c.identity = m.identity
    WHERE g.fate = 'item' AND ${where}`;
  const one = (ord: number, role: string, id: string, key: string | null) => sql`
    SELECT g.n, ${ord}::int, ${role}::text, ${key}::text, ${`person/${id}`}::text, ${id}::uuid, ${given.strict}, NULL
    FROM ${given.items} WHERE g.fate = 'item'`;
  const answers = (where: SQL) => sql`
    SELECT g.n, least(o.k, 900)::int - 1000, 'owner', o.key, 'person/' || o.person_id, o.person_id, ${given.strict}, o.barred
    FROM ${given.items} JOIN staged_answer o ON o.source_id = g.identity_source_id AND o.identity_id = g.identity_id
    WHERE g.fate = 'item' AND ${where}`;
  const grant = sql`g.type = 'grant'`;
  const person = sql`(g.kind = 'human' OR (g.kind = 'unknown' AND g.type = 'grant'))`;
  const byManager = given.mode === "manager" ? sql`true` : sql`NOT ${grant}`;
  const owners = sql`NOT ${person} AND ${byManager}`;
  const manager = sql`g.kind IN ('human', 'unknown') AND ${byManager}`;
  const owner = step(
    given.mode === "owner" ? 4 : 6,
    "application owner",
    sql`g.snapshot_id`,
    sql`g.application_owner`,
    sql`g.type <> 'identity' AND (g.type = 'grant' OR g.account_id IS NOT NULL)`,
  );
  const chain = [
    ...(given.mode === "named" && given.named
      ? [one(1, "named reviewer", given.named.id, given.named.key)]
      : []),
    ...(given.mode === "named"
      ? []
      : [
          answers(sql`${nonhuman(sql`g.kind`)} AND ${byManager}`),
          step(2, "owner", sql`g.identity_snapshot_id`, sql`g.owner_id`, owners),
          step(3, "backup owner", sql`g.identity_snapshot_id`, sql`g.backup_owner_id`, owners),
          step(5, "manager", sql`g.identity_snapshot_id`, sql`g.manager_id`, manager),
          owner,
        ]),
    ...(given.fallback.id === given.unassigned
      ? []
      : [one(8, "fallback", given.fallback.id, given.fallback.key)]),
    one(9, "unassigned", given.unassigned, null),
  ];
  return sql`
  WITH chain (n, ord, role, key, person_key, person_id, strict, barred) AS (${sql.join(chain, sql` UNION ALL `)}),
  against AS (SELECT * FROM ${given.against} part),
  each AS (
    SELECT n, key, min(k) AS k, min(k) FILTER (WHERE k <= 2) AS firm, bool_or(k = 3) AS asked, bool_or(k = 4) AS approved
    FROM against GROUP BY n, key
  ), judged AS (
    SELECT c.n, c.ord, c.role, c.key, c.person_id, c.strict,
      coalesce(c.barred, CASE CASE WHEN c.strict THEN least(a.k, p.k) ELSE least(a.firm, p.firm) END
        WHEN 1 THEN 'holds it' WHEN 2 THEN 'provisioned it' WHEN 3 THEN 'asked for it' WHEN 4 THEN 'approved it' END) AS block,
      coalesce(a.asked, false) OR coalesce(p.asked, false) AS asked,
      coalesce(a.approved, false) OR coalesce(p.approved, false) AS approved
    FROM chain c LEFT JOIN each a ON a.n = c.n AND a.key = c.key LEFT JOIN each p ON p.n = c.n AND p.key = c.person_key
  ), chosen AS (
    SELECT DISTINCT ON (n) * FROM judged WHERE block IS NULL ORDER BY n, ord
  ), passed AS (
    SELECT j.n, string_agg(j.role || ' ' || j.block, '; ' ORDER BY j.ord) AS why
    FROM judged j JOIN chosen ch ON ch.n = j.n AND j.ord < ch.ord GROUP BY j.n
  ), orphaned AS (
    SELECT n FROM judged WHERE role IN ('owner', 'backup owner', 'manager') GROUP BY n
    HAVING bool_or(role = 'owner')
      AND bool_and(coalesce(block, '') IN ('not known', 'not found in a directory', 'is not a person', 'has left', 'cannot sign in'))
  ), named AS (
    SELECT n, bool_or(k = 2) AS granter, bool_or(k = 3) AS requester, bool_or(k = 4) AS approver
    FROM against GROUP BY n
  )
  SELECT ch.n, ch.role, ch.key, ch.person_id, passed.why AS passed,
    CASE WHEN ch.role IN ('fallback', 'unassigned') AND orphaned.n IS NOT NULL THEN ${nobodyAnswers}
      ELSE ch.role || coalesce(' (' || passed.why || ')', '') END AS basis,
    jsonb_strip_nulls(jsonb_build_object(
      'basis', ch.role,
      'passed_over', passed.why,
      'not_subject', 'yes',
      'not_builder', 'yes',
      'granter', ${knownSql(sql`g.granted_by`, sql`named.granter`, sql`'not the reviewer'`)},
      'requester', ${knownSql(
        sql`g.requested_by`,
        sql`named.requester`,
        sql`CASE WHEN ch.asked THEN 'the reviewer asked for it; not known to be privileged, no finding' ELSE 'not the reviewer' END`,
      )},
      'approver', ${knownSql(
        sql`g.approved_by`,
        sql`named.approver`,
        sql`CASE WHEN ch.approved THEN 'reviewed by its approver; not known to be privileged, no finding' ELSE 'not the reviewer' END`,
      )})) AS eligibility
  FROM chosen ch JOIN ${given.items} ON g.n = ch.n AND g.fate = 'item'
  LEFT JOIN passed ON passed.n = ch.n
  LEFT JOIN orphaned ON orphaned.n = ch.n
  LEFT JOIN named ON named.n = ch.n`;
}

function knownSql(text: SQL, found: SQL, said: SQL): SQL {
  return sql`CASE WHEN ${text} IS NULL THEN 'unknown' WHEN NOT coalesce(${found}, false)
    THEN 'named, not found in a directory' ELSE 'known: ' || ${said} END`;
}
