import { z } from "zod";

/**
 * Facts of an evidence packet. `observed`: a system of record says so. `derived`: our code computed it from observed
 * records. `asserted`: somebody's text, which never supports keeping access on its own (I13). Values hold strings, integers
 * and booleans only; what is unknown is null or the fact is not there, never zero or false (I8). Days count to `asOf`.
 */
export const factClass = z.enum(["observed", "derived", "asserted"]);

const day = z.iso.date();
const count = z.number().int().nonnegative();
const text = z.string();

const peers = z.strictObject({ group: text, holders: count, others: count });

/** A rule's finding: `rule` is its id, `name` the sentence a person reads. */
const finding = z.strictObject({ rule: text, name: text });

/** Kind → value. A packet holds at most one fact of a kind, save where the kind says "each". */
export const factValues = {
  // The identity
  "identity.active": z.strictObject({ status: text }),
  "identity.left": z.strictObject({ on: day.nullable(), days: count.nullable() }),
  "identity.ends_soon": z.strictObject({ on: day, days: count }),
  "identity.moved": z.strictObject({
    from: text.nullable(),
    to: text.nullable(),
    on: day,
    days: count,
    after_grant: z.boolean().nullable(),
  }),
  "identity.no_manager": z.strictObject({}),
  "identity.not_in_directory": z.strictObject({ login: text.nullable() }),
  // The role model and how the access came
  "role.includes": z.strictObject({ role: text }),
  "role.excludes": z.strictObject({ roles: z.array(text) }),
  "role.birthright": z.strictObject({ holders: count, people: count }),
  "grant.direct": z.strictObject({}),
  "grant.covers": z.strictObject({ count, examples: z.array(text) }),
  "grant.expires": z.strictObject({ on: day, days: z.number().int() }),
  // Others, never counting the subject; groups of at least 5
  "peers.title": peers,
  "peers.team": peers,
  "peers.department": peers,
  // Use
  "use.last": z.strictObject({ on: day, days: count }),
  "use.never": z.strictObject({ granted_days: count.nullable() }),
  "use.count": z.strictObject({ uses: count, window: count }),
  "use.after_move": z.strictObject({ uses: count, moved: day }),
  "use.months": z.strictObject({ months: z.array(count).length(12), last_month: text }),
  "use.not_reported": z.strictObject({}),
  // History
  "history.granted": z.strictObject({ on: day, days: count, by: text.nullable() }),
  "history.granter_unknown": z.strictObject({}),
  "history.requested": z.strictObject({
    request: text.nullable(),
    by: text.nullable(),
    approved_by: text.nullable(),
    on: day.nullable(),
  }),
  "history.decided": z.strictObject({
    on: day,
    by: text,
    outcome: z.enum(["certify", "certify_until", "revoke", "modify"]),
    together: count,
    campaign: text,
    seed: text.nullable(),
  }),
  "history.revoked_before": z.strictObject({ on: day, by: text, campaign: text }),
  /** `on`: the day it was seen again after it had been seen gone. */
  "history.returned": z.strictObject({ on: day }),
  "history.first_seen": z.strictObject({ campaign: text }),
  "history.never_reviewed": z.strictObject({}),
  // The entitlement
  "entitlement.privileged": z.strictObject({}),
  "entitlement.privilege_unknown": z.strictObject({}),
  "entitlement.data_class": z.strictObject({ data_class: text }),
  "entitlement.holders": z.strictObject({ others: count }),
  "entitlement.no_owner": z.strictObject({}),
  "entitlement.undescribed": z.strictObject({}),
  // The account
  "account.dormant": z.strictObject({ on: day.nullable(), days: count.nullable(), never: z.boolean() }),
  "account.disabled": z.strictObject({ status: text }),
  "account.orphan": z.strictObject({}),
  "account.shared": z.strictObject({ type: text }),
  "account.no_mfa": z.strictObject({}),
  "account.last_holder": z.strictObject({}),
  "account.last_admin": z.strictObject({}),
  // Non-human identities
  "nhi.owner": z.strictObject({ owner: text, backup: text.nullable() }),
  "nhi.owner_left": z.strictObject({ owner: text }),
  "nhi.no_owner": z.strictObject({}),
  "nhi.acts_for": z.strictObject({ names: z.array(text) }),
  "nhi.dependants": z.strictObject({ names: z.array(text) }),
  /** Each credential, oldest first, at most five; counts of scopes where the source lists them. */
  "nhi.credential": z.strictObject({
    credential: text,
    kind: text.nullable(),
    age_days: count.nullable(),
    rotated: day.nullable(),
    expires: day.nullable(),
    last_used: day.nullable(),
    never_used: z.boolean(),
    scopes: count.nullable(),
    scopes_used: count.nullable(),
    exposed: text.nullable(),
  }),
  // Findings: each failed rule, and each conflict, at most five
  "rule.failed": finding.extend({
    other: text.nullable(),
    other_item: text.nullable(),
    reason: text.nullable(),
  }),
  // Somebody's words: normalised, redacted, at most 300 characters
  "text.description": z.strictObject({ text, instructs: z.boolean(), secrets: z.array(text) }),
  "text.request": z.strictObject({ request: text, text, instructs: z.boolean(), secrets: z.array(text) }),
  "text.purpose": z.strictObject({ text, instructs: z.boolean(), secrets: z.array(text) }),
} as const;

