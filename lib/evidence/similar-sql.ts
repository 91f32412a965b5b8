import { SMALLEST_GROUP } from "./rules";

/** So many of the people most alike are asked; whoever is exactly as alike as the last of them is asked too. */
export const MOST_ALIKE = 20;
/** What more than this share of everybody holds says too little about who is alike. */
const COMMON = 0.2;
/** But among few people what so many hold may still say something. */
const FEW = 10;
/** Up to so many different sets of access of people, each is compared with each. */
const EACH_WITH_EACH = 500;
/** Provided that no more rights than this are shared in all those pairs. */
const MET = 1_000_000;
/** Else: rarest rights of a set of access that candidates are looked for by, every other one for either list. */
const SEEDS = 8;
/** A right that so many different sets of access hold is gone through whole; of a longer list, a sample. */
const WHOLE = 32;
const SAMPLE = 24;
/** Sets of access of each of the two lists that are compared in full with one. */
const COMPARED = 32;

/** The lists that a compared set is on, as bits: 1 and 2. */
const BOTH = 3;

/** How alike, in millionths; the subject's own norm is the same for everybody and left out. */
const alike = (dot: string, norm: string) => `round((${dot}) / sqrt(greatest(${norm}, 1e-9)) * 1e6)::int`;

/**
 * The group of each asked item and how many of it hold it: everybody down to the 20th, and whoever is as alike as that one.
 * @param people how many of a set without the entitlement hold it all the same
 */
const facts = (which: string, people: string, join: string) => `SELECT q.u, q.e, q.counts, f.holders, f.others
    FROM ev_like_asked q
    LEFT JOIN ev_like_without o ON o.u = q.u AND o.e = q.e
    CROSS JOIN LATERAL (
      SELECT holders, others FROM (
        SELECT (sum(s.people) OVER (ORDER BY s.alike DESC))::int AS holders, (sum(s.size) OVER (ORDER BY s.alike DESC))::int AS others
        FROM (
          SELECT l.size - CASE WHEN l.v = q.own THEN 1 ELSE 0 END AS size, ${people} AS people, l.alike
          FROM ev_like l ${join}
          -- A set is at least one person, save the subject's own: further down nobody is among the first 20.
          WHERE l.u = q.u AND (q.lists <> ${BOTH} OR l.k <= ${MOST_ALIKE + 1} + coalesce(cardinality(o.vs), 0))
            AND l.lists & q.lists > 0 AND (o.vs IS NULL OR l.v <> ALL (o.vs))
          UNION ALL
          SELECT z.n, z.n, z.alike FROM (
            SELECT x.size - CASE WHEN x.v = q.own THEN 1 ELSE 0 END AS n, x.alike
            FROM unnest(o.vs, o.sizes, o.alikes, o.lists) AS x(v, size, alike, lists) WHERE x.lists & q.lists > 0) z
        ) s WHERE s.alike > 0 AND s.size > 0
      ) t
      ORDER BY others < ${MOST_ALIKE}, CASE WHEN others < ${MOST_ALIKE} THEN -others ELSE others END LIMIT 1
    ) f
    WHERE ${which} AND f.others >= ${SMALLEST_GROUP}`;

