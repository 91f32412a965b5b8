import { nhiTexts } from "./subject-sql";

/**
 * Credentials that stand in text which people read, whoever wrote it and whatever it describes (I17). `ev_named`: by what the
 * texts in which a secret was found may name one. All of it is gone with the transaction; what is kept of a credential is its
 * id's end, of the secret its kind and keyed fingerprint.
 */
export const leakTablesSql: readonly string[] = [
  `CREATE TEMP TABLE ev_named (raw text NOT NULL, by text NOT NULL, handle text NOT NULL, kind text NOT NULL) ON COMMIT DROP`,
  `CREATE TEMP TABLE ev_leak_place (raw text NOT NULL, words text NOT NULL, e int, p int, ref text) ON COMMIT DROP`,
];

type Text = readonly [table: string, column: string, words: string, row: "e" | "p"];
const texts: readonly Text[] = [
  ["ev_entitlement", "raw_description", "the description of ", "e"],
  ["ev_entitlement", "raw_wording", "the wording of ", "e"],
  ...["raw_title", "raw_phrase", "raw_allows", "name", "actions"].map(
    (column): Text => ["ev_entitlement", column, "the words for ", "e"],
  ),
  ["ev_person", "raw_purpose", "the purpose of ", "p"],
  ...["raw_acts_for", "raw_dependants", "name", "title"].map(
    (column): Text => ["ev_person", column, "what is said of ", "p"],
  ),
  ...nhiTexts.map((column): Text => ["ev_nhi", `raw_${column}`, "what is said of ", "p"]),
];

/** Without one of these there is no token and no password in a request: a first look, where there may be millions. */
const cue = "[A-Za-z0-9_+/=.!$~-]{16}|pass|pwd|secret|kennwort|senha|contrase|://|-u |--user";

/**
 * Requests that no staged grant names, where credentials or identities are reviewed: what they hold is told of those alone.
 * The others are looked through for their own items.
 */
export const otherRequestsSql = `SELECT q.text FROM snap_request q JOIN ev_force f ON f.snapshot_id = q.snapshot_id
  WHERE EXISTS (SELECT 1 FROM ev_subject) AND q.text ~* '${cue}'
    AND NOT EXISTS (SELECT 1 FROM ev_request r WHERE r.snapshot_id = q.snapshot_id AND r.id = q.id)`;

/** Where those texts stand, before what they are called by is made plain itself. */
export const leakPlacesSql: readonly string[] = [
  "ANALYZE ev_named",
  `INSERT INTO ev_leak_place (raw, words, ref)
    SELECT n.raw, 'request ', q.id FROM (SELECT DISTINCT raw FROM ev_named) n
    JOIN snap_request q ON q.text = n.raw JOIN ev_force f ON f.snapshot_id = q.snapshot_id`,
  ...texts.map(([table, column, words, row]) => {
    return `INSERT INTO ev_leak_place (raw, words, ${row})
      SELECT n.raw, '${words}', t.${row} FROM (SELECT DISTINCT raw FROM ev_named) n JOIN ${table} t ON t.${column} = n.raw`;
  }),
];

/** The first of these that a source reports of a token: how it begins, and how it ends. */
const reported = (...names: string[]) =>
  `coalesce(${names.map((n) => `nullif(btrim(c.attributes->>'${n}'), '')`).join(", ")})`;
const ending = reported("last_four", "last4", "ending", "token_last_eight", "last_characters", "suffix");
const beginning = `coalesce(${reported("prefix", "token_prefix", "starts_with")}, '')`;

const access = "(AKIA|ASIA)[A-Z0-9]{16}$";
const nonhuman = "('service', 'workload', 'ai_agent')";

/**
 * `ev_leak`: which text names which credential and which identity. By its id; by the end of it (and the beginning) where no
 * second credential has the same; by the fingerprint that this portal's own keys have for an id; by the login before a password,
 * where it is one non-human identity's alone. `ev_leak_c`: the first place of each credential by name; `ev_leak_p`: of each identity.
 */
