import { z } from "zod";
import { itemTypes } from "@/lib/evidence/schema";
import { ownWords } from "@/lib/text/own-words";

const count = z.number().int().nonnegative();
const code = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const reasons = z.record(code, z.string().min(1).max(100));

/** Two minutes before the first decision: what is asked, what a draft is, what a removal does, and who decides. */
export const briefingText = {
  version: 1,
  text: `You are asked, for each item, whether somebody still needs the access they have. Look at the facts, then keep it, keep it until a day, change it or remove it. If you cannot tell, say don't know, and it goes to somebody who may.
A draft may stand beside the facts. It is written by rules or by a model, it can be wrong, and it decides nothing. What could not be checked is marked.
A removal is asked of the application's owner after you sign off. It is not carried out while you review, and until then you can change your mind.
You decide, not the draft. Your name stands with each decision and its reason, and what you leave open is recorded as not reviewed.`,
};

/** What every reviewer reads before they start, where a campaign has challenge items. */
export const challengeNotice =
  "A few items in this campaign are made up to test the review itself. They are revealed as soon as you answer, and nothing in any system changes.";

/**
 * What a campaign runs by: typed, versioned, frozen at launch under its SHA-256. Shares are whole percent. Only strings,
 * booleans, integers and null, so that the canonical form is exact.
 */
export const settings = z.strictObject({
  version: z.literal(1),
  /** Which version of the rules every item is checked against, and its SHA-256: the one in force, set by the launch. */
  rules: z.strictObject({ version: z.number().int(), hash: z.string() }).nullable(),
  /** Whether the facts of an item are added up to a need score, which orders and informs. */
  needScore: z.boolean(),
  /** By which weights, and their SHA-256: those in force, set by the launch. Null where there is no score. */
  needWeights: z.strictObject({ name: z.string(), hash: z.string() }).nullable(),
  /** What is reviewed beside grants: credentials, and non-human identities as a whole. */
  subjects: z.strictObject({ credentials: z.boolean(), identities: z.boolean() }),
  /** Deciding several alike, low-risk items in one act. */
  together: z.strictObject({ allowed: z.boolean(), cap: z.number().int().min(2).max(100) }),
  /** Decided before the draft is shown; never above 20 % of a reviewer's list. */
  blindShare: z.number().int().min(0).max(20),
  /** Decided without a draft, for comparison. */
  noDraftShare: z.number().int().min(0).max(50),
  /** Items made up to test the review, on a control owner's leave: `challenge-leave.ts`. */
  challengeItems: z.boolean(),
  /** Privileged with a finding, or unused for these days, goes to a second person. */
  secondLook: z.strictObject({ on: z.boolean(), unusedDays: z.number().int().min(1).max(3650) }),
  /** People of the portal, by id, who look a second time where the application's owner cannot. Empty: the fallback does. */
  pool: z.array(z.uuid()).max(50).default([]),
  /** Whom a reviewer may lend open items to: anybody who can sign in, the pool, or people of their own department. */
  delegation: z.strictObject({ to: z.enum(["anyone", "pool", "department"]) }).default({ to: "anyone" }),
  /**
   * How a reviewer signs off: as this portal is set up (with the identity provider where they signed in there, else here or
   * with a passkey), with the identity provider, with a passkey, or with either of the two. Less is never accepted.
   */
  signOff: z.enum(["as_set_up", "provider", "passkey", "either"]).default("as_set_up"),
  /**
   * Whom figures on how people reviewed are told of: nobody, teams of at least 5 reviewers, or each reviewer by name. A department
   * or a location can have it otherwise; where both of a reviewer's do, the one that tells less.
   */
  oversight: z
    .strictObject({
      level: z.enum(["off", "teams", "named"]),
      except: z
        .array(
          z.strictObject({
            of: z.enum(["department", "location"]),
            value: ownWords(z.string().trim().min(1).max(200)),
            level: z.enum(["off", "teams", "named"]),
          }),
        )
        .max(200),
      /** Days after the close in which a control owner answers the figures; the seal waits no longer. */
      answerDays: z.number().int().min(1).max(90).default(14),
    })
    .default({ level: "teams", except: [], answerDays: 14 }),
  /** What each reviewer is asked to read before they begin. */
  briefing: z
    .strictObject({ version: z.number().int().min(1), text: ownWords(z.string().trim().min(1).max(4_000)) })
    .default(briefingText),
  /** What a reviewer can give as the reason, by code. */
  reasonCodes: z.strictObject({ keep: reasons, remove: reasons }),
  /** Whether a model may draft here, where the portal has one in force and on; else rules do. */
  model: z.boolean(),
  /** Who drafts items of privileged or unknown privilege, and of credentials and identities: the same, only the local model, or rules. */
  privilegedDrafter: z.enum(["same", "local", "rules"]),
  /** Whether somebody's free text goes into what a model is shown. */
  assertedText: z.boolean(),
  /** Whether applications and entitlements stand under pseudonyms in what a model is shown. */
  hideNames: z.boolean(),
  /** Null: no limit. Money in hundredths of `currency`. */
  budget: z
    .strictObject({
      tokens: count.nullable(),
      money: count.nullable(),
      currency: z.string().length(3).nullable(),
    })
    .refine(
      (b) => b.money === null || b.currency !== null,
      "A budget in money needs its currency, like EUR.",
    ),
  /** What is sent by mail, where mail is set up: an invitation, and a reminder so many days before the due date. */
  mail: z.strictObject({
    invitations: z.boolean(),
    reminderDays: z.array(z.number().int().min(1).max(60)).max(5),
  }),
  /** Days after the close by which the owner of a not reviewed item settles it. */
  notReviewedDays: z.number().int().min(1).max(365),
  /** Days in which a removal or change is done once it was asked for; null: no such limit. The report holds each against it. */
  removalDays: z.number().int().min(1).max(365).nullable().default(30),
});
export type Settings = z.infer<typeof settings>;