export type FactKind = keyof typeof factValues;
export const factKinds = Object.keys(factValues) as FactKind[];
export type FactClass = z.infer<typeof factClass>;

export type FactOf<K extends FactKind> = {
  /** E1, E2, … in the packet's order. */
  id: string;
  kind: K;
  class: FactClass;
  value: z.infer<(typeof factValues)[K]>;
  /** ISO instant the fact was true at: the snapshot's as-of. */
  asOf: string;
  source: { name: string; snapshot: number; record: string };
};
export type Fact = { [K in FactKind]: FactOf<K> }[FactKind];

/** Frozen, canonical, hashed: what a reviewer is served and a model is shown. Keys stand in JCS order when written. */
export type Packet = {
  v: 1;
  item: string;
  version: number;
  asOf: string;
  /** What the item stands for, in the source's own ids: binds the tables of a pack to the packet's hash. */
  keys: {
    source: string;
    application_id: string;
    account_id: string;
    entitlement_id: string;
    identity_id: string | null;
  };
  subject: {
    name: string;
    kind: "human" | "service" | "workload" | "ai_agent" | "unknown";
    title: string | null;
    department: string | null;
    manager: string | null;
    location: string | null;
    employment: string | null;
    since: string | null;
  };
  access: {
    application: string;
    entitlement: string;
    title: string;
    phrase: string | null;
    type: string | null;
    description: string | null;
    account: string;
    privilege: "standard" | "privileged" | null;
  };
  facts: Fact[];
  /** Rules that passed, failed, and could not be evaluated with what the source reports. */
  rules: { set: string; passed: number; failed: number; unknown: number };
  /** What this source never reports, in words: "last use", "who granted it". */
  notReported: string[];
};

/** The rule set that this version evaluates; goes into packets, decisions and the pack. */
export const ruleSet = "starter-1";

/** Which sources the readiness table is asked for; none named means all that are in force. */
export const readinessInput = z.object({
  sources: z
    .union([
      z.array(z.coerce.number().int()),
      z.string().transform((s) => s.split(",").filter(Boolean).map(Number)),
    ])
    .default([]),
});

/** Of an application's grants, for how many each kind of fact is there. Counts: the share is the reader's to see. */
export const readinessCounts = [
  "lastUse",
  "grantedWhen",
  "grantedBy",
  "description",
  "privilege",
  "owner",
  "identity",
  "manager",
] as const;
export const readinessRow = z.object({
  source: z.string(),
  sourceId: z.number().int(),
  applicationId: z.string(),
  application: z.string(),
  asOf: z.string(),
  grants: count,
  have: z.record(z.enum(readinessCounts), count),
});
export type ReadinessRow = z.infer<typeof readinessRow>;
export const readinessTable = z.object({ applications: z.array(readinessRow) });