export const leaksSql: readonly string[] = [
  `CREATE TEMP TABLE ev_leak ON COMMIT DROP AS
    WITH keys AS MATERIALIZED (
      SELECT c.snapshot_id, c.id, ${ending} AS ending, ${beginning} AS beginning FROM snap_credential c
      JOIN ev_force f ON f.snapshot_id = c.snapshot_id WHERE EXISTS (SELECT 1 FROM ev_named)
    ), ends AS (
      SELECT n.raw, n.kind, n.handle, (array_agg(k.snapshot_id))[1] AS snapshot_id, (array_agg(k.id))[1] AS id
      FROM (SELECT DISTINCT n.raw, n.kind, n.handle, right(n.handle, l) AS ending FROM ev_named n, generate_series(4, 12) l WHERE n.by = 'id' AND length(n.handle) > l + 8) n
      JOIN keys k ON k.ending = n.ending AND starts_with(n.handle, k.beginning)
      GROUP BY n.raw, n.kind, n.handle HAVING count(*) = 1
    ), found AS (
      SELECT n.raw, n.kind, k.snapshot_id, k.id FROM ev_named n JOIN keys k ON k.id = n.handle WHERE n.by = 'id'
      UNION SELECT n.raw, n.kind, k.snapshot_id, k.id FROM ev_named n
        JOIN keys k ON right(k.id, 20) = n.handle AND k.id ~ '${access}' WHERE n.by = 'id'
      UNION SELECT n.raw, n.kind, k.snapshot_id, k.id FROM ev_named n
        JOIN keys k ON right(k.id, 13) = ' ' || n.handle WHERE n.by = 'fingerprint'
      UNION SELECT raw, kind, snapshot_id, id FROM ends
    ), held AS (
      SELECT snapshot_id, p, lower(login) AS login, a FROM ev_account WHERE login IS NOT NULL AND p IS NOT NULL
      UNION ALL SELECT snapshot_id, p, lower(id), NULL FROM ev_person
    ), logins AS (
      SELECT n.raw, n.kind, min(p.p) AS p, array_remove(array_agg(h.a), NULL) AS accounts FROM ev_named n
      JOIN held h ON h.login = n.handle JOIN ev_person p ON p.p = h.p
      WHERE n.by = 'login' GROUP BY n.raw, n.kind, n.handle
      HAVING count(DISTINCT h.p) = 1 AND bool_and(p.kind IN ${nonhuman})
    )
    SELECT f.raw, f.kind, c.snapshot_id, c.id, c.credential, c.hp AS p FROM found f
      JOIN ev_credential c ON c.snapshot_id = f.snapshot_id AND c.id = f.id
    UNION SELECT l.raw, l.kind, c.snapshot_id, c.id, c.credential, l.p FROM logins l
      LEFT JOIN ev_credential c ON c.a = ANY (l.accounts) AND c.kind ~* 'password'`,
  `CREATE TEMP TABLE ev_leak_told ON COMMIT DROP AS
    SELECT DISTINCT l.snapshot_id, l.id, l.p, l.credential, l.kind,
      w.words || coalesce(t.name || ' in ' || t.application_name, o.name, w.ref) AS place
    FROM ev_leak l JOIN ev_leak_place w ON w.raw = l.raw
    LEFT JOIN ev_entitlement t ON t.e = w.e LEFT JOIN ev_person o ON o.p = w.p`,
  ...(["c", "p"] as const).flatMap((of) => {
    const by = of === "c" ? "snapshot_id, id" : "p";
    const first = (column: string) =>
      `(array_agg(${column} ORDER BY place COLLATE "C", credential COLLATE "C" NULLS LAST, kind))[1]`;
    return [
      `CREATE TEMP TABLE ev_leak_${of} ON COMMIT DROP AS
        SELECT ${by}, ${first("place")} AS place, ${first("kind")} AS kind, ${first("credential")} AS credential,
          count(DISTINCT place)::int - 1 AS others
        FROM ev_leak_told WHERE ${of === "c" ? "id" : "p"} IS NOT NULL GROUP BY ${by}`,
      `CREATE UNIQUE INDEX ON ev_leak_${of} (${by})`,
      `ANALYZE ev_leak_${of}`,
    ];
  }),
  "CREATE TEMP TABLE ev_unread ON COMMIT DROP AS SELECT EXISTS (SELECT 1 FROM ev_text WHERE free AND clean IS NULL) AS any_text",
];
