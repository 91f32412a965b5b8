import { sql } from "drizzle-orm";
import { affected, type Db, rows } from "@/db/client";

/**
 * Who holds which account, renewed for every source in force. In this order, and never by a guess:
 * 1. the identity the account names, in its own snapshot, unless that was only derived from the account;
 * 2. the identity with that id in another source, if exactly one source has it;
 * 3. an administrator's match;
 * 4. the identity with the same e-mail (without case): its own source's, else other sources', if it is exactly one;
 * 5. the identity derived from the account itself.
 * Several by 2 or 4 is `ambiguous`; nothing by all of them is `none`. Both are the owned queue (I9).
 * @param changed the source whose snapshot is new in force
 * @param most accounts a statement
 * @param pause called between two statements
 */
export async function renewMatches(
  tx: Pick<Db, "execute">,
  changed: Source,
  most: number,
  pause: () => Promise<void>,
): Promise<void> {
  await affected(
    tx,
    sql`DELETE FROM account_match m WHERE m.source_id = ${changed.id} AND NOT EXISTS (
      SELECT 1 FROM snap_account a WHERE a.snapshot_id = ${changed.snapshot} AND a.id = m.account_id)`,
  );
  const sources = await rows<Source>(
    tx,
    sql`SELECT id, current_snapshot_id AS snapshot FROM source WHERE current_snapshot_id IS NOT NULL ORDER BY id`,
  );
  for (const source of sources) {
    let after: string | null = "";
    while (after !== null) {
      after = await renewStretch(tx, source, sources, after, most);
      await pause();
    }
  }
}

type Source = { id: number; snapshot: number };

/** One stretch of a source's accounts, by id. @returns the last id, or null after the last stretch */
async function renewStretch(
  tx: Pick<Db, "execute">,
  source: Source,
  all: readonly Source[],
  after: string,
  most: number,
): Promise<string | null> {
  const [found] = await rows<{ last: string | null }>(
    tx,
    sql`WITH accounts AS MATERIALIZED (
        SELECT id, identity_id, email FROM snap_account
        WHERE snapshot_id = ${source.snapshot} AND id > ${after} ORDER BY id LIMIT ${most}
      ), matched AS (
        SELECT a.id AS account_id, ${outcome(source, all)}
      ), written AS (
        INSERT INTO account_match AS m (source_id, account_id, how, identity_source_id, identity_id)
        SELECT ${source.id}::integer, account_id, how,
          CASE WHEN how IN ('none', 'ambiguous') THEN NULL ELSE identity_source_id END,
          CASE WHEN how IN ('none', 'ambiguous') THEN NULL ELSE identity_id END
        FROM matched
        ON CONFLICT (source_id, account_id) DO UPDATE SET how = excluded.how,
          identity_source_id = excluded.identity_source_id, identity_id = excluded.identity_id
        WHERE (m.how, m.identity_source_id, m.identity_id)
          IS DISTINCT FROM (excluded.how, excluded.identity_source_id, excluded.identity_id)
      )
      SELECT max(id) AS last FROM accounts`,
  );
  return found?.last ?? null;
}

/**
 * The match of one account `a`, as the end of a SELECT. OFFSET 0 keeps each look one into a primary key or an e-mail index,
 * whatever the statistics say.
 */
function outcome(source: Source, all: readonly Source[]) {
  const others = all.filter((s) => s.id !== source.id);
  const list = (numbers: readonly number[]) => sql`${`{${numbers.join(",")}}`}::integer[]`;
  const elsewhere = sql`unnest(${list(others.map((s) => s.id))}, ${list(others.map((s) => s.snapshot))}) AS t(id, snapshot)`;
  const mail = sql`lower(CASE WHEN own.derived THEN coalesce(own.email, a.email) ELSE a.email END)`;
  return sql`
    CASE WHEN own.id IS NOT NULL AND NOT own.derived THEN 'external_id'
      WHEN other.n = 1 THEN 'external_id'
      WHEN hand.identity_id IS NOT NULL THEN 'manual'
      WHEN mail_own.n = 1 OR (mail_own.n = 0 AND mail.n = 1) THEN 'email'
      WHEN other.n > 1 OR mail_own.n > 1 OR mail.n > 1 THEN 'ambiguous'
      WHEN own.id IS NOT NULL THEN 'external_id'
      ELSE 'none' END AS how,
    CASE WHEN own.id IS NOT NULL AND NOT own.derived THEN ${source.id}::integer
      WHEN other.n = 1 THEN other.source_id
      WHEN hand.identity_id IS NOT NULL THEN hand.identity_source_id
      WHEN mail_own.n = 1 THEN ${source.id}::integer
      WHEN mail_own.n = 0 AND mail.n = 1 THEN mail.source_id
      ELSE ${source.id}::integer END AS identity_source_id,
    CASE WHEN own.id IS NOT NULL AND NOT own.derived THEN own.id
      WHEN other.n = 1 THEN other.id
      WHEN hand.identity_id IS NOT NULL THEN hand.identity_id
      WHEN mail_own.n = 1 THEN mail_own.id
      WHEN mail_own.n = 0 AND mail.n = 1 THEN mail.id
      ELSE own.id END AS identity_id
    FROM accounts a
    LEFT JOIN LATERAL (SELECT i.id, i.derived, i.email FROM snap_identity i
      WHERE i.snapshot_id = ${source.snapshot} AND i.id = a.identity_id LIMIT 1) own ON true
    CROSS JOIN LATERAL (SELECT count(*)::int AS n, min(t.id) AS source_id, min(i.id) AS id FROM ${elsewhere}
      CROSS JOIN LATERAL (SELECT i.id FROM snap_identity i
        WHERE i.snapshot_id = t.snapshot AND i.id = a.identity_id AND NOT i.derived OFFSET 0) i) other
    LEFT JOIN LATERAL (SELECT h.identity_source_id, h.identity_id FROM manual_match h
      JOIN unnest(${list(all.map((s) => s.id))}, ${list(all.map((s) => s.snapshot))}) AS t(id, snapshot)
        ON t.id = h.identity_source_id
      CROSS JOIN LATERAL (SELECT i.id FROM snap_identity i
        WHERE i.snapshot_id = t.snapshot AND i.id = h.identity_id OFFSET 0) i
      WHERE h.source_id = ${source.id} AND h.account_id = a.id LIMIT 1) hand ON true
    CROSS JOIN LATERAL (SELECT count(*)::int AS n, min(i.id) AS id FROM snap_identity i
      WHERE i.snapshot_id = ${source.snapshot} AND NOT i.derived AND lower(i.email) = ${mail}) mail_own
    CROSS JOIN LATERAL (SELECT count(*)::int AS n, min(t.id) AS source_id, min(i.id) AS id FROM ${elsewhere}
      CROSS JOIN LATERAL (SELECT i.id FROM snap_identity i
        WHERE i.snapshot_id = t.snapshot AND lower(i.email) = ${mail} AND NOT i.derived OFFSET 0) i) mail`;
}

/** One account's identity, matched by hand a moment ago. */
export async function applyManualMatch(
  tx: Pick<Db, "execute">,
  match: { source: number; account: string; identitySource: number; identity: string },
): Promise<void> {
  await tx.execute(sql`UPDATE account_match SET how = 'manual', identity_source_id = ${match.identitySource},
    identity_id = ${match.identity} WHERE source_id = ${match.source} AND account_id = ${match.account}`);
}
