import type { FactOf } from "@/lib/evidence/schema";
import { testClaims } from "@/lib/testing/claims";
import { fact } from "@/lib/testing/packets";
import { accessClaims } from "./claims-access";

const failed = (more: Partial<FactOf<"rule.failed">["value"]>) =>
  fact("rule.failed", {
    rule: "old_credential",
    name: "No credential is older than 365 days",
    other: null,
    other_item: null,
    other_owner: null,
    reason: null,
    ...more,
  });

testClaims(accessClaims, {
  privileged: {
    holds: [fact("entitlement.privileged", {})],
    value: "yes",
    says: "This is privileged access.",
  },
  data_class: {
    holds: [fact("entitlement.data_class", { data_class: "confidential" })],
    value: "yes",
    says: "It reaches data of the class confidential.",
  },
  other_holders: {
    holds: [fact("entitlement.holders", { others: 1 })],
    value: "1",
    says: "It has 1 other holder.",
    blank: [[fact("entitlement.holders", { others: 0 })], "Nobody else holds it."],
  },
  no_entitlement_owner: {
    holds: [fact("entitlement.no_owner", {})],
    value: "yes",
    says: "No owner is recorded for this right.",
  },
  account_dormant: {
    holds: [fact("account.dormant", { on: "2025-09-22", days: 424, never: false })],
    value: "2025-09-22",
    says: "Nobody has signed in to the account for 424 days, since 22 September 2025.",
    blank: [
      [fact("account.dormant", { on: null, days: null, never: false })],
      "The account is dormant; its last sign-in is not recorded.",
    ],
  },
  account_disabled: {
    holds: [fact("account.disabled", { status: "locked" })],
    value: "yes",
    says: "The account cannot be used: its status is locked.",
  },
  account_orphan: {
    holds: [fact("account.orphan", {})],
    value: "yes",
    says: "The account is not matched to any identity.",
  },
  account_shared: {
    holds: [fact("account.shared", { type: "shared" })],
    value: "yes",
    says: "The account is not one person's; its type is shared.",
  },
  account_no_mfa: {
    holds: [fact("account.no_mfa", {})],
    value: "yes",
    says: "The account has no second factor.",
  },
  last_holder: {
    holds: [fact("account.last_holder", {})],
    value: "yes",
    says: "Nobody else holds it; removing it leaves no holder.",
  },
  last_admin: {
    holds: [fact("account.last_admin", {})],
    value: "yes",
    says: "No other administrator would remain.",
  },
  conflict: {
    holds: [failed({ rule: "conflict", name: "Create vendors and pay them", other: "Maintain vendors" })],
    value: "yes",
    says: "Together with Maintain vendors it breaks the rule “Create vendors and pay them”.",
    not: [failed({})],
    blank: [
      [failed({ name: "Create vendors and pay them", other: "" })],
      "Together with another right it breaks the rule “Create vendors and pay them”.",
    ],
  },
  rule_failed: {
    holds: [failed({ reason: "CRD-4019, 967 days old" })],
    value: "yes",
    says: "It breaks the rule “No credential is older than 365 days”: CRD-4019, 967 days old.",
    not: [failed({ rule: "wildcard" })],
    blank: [[failed({ name: "" })], "It breaks the rule “without a name”."],
  },
  wildcard: {
    holds: [failed({ rule: "wildcard", reason: "manages permissions: iam:CreateAccessKey" })],
    value: "yes",
    says: "It goes further than the rules allow (manages permissions: iam:CreateAccessKey).",
    not: [failed({})],
    blank: [[failed({ rule: "wildcard" })], "It allows every action, or administers access itself."],
  },
});
