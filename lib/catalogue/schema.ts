import { z } from "zod";
import { levels } from "@/lib/sources/policy-access";

/** Where the words of an entitlement come from, in the queue's order. */
export const standings = ["undescribed", "proposed", "derived", "stated", "written", "verified"] as const;
export type Standing = (typeof standings)[number];

export const risks = ["low", "medium", "high"] as const;
export type Risk = (typeof risks)[number];

const LONGEST_TITLE = 80;
const LONGEST_PHRASE = 100;
const LONGEST_ALLOWS = 300;

/** One line that somebody else will read as fact about access: no markup, no address. */
const plainLine = (name: string, least: number, most: number) =>
  z
    .string()
    .transform((text) => text.normalize("NFKC").replace(/\s+/gu, " ").trim())
    .pipe(
      z
        .string()
        .min(least, `${name} needs at least ${least} characters.`)
        .max(most, `${name} can have at most ${most} characters.`)
        .regex(
          /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}<>{}[\]|`\\]*$/u,
          `${name} is one line of plain words, without brackets, markup or hidden characters.`,
        )
        .refine((t) => !/:\/\/|\bwww\.|\S@\S/iu.test(t), `${name} cannot hold a link or an address.`),
    );

/** "" from a form is nothing. */
const optional = <S extends z.ZodType<string>>(line: S) =>
  z.preprocess((v) => (typeof v === "string" && v.trim() === "" ? null : v), line.nullable()).default(null);

/** The words of an entry. `phrase` follows a name: "can release payments". */
export const wordsSchema = z.object({
  title: plainLine("The title", 3, LONGEST_TITLE),
  phrase: optional(
    plainLine("The sentence", 6, LONGEST_PHRASE).refine(
      (t) => /^(can|has|is|may|belongs|works|holds|owns|reads|acts) /u.test(t),
      "The sentence goes on after the holder's name: begin it with can, has, is, may, belongs, works, holds, owns, reads or acts.",
    ),
  ),
  allows: optional(plainLine("What it allows", 6, LONGEST_ALLOWS)),
});
export type Words = z.output<typeof wordsSchema>;

export const entitlementKey = z.object({
  source: z.coerce.number().int().positive().max(2_147_483_647),
  entitlement: z.string().min(1).max(2_000),
});
export type EntitlementKey = z.infer<typeof entitlementKey>;

/** The version the act was made on; 0 where there was none. */
const expected = z.number().int().nonnegative();

export const writeInput = z.strictObject({
  ...entitlementKey.shape,
  ...wordsSchema.shape,
  risk: z.enum(risks).nullable().default(null),
  version: expected,
});

/** One entry, and never more: there is no way to verify several at once. */
export const verifyInput = z.strictObject({ ...entitlementKey.shape, version: z.number().int().positive() });

/** `owner`: a portal user by e-mail or exact name; null gives it back to whom the source names. */
export const ownerInput = z.strictObject({
  ...entitlementKey.shape,
  owner: z.string().trim().min(1).max(200).nullable(),
  version: expected,
});

const shows = ["all", "undescribed", "unverified", "verified", "mine"] as const;
export const queueSearch = z.object({
  show: z.enum(shows).catch("all"),
  /** "3~erp": source and application. */
  application: z.string().max(600).catch(""),
  q: z.string().trim().max(100).catch(""),
  after: z.string().max(3_000).optional().catch(undefined),
});
export type QueueSearch = z.infer<typeof queueSearch>;

const count = z.number().int().nonnegative();

export const queueRow = z.object({
  source: z.number().int(),
  sourceName: z.string(),
  entitlement: z.string(),
  application: z.string(),
  name: z.string(),
  /** The words it goes by; where it stands `proposed`, perhaps only the proposal. */
  title: z.string().nullable(),
  privilege: z.enum(["standard", "privileged"]).nullable(),
  standing: z.enum(standings),
  holders: count,
});
export type QueueRow = z.infer<typeof queueRow>;

export const queuePage = z.object({
  rows: z.array(queueRow),
  next: z.string().nullable(),
  counts: z.record(z.enum(standings), count),
  applications: z.array(z.object({ key: z.string(), label: z.string() })),
  /** Whether everything is shown, or only what one owns. */
  oversees: z.boolean(),
});
export type QueuePage = z.infer<typeof queuePage>;

/** Where words came from that nobody wrote. */
export const origin = z.object({
  kind: z.enum(["model", "rules"]),
  provider: z.string(),
  model: z.string(),
  promptVersion: z.string(),
  promptHash: z.string(),
  inputHash: z.string(),
  outputHash: z.string(),
});

export const entryStates = ["none", "proposed", "written", "verified"] as const;

export const entryView = z.object({
  version: z.number().int(),
  state: z.enum(entryStates),
  title: z.string().nullable(),
  phrase: z.string().nullable(),
  allows: z.string().nullable(),
  risk: z.enum(risks).nullable(),
  owner: z.string().nullable(),
  author: z.string().nullable(),
  origin: origin.nullable(),
  at: z.iso.datetime(),
  verifiedBy: z.string().nullable(),
  verifiedAt: z.iso.datetime().nullable(),
});
export type EntryView = z.infer<typeof entryView>;

export const policyView = z.object({
  everything: z.boolean(),
  except: z.array(z.string()),
  whole: z.array(z.string()),
  groups: z.array(
    z.object({ level: z.enum(levels), on: z.string(), actions: z.array(z.string()), more: count }),
  ),
  more: z.object({ permissions: count, write: count, read: count }),
  riskiest: z.array(z.string()),
});
export type PolicyView = z.infer<typeof policyView>;

export const detail = z.object({
  key: entitlementKey,
  sourceName: z.string(),
  application: z.string(),
  name: z.string(),
  type: z.string().nullable(),
  privilege: z.enum(["standard", "privileged"]).nullable(),
  standing: z.enum(standings),
  /** The words a reviewer gets now; null where there is only the technical name. */
  words: z
    .object({ title: z.string(), phrase: z.string().nullable(), allows: z.string().nullable() })
    .nullable(),
  /** The current entry; 0 and null where there is none. */
  version: count,
  entry: entryView.nullable(),
  history: z.array(entryView),
  /** The source's own text, which is only what it states: plain, without secrets. */
  stated: z.object({
    title: z.string().nullable(),
    phrase: z.string().nullable(),
    description: z.string().nullable(),
    instructs: z.boolean(),
    secrets: count,
  }),
  policy: policyView.nullable(),
  holders: count,
  departments: z.array(z.object({ department: z.string().nullable(), holders: count })),
  /** Somebody who holds it, for the sentence as it will be read. */
  sample: z.string(),
  owner: z.object({
    name: z.string().nullable(),
    basis: z.enum(["catalogue", "entitlement", "application", "none"]),
    /** Whom the source names, where that is nobody who can sign in. */
    named: z.string().nullable(),
  }),
  may: z.object({ write: z.boolean(), verify: z.boolean(), nameOwner: z.boolean() }),
});
export type Detail = z.infer<typeof detail>;
