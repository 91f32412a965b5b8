import type { EventType } from "@/lib/audit-log/events";

/** How an entry of the log is told to whoever watches over security, in the classes of OCSF 1.3. */
export type Told =
  | { class: "entity"; activity: keyof typeof entityActivities; entity: string; severity?: Severity }
  | { class: "account"; activity: "other"; severity?: Severity }
  | { class: "privileges"; activity: "assign" | "revoke"; severity?: Severity }
  | { class: "finding"; activity: "create"; severity?: Severity };

export type Severity = keyof typeof severities;
/** `severity_id`. */
export const severities = { info: 1, low: 2, medium: 3, high: 4, critical: 5 } as const;

/** `activity_id` of Entity Management. */
export const entityActivities = { create: 1, read: 2, update: 3, delete: 4, enable: 8, disable: 9 } as const;

/** Class, category and what its activities are numbered. */
export const classes = {
  account: { uid: 3001, name: "Account Change", category: 3, activities: { other: 99 } },
  entity: { uid: 3004, name: "Entity Management", category: 3, activities: entityActivities },
  privileges: {
    uid: 3005,
    name: "User Access Management",
    category: 3,
    activities: { assign: 1, revoke: 2 },
  },
  finding: { uid: 2004, name: "Detection Finding", category: 2, activities: { create: 1 } },
} as const;

/** Every type of entry has its line: one without would not compile. */
export const toldAs: Record<EventType, Told> = {
  "snapshot.imported": { class: "entity", activity: "create", entity: "snapshot" },
  "source.accepted": { class: "entity", activity: "update", entity: "source" },
  "person.bound": { class: "account", activity: "other" },
  "passkey.enrolled": { class: "entity", activity: "create", entity: "passkey" },
  "passkey.removed": { class: "entity", activity: "delete", entity: "passkey" },
  "role.granted": { class: "privileges", activity: "assign" },
  "role.revoked": { class: "privileges", activity: "revoke" },
  "settings.changed": { class: "entity", activity: "update", entity: "setting" },
  "weights.changed": { class: "entity", activity: "update", entity: "weights" },
  "drafter.changed": { class: "entity", activity: "update", entity: "drafter" },
  "rule.changed": { class: "entity", activity: "update", entity: "rules" },
  "catalogue.written": { class: "entity", activity: "update", entity: "catalogue entry" },
  "catalogue.verified": { class: "entity", activity: "update", entity: "catalogue entry" },
  "campaign.staged": { class: "entity", activity: "create", entity: "campaign" },
  "campaign.launched": { class: "entity", activity: "enable", entity: "campaign" },
  "arms.committed": { class: "entity", activity: "create", entity: "draw" },
  "arms.revealed": { class: "entity", activity: "update", entity: "arms" },
  "challenge.committed": { class: "entity", activity: "create", entity: "draw" },
  "challenge.answered": { class: "entity", activity: "update", entity: "challenge" },
  "challenge.revealed": { class: "entity", activity: "update", entity: "challenge" },
  "campaign.cancelled": { class: "entity", activity: "disable", entity: "campaign" },
  "campaign.closed": { class: "entity", activity: "disable", entity: "campaign" },
  "campaign.sealed": { class: "entity", activity: "update", entity: "campaign" },
  "oversight.responded": { class: "entity", activity: "update", entity: "campaign" },
  "oversight.withheld": { class: "entity", activity: "update", entity: "campaign" },
  "item.reassigned": { class: "entity", activity: "update", entity: "item" },
  "item.delegated": { class: "entity", activity: "update", entity: "item" },
  "item.returned": { class: "entity", activity: "update", entity: "item" },
  "briefing.acknowledged": { class: "entity", activity: "update", entity: "briefing" },
  "delegation.ended": { class: "entity", activity: "disable", entity: "delegation" },
  "item.abstained": { class: "entity", activity: "update", entity: "item" },
  "draft.recorded": { class: "entity", activity: "create", entity: "draft" },
  "draft.withdrawn": { class: "entity", activity: "disable", entity: "draft" },
  "decision.recorded": { class: "entity", activity: "create", entity: "decision" },
  "second_look.recorded": { class: "entity", activity: "create", entity: "second look" },
  "second_look.moved": { class: "entity", activity: "update", entity: "second look" },
  "review.signed_off": { class: "entity", activity: "update", entity: "review" },
  "review.reopened": { class: "entity", activity: "update", entity: "review" },
  "reopening.asked": { class: "entity", activity: "create", entity: "reopening" },
  "reopening.refused": { class: "entity", activity: "update", entity: "reopening" },
  "exception.granted": { class: "entity", activity: "enable", entity: "exception" },
  "exception.refused": { class: "entity", activity: "disable", entity: "exception" },
  "ownership.offered": { class: "entity", activity: "create", entity: "ownership question" },
  "ownership.answered": { class: "entity", activity: "update", entity: "ownership" },
  "question.asked": { class: "entity", activity: "create", entity: "question" },
  "question.answered": { class: "entity", activity: "update", entity: "question" },
  "question.ended": { class: "entity", activity: "update", entity: "question" },
  "remediation.requested": { class: "entity", activity: "create", entity: "remediation" },
  "remediation.applied": { class: "entity", activity: "update", entity: "remediation" },
  "remediation.seen_gone": { class: "entity", activity: "update", entity: "remediation" },
  "remediation.not_observed": {
    class: "entity",
    activity: "update",
    entity: "remediation",
    severity: "medium",
  },
  "grant.returned": { class: "entity", activity: "create", entity: "grant", severity: "high" },
  "export.created": { class: "entity", activity: "create", entity: "export" },
  "workpaper.created": { class: "entity", activity: "update", entity: "workpaper" },
  "workpaper.frozen": { class: "entity", activity: "update", entity: "workpaper" },
  "workpaper.noted": { class: "entity", activity: "update", entity: "workpaper" },
  "reperformance.created": { class: "entity", activity: "update", entity: "reperformance" },
  "reperformance.answered": { class: "entity", activity: "update", entity: "reperformance" },
  "reperformance.frozen": { class: "entity", activity: "update", entity: "reperformance" },
  "access.read": { class: "entity", activity: "read", entity: "record" },
  "erasure.performed": { class: "entity", activity: "delete", entity: "words", severity: "medium" },
  "erasure.asked": { class: "entity", activity: "create", entity: "erasure" },
  "erasure.granted": { class: "entity", activity: "update", entity: "erasure" },
  "erasure.refused": { class: "entity", activity: "update", entity: "erasure" },
  "erasure.withdrawn": { class: "entity", activity: "update", entity: "erasure" },
  "hold.placed": { class: "entity", activity: "create", entity: "legal hold" },
  "hold.lifted": { class: "entity", activity: "disable", entity: "legal hold", severity: "medium" },
  "retention.purged": { class: "entity", activity: "delete", entity: "record", severity: "low" },
  "key.rotated": { class: "entity", activity: "update", entity: "log key", severity: "medium" },
  "witness.refused": { class: "finding", activity: "create", severity: "critical" },
};
