import { database } from "@/db/client";
import { queue } from "./queue";

/**
 * Gives back the jobs that a killed process had in hand, to be tried again at once or, where their kind is never tried again,
 * to be failed. Only on the embedded database, which one process holds at a time: elsewhere another may be at work on them, and
 * the queue gives them back when their heartbeat is missed.
 */
export async function giveBackOrphans(): Promise<number> {
  const { kind, executeSql } = await database();
  if (kind !== "pglite") return 0;
  const boss = await queue();
  const { rows } = await executeSql("SELECT name, id::text AS id FROM pgboss.job WHERE state = 'active'");
  for (const { name, id } of rows) await boss.fail(String(name), String(id));
  return rows.length;
}
