import { type SQL, sql } from "drizzle-orm";
import { iso } from "@/db/client";
import { csvLine } from "@/lib/audit-log/verifier/csv-cell";
import { unitSql } from "@/lib/campaigns/unit-sql";
import { shownId } from "@/lib/evidence/credentials-sql";
import { withheldSql } from "@/lib/evidence/withheld";
import type { Reader } from "@/lib/query";
import { withoutSecrets, withoutSecretsInJson } from "@/lib/text/redact";
import { pages } from "./pages";
import { type Pseudonym, redactedCell } from "./redaction";

/** A table of the pack: its columns in order, and its rows as text cells, streamed. */
export type Table = {
  columns: readonly string[];
  rows: (reader: Reader, of: Scope) => AsyncGenerator<Row>;
  /** The statement behind it and the key before its first row, where it is one. */
  page?: { select: (of: Scope, after: string, limit: number) => SQL; first: string };
};
/** `size`: of a log that had so many entries; without it, as things stand now. */
export type Scope = { campaign: string; size?: number; pseudonym?: Pseudonym | undefined };
type Row = Record<string, string | number | null>;

const nil = "00000000-0000-0000-0000-000000000000";
const at = (column: string) => iso(sql.raw(column));
/** As packets show it: of an access key's id only the end. */
const credentialId = sql.raw(`coalesce(${shownId("i.credential_id")}, '')`);

/** One statement, ordered by a text key that is the first column `k`, streamed by keyset. */
export function byKey(
  columns: readonly string[],
  select: (of: Scope, after: string, limit: number) => SQL,
  first = nil,
): Table {
  return {
    columns,
    page: { select, first },
    rows: (reader, of) =>
      pages<Row & { k: string }, string>(
        reader,
        (after, limit) => select(of, after ?? first, limit),
        (r) => r.k,
      ),
  };
}

export const items = byKey(
  [
    "item_id",
    "subject",
    "source",
    "application_id",
    "account_id",
    "identity_id",
    "entitlement_id",
    "reviewer_id",
    "risk",
    "need_score",
    "recommendation",
    "state",
    "decision",
    "reviewer_basis",
    "findings",
    "first_seen",
    "disposition",
    "decided_at",
    "type",
    "credential_id",
    "answered_by",
    "waiting",
    "arm",
    "arm_why",
    "drawn_as",
    "launch_reviewer_id",
  ],
  (of, after, limit) => sql`
    SELECT i.id AS k, i.id AS item_id, i.subject_name AS subject, i.source_name AS source, i.application_id, i.account_id,
      coalesce(i.identity_id, '') AS identity_id, i.type, ${credentialId} AS credential_id, coalesce(i.answered_by::text, '') AS answered_by,
      coalesce(i.waiting, '') AS waiting, i.entitlement_id, i.reviewer_id, i.risk,
      CASE WHEN ${withheldSql("i")} THEN '' ELSE coalesce(i.need_score::text, '') END AS need_score,
      CASE WHEN ${withheldSql("i")} THEN '' ELSE coalesce(d.recommendation, '') END AS recommendation,
      CASE WHEN c.closed_at IS NULL THEN '' ELSE i.arm END AS arm, CASE WHEN c.closed_at IS NULL THEN '' ELSE coalesce(i.arm_why, '') END AS arm_why,
      ${unitSql("i")} AS drawn_as, coalesce((SELECT r.from_id FROM reassignment r WHERE r.item_id = i.id ORDER BY r.at, r.id LIMIT 1),
        i.reviewer_id)::text AS launch_reviewer_id, i.state, coalesce(i.outcome, '') AS decision, i.reviewer_basis,
      i.findings::text AS findings, i.first_seen::text AS first_seen, coalesce(i.disposition, '') AS disposition,
      coalesce(${at("i.decided_at")}, '') AS decided_at
    FROM item i JOIN campaign c ON c.id = i.campaign_id LEFT JOIN draft d ON d.id = i.draft_id
    WHERE i.campaign_id = ${of.campaign} AND i.id > ${after}::uuid ORDER BY i.id LIMIT ${limit}`,
);

