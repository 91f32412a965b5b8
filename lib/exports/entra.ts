import { sql } from "drizzle-orm";
import { iso } from "@/db/client";
import { withheldSql } from "@/lib/evidence/withheld";
import { byKey } from "./tables";

const at = (column: string) => iso(sql.raw(column));

/**
 * The columns in which Microsoft Entra gives out the history of its access reviews, a row an item, for whoever feeds both into
 * one place. A change asked for is none of Entra's results and stands as "Change"; what nobody decided is "Not reviewed".
 */
export const entraHistory = byKey(
  [
    "AccessReviewId",
    "AccessReviewSeriesId",
    "ReviewType",
    "ResourceDisplayName",
    "ResourceId",
    "ReviewName",
    "CreatedDateTime",
    "ReviewStartDate",
    "ReviewEndDate",
    "ReviewStatus",
    "OwnerId",
    "OwnerName",
    "OwnerUPN",
    "PrincipalId",
    "PrincipalName",
    "PrincipalUPN",
    "PrincipalType",
    "ReviewDate",
    "ReviewResult",
    "Justification",
    "ReviewerId",
    "ReviewerName",
    "ReviewerUPN",
    "ReviewerEmailAddress",
    "AppliedByName",
    "AppliedByUPN",
    "AppliedByEmailAddress",
    "AppliedDate",
    "AccessRecommendation",
    "SubmissionResult",
  ],
  (of, after, limit) => sql`
    SELECT i.id AS k, c.id AS "AccessReviewId", '' AS "AccessReviewSeriesId",
      CASE i.type WHEN 'grant' THEN 'Entitlement' WHEN 'credential' THEN 'Credential' ELSE 'Identity' END AS "ReviewType",
      i.application_name || ': ' || i.title AS "ResourceDisplayName",
      concat_ws('/', i.source_name, i.application_id, i.entitlement_id) AS "ResourceId", c.name AS "ReviewName",
      ${at("c.created_at")} AS "CreatedDateTime", ${at("c.launched_at")} AS "ReviewStartDate",
      ${at("coalesce(c.closed_at, c.due_at)")} AS "ReviewEndDate",
      CASE WHEN c.closed_at IS NULL THEN 'InProgress' ELSE 'Completed' END AS "ReviewStatus",
      c.built_by AS "OwnerId", built.name AS "OwnerName", coalesce(built.email, '') AS "OwnerUPN",
      coalesce(i.identity_id, i.account_id, '') AS "PrincipalId", i.subject_name AS "PrincipalName",
      coalesce(n.email, i.account_login, '') AS "PrincipalUPN",
      CASE WHEN i.subject_kind = 'human' THEN 'User' WHEN i.subject_kind = 'unknown' THEN 'Unknown' ELSE 'ServicePrincipal' END AS "PrincipalType",
      coalesce(${at("i.decided_at")}, '') AS "ReviewDate",
      CASE i.outcome WHEN 'revoke' THEN 'Deny' WHEN 'modify' THEN 'Change' WHEN 'certify' THEN 'Approve' WHEN 'certify_until' THEN 'Approve'
        ELSE 'Not reviewed' END AS "ReviewResult",
      coalesce(p.payload::jsonb ->> 'rationale', '') AS "Justification",
      who.id AS "ReviewerId", who.name AS "ReviewerName", coalesce(who.email, '') AS "ReviewerUPN",
      coalesce(who.email, '') AS "ReviewerEmailAddress", coalesce(done.name, '') AS "AppliedByName",
      coalesce(done.email, '') AS "AppliedByUPN", coalesce(done.email, '') AS "AppliedByEmailAddress",
      coalesce(${at("t.applied_at")}, '') AS "AppliedDate",
      CASE WHEN ${withheldSql("i")} THEN 'No Info' ELSE CASE f.recommendation WHEN 'certify' THEN 'Approve' WHEN 'revoke' THEN 'Deny'
        ELSE 'No Info' END END AS "AccessRecommendation",
      coalesce(CASE t.state WHEN 'seen_gone' THEN 'Seen gone in the target, ' || t.strength WHEN 'applied' THEN 'Applied, not seen gone yet'
        WHEN 'requested' THEN 'Requested' WHEN 'not_observed' THEN 'Not seen gone' WHEN 'returned' THEN 'Came back'
        WHEN 'withdrawn' THEN 'Withdrawn' END, '') AS "SubmissionResult"
    FROM item i JOIN campaign c ON c.id = i.campaign_id JOIN person built ON built.id = c.built_by
    LEFT JOIN snap_identity n ON n.snapshot_id = i.snapshot_id AND n.id = i.identity_id AND i.identity_source_id = i.source_id
    LEFT JOIN decision d ON d.id = i.decision_id LEFT JOIN private_payload p ON p.id = d.rationale_id
    JOIN person who ON who.id = coalesce(d.person_id, i.reviewer_id) LEFT JOIN draft f ON f.id = i.draft_id
    LEFT JOIN LATERAL (SELECT r.* FROM remediation r WHERE r.decision_id = d.id ORDER BY r.requested_at DESC, r.id DESC LIMIT 1) t ON true
    LEFT JOIN person done ON done.id = t.applied_by
    WHERE i.campaign_id = ${of.campaign} AND i.id > ${after}::uuid ORDER BY i.id LIMIT ${limit}`,
);
