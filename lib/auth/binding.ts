import { type SQL, sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import type { Reader } from "@/lib/query";
import type { BindingFacts, Known } from "./rules";
import type { Claims, IdentityRef } from "./schema";

type KnownRow = {
  id: string;
  status: Known["status"];
  kind: Known["kind"];
  signs_in: boolean;
  identity_source_id: number | null;
  identity_id: string | null;
};

const columns = sql`p.id, p.status, p.kind, p.subject IS NOT NULL AS signs_in, p.identity_source_id, p.identity_id`;

/** One change of who is who at a time: what was checked is still so when it is written. */
export async function lockPeople(tx: Tx): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('countersign people'))`);
}

/** What is known of a sign-in: two index lookups among people, one among the directory's entries. */
export async function bindingFacts(reader: Reader, claims: Claims): Promise<BindingFacts> {
  const login = await one(reader, sql`p.issuer = ${claims.issuer} AND p.subject = ${claims.subject}`);
  if (claims.email === null) return { login, byEmail: null, identities: [] };
  const email = claims.email.toLowerCase();
  const byEmail = await one(reader, sql`lower(p.email) = ${email}`);
  const found = await rows<{ source: number; identity: string } & { [K in keyof KnownRow]: KnownRow[K] | null }>(
    reader,
    sql`SELECT s.id AS source, i.id AS identity, ${columns}
      FROM source s
      JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND lower(i.email) = ${email}
      LEFT JOIN person p ON p.identity_source_id = s.id AND p.identity_id = i.id
      WHERE i.kind IN ('human', 'unknown')
      ORDER BY s.id, i.id LIMIT 2`,
  );
  const identities = found.map((f) => ({
    ref: { source: f.source, id: f.identity },
    holder: f.id === null ? null : known(f as KnownRow),
  }));
  return { login, byEmail, identities };
}

/** One person by their id, or null. */
export function personById(reader: Reader, id: string): Promise<Known | null> {
  return one(reader, sql`p.id = ${id}`);
}

/** Who a directory entry is here, or null. */
export function personOfIdentity(reader: Reader, ref: IdentityRef): Promise<Known | null> {
  return one(reader, sql`p.identity_source_id = ${ref.source} AND p.identity_id = ${ref.id}`);
}

/** A directory entry's name in the snapshot in force; undefined where it is not there. */
export async function identityName(
  reader: Reader,
  ref: IdentityRef,
): Promise<{ name: string | null } | undefined> {
  const [found] = await rows<{ name: string | null }>(
    reader,
    sql`SELECT i.name FROM source s JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id
      WHERE s.id = ${ref.source} AND i.id = ${ref.id} AND i.kind IN ('human', 'unknown')`,
  );
  return found;
}

async function one(reader: Reader, where: SQL): Promise<Known | null> {
  const [found] = await rows<KnownRow>(reader, sql`SELECT ${columns} FROM person p WHERE ${where}`);
  return found ? known(found) : null;
}

function known(row: KnownRow): Known {
  return {
    id: row.id,
    status: row.status,
    kind: row.kind,
    signsIn: row.signs_in,
    identity:
      row.identity_source_id !== null && row.identity_id !== null
        ? { source: row.identity_source_id, id: row.identity_id }
        : null,
  };
}
