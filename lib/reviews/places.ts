import { type SQL, sql } from "drizzle-orm";
import { ALONE } from "@/db/schema/worklist-order";

/**
 * A row for each of these items: its places on this list, `id, position, subject_place, application_place, alike_place`. It joins
 * the group it belongs to where the list has one; else its group stands behind those that do, with what came along with it. What
 * is alike with nothing is in no group, here or there.
 */
export function placesOn(list: string, ids: readonly string[]): SQL {
  const groups = (key: string, place: string) => sql`LEFT JOIN (
    SELECT ${sql.raw(key)} AS key, min(${sql.raw(place)}) AS place FROM item
    WHERE review_id = ${list} AND ${sql.raw(place)} < ${ALONE}::int GROUP BY 1) ${sql.raw(place)} ON ${sql.raw(`${place}.key = came.${key}`)}`;
  const place = (at: string) =>
    sql.raw(
      `coalesce(${at}.place, ends.${at} + dense_rank() OVER (ORDER BY came.review_id, came.${at})) AS ${at}`,
    );
  return sql`SELECT came.id, ends.position + row_number() OVER (ORDER BY came.review_id, came.position) AS position,
      ${place("subject_place")}, ${place("application_place")},
      CASE WHEN came.alike_place = ${ALONE}::int THEN ${ALONE}::int ELSE ${sql.raw("coalesce(alike_place.place, ends.alike_place + dense_rank() OVER (ORDER BY came.review_id, came.alike_place))")} END AS alike_place
    FROM item came
    ${groups("subject_key", "subject_place")} ${groups("application_name", "application_place")} ${groups("alike_key", "alike_place")}
    CROSS JOIN (SELECT coalesce(max(position), 0) AS position, coalesce(max(subject_place), 0) AS subject_place,
        coalesce(max(application_place), 0) AS application_place,
        coalesce(max(alike_place) FILTER (WHERE alike_place < ${ALONE}::int), 0) AS alike_place
      FROM (SELECT position, subject_place, application_place, alike_place FROM item WHERE review_id = ${list}
        UNION ALL SELECT position, subject_place, application_place, alike_place FROM challenge WHERE review_id = ${list}) taken) ends
    WHERE came.id IN ${[...ids]}`;
}
