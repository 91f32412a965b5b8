import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { query } from "@/lib/query";
import { togetherSql, tooMany } from "./alike";
import { listOf } from "./together";
import { clustersInput, clusters as clustersOf } from "./together-schema";

/** So many clusters are told at once; those that stand first on the list. */
const most = 500;

type Found = Record<"title" | "application" | "in_person" | "in_application" | "in_alike", string> & {
  ids: string[];
  count: number;
};

/**
 * Where two and more open items of a list may be decided in one act, in the order of the list. It says neither what a draft
 * recommends nor any fact: those are served when the items are opened.
 */
export const clusters = query({
  name: "reviews.clusters",
  permission: "review.read",
  input: clustersInput,
  output: clustersOf,
  load: (reader, input) => listOf(reader, input.review),
  run: async (reader, { input, subject }) => {
    const { together, status, signedOffAt } = subject;
    const off = together.allowed ? null : (tooMany(2, together)?.sentence ?? null);
    if (off !== null || status !== "launched" || signedOffAt) return { off, cap: together.cap, clusters: [] };
    const found = await rows<Found>(
      reader,
      sql`SELECT (array_agg(i.id::text ORDER BY i.position))[1:${sql.raw(String(together.cap))}] AS ids, count(*)::int AS count,
          min(i.title) AS title, min(i.application_name) AS application,
          (array_agg(i.subject_place::text ORDER BY i.position))[1] AS in_person,
          (array_agg(i.application_place::text ORDER BY i.position))[1] AS in_application,
          (array_agg(i.alike_place::text ORDER BY i.position))[1] AS in_alike
        FROM item i LEFT JOIN draft d ON d.id = i.draft_id
          AND NOT EXISTS (SELECT 1 FROM draft_withdrawal w WHERE w.draft_id = d.id)
        WHERE i.review_id = ${input.review} AND i.state = 'open' AND ${togetherSql("i")} AND i.draft_state <> 'pending'
        GROUP BY i.alike_key, CASE WHEN d.recommendation <> 'insufficient_evidence'
          THEN d.recommendation || coalesce(' ' || (d.result ->> 'target'), '') END
        HAVING count(*) > 1 ORDER BY min(i.position) LIMIT ${most}`,
    );
    return {
      off,
      cap: together.cap,
      clusters: found.flatMap(
        ({ ids, in_person: person, in_application: application, in_alike: alike, ...of }) => {
          const [id] = ids;
          return id ? [{ id, items: ids, groups: { person, application, alike }, ...of }] : [];
        },
      ),
    };
  },
});