export const defaultSettings: Settings = {
  version: 1,
  rules: null,
  needScore: true,
  needWeights: null,
  subjects: { credentials: true, identities: true },
  together: { allowed: true, cap: 25 },
  blindShare: 10,
  noDraftShare: 0,
  challengeItems: false,
  secondLook: { on: true, unusedDays: 90 },
  pool: [],
  briefing: briefingText,
  delegation: { to: "anyone" },
  signOff: "as_set_up",
  oversight: { level: "teams", except: [], answerDays: 14 },
  reasonCodes: {
    keep: {
      needed_for_job: "Needed for the job",
      used_regularly: "Used regularly",
      covers_for_others: "Covers for a colleague or month end",
      required_by_process: "Required by a process or contract",
      other: "Another reason",
    },
    remove: {
      not_needed: "Not needed for the job",
      not_used: "Not used",
      changed_job: "Changed job or team",
      left: "Left, or no longer works with us",
      conflict: "Conflicts with other access",
      not_recognised: "Nobody recognises it",
      other: "Another reason",
    },
  },
  model: true,
  privilegedDrafter: "same",
  assertedText: false,
  hideNames: false,
  budget: { tokens: null, money: null, currency: null },
  mail: { invitations: true, reminderDays: [7, 2] },
  notReviewedDays: 30,
  removalDays: 30,
};

/** What a campaign was launched with, to be parsed; what an older one does not say is as a new one has it. */
export const launchedWith = (stored: unknown): Record<string, unknown> => ({
  ...defaultSettings,
  ...(typeof stored === "object" ? stored : {}),
});

export const statuses = ["launching", "launched", "closed", "sealed", "cancelled", "refused"] as const;
export const status = z.enum(statuses);
export type Status = z.infer<typeof status>;

export const reviewerModes = ["manager", "owner", "named"] as const;
const words = (least: string) =>
  ownWords(z.string().trim().min(3, least).max(2_000, "Keep it under 2,000 characters."));
const key = z.string().min(8).max(100).optional();

