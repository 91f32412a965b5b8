import { type SQL, sql } from "drizzle-orm";
import { type Db, rows } from "@/db/client";
import { cut, normalise } from "@/lib/text/plain-text";
import { redact } from "@/lib/text/redact";
import { derivedWords } from "./policy-words";
import { standingOf } from "./rules";
import type { entryStates } from "./schema";

/**
 * The queue's lines: what the snapshot in force, its grants and the current entries say of each entitlement, in one row. Written
 * here and nowhere else, under a lock a source, so that a count that began before an edit cannot overwrite it.
 */
type Connection = Pick<Db, "execute">;

type Entitlement = {
  id: string;
  snapshot: number;
  application_id: string;
  application: string;
  name: string;
  type: string | null;
  privilege: "standard" | "privileged" | null;
  description: boolean;
  title: string | null;
  phrase: string | null;
  attributes: Record<string, unknown> | null;
  owner_ref: string | null;
  holders: number;
  state: (typeof entryStates)[number] | null;
  entry_title: string | null;
  owner_id: string | null;
};

/** Renews the lines of some of a source's entitlements. @param some a condition on `e` @returns the last id of them, by id */
export async function renewLines(
  tx: Connection,
  source: number,
  some: SQL,
  most = 1,
): Promise<string | undefined> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('catalogue'), ${source})`);
  const found = await rows<Entitlement>(
    tx,
    sql`WITH chosen AS MATERIALIZED (
        SELECT e.* FROM source s JOIN snap_entitlement e ON e.snapshot_id = s.current_snapshot_id
        WHERE s.id = ${source} AND ${some} ORDER BY e.id LIMIT ${most}
      ), held AS MATERIALIZED (
        SELECT g.entitlement_id, count(DISTINCT coalesce(m.identity_source_id || '/' || m.identity_id, '~' || g.account_id))::int AS holders
        FROM chosen JOIN snap_grant g ON g.snapshot_id = chosen.snapshot_id AND g.entitlement_id = chosen.id
        LEFT JOIN account_match m ON m.source_id = ${source} AND m.account_id = g.account_id
        GROUP BY g.entitlement_id
      )
      SELECT e.id, e.snapshot_id AS snapshot, e.application_id, coalesce(a.name, e.application_id) AS application,
        coalesce(e.name, e.id) AS name, e.type, e.privilege, e.description IS NOT NULL AS description,
        nullif(btrim(e.attributes->>'title'), '') AS title, nullif(btrim(e.attributes->>'verb_phrase'), '') AS phrase,
        jsonb_build_object('access', e.attributes->'access', 'actions', e.attributes->'actions',
          'policy', e.attributes->'policy', 'rules', e.attributes->'rules') AS attributes,
        coalesce(e.owner_id, a.owner_id) AS owner_ref, coalesce(h.holders, 0) AS holders,
        c.state, c.title AS entry_title, c.owner_id
      FROM chosen e
      LEFT JOIN held h ON h.entitlement_id = e.id
      LEFT JOIN snap_application a ON a.snapshot_id = e.snapshot_id AND a.id = e.application_id
      LEFT JOIN LATERAL (SELECT * FROM catalogue_entry k WHERE k.source_id = ${source} AND k.entitlement_id = e.id
        ORDER BY k.version DESC LIMIT 1) c ON true
      ORDER BY e.id`,
  );
  if (found.length > 0)
    await tx.execute(sql`INSERT INTO catalogue_line (source_id, entitlement_id, snapshot_id, application_id, application, name,
        title, privilege, standing, holders, owner_ref, owner_id)
      SELECT ${source}, x.* FROM jsonb_to_recordset(${JSON.stringify(found.map(lineOf))}::jsonb) AS x(entitlement_id text,
        snapshot_id int, application_id text, application text, name text, title text, privilege text, standing text, holders int,
        owner_ref text, owner_id uuid)
      ON CONFLICT (source_id, entitlement_id) DO UPDATE SET snapshot_id = excluded.snapshot_id,
        application_id = excluded.application_id, application = excluded.application, name = excluded.name,
        title = excluded.title, privilege = excluded.privilege, standing = excluded.standing, holders = excluded.holders,
        owner_ref = excluded.owner_ref, owner_id = excluded.owner_id`);
  return found.at(-1)?.id;
}

/** The line of one entitlement, after its words or its owner changed. */
export async function renewLine(tx: Connection, source: number, entitlement: string): Promise<void> {
  await renewLines(tx, source, sql`e.id = ${entitlement}`);
}

/** The lines of several, after their words changed: one statement a source. */
export async function renewThese(
  tx: Connection,
  keys: readonly { source: number; entitlement: string }[],
): Promise<void> {
  for (const source of new Set(keys.map((k) => k.source))) {
    const ids = keys.flatMap((k) => (k.source === source ? [k.entitlement] : []));
    const some = sql`e.id IN (SELECT jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`;
    await renewLines(tx, source, some, ids.length);
  }
}

function lineOf(e: Entitlement) {
  const derived = e.title === null && e.phrase === null ? derivedWords(e) : undefined;
  const policy = Object.values(e.attributes ?? {}).some((v) => v !== null && v !== "");
  const standing = standingOf({
    state: e.state,
    stated: e.description || e.title !== null || e.phrase !== null || (policy && !derived),
    derived: derived !== undefined,
  });
  const own = e.state === "written" || e.state === "verified" ? e.entry_title : null;
  const proposal = standing === "proposed" ? e.entry_title : null;
  const title = own ?? e.title ?? e.phrase ?? derived?.title ?? proposal;
  return {
    entitlement_id: e.id,
    snapshot_id: e.snapshot,
    application_id: e.application_id,
    application: shown(e.application),
    name: shown(e.name),
    title: title === null ? null : shown(title),
    privilege: e.privilege,
    standing,
    holders: e.holders,
    owner_ref: e.owner_ref,
    owner_id: e.owner_id,
  };
}

/** A source's words as a list may show them: one plain line, without secrets (I17). */
function shown(text: string): string {
  return cut(redact(normalise(text), () => "", "vendor shapes").text, 200) || "without a name";
}