export const decisions = byKey(
  [
    "decision_id",
    "item_id",
    "account_id",
    "entitlement_id",
    "reviewer_id",
    "decision",
    "until",
    "disposition",
    "recommendation_seen",
    "rationale",
    "decided_at",
    "arm",
    "batch",
    "evidence_hash",
    "draft_hash",
    "supersedes",
    "leaf_index",
    "reason_code",
    "change",
    "reviewer",
    "seed",
    "type",
    "credential_id",
    "identity_id",
    "answers",
    "batch_size",
    "batch_taken",
    "seconds",
    "in_view",
    "started_from",
    "draft_share",
  ],
  (of, after, limit) => sql`
    SELECT d.id AS k, d.id AS decision_id, d.item_id, i.type, ${credentialId} AS credential_id, i.identity_id, d.answers::text AS answers, i.account_id, i.entitlement_id, d.person_id AS reviewer_id,
      d.outcome AS decision, coalesce(d.until::text, '') AS until, d.disposition, d.recommendation_seen,
      coalesce(p.payload::jsonb ->> 'rationale', '') AS rationale, ${at("d.decided_at")} AS decided_at, d.arm,
      coalesce(d.batch_id::text, '') AS batch, coalesce(d.batch_size::text, '') AS batch_size,
      coalesce(d.batch_taken, '') AS batch_taken, coalesce(d.seconds::text, '') AS seconds,
      coalesce(d.in_view, '') AS in_view, coalesce('sha256:' || d.started_from, '') AS started_from,
      coalesce(d.draft_share::text, '') AS draft_share, d.evidence_hash, coalesce(d.draft_hash, '') AS draft_hash,
      coalesce(d.supersedes::text, '') AS supersedes, l.idx::text AS leaf_index, d.reason_code,
      coalesce(d.target, '') AS change, who.name AS reviewer, coalesce(d.seed, '') AS seed
    FROM decision d JOIN item i ON i.id = d.item_id JOIN person who ON who.id = d.person_id
    JOIN audit_event e ON e.ref_id = d.id AND e.type = 'decision.recorded' JOIN log_leaf l ON l.event_id = e.id
    LEFT JOIN private_payload p ON p.id = d.rationale_id
    WHERE d.campaign_id = ${of.campaign} AND d.id > ${after}::uuid ORDER BY d.id LIMIT ${limit}`,
);

const populationColumns = [
  "item_id",
  "source",
  "application_id",
  "account_id",
  "entitlement_id",
  "via",
  "fate",
  "reason",
  "evidence_hash",
  "type",
  "credential_id",
  "identity_id",
];
const populationItems = byKey(
  populationColumns,
  (of, after, limit) => sql`
    SELECT i.id AS k, i.id AS item_id, i.source_name AS source, i.type, ${credentialId} AS credential_id,
      i.identity_id, i.application_id, i.account_id, i.entitlement_id, '' AS via,
      'item' AS fate, '' AS reason, p.hash AS evidence_hash
    FROM item i JOIN evidence_packet p ON p.item_id = i.id AND p.version = 1
    WHERE i.campaign_id = ${of.campaign} AND i.id > ${after}::uuid ORDER BY i.id LIMIT ${limit}`,
);
const populationOthers: Table = {
  columns: populationColumns,
  rows: (reader, of) =>
    pages<Row & { snapshot: number }, Row & { snapshot: number }>(
      reader,
      (after, limit) => sql`
        SELECT g.snapshot_id AS snapshot, 'grant' AS type, coalesce(g.item_id::text, '') AS item_id, s.name AS source,
          coalesce(a.application_id, '') AS application_id, g.account_id, g.entitlement_id, g.via, g.fate, g.reason,
          '' AS evidence_hash
        FROM campaign_grant g JOIN snapshot n ON n.id = g.snapshot_id JOIN source s ON s.id = n.source_id
        LEFT JOIN snap_account a ON a.snapshot_id = g.snapshot_id AND a.id = g.account_id
        WHERE g.campaign_id = ${of.campaign} AND (g.snapshot_id, g.account_id, g.entitlement_id, g.via) >
          (${after?.snapshot ?? 0}, ${after?.account_id ?? ""}, ${after?.entitlement_id ?? ""}, ${after?.via ?? ""})
        ORDER BY g.snapshot_id, g.account_id, g.entitlement_id, g.via LIMIT ${limit}`,
      (r) => r,
    ),
};
const populationSubjects: Table = {
  columns: populationColumns,
  rows: (reader, of) =>
    pages<
      Row & { snapshot: number; type: string; key: string },
      { snapshot: number; type: string; key: string }
    >(
      reader,
      (after, limit) => sql`
        SELECT x.snapshot_id AS snapshot, x.type, x.id AS key, s.name AS source, coalesce(a.application_id, '') AS application_id,
          coalesce(a.id, '') AS account_id, CASE WHEN x.type = 'credential' THEN ${sql.raw(shownId("x.id"))} END AS credential_id,
          CASE WHEN x.type = 'identity' THEN x.id ELSE coalesce(c.identity_id, '') END AS identity_id, 'excluded' AS fate, x.reason
        FROM campaign_subject x JOIN snapshot n ON n.id = x.snapshot_id JOIN source s ON s.id = n.source_id
        LEFT JOIN snap_credential c ON x.type = 'credential' AND c.snapshot_id = x.snapshot_id AND c.id = x.id
        LEFT JOIN snap_account a ON a.snapshot_id = c.snapshot_id AND a.id = c.account_id
        WHERE x.campaign_id = ${of.campaign} AND (x.snapshot_id, x.type, x.id) >
          (${after?.snapshot ?? 0}, ${after?.type ?? ""}, ${after?.key ?? ""})
        ORDER BY x.snapshot_id, x.type, x.id LIMIT ${limit}`,
      (r) => r,
    ),
};
export const population: Table = {
  columns: populationColumns,
  async *rows(reader, of) {
    yield* populationItems.rows(reader, of);
    yield* populationOthers.rows(reader, of);
    yield* populationSubjects.rows(reader, of);
  },
};