/** Which grants: sources by name or number (none: all in force), applications by id or name, and the scope expression. */
const population = {
  sources: z.array(z.union([z.string().min(1), z.number().int()])).default([]),
  applications: z.array(z.string().min(1)).max(500).default([]),
  scope: z.string().max(4_000, "Keep the scope under 4,000 characters.").default(""),
};

/** Who reviews. A person is named by id, e-mail or exact name. */
const reviewers = {
  /** The holder's manager, else the application's owner · the owner · one named person. All else goes to the fallback. */
  mode: z.enum(reviewerModes).default("manager"),
  reviewer: z.string().trim().min(1).optional(),
  /** Nobody named: "Unassigned", who cannot sign in. */
  fallback: z.string().trim().min(1).optional(),
};

export const launchInput = z.object({
  name: ownWords(
    z.string().trim().min(1, "Give the campaign a name.").max(120, "Keep the name under 120 characters."),
  ),
  ...population,
  ...reviewers,
  due: z.iso.date("Give the due date as a date, like 2026-11-27."),
  settings: settings.partial().default({}),
  /** Marks a demo or simulated campaign in every decision; only the command line and the demo may set it. */
  seed: z.string().min(1).max(40).optional(),
  key,
});
export type LaunchInput = z.input<typeof launchInput>;

/** A comma-separated list of source numbers in a URL; empty is all. */
const sourceList = z
  .string()
  .regex(/^(\d+(,\d+)*)?$/, "Name the sources by their numbers, like 1,3.")
  .default("")
  .transform((t) => (t === "" ? [] : t.split(",").map(Number)));

const onOff = z
  .enum(["on", "off"])
  .default("on")
  .transform((v) => v === "on");

/** The builder's question, from a query string; an empty field is one not filled in yet. */
export const previewInput = z.object({
  sources: sourceList,
  scope: population.scope,
  mode: reviewers.mode,
  reviewer: z.string().default(""),
  fallback: z.string().default(""),
  credentials: onOff,
  identities: onOff,
});
export type PreviewInput = z.input<typeof previewInput>;

export const checkKinds = ["age", "drop"] as const;
export const check = z.object({
  snapshot: z.number().int(),
  source: z.string(),
  check: z.enum(checkKinds),
  /** "The export of Ledger is 41 days old; …" */
  finding: z.string(),
  accepted: z.object({ by: z.string(), at: z.string() }).nullable(),
});
export type Check = z.infer<typeof check>;

export const acceptInput = z.object({
  snapshot: z.number().int(),
  check: z.enum(checkKinds),
  reason: words("Say why in a few words; it is printed on the report's first page."),
});

/** all = items + excluded */
const subjectCounts = z.object({ all: count, items: count, excluded: count });
export type SubjectCounts = z.infer<typeof subjectCounts>;

export const previewResult = z.object({
  /** Where the scope cannot be read, the sentence; every other figure is then of the scope before it. */
  problem: z.string().nullable(),
  grants: count,
  /** Those of them that are an item. */
  items: count,
  covered: count,
  excluded: count,
  credentials: subjectCounts,
  identities: subjectCounts,
  /** The scope asks for findings, which are only known once evidence is gathered: items are at most this many. */
  atMost: z.boolean(),
  /** Of grants, credentials and identities together. */
  exclusions: z.array(z.object({ reason: z.string(), grants: count })),
  sample: z.array(
    z.object({
      subject: z.string(),
      application: z.string(),
      access: z.string(),
      reviewer: z.string(),
    }),
  ),
  reviewers: count,
  loads: z.array(z.object({ name: z.string(), items: count })),
  fallback: z.object({ items: count, reasons: z.array(z.object({ reason: z.string(), items: count })) }),
  checks: z.array(check),
});
export type PreviewResult = z.infer<typeof previewResult>;

/** grants = items + covered + excluded, `items` being those that are a grant; and what else is reviewed. All must hold. */
export const tieOut = z.object({
  grants: count,
  items: count,
  covered: count,
  excluded: count,
  credentials: subjectCounts,
  identities: subjectCounts,
  holds: z.boolean(),
});
export type TieOut = z.infer<typeof tieOut>;

