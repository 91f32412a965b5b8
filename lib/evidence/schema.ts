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
  /** The newest grant and the number of grants of the identity in the item's snapshot, this one among them. */
  "identity.latest_grant": z.strictObject({ on: day, days: count }),
  "identity.grants": z.strictObject({ count }),
  // The role model and how the access came
  "role.includes": z.strictObject({ role: text }),
  "role.excludes": z.strictObject({ roles: z.array(text) }),
  /** Mined from who holds what, where no role model covers the application (`mining-sql.ts`). */
  "role.baseline": peers.extend({ includes: z.boolean() }),
  "role.birthright": z.strictObject({ holders: count, people: count }),
  "grant.direct": z.strictObject({}),
  "grant.covers": z.strictObject({ count, examples: z.array(text) }),
  "grant.expires": z.strictObject({ on: day, days: z.number().int() }),
  // Others, never counting the subject; groups of at least 5
  "peers.title": peers,
  "peers.team": peers,
  "peers.department": peers,
  /** Of those whose other access is most like the holder's (`similar-sql.ts`). */
  "peers.access": z.strictObject({ holders: count, others: count }),
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
  /** The last decision on this very access, and how it was made: `debt.ts` says when it shows that somebody looked. */
  "history.decided": z.strictObject({
    on: day,
    by: text,
    outcome: z.enum(["certify", "certify_until", "revoke", "modify"]),
    together: count,
    blind: z.boolean(),
    second_read: z.boolean(),
    words: z.boolean().nullable(),
    campaign: text,
    seed: text.nullable(),
  }),
  "history.revoked_before": z.strictObject({ on: day, by: text, campaign: text }),
  /** For others of the same job, else the same department: decisions of the last 24 months, never fewer than 5 others'. */
  "history.group_decided": z.strictObject({ group: text, kept: count, removed: count, honest_kept: count }),
  /** The last exception granted for it in an earlier campaign; `by` granted it. */
  "history.exception": z.strictObject({ on: day, until: day, by: text, ended: z.boolean() }),
  "history.not_decided": z.strictObject({ campaign: text }),
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
  /** What a credential may be used for; `unused` is null where the source does not report use by scope. At most eight. */
  "credential.scopes": z.strictObject({ names: z.array(text), unused: z.array(text).nullable() }),
  "credential.first_seen": z.strictObject({ on: day, days: count }),
  /**
   * A secret in somebody's text names a credential of this item: the first place by name and how many others there are.
   * `credential` is null where it is a password of the identity that no source lists.
   */
  "credential.seen_in_text": z.strictObject({
    credential: text.nullable(),
    kind: text,
    place: text,
    others: count,
  }),
  // Non-human identities as a whole; counts over all their accounts in the snapshots in force
  /** What is beneath it: direct grants, and credentials (null where its source reports none at all). */
  "identity.covers": z.strictObject({
    grants: count,
    credentials: count.nullable(),
    examples: z.array(text),
  }),
  "nhi.rights": z.strictObject({
    count,
    privileged: count,
    privilege_unknown: count,
    unused: count,
    use_unknown: count,
  }),
  "nhi.keys": z.strictObject({
    count,
    oldest_days: count.nullable(),
    unused: count,
    use_unknown: count,
  }),
  /** The newest use of anything it holds. */
  "nhi.last_use": z.strictObject({ on: day, days: count, of: z.enum(["right", "credential", "account"]) }),
  /** How far it reaches: applications, privileged rights, classes of data; at most five names each. */
  "nhi.reach": z.strictObject({
    applications: count,
    names: z.array(text),
    privileged: count,
    privilege_unknown: z.boolean(),
    classes: z.array(text),
  }),
  "agent.sponsor": z.strictObject({ sponsor: text }),
  "agent.delegation": z.strictObject({ authority: z.enum(["own", "delegated"]) }),
  "agent.autonomy": z.strictObject({ autonomy: z.enum(["suggests", "acts_with_approval", "acts_alone"]) }),
  "agent.model": z.strictObject({ model: text.nullable(), provider: text.nullable() }),
  /** Who can change what it is told to do. */
  "agent.instructions": z.strictObject({ names: z.array(text) }),
  "agent.family": z.strictObject({ parent: text.nullable(), children: z.array(text) }),
  "agent.off_switch": z.strictObject({
    how: text,
    tested: day.nullable(),
    days: count.nullable(),
    never_tested: z.boolean(),
  }),
  /** Tools it may use; `used` is null where the source does not report use by tool. At most five unused by name. */
  "agent.tools": z.strictObject({ granted: count, used: count.nullable(), unused: z.array(text) }),
  // Findings: each failed rule, and each conflict, at most five
  "rule.failed": finding.extend({
    other: text.nullable(),
    other_item: text.nullable(),
    /** Who answers for a side that is outside the campaign, where that is known. */
    other_owner: text.nullable(),
    reason: text.nullable(),
  }),
  // Somebody's words: normalised, redacted, at most 300 characters
  "text.description": z.strictObject({ text, instructs: z.boolean(), secrets: z.array(text) }),
  "text.request": z.strictObject({ request: text, text, instructs: z.boolean(), secrets: z.array(text) }),
  "text.purpose": z.strictObject({ text, instructs: z.boolean(), secrets: z.array(text) }),
  /** A model's or a rule's wording of the entitlement that its owner has not verified. */
  "text.wording": z.strictObject({ text, instructs: z.boolean(), secrets: z.array(text) }),
  /**
   * Each answer to a reviewer's question, in the packet's version that it made. `by` is who was asked: where `way` is link, by
   * whoever holds the link that was sent to them, and nobody is known to have signed in.
   */
  "text.answer": z.strictObject({
    by: text,
    part: z.enum(["holder", "owner", "application", "accountable", "admin", "fallback"]),
    way: z.enum(["portal", "link"]),
    on: day,
    question: text,
    text,
    instructs: z.boolean(),
    secrets: z.array(text),
  }),
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