export const assignments = byKey(
  ["item_id", "at", "from", "to", "by", "kind", "missing", "basis"],
  (of, after, limit) => sql`
    SELECT k, item_id, at, "from", "to", "by", kind, missing, basis FROM (
      SELECT i.id::text || ' 0' AS k, i.id AS item_id, ${at("c.launched_at")} AS at, '' AS "from",
        coalesce((SELECT r.from_id FROM reassignment r WHERE r.item_id = i.id ORDER BY r.at, r.id LIMIT 1), i.reviewer_id)::text AS "to",
        '' AS "by", 'assigned' AS kind, '' AS missing, i.reviewer_basis AS basis
      FROM item i JOIN campaign c ON c.id = i.campaign_id WHERE i.campaign_id = ${of.campaign}
      UNION ALL
      SELECT r.item_id::text || ' ' || r.id::text, r.item_id, ${at("r.at")}, r.from_id::text, r.to_id::text, coalesce(r.by_id::text, ''),
        r.kind, coalesce(r.missing, ''), '' FROM reassignment r WHERE r.campaign_id = ${of.campaign}) AS moves
    WHERE k > ${after} ORDER BY k LIMIT ${limit}`,
  "",
);

/** More entries than a log has. */
const all = 2 ** 31;

/** The last of a removal's entries of these types. */
const steps = (of: Scope, types: string) => sql`
  SELECT e.type, e.at, e.actor_id, l.idx, convert_from(e.leaf, 'UTF8')::jsonb -> 'data' AS data
  FROM audit_event e JOIN log_leaf l ON l.event_id = e.id
  WHERE e.ref_id = t.id AND e.type IN (${sql.raw(types)}) AND l.idx < ${of.size ?? all} ORDER BY l.idx DESC LIMIT 1`;

