import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { person } from "@/db/schema/people";
import type { AuditEvent } from "@/lib/audit-log/events";
import { lockPeople } from "@/lib/auth/binding";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import type { Reader } from "@/lib/query";
import type { Reviewer } from "./assignment-sql";

type Found = {
  id: string;
  name: string;
  email: string | null;
  status: string;
  key: string | null;
  exact: boolean;
};

/** One person, or directory entry, by id, e-mail or exact name: an id or e-mail before a name. */
function one<F extends { exact: boolean }>(found: readonly F[]): F | "several" | undefined {
  const exact = found.filter((f) => f.exact);
  const list = exact.length > 0 ? exact : found;
  return list.length > 1 ? "several" : list[0];
}

/** A portal user by what somebody typed; undefined where there is none. @throws AppError where it could be several, or is disabled */
export async function findReviewer(
  reader: Reader,
  typed: string,
  field: string,
): Promise<Reviewer | undefined> {
  const found = await rows<Found>(
    reader,
    sql`SELECT p.id, p.name, p.email, p.status, (p.id::text = lower(${typed}) OR lower(p.email) = lower(${typed})) IS TRUE AS exact,
        coalesce(p.identity_source_id || '/' || p.identity_id, (
          SELECT min(s.id || '/' || i.id) FROM source s JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id
          WHERE lower(i.email) = lower(p.email) HAVING count(*) = 1)) AS key
      FROM person p
      WHERE p.kind IN ('person', 'simulated')
        AND (p.id::text = lower(${typed}) OR lower(p.email) = lower(${typed}) OR p.name = ${typed})
      ORDER BY 5 DESC, p.id LIMIT 3`,
  );
  const who = one(found);
  if (who === "several") throw several(typed, field);
  if (who && who.status !== "active")
    throw new AppError("rule", "disabled", `${who.name} cannot sign in any more; name somebody else.`, {
      [field]: "Choose somebody who can sign in.",
    });
  return who && { id: who.id, name: who.name, email: who.email, key: who.key };
}

function several(typed: string, field: string): AppError {
  return new AppError("invalid", "person", `"${typed}" could be several people; give the e-mail instead.`, {
    [field]: "This could be several people; give the e-mail.",
  });
}

/**
 * The person somebody named as reviewer: a portal user, else the one person of the directory, who becomes one without a
 * sign-in.
 * @throws AppError where nobody, or more than one, is meant
 */
export async function namedReviewer(
  tx: Tx,
  typed: string,
  field: string,
  at: Date,
): Promise<{ reviewer: Reviewer; events: AuditEvent[] }> {
  const there = await findReviewer(tx, typed, field);
  if (there) return { reviewer: there, events: [] };
  await lockPeople(tx);
  const found = await rows<Entry & { exact: boolean }>(
    tx,
    sql`SELECT s.id AS source, i.id AS identity, s.id || '/' || i.id AS key, coalesce(i.name, i.id) AS name,
        CASE WHEN p.id IS NULL AND NOT EXISTS (SELECT 1 FROM snap_identity twin WHERE twin.snapshot_id = i.snapshot_id
          AND lower(twin.email) = lower(i.email) AND twin.id <> i.id) THEN lower(i.email) END AS email,
        p.id AS person_id, (i.id = ${typed} OR lower(i.email) = lower(${typed})) IS TRUE AS exact
      FROM source s JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id
      LEFT JOIN person p ON lower(p.email) = lower(i.email) OR (p.identity_source_id = s.id AND p.identity_id = i.id)
      WHERE i.kind IN ('human', 'unknown') AND (i.id = ${typed} OR lower(i.email) = lower(${typed}) OR i.name = ${typed})
      ORDER BY 7 DESC, s.id, i.id LIMIT 3`,
  );
  const entry = one(found);
  if (entry === "several") throw several(typed, field);
  if (!entry)
    throw new AppError(
      "invalid",
      "person",
      `Nobody is known as "${typed}"; name a person by e-mail, or by the id or name the directory has.`,
      { [field]: "Nobody is known by this; give an e-mail." },
    );
  // Their portal user is known under another name or entry than what was typed.
  if (entry.person_id) {
    const reviewer = await findReviewer(tx, entry.person_id, field);
    if (reviewer) return { reviewer, events: [] };
  }
  const { ids, events } = await bindEntries(tx, [entry], at);
  const id = ids.get(entry.key);
  if (!id) throw new Error("The reviewer was not written.");
  return { reviewer: { id, name: entry.name, email: entry.email, key: entry.key }, events };
}

export type Entry = {
  source: number;
  identity: string;
  key: string;
  name: string;
  email: string | null;
  /** A portal user of the same e-mail, not yet bound to a directory entry. */
  person_id: string | null;
};

/** Makes each directory entry a portal user: binds whom its e-mail found, adds who is new. Two entries of one e-mail are one person. */
export async function bindEntries(
  tx: Tx,
  entries: readonly Entry[],
  at: Date,
): Promise<{ ids: Map<string, string>; events: AuditEvent[] }> {
  const ids = new Map<string, string>();
  const events: AuditEvent[] = [];
  const seen = new Map<string, string>();
  const made: (typeof person.$inferInsert)[] = [];
  const bound: { id: string; source: number; identity: string }[] = [];
  for (const e of entries) {
    const who = e.person_id ?? e.email;
    const same = who === null ? undefined : seen.get(who);
    const id = same ?? e.person_id ?? uuid7(at.getTime());
    ids.set(e.key, id);
    if (same) continue;
    if (who !== null) seen.set(who, id);
    if (e.person_id) bound.push({ id, source: e.source, identity: e.identity });
    else
      made.push({
        id,
        email: e.email,
        name: e.name,
        kind: "person",
        identitySourceId: e.source,
        identityId: e.identity,
        createdAt: at,
      });
    events.push({ type: "person.bound", data: { person: id, issuer: "directory", identity: e.key } });
  }
  for (let i = 0; i < made.length; i += 1_000) await tx.insert(person).values(made.slice(i, i + 1_000));
  if (bound.length > 0)
    await tx.execute(sql`UPDATE person SET identity_source_id = b.source, identity_id = b.identity
      FROM jsonb_to_recordset(${JSON.stringify(bound)}::jsonb) AS b(id uuid, source int, identity text)
      WHERE person.id = b.id`);
  return { ids, events };
}
