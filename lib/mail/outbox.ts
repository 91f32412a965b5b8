import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import type { mail } from "@/db/schema/mail";
import { uuid7 } from "@/lib/ids";
import type { Job } from "@/lib/jobs/queue";

type Mail = typeof mail.$inferInsert;

/**
 * Puts one mail in the outbox and gives the job that sends it, for the caller's transaction: both are there if it commits. The
 * same mail is put there once.
 */
export async function enqueued(
  tx: Pick<Tx, "execute">,
  of: { campaign: string | null; kind: Mail["kind"]; about: string; nth?: number; to: string | null },
  at: Date,
): Promise<Job[]> {
  const id = uuid7(at.getTime());
  const instant = at.toISOString();
  await rows(
    tx,
    sql`INSERT INTO mail (id, campaign_id, kind, about, nth, to_person_id, state, created_at, at)
      VALUES (${id}, ${of.campaign}, ${of.kind}, ${of.about}, ${of.nth ?? 0}, ${of.to}, 'queued', ${instant}::timestamptz, ${instant}::timestamptz)`,
  );
  return [{ name: "mail.send", data: { mail: id }, key: id, first: true }];
}

/** Tells everybody who is an auditor and has an address what they have to know of the log at this size; each once. */
export async function toldAuditors(
  tx: Pick<Tx, "execute">,
  of: { kind: "refusal"; size: number },
  at: Date,
): Promise<Job[]> {
  const instant = at.toISOString();
  const made = await rows<{ id: string }>(
    tx,
    sql`INSERT INTO mail (id, campaign_id, kind, about, nth, to_person_id, state, created_at, at)
      SELECT gen_random_uuid(), NULL, ${of.kind}, p.id, ${of.size}::int, p.id, 'queued', ${instant}::timestamptz, ${instant}::timestamptz
      FROM person p JOIN person_role r ON r.person_id = p.id AND r.role = 'auditor'
      WHERE p.kind = 'person' AND p.status = 'active' AND p.email IS NOT NULL
      ON CONFLICT DO NOTHING RETURNING id`,
  );
  return made.map(({ id }) => ({ name: "mail.send", data: { mail: id }, key: id }));
}