/**
 * People by access itself: for each staged item, those whose *other* access is most like its holder's, and how many of them
 * hold it too. `ev_like_fact` by the holder's set of access, the entitlement, and whether the holder counts among people.
 *
 * Formula. Each entitlement e that at least 2 and at most a fifth (or 10) of the N identities hold weighs its inverse frequency
 * ln(N / n_e) (Spärck Jones, A statistical interpretation of term specificity, 1972); two identities are as alike as the
 * cosine of their weighted sets of directly given rights (Salton, Wong and Yang, A vector space model for automatic
 * indexing, 1975): sum of w² over what both hold, by the product of the roots of the sums of w² over what each holds. What is
 * derived from a role or group does not count beside it, else a role would be likened to itself by what it carries. For an
 * item of entitlement x, x is taken out of all three sums, so an item never speaks for itself. The subject is left out, and
 * everybody who has left; people are likened to people and non-human identities to non-human ones. Of those alike at all, the
 * 20 most alike count, with all who are exactly as alike as the 20th, so that no tie is broken by chance. "Holds it" means by
 * any way, direct or derived.
 *
 * What is approximated. Identities with the same rights are one set of access with a size; sets are compared, not people. Up
 * to `each` (500) different sets, of people and of the others each, that share at most a million rights in all their pairs,
 * nothing is left out. Else a set is compared with the candidates on two lists of at most 32 others: those that share the most
 * weight of the first, third, fifth and seventh of its rarest rights, and those that share the most of the second, fourth,
 * sixth and eighth; of a right that more than 32 sets hold, 24 of them in an order that depends on nothing (a hash) are looked at. For an item of one of the eight
 * rights only the list counts that it had no part in, so that who is compared never depends on who holds the item. The group
 * is then the most alike of a sample, somewhat less alike than the most alike of all: of a right that goes with a job it tells
 * rather too few holders than too many. The cost is at most 8 × 32 pairs and 64 comparisons a set, whatever the lengths of the
 * lists: linear in the number of grants.
 * @param each up to how many different sets each is compared with each
 */