/** What was asked to be removed, as the log's entries up to the checkpoint have it. */
export const remediation = byKey(
  [
    "task_id",
    "item_id",
    "decision_id",
    "kind",
    "state",
    "owner_id",
    "requested_at",
    "applied_at",
    "applied_by",
    "observed_at",
    "observed_snapshot",
    "strength",
    "why",
    "before",
    "after",
  ],
  (of, after, limit) => sql`
    SELECT t.id AS k, t.id AS task_id, t.item_id, t.decision_id, t.kind, coalesce(was.state, t.state) AS state, t.owner_id,
      ${at("t.requested_at")} AS requested_at, coalesce(${at("done.at")}, '') AS applied_at, coalesce(done.actor_id, '') AS applied_by,
      coalesce(${at("seen.at")}, '') AS observed_at, coalesce(seen.data ->> 'snapshot', '') AS observed_snapshot,
      coalesce(seen.data ->> 'strength', '') AS strength, coalesce(seen.data ->> 'why', '') AS why, t.before::text AS before,
      CASE WHEN later.idx IS NULL THEN coalesce(t.after::text, '') ELSE '' END AS after
    FROM remediation t
    JOIN LATERAL (SELECT l.idx FROM audit_event e JOIN log_leaf l ON l.event_id = e.id
      WHERE e.ref_id = t.id AND e.type = 'remediation.requested' AND l.idx < ${of.size ?? all} LIMIT 1) asked ON true
    LEFT JOIN LATERAL (${steps(of, "'remediation.applied'")}) done ON true
    LEFT JOIN LATERAL (${steps(of, "'remediation.seen_gone', 'remediation.not_observed', 'grant.returned'")}) seen ON true
    LEFT JOIN LATERAL (SELECT l.idx FROM audit_event e JOIN log_leaf l ON l.event_id = e.id WHERE e.ref_id = t.id AND l.idx >= ${of.size ?? all}
      AND e.type IN ('remediation.seen_gone', 'remediation.not_observed', 'grant.returned') LIMIT 1) later ON true
    LEFT JOIN LATERAL (SELECT CASE WHEN t.state = 'withdrawn' THEN 'withdrawn' WHEN coalesce(seen.idx, -1) > coalesce(done.idx, -1)
        THEN CASE seen.type WHEN 'grant.returned' THEN 'returned' ELSE substr(seen.type, 13) END
        WHEN done.idx IS NOT NULL THEN 'applied' ELSE 'requested' END AS state) was ON ${of.size !== undefined}
    WHERE t.campaign_id = ${of.campaign} AND t.id > ${after}::uuid ORDER BY t.id LIMIT ${limit}`,
);

/** Access kept against a rule; the words of who asked and of who answered are payloads of their leaves. */
export const exceptions = byKey(
  [
    "exception_id",
    "item_id",
    "decision_id",
    "rules",
    "until",
    "control_owner",
    "requested_by",
    "state",
    "settled_by",
    "settled_at",
    "second",
    "seed",
  ],
  (of, after, limit) => sql`
    SELECT x.id AS k, x.id AS exception_id, x.item_id, x.decision_id, array_to_string(x.rules, '|') AS rules, x.until::text AS until,
      x.control_owner_id AS control_owner, x.requested_by, x.state, coalesce(x.settled_by::text, '') AS settled_by,
      coalesce(${at("x.settled_at")}, '') AS settled_at, coalesce(x.second_id::text, '') AS second, coalesce(x.seed, '') AS seed
    FROM exception x WHERE x.campaign_id = ${of.campaign} AND x.id > ${after}::uuid ORDER BY x.id LIMIT ${limit}`,
);

/** A second person's looks; their words are payloads of their leaves. */
export const secondLooks = byKey(
  [
    "look_id",
    "item_id",
    "decision_id",
    "why",
    "reviewer_id",
    "second_id",
    "state",
    "answered_at",
    "asked_at",
    "seed",
  ],
  (of, after, limit) => sql`
    SELECT l.id AS k, l.id AS look_id, l.item_id, l.decision_id, l.why, l.reviewer_id, coalesce(l.second_id::text, '') AS second_id,
      l.state, coalesce(${at("l.answered_at")}, '') AS answered_at, ${at("l.asked_at")} AS asked_at, coalesce(l.seed, '') AS seed
    FROM second_look l WHERE l.campaign_id = ${of.campaign} AND l.id > ${after}::uuid ORDER BY l.id LIMIT ${limit}`,
);

/** Columns that somebody's words or names went into. */
const words = new Set(["subject", "change", "reviewer", "name", "why", "before", "after"]);

/**
 * A last look at them (I17). Ids, dates and enumerations pass by their type; so does what a leaf commits to, which was cleared
 * before that and goes out byte for byte.
 */
function cellOf(column: string, text: string): string {
  if (text === "" || !words.has(column)) return text;
  return text.startsWith("{") ? withoutSecretsInJson(text) : withoutSecrets(text);
}

/** The table as RFC 4180 text, formula-escaped, a chunk of lines at a time. `name` is the file's, in a pack. */
export async function* csvOf(table: Table, reader: Reader, of: Scope, name = ""): AsyncGenerator<string> {
  const { pseudonym } = of;
  let held = csvLine(table.columns);
  for await (const row of table.rows(reader, of)) {
    held += csvLine(
      table.columns.map((c) => {
        const text = String(row[c] ?? "");
        return cellOf(c, pseudonym ? redactedCell(name, c, text, pseudonym) : text);
      }),
    );
    if (held.length > 65_536) {
      yield held;
      held = "";
    }
  }
  yield held;
}
