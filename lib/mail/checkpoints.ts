import { sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import type { mail } from "@/db/schema/mail";
import { chore } from "@/lib/chore";
import { env } from "@/lib/env";
import type { Reader } from "@/lib/query";
import { cosigned } from "@/lib/witness/queries";
import type { Content } from "./letter";

/*
 * The last checkpoint in the mailboxes of auditors: what they keep outside the reach of whoever runs the portal, so that a log
 * that was rewritten since then no longer begins with it.
 */

/** Days from one such mail to the next, where the log grew. A campaign's sealing brings one at once. */
const everyDays = 7;

export const checkpointsDue = chore({
  name: "mail.checkpoints_due",
  permission: "mail.send",
  input: z.object({}),
  load: async () => undefined,
  run: async (tx, { now }) => {
    const at = sql`${now.toISOString()}::timestamptz`;
    const made = await rows<{ id: string }>(
      tx,
      sql`WITH head AS (SELECT size, at FROM log_checkpoint ORDER BY size DESC LIMIT 1), auditor AS (
          SELECT p.id, (SELECT max(m.created_at) FROM mail m WHERE m.kind = 'checkpoint' AND m.about = p.id) AS last,
            (SELECT max(m.nth) FROM mail m WHERE m.kind = 'checkpoint' AND m.about = p.id) AS size
          FROM person p JOIN person_role r ON r.person_id = p.id AND r.role = 'auditor'
          WHERE p.kind = 'person' AND p.status = 'active' AND p.email IS NOT NULL)
        INSERT INTO mail (id, campaign_id, kind, about, nth, to_person_id, state, created_at, at)
        SELECT gen_random_uuid(), NULL, 'checkpoint', a.id, h.size::int, a.id, 'queued', ${at}, ${at} FROM auditor a, head h
        WHERE h.size > coalesce(a.size, 0) AND (a.last IS NULL OR a.last <= ${at} - make_interval(days => ${everyDays})
          OR EXISTS (SELECT 1 FROM audit_event e JOIN log_leaf l ON l.event_id = e.id
            WHERE e.type = 'campaign.sealed' AND e.at > a.last AND l.idx >= a.size))
        ON CONFLICT DO NOTHING RETURNING id`,
    );
    return {
      result: made.length,
      jobs: made.map(({ id }) => ({ name: "mail.send" as const, data: { mail: id }, key: id })),
    };
  },
});

type Row = typeof mail.$inferSelect;
type Told = { to: { name: string; address: string }; content: Content } | { dropped: string };

const url = () => `${env().url}/log`;

/** The checkpoint that the mail was made for, with the witnesses' lines that have come by now. */
export async function checkpointContent(reader: Reader, row: Row): Promise<Told> {
  const to = await auditor(reader, row);
  if (!to) return notAnAuditor;
  const [found] = await rows<{ note: string; names: string[] }>(
    reader,
    sql`SELECT c.note, ARRAY(SELECT k.name FROM audit_event e JOIN log_leaf l ON l.event_id = e.id JOIN campaign k ON k.id = e.campaign_id
        WHERE e.type = 'campaign.sealed' AND l.idx < c.size AND l.idx >= coalesce((SELECT max(m.nth) FROM mail m
          WHERE m.kind = 'checkpoint' AND m.about = ${row.about} AND m.nth < ${row.nth}), 0) ORDER BY k.name) AS names
      FROM log_checkpoint c WHERE c.size = ${row.nth}`,
  );
  if (!found) return { dropped: "There is no such checkpoint." };
  const note = await cosigned(reader, { size: row.nth, note: found.note });
  return {
    to,
    content: { kind: "checkpoint", name: to.name, size: row.nth, sealed: found.names, note, url: url() },
  };
}

/** A refusal, as it stands with the witness; one that is over by now is not told any more. */
export async function refusalContent(reader: Reader, row: Row): Promise<Told> {
  const to = await auditor(reader, row);
  if (!to) return notAnAuditor;
  const [found] = await rows<{ name: string; problem: string | null }>(
    reader,
    sql`SELECT name, problem FROM anchor WHERE kind = 'witness' AND refused_at IS NOT NULL
      ORDER BY refused_size = ${row.nth} DESC, refused_at DESC LIMIT 1`,
  );
  if (!found) return { dropped: "No witness refuses the log any more." };
  return {
    to,
    content: {
      kind: "refusal",
      name: to.name,
      witness: found.name.split("+")[0] ?? found.name,
      problem: found.problem ?? "",
      url: url(),
    },
  };
}

const notAnAuditor = { dropped: "They have no address, no access to Countersign, or no role of auditor." };

async function auditor(reader: Reader, row: Row): Promise<{ name: string; address: string } | undefined> {
  const [found] = await rows<{ name: string; address: string }>(
    reader,
    sql`SELECT p.name, p.email AS address FROM person p JOIN person_role r ON r.person_id = p.id AND r.role = 'auditor'
      WHERE p.id = ${row.about} AND p.status = 'active' AND p.email IS NOT NULL`,
  );
  return found;
}