export const likenedSql = (each: number): readonly string[] => [
  // What was given: direct grants of everybody, and what is an item itself for want of its carrier.
  `CREATE TEMP TABLE ev_given ON COMMIT DROP AS
    SELECT a.h, e.e FROM snap_grant g
    JOIN ev_entitlement e ON e.snapshot_id = g.snapshot_id AND e.entitlement_id = g.entitlement_id
    JOIN ev_account a ON a.snapshot_id = g.snapshot_id AND a.account_id = g.account_id
    WHERE g.via = '' AND a.p IS NOT NULL
    UNION SELECT h, e FROM ev_item WHERE p IS NOT NULL AND e IS NOT NULL`,
  "ANALYZE ev_given",
  `CREATE TEMP TABLE ev_like_one ON COMMIT DROP AS
    SELECT p AS h, kind IN ('human', 'unknown') AS person, has_left IS NOT TRUE AS counts FROM ev_person
    WHERE p IN (SELECT h FROM ev_given)`,
  "CREATE UNIQUE INDEX ON ev_like_one (h)",
  "ANALYZE ev_like_one",
  `CREATE TEMP TABLE ev_like_right ON COMMIT DROP AS
    WITH everybody AS (SELECT person, count(*) AS n FROM ev_like_one WHERE counts GROUP BY person
    ), held AS (
      SELECT o.person, g.e, count(*) AS n FROM ev_given g JOIN ev_like_one o ON o.h = g.h WHERE o.counts GROUP BY o.person, g.e
    )
    SELECT h.person, h.e, (ln(a.n::float8 / h.n) ^ 2)::float8 AS w FROM held h JOIN everybody a ON a.person = h.person
    WHERE h.n BETWEEN 2 AND greatest(${FEW}, a.n * ${COMMON}) AND h.n < a.n`,
  "CREATE UNIQUE INDEX ON ev_like_right (person, e)",
  "ANALYZE ev_like_right",
  // A set of access: its rights as one array, who has it, how many.
  `CREATE TEMP TABLE ev_like_who ON COMMIT DROP AS
    WITH owned AS (
      SELECT o.h, o.person, o.counts, array_agg(g.e ORDER BY g.e) AS rights FROM ev_given g
      JOIN ev_like_one o ON o.h = g.h
      JOIN ev_like_right r ON r.person = o.person AND r.e = g.e
      GROUP BY o.h, o.person, o.counts
    )
    SELECT h, person, counts, (dense_rank() OVER (ORDER BY person, rights))::int AS u, rights FROM owned`,
  "CREATE UNIQUE INDEX ON ev_like_who (h)",
  "ANALYZE ev_like_who",
  `CREATE TEMP TABLE ev_like_holds ON COMMIT DROP AS
    WITH sets AS (SELECT DISTINCT ON (u) u, person, rights FROM ev_like_who ORDER BY u
    ), held AS (SELECT s.u, s.person, x.e FROM sets s CROSS JOIN LATERAL unnest(s.rights) AS x(e)
    ), weighed AS (SELECT h.u, r.person, r.e, r.w FROM held h JOIN ev_like_right r ON r.person = h.person AND r.e = h.e)
    SELECT u, person, e, w, (row_number() OVER (PARTITION BY u ORDER BY w DESC, e))::int AS k,
      (row_number() OVER (PARTITION BY person, e ORDER BY hashint8(u::bigint * 1000003 + e), u))::int - 1 AS at,
      (count(*) OVER (PARTITION BY person, e))::int AS sets
    FROM weighed`,
  "CREATE UNIQUE INDEX ON ev_like_holds (u, e)",
  "CREATE UNIQUE INDEX ON ev_like_holds (e, person, at)",
  "ANALYZE ev_like_holds",
  `CREATE TEMP TABLE ev_like_set ON COMMIT DROP AS
    SELECT s.u, s.size, s.asked, n.norm, count(*) OVER (PARTITION BY n.person) <= ${each}
      AND sum(n.met) OVER (PARTITION BY n.person) <= ${MET} AS each FROM (
      SELECT w.u, (count(*) FILTER (WHERE w.counts))::int AS size, bool_or(i.h IS NOT NULL) AS asked
      FROM ev_like_who w LEFT JOIN (SELECT DISTINCT h FROM ev_item) i ON i.h = w.h GROUP BY w.u) s
    JOIN (SELECT u, person, sum(w) AS norm, sum(sets) AS met FROM ev_like_holds GROUP BY u, person) n ON n.u = s.u`,
  "CREATE UNIQUE INDEX ON ev_like_set (u)",
  "ANALYZE ev_like_set",
  `CREATE TEMP TABLE ev_like_pair ON COMMIT DROP AS
    WITH seed AS (
      SELECT h.*, 2 - h.k % 2 AS list FROM ev_like_holds h
      JOIN ev_like_set s ON s.u = h.u AND s.asked AND NOT s.each WHERE h.k <= ${SEEDS} AND h.sets > 1
    ), met AS (
      SELECT a.u, b.u AS v, a.w, a.list FROM seed a JOIN ev_like_holds b ON b.e = a.e AND b.person = a.person AND b.u <> a.u
      WHERE a.sets <= ${WHOLE}
      UNION ALL
      SELECT a.u, b.u, a.w, a.list FROM seed a CROSS JOIN generate_series(1, ${SAMPLE}) AS o(o)
      JOIN ev_like_holds b ON b.e = a.e AND b.person = a.person AND b.at = (a.at + o.o) % a.sets
      WHERE a.sets > ${WHOLE}
    ), ranked AS (
      SELECT u, v, list, row_number() OVER (PARTITION BY u, list ORDER BY sum(w) DESC, hashint8(v)) AS k
      FROM met GROUP BY u, v, list
    )
    SELECT u, v, sum(list)::int AS lists FROM ranked WHERE k <= ${COMPARED} GROUP BY u, v
    UNION ALL
    SELECT DISTINCT a.u, b.u, ${BOTH} FROM ev_like_set s JOIN ev_like_holds a ON a.u = s.u
    JOIN ev_like_holds b ON b.e = a.e AND b.person = a.person AND b.u <> a.u WHERE s.asked AND s.each
    UNION ALL SELECT u, u, ${BOTH} FROM ev_like_set WHERE asked`,
  "ANALYZE ev_like_pair",
  `CREATE TEMP TABLE ev_like_shared ON COMMIT DROP AS
    SELECT p.u, p.v, p.lists, a.e, a.w FROM ev_like_pair p
    JOIN ev_like_holds a ON a.u = p.u JOIN ev_like_holds b ON b.u = p.v AND b.e = a.e`,
  "ANALYZE ev_like_shared",
  `CREATE TEMP TABLE ev_like ON COMMIT DROP AS
    SELECT *, (rank() OVER (PARTITION BY u ORDER BY alike DESC))::int AS k FROM (
      SELECT x.u, x.v, x.lists, x.dot, s.norm, s.size, ${alike("x.dot", "s.norm")} AS alike
      FROM (SELECT u, v, lists, sum(w) AS dot FROM ev_like_shared GROUP BY u, v, lists) x
      JOIN ev_like_set s ON s.u = x.v AND s.size > 0) l`,
  "CREATE INDEX ON ev_like (u, k)",
  "ANALYZE ev_like",
  // Those who have the item's entitlement in their set, and how alike they are without it.
  `CREATE TEMP TABLE ev_like_without ON COMMIT DROP AS
    SELECT x.u, x.e, array_agg(x.v) AS vs, array_agg(l.size) AS sizes, array_agg(${alike("l.dot - x.w", "l.norm - x.w")}) AS alikes,
      array_agg(l.lists) AS lists
    FROM ev_like_shared x JOIN ev_like l ON l.u = x.u AND l.v = x.v GROUP BY x.u, x.e`,
  "CREATE UNIQUE INDEX ON ev_like_without (u, e)",
  "ANALYZE ev_like_without",
  // Who holds an entitlement without having it in their set: because it is too common for one, or by way of a role or group.
  `CREATE TEMP TABLE ev_like_loose ON COMMIT DROP AS
    SELECT w.u, h.e, count(*)::int AS people FROM ev_holding h
    JOIN ev_like_who w ON w.h = h.h AND w.counts
    LEFT JOIN ev_like_holds x ON x.u = w.u AND x.e = h.e
    WHERE x.u IS NULL AND h.e IN (SELECT e FROM ev_item) GROUP BY w.u, h.e`,
  "CREATE UNIQUE INDEX ON ev_like_loose (e, u)",
  "ANALYZE ev_like_loose",
  `CREATE TEMP TABLE ev_like_asked ON COMMIT DROP AS
    SELECT DISTINCT w.u, i.e, w.counts, CASE WHEN w.counts THEN w.u END AS own,
      CASE WHEN s.each OR h.k IS NULL THEN ${BOTH} ELSE 1 + h.k % 2 END AS lists FROM ev_item i
    JOIN ev_like_who w ON w.h = i.h JOIN ev_like_set s ON s.u = w.u
    LEFT JOIN ev_like_holds h ON h.u = w.u AND h.e = i.e AND h.k <= ${SEEDS} WHERE i.e IS NOT NULL`,
  "ANALYZE ev_like_asked",
  `CREATE TEMP TABLE ev_like_fact ON COMMIT DROP AS
    ${facts("q.e NOT IN (SELECT e FROM ev_like_loose)", "0", "")}
    UNION ALL
    ${facts(
      "q.e IN (SELECT e FROM ev_like_loose)",
      "coalesce(h.people, 0) - CASE WHEN h.people IS NOT NULL AND l.v = q.own THEN 1 ELSE 0 END",
      "LEFT JOIN ev_like_loose h ON h.e = q.e AND h.u = l.v",
    )}`,
  "CREATE UNIQUE INDEX ON ev_like_fact (u, e, counts)",
  "ANALYZE ev_like_fact",
];

/** As every packet is made. */
export const similarSql = likenedSql(EACH_WITH_EACH);

/** `ev_held`: how many rights a holder has in a snapshot, and when the newest was given, as far as is reported. */
export const heldSql: readonly string[] = [
  `CREATE TEMP TABLE ev_held ON COMMIT DROP AS
    SELECT a.snapshot_id, a.h, count(DISTINCT (g.account_id, g.entitlement_id))::int AS grants,
      (max(g.granted_at) AT TIME ZONE 'UTC')::date AS latest
    FROM snap_grant g JOIN ev_account a ON a.snapshot_id = g.snapshot_id AND a.account_id = g.account_id
    WHERE a.h IN (SELECT h FROM ev_item)
    GROUP BY a.snapshot_id, a.h`,
  "CREATE UNIQUE INDEX ON ev_held (snapshot_id, h)",
  "ANALYZE ev_held",
];
