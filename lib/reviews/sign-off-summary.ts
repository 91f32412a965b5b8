import { sql } from "drizzle-orm";
import { rows, type Tx } from "@/db/client";
import { sha256 } from "@/lib/audit-log/sha256";
import { decisionsRoot, prefixedHash, type SignOffSummary } from "@/lib/audit-log/sign-off";
import type { Settings } from "@/lib/campaigns/schema";
import { AppError } from "@/lib/errors";
import { attestation } from "./attestation";

/** A review as its sign-off sees it. */
export type Signable = {
  id: string;
  campaignId: string;
  campaignName: string;
  status: string;
  reviewerId: string;
  items: number;
  decided: number;
  signedOffAt: Date | null;
  /** How this campaign is signed off. */
  required: Settings["signOff"];
};

/** @throws AppError one sentence, where this review cannot be signed off as it stands */
export function mayBeSigned(r: Signable): void {
  if (r.status !== "launched")
    throw new AppError(
      "rule",
      "campaign-ended",
      `${r.campaignName} has ended; it can no longer be signed off.`,
    );
  if (r.signedOffAt) throw new AppError("rule", "signed-off", "You signed this review off already.");
  if (r.decided < r.items)
    throw new AppError(
      "rule",
      "open-items",
      `${r.items - r.decided} of ${r.items} items are still open. Decide them, or hand them on, then sign off.`,
    );
  if (r.items === 0) throw new AppError("rule", "no-items", "There is nothing on this list to sign off.");
}

/** What is signed, but for the checkpoint it is signed under. */
export type Standing = Omit<SignOffSummary, "checkpoint">;

/** The review's decisions in force, as its summary counts them, and [item id, decision id] in the order of the item ids. */
export async function standingOf(
  tx: Pick<Tx, "execute">,
  r: Signable,
): Promise<{ standing: Standing; pairs: [string, string][] }> {
  const found = await rows<{
    item: string;
    decision: string;
    outcome: keyof SignOffSummary["outcomes"];
    waits: boolean;
  }>(
    tx,
    sql`SELECT id::text AS item, decision_id::text AS decision, outcome, waiting IS NOT NULL AS waits FROM item
      WHERE review_id = ${r.id} AND state = 'decided' ORDER BY id`,
  );
  const outcomes = { certify: 0, certify_until: 0, revoke: 0, modify: 0 };
  for (const f of found) outcomes[f.outcome] += 1;
  const pairs = found.map((f): [string, string] => [f.item, f.decision]);
  return {
    pairs,
    standing: {
      v: 1,
      campaign: r.campaignId,
      review: r.id,
      reviewer: r.reviewerId,
      items: found.length,
      outcomes,
      waiting: found.filter((f) => f.waits).length,
      decisions: decisionsRoot(sha256, pairs),
      attestation: { version: attestation.version, sha256: prefixedHash(sha256, attestation.text) },
    },
  };
}

/** The newest checkpoint, where it covers each of the review's decisions in force; null where it does not yet. */
export async function coveringCheckpoint(
  tx: Pick<Tx, "execute">,
  review: string,
): Promise<{ size: number; root: string; note: string } | null> {
  const [found] = await rows<{ size: number; root: string; note: string }>(
    tx,
    sql`SELECT c.size::int AS size, 'sha256:' || encode(c.root, 'hex') AS root, c.note
      FROM (SELECT * FROM log_checkpoint ORDER BY size DESC LIMIT 1) c
      WHERE NOT EXISTS (SELECT 1 FROM item i JOIN audit_event e ON e.ref_id = i.decision_id AND e.type = 'decision.recorded'
        LEFT JOIN log_leaf l ON l.event_id = e.id
        WHERE i.review_id = ${review} AND i.state = 'decided' AND (l.idx IS NULL OR l.idx >= c.size))`,
  );
  return found ?? null;
}
