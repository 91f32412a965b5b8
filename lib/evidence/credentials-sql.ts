import { jsonDay, jsonObject, jsonPlain, jsonText, sqlList } from "./canonical-sql";
import { daysBucket, factElement, stance } from "./fact-sql";
import { CREDENTIAL_DAYS, IDLE_DAYS } from "./rules";

/** A packet tells this many credentials, the oldest first. */
const most = 5;

const day = (column: string) => `(${column} AT TIME ZONE 'UTC')::date`;
/** Scopes and the like, `|`, comma, semicolon or space between. */
const listed = (text: string) => `CASE WHEN ${text} IS NULL THEN NULL WHEN btrim(${text}) = '' THEN 0
  ELSE cardinality(regexp_split_to_array(btrim(${text}), '[|,;[:space:]]+')) END`;

/** Words by which a source says that a credential has no open exposure alert. */
const noAlert = ["none", "no", "false", "never"];

/** The id of an AWS access key is half of the key: its end tells which one it is. */
export const shownId = (id: string) =>
  `CASE WHEN ${id} ~ '(AKIA|ASIA)[A-Z0-9]{16}$' THEN 'access key ending ' || right(${id}, 4) ELSE ${id} END`;

/**
 * `ev_credential`: the credentials of staged accounts and of the identities that hold them, and those that are staged
 * themselves. `alerts` is whether its source reports exposure alerts: it names one of some credential, or says of one that it has
 * none. Only then is an empty field "none" and not "unknown" (I8). Of one that belongs to an account `a` says which, else `p` whose it is; `hp` is who holds it either way.
 */
export const credentialSql: readonly string[] = [
  `CREATE TEMP TABLE ev_credential ON COMMIT DROP AS
    WITH owned AS (
      SELECT c.*, f.source_name, f.as_of_text, f.today, f.has_alerts, a.a, CASE WHEN a.a IS NULL THEN coalesce(own.p, i.p) END AS p,
        coalesce(a.p, own.p, i.p) AS hp
      FROM snap_credential c
      JOIN ev_force f ON f.snapshot_id = c.snapshot_id
      LEFT JOIN ev_account a ON a.snapshot_id = c.snapshot_id AND a.account_id = c.account_id
      LEFT JOIN ev_person own ON own.snapshot_id = c.snapshot_id AND own.id = c.identity_id
      LEFT JOIN ev_id i ON i.id = c.identity_id
    )
    SELECT a, p, hp, id, snapshot_id, source_name, as_of_text, today, ${shownId("id")} AS credential,
      kind, CASE WHEN coalesce(rotated_at, created_at) IS NOT NULL
        THEN greatest(0, today - ${day("coalesce(rotated_at, created_at)")}) END AS age, ${day("rotated_at")} AS rotated,
      ${day("expires_at")} AS expires, ${day("last_used_at")} AS used, last_used_never AS never_used,
      ${listed("scopes")} AS scopes, ${listed("attributes->>'scopes_used'")} AS scopes_used,
      CASE WHEN lower(btrim(attributes->>'exposure_alert')) NOT IN ('', ${sqlList(noAlert)}) THEN btrim(attributes->>'exposure_alert') END AS exposed,
      has_alerts AS alerts,
      CASE WHEN created_at IS NOT NULL THEN greatest(0, today - ${day("created_at")}) END AS made_days,
      nullif(btrim(scopes), '') AS scope_list, nullif(btrim(attributes->>'scopes_used'), '') AS used_list,
      CASE WHEN attributes->>'first_seen' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN to_date(attributes->>'first_seen', 'YYYY-MM-DD') END AS first_seen
    FROM owned
    WHERE a IN (SELECT a FROM ev_item) OR p IN (SELECT p FROM ev_item) OR hp IN (SELECT p FROM ev_subject)
      OR (snapshot_id, id) IN (SELECT snapshot_id, credential_id FROM ev_subject WHERE type = 'credential')`,
  "CREATE UNIQUE INDEX ON ev_credential (snapshot_id, id)",
  "CREATE INDEX ON ev_credential (hp)",
  "ANALYZE ev_credential",
];

const unused = "c.today - c.used";
const pointsAt = `CASE WHEN c.exposed IS NOT NULL OR c.age > ${CREDENTIAL_DAYS} OR c.expires < c.today
    OR (c.never_used AND c.age >= ${IDLE_DAYS}) OR ${unused} >= ${IDLE_DAYS} THEN ${stance.remove}
  WHEN ${unused} < ${IDLE_DAYS} THEN ${stance.keep} ELSE ${stance.context} END`;

/** The fact of one row of `ev_credential` (as `c`). */
const credentialFact = (when: string) => ({
  kind: "nhi.credential" as const,
  class: "observed" as const,
  when,
  stance: pointsAt,
  bucket: daysBucket("c.age"),
  value: {
    credential: jsonText("c.credential"),
    kind: jsonText("c.kind"),
    age_days: jsonPlain("c.age"),
    rotated: jsonDay("c.rotated"),
    expires: jsonDay("c.expires"),
    last_used: jsonDay("c.used"),
    never_used: jsonPlain("c.never_used"),
    scopes: jsonPlain("c.scopes"),
    scopes_used: jsonPlain("c.scopes_used"),
    exposed: jsonText("c.exposed"),
  },
  source: jsonObject({
    name: jsonText("c.source_name"),
    record: jsonText("'credential ' || c.credential"),
    snapshot: jsonPlain("c.snapshot_id"),
  }),
  asOf: "c.as_of_text",
});

/** The element of a credential that is an item itself. */
export const credentialElement = factElement(credentialFact("true"));
const element = factElement(credentialFact(`c.k <= ${most}`));

const byOwner = (owner: "a" | "p" | "hp", where = "") => [
  `CREATE TEMP TABLE ev_credential_${owner} ON COMMIT DROP AS
    WITH c AS (
      SELECT *, row_number() OVER (PARTITION BY ${owner} ORDER BY age DESC NULLS LAST, credential COLLATE "C") AS k
      FROM ev_credential WHERE ${owner} IS NOT NULL ${where}
    )
    SELECT c.${owner}, array_remove(array_agg(${element} ORDER BY c.k), NULL) AS facts, max(c.age) AS oldest, bool_or(c.age IS NULL) AS undated,
      (array_agg(c.credential ORDER BY c.k))[1] AS oldest_name, (array_agg(c.exposed) FILTER (WHERE c.exposed IS NOT NULL))[1] AS exposed,
      bool_and(c.alerts) AS alerts
    FROM c GROUP BY c.${owner}`,
  `CREATE UNIQUE INDEX ON ev_credential_${owner} (${owner})`,
  `ANALYZE ev_credential_${owner}`,
];

/**
 * The same by account (`ev_credential_a`), where it is no account's, by identity (`ev_credential_p`), and either way by the
 * identities that are items as a whole (`ev_credential_hp`).
 */
export const credentialFactsSql: readonly string[] = [
  ...byOwner("a"),
  ...byOwner("p"),
  ...byOwner("hp", "AND hp IN (SELECT p FROM ev_subject WHERE type = 'identity')"),
];