export const launched = z.object({ campaign: z.uuid(), items: count, reviewers: count, tieOut });
export type Launched = z.infer<typeof launched>;

export const campaignInput = z.object({ id: z.uuid() });
export const cancelInput = z.object({ id: z.uuid(), reason: words("Say why in a few words."), key });
export const closeInput = z.object({ id: z.uuid(), key });

export const drafts = z.object({ ready: count, insufficient: count, failed: count, pending: count });

/** What a launch is doing now; null where it runs in another process. */
export const progress = z.object({ phase: z.string(), done: count, total: count.nullable() });
export type Progress = z.infer<typeof progress>;

export const campaignView = z.object({
  campaign: z.uuid(),
  name: z.string(),
  status,
  scope: z.string(),
  mode: z.enum(reviewerModes),
  reviewer: z.string().nullable(),
  fallback: z.string(),
  builtBy: z.string(),
  createdAt: z.string(),
  launchedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  sealedAt: z.string().nullable(),
  dueAt: z.string(),
  dueDate: z.string(),
  timeZone: z.string(),
  now: z.string(),
  items: count,
  decided: count,
  notCertified: count,
  removed: count,
  reviewers: count,
  signedOff: count,
  drafts,
  tieOut: tieOut.nullable(),
  root: z.string().nullable(),
  settings,
  settingsHash: z.string(),
  /** What was drawn by lot at launch, rates in ten-thousandths; null where nothing was. */
  arms: z
    .object({
      blindRate: count,
      undraftedRate: count,
      blind: count,
      undrafted: count,
      commitment: z.string(),
      revealed: z.boolean(),
    })
    .nullable(),
  problem: z.string().nullable(),
  endReason: z.string().nullable(),
  sources: z.array(
    z.object({ id: z.number().int(), name: z.string(), snapshot: z.number().int(), asOf: z.string() }),
  ),
  /** Outside checks that failed and were accepted before launch. */
  accepted: z.array(
    z.object({ source: z.string(), finding: z.string(), by: z.string(), reason: z.string().nullable() }),
  ),
  /** Items with nobody who may decide them, and reviewers who have not begun. */
  unassigned: count,
  notStarted: count,
  /** Decisions that simulated people made. */
  simulated: count,
  progress: progress.nullable(),
  seed: z.string().nullable(),
  may: z.object({ close: z.boolean(), cancel: z.boolean(), reassign: z.boolean() }),
});
export type CampaignView = z.infer<typeof campaignView>;

export const campaignRow = z.object({
  id: z.uuid(),
  name: z.string(),
  status,
  dueAt: z.string(),
  dueDate: z.string(),
  createdAt: z.string(),
  items: count,
  decided: count,
  reviewers: count,
  problem: z.string().nullable(),
  seed: z.string().nullable(),
  /** Items left at the end of each day since launch, and how many days launch to due date spans. */
  left: z.array(count),
  days: count,
});
export type CampaignRow = z.infer<typeof campaignRow>;

