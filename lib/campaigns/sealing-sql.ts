import { type SQL, sql } from "drizzle-orm";

/** The whole days that a control owner has to answer, over `campaign c`; as `defaultSettings` where a campaign is older than the setting. */
export const answerDays = sql`coalesce((c.settings #>> '{oversight,answerDays}')::int, 14)`;

/** Whether a control owner has answered its figures. */
export const isAnswered = sql`EXISTS (SELECT 1 FROM audit_event answer WHERE answer.campaign_id = c.id AND answer.type = 'oversight.responded')`;

/** Whether there is anybody who could. */
export const isAnswerable = sql`EXISTS (SELECT 1 FROM person_role r JOIN person p ON p.id = r.person_id
  WHERE r.role = 'control_owner' AND p.status = 'active' AND p.kind IN ('person', 'simulated'))`;

/** The last moment at which a closed campaign still waits. */
export const answerUntil = sql`(c.closed_at + make_interval(days => ${answerDays}))`;

/** Whether a closed campaign still waits, at `now`, for a control owner to answer its figures. */
export const waitsForAnswer = (now: Date): SQL =>
  sql`(c.status = 'closed' AND NOT ${isAnswered} AND ${isAnswerable} AND ${answerUntil} > ${now.toISOString()}::timestamptz)`;