/** What can be decided on: an account's entitlement, a credential, or a non-human identity as a whole. */
export const itemTypes = ["grant", "credential", "identity"] as const;
export type ItemType = (typeof itemTypes)[number];

/** Frozen, canonical, hashed: what a reviewer is served and a model is shown. Keys stand in JCS order when written. */
export type Packet = {
  v: 1;
  item: string;
  version: number;
  asOf: string;
  /** What the item stands for, in the source's own ids: binds the tables of a pack to the packet's hash. */
  keys: {
    source: string;
    type: ItemType;
    /** Null where the item belongs to no one application. */
    application_id: string | null;
    account_id: string | null;
    /** Of a grant, and of nothing else. */
    entitlement_id: string | null;
    /** Of a credential, and of nothing else; the id of an access key only by its end. */
    credential_id: string | null;
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
    /** Null where no account is meant: an identity as a whole, or a credential of one. */
    account: string | null;
    privilege: "standard" | "privileged" | null;
    /** Where title and phrase are from; `name` is the technical one, `policy` what code reads out of a policy document. */
    words: "catalogue" | "source" | "policy" | "name";
    /** The catalogue's entry, where the words are its own. */
    catalogue: { version: number; state: "written" | "verified"; verified: string | null } | null;
    /** What the catalogue says of the risk. */
    risk: "low" | "medium" | "high" | null;
  };
  facts: Fact[];
  /** Rules that passed, failed, and could not be evaluated with what the source reports. */
  rules: {
    /** The version: "rules-3". */
    set: string;
    passed: number;
    failed: number;
    unknown: number;
    /** Packets of before the rules were data do not have these two. */
    failed_ids?: string[];
    /** Which could not be evaluated, and what is not known for it: "last use". */
    unanswered?: { id: string; name: string; lacks: string[] }[];
  };
  /** What this source never reports, in words: "last use", "who granted it". */
  notReported: string[];
};

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
  /** Entitlements that nothing describes, and how many hold them. */
  undescribed: z.object({ entitlements: count, holders: count }),
  have: z.record(z.enum(readinessCounts), count),
});
export type ReadinessRow = z.infer<typeof readinessRow>;
/** What a source holds beside grants, and of how many of it the owner and the last use are reported. */
export const besideGrants = z.object({
  sourceId: z.number().int(),
  source: z.string(),
  credentials: count,
  lastUse: count,
  identities: count,
  owned: count,
});
export type BesideGrants = z.infer<typeof besideGrants>;
export const readinessTable = z.object({
  applications: z.array(readinessRow),
  beside: z.array(besideGrants),
});
