import { sql } from "drizzle-orm";

/** Of a review and its campaign under these names: what is made up on the list and not answered, while there is more to do. */
export const openMadeUp = sql.raw(`(SELECT count(*)::int FROM challenge made WHERE made.review_id = review.id
  AND review.signed_off_at IS NULL AND review.decided < review.items AND campaign.status = 'launched'
  AND NOT EXISTS (SELECT 1 FROM challenge_answer a WHERE a.challenge_id = made.id))`);

/**
 * The challenge items of a list as rows of `item`, as far as a worklist asks: before the answer like any other, afterwards
 * called made up. What nobody answered is gone when nothing else is open, and so at the sign-off.
 */
export const madeUpItems = (review: string) => sql`(
  SELECT c.id, c.campaign_id, c.review_id, c.reviewer_id, c.position, c.subject_place, c.application_place, c.alike_place, c.weight,
    c.subject_key, c.subject_name, c.subject_kind, c.application_name, c.title, c.entitlement_name, c.account_login, c.risk,
    CASE WHEN a.challenge_id IS NULL THEN c.tags ELSE ARRAY['made up'] END AS tags,
    CASE WHEN a.challenge_id IS NULL THEN 'open' ELSE 'decided' END AS state,
    CASE WHEN a.answer <> 'dont_know' THEN a.answer END AS outcome, NULL::text AS waiting, 'assisted' AS arm,
    a.answered_at AS decided_at, NULL::uuid AS decision_id, 'new' = ANY (c.tags) AS first_seen
  FROM challenge c JOIN review r ON r.id = c.review_id JOIN campaign g ON g.id = c.campaign_id
  LEFT JOIN challenge_answer a ON a.challenge_id = c.id
  WHERE c.review_id = ${review} AND (a.challenge_id IS NOT NULL
    OR (r.signed_off_at IS NULL AND r.decided < r.items AND g.status = 'launched'))) item`;
