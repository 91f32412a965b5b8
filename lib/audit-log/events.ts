import { z } from "zod";

/** Everything the log can say: a closed list, a body each. Words of people are never in `data`; they are committed to. */
const hash = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const id = z.string().min(1).max(200);
const count = z.number().int().nonnegative();
const instant = z.string().datetime();
const outcome = z.enum(["certify", "certify_until", "revoke", "modify"]);
/** Access kept against findings: which rules, until when, who answers for the control; `second` where one has to grant it. */
const exception = z.strictObject({
  id,
  rules: z.array(z.string()),
  until: z.string(),
  control_owner: id,
  second: id.optional(),
});
const settledException = z.strictObject({
  exception: id,
  decision: id,
  rules: z.array(z.string()),
  until: z.string(),
  control_owner: id,
  requested_by: id,
});
const subjects = z.strictObject({ all: count, items: count, excluded: count });
/** grants = items + covered + excluded; of credentials and of non-human identities: all = items + excluded. */
const tieOut = z.strictObject({
  grants: count,
  items: count,
  covered: count,
  excluded: count,
  credentials: subjects,
  identities: subjects,
});

export const events = {
  "snapshot.imported": z.strictObject({
    snapshot: count,
    source: z.string(),
    format: z.string(),
    as_of: instant,
    sha256: hash,
    read: count,
    stored: count,
    duplicates: count,
    rejected: count,
  }),
  "source.accepted": z.strictObject({ source: z.string(), snapshot: count, check: z.string() }),
  "person.bound": z.strictObject({ person: id, issuer: z.string(), identity: z.string().optional() }),
  /** A key that its holder can sign reviews off with a day later; the words hold what they call it. */
  "passkey.enrolled": z.strictObject({
    passkey: id,
    person: id,
    algorithm: z.enum(["ES256", "EdDSA", "RS256"]),
    /** The public key, as a JSON Web Key. */
    key: z.record(z.string(), z.string()),
    rp: z.string(),
    counter: count,
    /** Kept by a provider on several devices, and not by one alone. */
    synced: z.boolean(),
  }),
  "passkey.removed": z.strictObject({ passkey: id, person: id }),
  "role.granted": z.strictObject({ person: id, role: z.string() }),
  "role.revoked": z.strictObject({ person: id, role: z.string() }),
  "settings.changed": z.strictObject({ setting: z.string(), to: z.string() }),
  /** Weights of the need score put in force, and those they replace, by the hash of their canonical JSON. */
  "weights.changed": z.strictObject({ name: z.string(), sha256: hash, replaces: hash }),
  /** A step of a version of what drafts with a model; `hash` is of its settings as they stood then. */
  "drafter.changed": z.strictObject({
    version: count,
    step: z.enum([
      "drafted",
      "edited",
      "evaluated",
      "proposed",
      "taken_back",
      "approved",
      "refused",
      "withdrawn",
      /** In force no longer, and nothing in its place. */
      "retired",
      /** The model at the other end calls itself otherwise: nothing is drafted with it until the regression set passes. */
      "paused",
      "regression_passed",
      "regression_failed",
    ]),
    hash,
    connection: z.enum(["hosted", "local"]),
    model: z.string(),
    prompt: z.string(),
    /** The evaluation or regression run, by the hash of its result. */
    evaluation: hash.optional(),
    returned: z.string().optional(),
    fingerprint: z.string().optional(),
  }),
  /** A step of a version of the rules; `hash` is of its rules as they stood then. */
  "rule.changed": z.strictObject({
    version: count,
    step: z.enum([
      "drafted",
      "edited",
      "dry_run",
      "dry_run_failed",
      "proposed",
      "taken_back",
      "approved",
      "refused",
      "withdrawn",
    ]),
    hash,
    rules_on: count,
    based_on: count.optional(),
    /** Items with a finding in the population in force, beside the version it was held against. */
    dry_run: z.strictObject({ against: count, items: count, found: count, found_before: count }).optional(),
  }),
  /** Words or an owner of an entitlement; `entry` commits to the words. `proposed` is a model's or a rule's, named in refs. */
  "catalogue.written": z.strictObject({
    source: z.string(),
    entitlement: z.string(),
    version: count,
    state: z.enum(["none", "proposed", "written", "verified"]),
    entry: hash.optional(),
    owner: id.optional(),
  }),
  "catalogue.verified": z.strictObject({
    source: z.string(),
    entitlement: z.string(),
    version: count,
    entry: hash,
  }),
  "campaign.staged": z.strictObject({ scope: z.string(), due: instant, reviewers: z.string(), fallback: id }),
  "campaign.launched": z.strictObject({
    items: count,
    reviewers: count,
    root: hash,
    tie_out: tieOut,
    snapshots: z.array(count),
  }),
  /**
   * What is drawn by lot, before anybody is served: SHA-256 of the secret, the root over what it is drawn from
   * ("item id LF unit LF reviewer" in id order), rates in ten-thousandths, and how many items were drawn.
   */
  "arms.committed": z.strictObject({
    secret: hash,
    inputs: hash,
    blind_rate: count,
    undrafted_rate: count,
    blind: count,
    undrafted: count,
  }),
  /** The secret itself, in hexadecimal, once the campaign has ended. */
  "arms.revealed": z.strictObject({ secret: z.string().regex(/^[0-9a-f]{64}$/) }),
  /**
   * Items made up to test the review stand in lists, on a control owner's leave: SHA-256 of the secret they were drawn with, the
   * root over what is drawn from ("item id LF reviewer" in id order) and the root over what each of them is.
   */
  "challenge.committed": z.strictObject({
    leave: id,
    secret: hash,
    inputs: hash,
    made: hash,
    challenges: count,
  }),
  /** An answer to one of them, which is no decision. */
  "challenge.answered": z.strictObject({
    challenge: id,
    answer: z.enum(["certify", "certify_until", "revoke", "modify", "dont_know"]),
    reason_code: z.string(),
    recommendation_seen: z.enum(["before", "after", "never"]),
    evidence: hash,
    /** The draft that was before them, if one was, and what it recommended. */
    draft: hash.optional(),
    recommendation: z.enum(["certify", "revoke", "modify", "insufficient_evidence"]).optional(),
    served_at: instant,
    seed: z.string().optional(),
  }),
  /** The secret, once the campaign has ended, and how many were answered. */
  "challenge.revealed": z.strictObject({
    secret: z.string().regex(/^[0-9a-f]{64}$/),
    challenges: count,
    answered: count,
  }),
  "campaign.cancelled": z.strictObject({ decided: count, open: count }),
  "campaign.closed": z.strictObject({ decided: count, not_certified: count, removed: count, root: hash }),
  /** `unanswered`: no control owner answered the figures within so many days, or there was none who could have. */
  "campaign.sealed": z.strictObject({
    events: count,
    last: hash,
    unanswered: z
      .strictObject({ why: z.enum(["nobody_answered", "no_control_owner"]), days: count })
      .optional(),
  }),
  /**
   * What a control owner does about the figures on how people reviewed, by the SHA-256 of the figures as they were shown. A sample of
   * kept items to review again is drawn by its seed, named by the hash of its ids in order, and given to somebody who decides it
   * again (`reperformance`).
   */
  "oversight.responded": z.strictObject({
    figures: hash,
    choice: z.enum(["no_action", "re_review", "other"]),
    sample: z
      .strictObject({ seed: z.string(), from: count, items: count, hash, reperformance: id })
      .optional(),
  }),
  /** A section of the figures is left out of report and pack from here on; the words say why. */
  "oversight.withheld": z.strictObject({ section: z.string() }),
  /** `left`: by an automatic step, because whoever had it cannot review any more. */
  "item.reassigned": z.strictObject({
    from: id,
    to: id,
    batch: id.optional(),
    why: z.literal("left").optional(),
  }),
  /** Lent until a day; the words of the first of a delegation hold the reason of all. */
  "item.delegated": z.strictObject({ delegation: id, from: id, to: id, until: z.string() }),
  /** Back to whoever lent it. */
  "item.returned": z.strictObject({ delegation: id, from: id, to: id }),
  /** A reviewer has read the campaign's briefing; `text` is the SHA-256 of it. */
  "briefing.acknowledged": z.strictObject({ reviewer: id, version: count, text: hash }),
  "delegation.ended": z.strictObject({ delegation: id, from: id, to: id, returned: count }),
  "item.abstained": z.strictObject({
    missing: z.enum(["what_it_does", "whether_needed", "not_my_person"]),
    to: id,
  }),
  "draft.recorded": z.strictObject({
    /** As each of its drafts says of itself. */
    batch: id,
    drafts: count,
    root: hash,
    ready: count,
    insufficient: count,
    failed: count,
    /** Drafted by rules where a model should have. */
    fell_back: count,
    /** Whose recommendation somebody's text turned. */
    turned: count,
  }),
  "draft.withdrawn": z.strictObject({ draft: id, reason: z.string() }),
  "decision.recorded": z.strictObject({
    decision: id,
    outcome,
    until: z.string().optional(),
    target: z.string().optional(),
    /** Whom a transfer proposes. */
    new_owner: id.optional(),
    /** Open items of a retired identity that this answers by reference, and the RFC 6962 root of their ids in order. */
    answers: count.optional(),
    answers_root: hash.optional(),
    disposition: z.enum(["confirmed", "overridden", "undrafted"]),
    recommendation_seen: z.enum(["before", "after", "never"]),
    first_choice: outcome.optional(),
    reason_code: z.string(),
    arm: z.enum(["assisted", "undrafted", "blind"]),
    /** Decided with others in one act: of how many, and whether they were taken in one by one or all at once. */
    batch: id.optional(),
    batch_size: count.optional(),
    batch_taken: z.enum(["one_by_one", "all_at_once"]).optional(),
    /** Active seconds of the whole act. Of a decision on its own they stand in no entry, but for a time under a pseudonym. */
    seconds: count.optional(),
    /** The packet's facts that were on the screen, as the browser counted: "E1 E4", or "none". Served and in view, never read. */
    in_view: z
      .string()
      .regex(/^(none|E\d+( E\d+)*)$/)
      .optional(),
    /** The draft that the words began with, and how much of the words is its own, in percent. */
    started_from: hash.optional(),
    draft_share: count.max(100).optional(),
    supersedes: id.optional(),
    eligibility: z.record(z.string(), z.string()),
    rules_passed: count,
    findings: count,
    rules_unknown: count,
    exception: exception.optional(),
    /** The second look that it waits for, and who was asked; nobody where nobody was there to ask. */
    second_look: z.strictObject({ id, why: z.enum(["finding", "unused"]), second: id.optional() }).optional(),
    served_at: instant,
    seed: z.string().optional(),
  }),
  /** A second person's own view of a decision that keeps; a refusal leaves the item not reviewed unless it is decided otherwise. */
  "second_look.recorded": z.strictObject({
    look: id,
    decision: id,
    reviewer: id,
    answer: z.enum(["agreed", "refused"]),
    seed: z.string().optional(),
  }),
  /** Somebody else is asked: whoever was has left, or nobody had been. */
  "second_look.moved": z.strictObject({
    look: id,
    decision: id,
    reviewer: id,
    from: id.optional(),
    to: id,
  }),
  /**
   * `summary` is what was signed, by its hash. Where an identity provider vouches for it, the words hold its token, and
   * `nonce` is SHA-256(checkpoint ‖ summary); `jwks` is the hash of the keys it published then, `subject` of issuer LF subject.
   * Where a passkey signed it, that hash is the `challenge`, and `assertion` is the hash of what the passkey gave.
   */
  "review.signed_off": z.strictObject({
    reviewer: id,
    items: count,
    decided: count,
    by: z.enum(["oidc", "passkey", "session"]),
    sign_off: id,
    summary: hash,
    checkpoint: z.strictObject({ size: count, root: hash }).optional(),
    provider: z
      .strictObject({
        nonce: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
        issuer: z.string(),
        client: z.string(),
        subject: hash,
        jwks: hash,
        prepared: instant,
        /** Values of `acr`, one of which was required. */
        acr: z.array(z.string()),
      })
      .optional(),
    passkey: z
      .strictObject({
        id,
        challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
        origin: z.string(),
        rp: z.string(),
        assertion: hash,
        prepared: instant,
        counter: count,
      })
      .optional(),
  }),
  /** For what a decision waited for and did not get; or because somebody asked, and the actor, a second person, granted it. */
  "review.reopened": z.strictObject({
    reviewer: id,
    exception: id.optional(),
    reopening: id.optional(),
    asked_by: id.optional(),
  }),
  "reopening.asked": z.strictObject({ reopening: id, reviewer: id }),
  "reopening.refused": z.strictObject({ reopening: id, reviewer: id, asked_by: id }),
  "exception.granted": settledException,
  "exception.refused": settledException,
  "ownership.offered": z.strictObject({ offer: id, identity: z.string(), to: id, decision: id.optional() }),
  "ownership.answered": z.strictObject({
    offer: id,
    answer: z.enum(["accepted", "declined", "withdrawn"]),
  }),
  /** A reviewer's question about an item; the words hold it, with whom it is for. `to` where they have an account here. */
  "question.asked": z.strictObject({
    question: id,
    part: z.enum(["holder", "owner", "application", "accountable", "admin", "fallback"]),
    to: id.optional(),
    mail: z.boolean(),
    expires: instant,
  }),
  /**
   * The words hold the answer, and the address of the link where it came by one. To an open item it makes the packet's next
   * version, which refs.evidence names: `packet` and `before` are its version and the hash of the one before.
   */
  "question.answered": z.strictObject({
    question: id,
    packet: z.strictObject({ version: z.number().int().min(2), before: hash }).optional(),
  }),
  "question.ended": z.strictObject({ question: id, how: z.enum(["withdrawn", "expired"]) }),
  "remediation.requested": z.strictObject({
    task: id,
    kind: z.enum(["remove", "change", "rotate", "retire", "transfer"]),
    owner: id,
  }),
  "remediation.applied": z.strictObject({ task: id }),
  "remediation.seen_gone": z.strictObject({ task: id, snapshot: count, strength: z.string() }),
  "remediation.not_observed": z.strictObject({ task: id, snapshot: count, why: z.string() }),
  "grant.returned": z.strictObject({ task: id, snapshot: count }),
  "export.created": z.strictObject({
    export: id,
    kind: z.string(),
    sha256: hash,
    size: count,
    /** Of one that is encrypted: what is in it, and who can open it. */
    content: hash.optional(),
    recipient: z.string().optional(),
  }),
  /**
   * An auditor drew a sample: seed, population and size, and the SHA-256 of the item ids in the order of drawing, a line feed
   * after each. Of no one campaign, so that no campaign's record ends later for having been tested.
   */
  "workpaper.created": z.strictObject({
    workpaper: id,
    campaigns: z.array(id),
    drawn_from: z.string(),
    seed: z.string(),
    population: count,
    size: count,
    sample: hash,
  }),
  /** What an auditor judged, of one item or of an attribute as a whole; the words hold their comment. */
  "workpaper.noted": z.strictObject({
    note: id,
    workpaper: id,
    of_item: id.optional(),
    attribute: z.string(),
    judgement: z.enum(["met", "exception", "not_applicable"]).optional(),
  }),
  /** An auditor is done with a workpaper: `found` is the hash of the canonical JSON of what code had found of each sampled item. */
  "workpaper.frozen": z.strictObject({
    workpaper: id,
    met: count,
    exceptions: count,
    blank: count,
    found: hash,
  }),
  /** A sample of decided items is to be decided again, by somebody who had no part in the campaign. */
  "reperformance.created": z.strictObject({
    reperformance: id,
    of_campaign: id,
    performer: id,
    seed: z.string(),
    population: count,
    size: count,
    sample: hash,
  }),
  /** A second answer, which is no decision. */
  "reperformance.answered": z.strictObject({
    reperformance: id,
    of_item: id,
    answer: z.enum(["keep", "remove", "change", "dont_know"]),
  }),
  /** Both sides counted against each other; `result` is the hash of the canonical JSON of the figures. */
  "reperformance.frozen": z.strictObject({
    reperformance: id,
    of_campaign: id,
    compared: count,
    same: count,
    result: hash,
  }),
  /**
   * Somebody opened what others made or wrote: a file by its hash, or the words that an entry commits to, by the entry's. Or a screen:
   * the `replay` of what `person` saw of an item, the `prompt` of an item, a campaign's `figures` with people named, a `workpaper`.
   */
  "access.read": z.strictObject({
    what: z.string(),
    file: z.string().optional(),
    entry: hash.optional(),
    of: id.optional(),
    person: id.optional(),
  }),
  /** Words that are gone, by their commitments: on the word of two people, or because they were past their time. */
  "erasure.performed": z.strictObject({
    commits: z.array(hash).min(1).max(500),
    why: z.enum(["request", "retention"]),
    erasure: id.optional(),
  }),
  /** The words hold why. */
  "erasure.asked": z.strictObject({ erasure: id, person: id }),
  "erasure.granted": z.strictObject({ erasure: id, person: id }),
  "erasure.refused": z.strictObject({ erasure: id, person: id }),
  "erasure.withdrawn": z.strictObject({ erasure: id, person: id }),
  /** Nothing of a campaign, or of what a person had a part in, is purged or erased until it is lifted. */
  "hold.placed": z.strictObject({ hold: id, held: id.optional(), person: id.optional() }),
  "hold.lifted": z.strictObject({ hold: id, held: id.optional(), person: id.optional() }),
  /** What was past its time and is gone: rows of one campaign, or files by their hashes. */
  "retention.purged": z.strictObject({
    class: z.enum(["raw_file", "timing", "packet", "draft", "reason", "pack"]),
    rows: count,
    /** Kept for how many days. */
    days: count,
    of: id.optional(),
    file: hash.optional(),
    /** Of times: the oversight figures that were counted from them and are kept instead, as `figuresHash` has it. */
    figures: hash.optional(),
  }),
  "key.rotated": z.strictObject({ vkey: z.string() }),
  /** A witness says that the log contradicts what it cosigned: `seen` entries, where it saw more than the log has. */
  "witness.refused": z.strictObject({
    witness: z.string(),
    size: count,
    why: z.enum(["another_root", "not_consistent", "rolled_back"]),
    seen: count.optional(),
  }),
} as const;

export type EventType = keyof typeof events;

export type Refs = {
  evidence?: string;
  draft?: string;
  prompt?: string;
  model?: string;
  settings?: string;
  rules?: string;
};

/** A person's words: stored apart under `id`, committed to by hash in the leaf. */
export type PrivateWords = {
  id: string;
  payload: Record<string, string>;
  /** A document whose own signature covers each of its bytes, made for this record and good for nothing else. */
  verbatim?: true;
};

/** One entry for the log, as a command returns it. */
export type AuditEvent = {
  [T in EventType]: {
    type: T;
    campaign?: string;
    item?: string;
    refs?: Refs;
    words?: PrivateWords;
    data: z.input<(typeof events)[T]>;
  };
}[EventType];

export type Events = readonly [AuditEvent, ...AuditEvent[]];