export const listInput = z.object({
  status: z.union([z.literal(""), status]).default(""),
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export const campaignList = z.object({
  rows: z.array(campaignRow),
  next: z.uuid().nullable(),
  now: z.string(),
  may: z.object({ launch: z.boolean() }),
});

export const progressInput = z.object({
  id: z.uuid(),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const reviewerProgress = z.object({
  review: z.uuid(),
  reviewer: z.uuid(),
  name: z.string(),
  /** Can sign in: false for "Unassigned" and for whoever is disabled. */
  active: z.boolean(),
  items: count,
  decided: count,
  openedAt: z.string().nullable(),
  lastDecidedAt: z.string().nullable(),
  signedOffAt: z.string().nullable(),
});
export type ReviewerProgress = z.infer<typeof reviewerProgress>;
export const progressPage = z.object({
  rows: z.array(reviewerProgress),
  next: z.string().nullable(),
  now: z.string(),
});

export const itemStates = ["open", "decided", "not_certified", "removed_at_source"] as const;
export const risks = ["critical", "high", "low"] as const;
const outcomes = ["certify", "certify_until", "revoke", "modify"] as const;
export const itemsInput = z.object({
  id: z.uuid(),
  type: z.enum(["", ...itemTypes]).default(""),
  state: z.enum(["", ...itemStates]).default(""),
  risk: z.enum(["", ...risks]).default(""),
  reviewer: z.union([z.literal(""), z.uuid()]).default(""),
  /** A department by its exact name, "-" where none is known; and how many twentieths of the peers hold the same. */
  department: z.string().max(300).default(""),
  held: z.union([z.literal(""), z.coerce.number().int().min(0).max(20)]).default(""),
  q: z.string().trim().max(100).default(""),
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(2_000).default(50),
});
export const itemRow = z.object({
  itemId: z.uuid(),
  type: z.enum(itemTypes),
  subject: z.string(),
  subjectKind: z.string(),
  source: z.string(),
  applicationId: z.string().nullable(),
  application: z.string(),
  accountId: z.string().nullable(),
  account: z.string().nullable(),
  identityId: z.string().nullable(),
  entitlementId: z.string().nullable(),
  credentialId: z.string().nullable(),
  entitlement: z.string(),
  title: z.string(),
  privilege: z.string().nullable(),
  risk: z.enum(risks),
  tags: z.array(z.string()),
  findings: count,
  reviewerId: z.uuid(),
  reviewer: z.string(),
  reviewerBasis: z.string(),
  state: z.enum(itemStates),
  outcome: z.enum(outcomes).nullable(),
  disposition: z.enum(["confirmed", "overridden", "undrafted"]).nullable(),
  decidedAt: z.string().nullable(),
  evidenceHash: z.string(),
  /** The mark of a decision that was simulated. */
  seed: z.string().nullable(),
  /** `withheld` from whoever has to decide the item before its draft (I12). */
  draftState: z.enum(["none", "pending", "ready", "insufficient", "failed", "withheld"]),
  /** How it was assigned to be drafted; null until the campaign has ended. */
  arm: z.enum(["assisted", "blind", "undrafted"]).nullable(),
});
export type ItemRow = z.infer<typeof itemRow>;
export const itemsPage = z.object({ rows: z.array(itemRow), next: z.uuid().nullable() });

/** Up to this many twentieths of the peers, what is held counts as an outlier: fewer than one in five. */
export const FEW_PEERS = 3;
/** Of each department with the most outliers, how many items so many twentieths of their peers hold. */
export const outlierMap = z.object({
  departments: z.array(
    z.object({
      /** "" where none is known. */
      department: z.string(),
      items: count,
      outliers: count,
      dots: z.array(z.object({ held: z.number().int().min(0).max(20), items: count })),
    }),
  ),
  /** Departments in all, items with a group of peers, and items without one. */
  all: count,
  items: count,
  without: count,
});
export type OutlierMap = z.infer<typeof outlierMap>;

export const personSearch = z.object({ q: z.string().trim().max(100).default("") });
export const personChoice = z.object({ id: z.uuid(), name: z.string(), email: z.string().nullable() });
export type PersonChoice = z.infer<typeof personChoice>;

/** No campaign named: the one launched last. */
export const coverageInput = z.object({ campaign: z.uuid().optional() });
export const coverageView = z.object({
  campaign: z.uuid().nullable(),
  /** Campaigns that have it, the latest first. */
  campaigns: z.array(z.object({ id: z.uuid(), name: z.string(), version: z.number().int().nullable() })),
  /** Those with most items first. An empty id: what belongs to no one application. */
  applications: z.array(
    z.object({ sourceId: z.number().int(), applicationId: z.string(), name: z.string(), items: count }),
  ),
  /** In the order of their set. */
  rules: z.array(z.object({ id: z.string(), name: z.string() })),
  cells: z.array(
    z.object({
      sourceId: z.number().int(),
      applicationId: z.string(),
      rule: z.string(),
      passed: count,
      failed: count,
      unknown: count,
      /** What is not known where it cannot be evaluated. */
      lacks: z.array(z.string()),
    }),
  ),
});
export type CoverageView = z.infer<typeof coverageView>;
