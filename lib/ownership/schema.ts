import { z } from "zod";
import { ownWords } from "@/lib/text/own-words";

const words = ownWords(z.string().trim().max(2_000, "Keep it under 2,000 characters."));
const key = z.string().min(8).max(100);

/** A non-human identity: the source that lists it, and its id there. */
const identity = { source: z.coerce.number().int(), id: z.string().min(1).max(500) };
export const identityInput = z.object(identity);

export const machineKind = z.enum(["service", "workload", "ai_agent"]);
export type MachineKind = z.infer<typeof machineKind>;
export const kindWords: Record<MachineKind, string> = {
  service: "Service account",
  workload: "Workload",
  ai_agent: "AI agent",
};

export const offerInput = z.object({
  ...identity,
  key,
  to: z.uuid("Choose a person."),
  reason: words.min(3, "Say in a few words why this person."),
});
export const withdrawInput = z.object({ offer: z.uuid(), key });
export const answerInput = z
  .object({ offer: z.uuid(), key, answer: z.enum(["accept", "decline"]), words: words.optional() })
  .refine((a) => a.answer === "accept" || (a.words?.length ?? 0) >= 3, {
    path: ["words"],
    message: "Say in a few words why not, and who could.",
  });

export const offerState = z.enum(["offered", "accepted", "declined", "withdrawn"]);

/** The question that was put last, and where it stands. */
export const offerView = z.object({
  id: z.uuid(),
  state: offerState,
  to: z.string(),
  by: z.string(),
  reason: z.string().nullable(),
  offeredAt: z.string(),
  answeredAt: z.string().nullable(),
  words: z.string().nullable(),
});
export type OfferView = z.infer<typeof offerView>;

export const listInput = z.object({
  /** unowned: nobody answers for them, or who did has left · all: every one. */
  show: z.enum(["unowned", "all"]).default("unowned"),
  kind: machineKind.optional(),
  q: z.string().trim().max(100).default(""),
  after: z.string().max(1_200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** What is known of one that may help to find who should answer for it; null is not known, never "none". */
export const machineRow = z.object({
  source: z.number(),
  sourceName: z.string(),
  id: z.string(),
  name: z.string(),
  kind: machineKind,
  purpose: z.string().nullable(),
  owner: z
    .object({ name: z.string(), left: z.boolean().nullable(), basis: z.enum(["accepted", "source"]) })
    .nullable(),
  since: z.string().nullable(),
  createdBy: z.string().nullable(),
  /** Last use of its access or of a key that any source reports: a day, "never", or not reported. */
  lastUse: z.string().nullable(),
  /** Whose hands its keys were last seen in. */
  keysUsedBy: z.array(z.string()),
  dependants: z.array(z.string()),
  grants: z.number(),
  privileged: z.number(),
  applications: z.array(z.string()),
  keys: z.number(),
  /** Who gave it access, the most frequent first. */
  grantedBy: z.array(z.string()),
  offer: offerView.nullable(),
});
export type MachineRow = z.infer<typeof machineRow>;

export const machinePage = z.object({
  rows: z.array(machineRow),
  next: z.string().nullable(),
  counts: z.object({ unowned: z.number(), all: z.number() }),
});

/** What waits for this person's word, and what they answer for. */
export const ownMachines = z.object({
  offers: z.array(
    z.object({
      id: z.uuid(),
      source: z.number(),
      identity: z.string(),
      name: z.string(),
      kind: machineKind.nullable(),
      purpose: z.string().nullable(),
      by: z.string(),
      reason: z.string().nullable(),
      offeredAt: z.string(),
      grants: z.number(),
      privileged: z.number(),
      applications: z.array(z.string()),
    }),
  ),
  answersFor: z.array(
    z.object({
      source: z.number(),
      id: z.string(),
      name: z.string(),
      kind: machineKind,
      purpose: z.string().nullable(),
    }),
  ),
});
export type OwnMachines = z.infer<typeof ownMachines>;

/** Another identity named beside this one: with an id where it was found. */
const named = z.object({ name: z.string(), id: z.string().nullable() });
export type Named = z.infer<typeof named>;

export const keyView = z.object({
  key: z.string(),
  /** What names it; of an access key only the end. */
  label: z.string(),
  kind: z.string().nullable(),
  source: z.string(),
  /** Days, ISO; null is not reported. */
  created: z.string().nullable(),
  rotated: z.string().nullable(),
  expires: z.string().nullable(),
  lastUsed: z.string().nullable(),
  neverUsed: z.boolean(),
  scopes: z.array(z.string()).nullable(),
  scopesUsed: z.array(z.string()).nullable(),
  exposed: z.string().nullable(),
});
export type KeyView = z.infer<typeof keyView>;

export const reachRow = z.object({
  source: z.string(),
  application: z.string(),
  criticality: z.string().nullable(),
  dataClasses: z.array(z.string()),
  privileged: z.number(),
  standard: z.number(),
  unknown: z.number(),
  /** Of all of these, so many were used in the last 90 days, never or longer ago, and not reported. */
  used: z.number(),
  idle: z.number(),
  unreported: z.number(),
});
export type ReachRow = z.infer<typeof reachRow>;

export const identityItem = z.object({
  id: z.uuid(),
  campaign: z.uuid(),
  campaignName: z.string(),
  type: z.enum(["grant", "credential", "identity"]),
  title: z.string(),
  application: z.string(),
  state: z.enum(["open", "decided", "not_certified", "removed_at_source"]),
  outcome: z.enum(["certify", "certify_until", "revoke", "modify"]).nullable(),
  target: z.enum(["reduce", "rotate", "transfer_owner", "retire"]).nullable(),
  waiting: z.enum(["exception", "acceptance", "second_look"]).nullable(),
  /** By the decision on the identity as a whole. */
  answered: z.boolean(),
  reviewer: z.string(),
  decidedAt: z.string().nullable(),
  seed: z.string().nullable(),
});
export type IdentityItem = z.infer<typeof identityItem>;

const told = z.string().nullable();
export const identityDetail = z.object({
  source: z.number(),
  sourceName: z.string(),
  asOf: z.string(),
  id: z.string(),
  name: z.string(),
  kind: machineKind,
  status: z.string().nullable(),
  since: z.string().nullable(),
  purpose: z.string().nullable(),
  owner: z
    .object({
      name: z.string(),
      left: z.boolean().nullable(),
      basis: z.enum(["accepted", "source"]),
      acceptedAt: z.string().nullable(),
    })
    .nullable(),
  backup: z.object({ name: z.string(), left: z.boolean().nullable() }).nullable(),
  /** Whether the source names an owner of any of its non-human identities. */
  reportsOwners: z.boolean(),
  offer: offerView.nullable(),
  agent: z.object({
    sponsor: named.nullable(),
    actsFor: z.array(z.string()),
    delegation: z.enum(["own", "delegated"]).nullable(),
    autonomy: z.enum(["suggests", "acts with approval", "acts alone"]).nullable(),
    autonomyText: told,
    model: told,
    provider: told,
    instructionsBy: named.nullable(),
    offSwitch: told,
    /** A day, or "never". */
    offSwitchTested: told,
    tools: z.array(z.string()).nullable(),
    toolsUsed: z.array(z.string()).nullable(),
    createdBy: named.nullable(),
  }),
  parent: named.nullable(),
  children: z.array(named),
  dependants: z.array(named),
  keys: z.array(keyView),
  /** Whether any source in which it has a place lists credentials at all. */
  reportsKeys: z.boolean(),
  reach: z.array(reachRow),
  items: z.array(identityItem),
});
export type IdentityDetail = z.infer<typeof identityDetail>;
