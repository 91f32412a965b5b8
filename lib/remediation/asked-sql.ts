import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { ownerJoins } from "@/lib/evidence/owner-sql";
import type { ItemType } from "@/lib/evidence/schema";
import type { Outcome, Target } from "@/lib/reviews/schema";

export type Due = {
  item: string;
  type: ItemType;
  decision: string;
  outcome: Outcome;
  target: Target | null;
  source_id: number;
  application_id: string | null;
  account_id: string | null;
  entitlement_id: string | null;
  credential_id: string | null;
  identity_id: string | null;
  owner: string;
  before: Record<string, unknown> | null;
};

/** The id of a credential may be half of a secret: what is kept beside a task names it by its hash. */
export const credentialKey = (id: string) => `encode(sha256(convert_to(${id}, 'UTF8')), 'hex')`;

/**
 * Rows are kept without their extra columns and without what somebody wrote of them: that may hold a secret (I17).
 * What an identity held in the sources in force: its own row, its accounts and its credentials, each with the snapshot it
 * was found in. `i` is its row, `s` its source, `w` the item.
 */
const holdings = sql`
  jsonb_build_object('identity', to_jsonb(i) - 'attributes' - 'purpose',
    'accounts', coalesce((SELECT jsonb_agg(jsonb_build_object('source', t.id, 'snapshot', a.snapshot_id, 'id', a.id,
          'application', a.application_id) ORDER BY t.id, a.id)
      FROM account_match m JOIN source t ON t.id = m.source_id
      JOIN snap_account a ON a.snapshot_id = t.current_snapshot_id AND a.id = m.account_id
      WHERE m.identity_source_id = s.id AND m.identity_id = i.id), '[]'),
    'credentials', coalesce((SELECT jsonb_agg(jsonb_build_object('source', k.source, 'snapshot', k.snapshot_id,
          'sha256', ${sql.raw(credentialKey("k.id"))}) ORDER BY k.source, k.id)
      FROM (SELECT t.id AS source, c.snapshot_id, c.id FROM source t
          JOIN snap_credential c ON c.snapshot_id = t.current_snapshot_id AND c.identity_id = i.id
          WHERE t.id = s.id OR NOT EXISTS (SELECT 1 FROM source o
            JOIN snap_identity n ON n.snapshot_id = o.current_snapshot_id AND n.id = i.id WHERE o.id <> s.id AND NOT n.derived)
        UNION SELECT t.id, c.snapshot_id, c.id FROM account_match m JOIN source t ON t.id = m.source_id
          JOIN snap_credential c ON c.snapshot_id = t.current_snapshot_id AND c.account_id = m.account_id
          WHERE m.identity_source_id = s.id AND m.identity_id = i.id) k), '[]'))`;

/**
 * Decided items whose decision asks for something and has no task yet, with who is to do it: of a grant the application's
 * owner, of a credential the application's or the identity's, of an identity whoever answers for it, else the campaign's
 * fallback. What is answered by another item's decision, or waits for somebody's word, asks for nothing of its own. The
 * campaign is held until commit, so that it does not end meanwhile.
 */
export function dueIn(tx: Tx, campaign: string, limit: number): Promise<Due[]> {
  return rows<Due>(
    tx,
    sql`SELECT w.id AS item, w.type, w.decision_id AS decision, w.outcome, d.target, w.source_id, w.application_id, w.account_id,
        w.entitlement_id, w.credential_id, w.identity_id,
        CASE WHEN d.target = 'transfer_owner' THEN c.fallback_id
          WHEN w.type = 'identity' THEN coalesce(answering.id, c.fallback_id)
          ELSE coalesce(w.application_owner_id, answering.id, c.fallback_id) END AS owner,
        CASE w.type WHEN 'grant' THEN to_jsonb(g) - 'attributes' WHEN 'credential' THEN to_jsonb(k) - 'id' - 'attributes' ELSE ${holdings} END AS before
      FROM item w JOIN campaign c ON c.id = w.campaign_id JOIN review r ON r.id = w.review_id
      JOIN decision d ON d.id = w.decision_id
      LEFT JOIN snap_grant g ON w.type = 'grant' AND g.snapshot_id = w.snapshot_id AND g.account_id = w.account_id
        AND g.entitlement_id = w.entitlement_id AND g.via = ''
      LEFT JOIN snap_credential k ON w.type = 'credential' AND k.snapshot_id = w.snapshot_id AND k.id = w.credential_id
      LEFT JOIN source s ON w.type <> 'grant' AND s.id = w.identity_source_id
      LEFT JOIN snap_identity i ON i.snapshot_id = s.current_snapshot_id AND i.id = w.identity_id
      ${ownerJoins}
      LEFT JOIN person answering ON answering.id = owner.owner_person AND answering.status = 'active' AND owner.owner_left IS NOT TRUE
      WHERE w.campaign_id = ${campaign} AND w.state = 'decided' AND w.outcome IN ('revoke', 'modify')
        AND w.answered_by IS NULL AND w.waiting IS NULL
        AND c.status IN ('launched', 'closed', 'sealed') AND (r.signed_off_at IS NOT NULL OR c.status <> 'launched')
        AND NOT EXISTS (SELECT 1 FROM remediation t WHERE t.decision_id = w.decision_id)
      ORDER BY w.id LIMIT ${limit} FOR UPDATE OF w FOR SHARE OF c`,
  );
}
