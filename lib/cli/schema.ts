import { z } from "zod";
import { askedFormats, sourceName } from "@/lib/sources/schema";

const campaign = z.uuid("A campaign is named by its id, as `campaign launch` prints it.");
const person = z.string().trim().min(1, "Name a person by e-mail or name.");
/** The last line of standard output is then one JSON object. */
const json = z.boolean();

const wholeNumber = z.coerce
  .number("--seed is a whole number.")
  .int("--seed is a whole number.")
  .min(0)
  .max(4_294_967_295);
/** Ways of reviewing that can be simulated. */
const ways = ["honest", "hurried", "stamper", "follower"] as const;

const models = ["rules", "hosted", "local"] as const;

/** Drafts held against their packets. A database is needed for a campaign's packets and for storing, and for nothing else. */
const draftsEvaluation = z.strictObject({
  verb: z.literal("eval drafts"),
  folders: z.array(z.string().min(1)),
  campaign: campaign.optional(),
  sample: z.coerce
    .number("--sample is a number.")
    .int()
    .min(1, "--sample is 1 or more.")
    .max(2_000, "--sample is at most 2000."),
  seed: wholeNumber,
  /** None named: the rules, and what the environment gives and may be shown the packets. */
  models: z.array(z.enum(models, `--model is one of ${models.join(", ")}.`)),
  corpora: z.string().min(1).optional(),
  out: z.string().min(1).optional(),
  record: z.coerce.number("--record takes a version's number.").int().min(1).optional(),
  json,
});
export type DraftsEvaluation = z.output<typeof draftsEvaluation>;

/** What the command line can ask of a database: its own, or that of the server that holds it. Paths are absolute. */
export const request = z.discriminatedUnion("verb", [
  z.strictObject({
    verb: z.literal("import"),
    path: z.string().min(1, "Say which file or folder to import."),
    source: sourceName,
    format: z.enum(askedFormats, `--format is one of ${askedFormats.join(", ")}.`),
    asOf: z.iso.date("--as-of is a date like 2026-11-22.").optional(),
    json,
  }),
  z.strictObject({ verb: z.literal("sources"), json }),
  z.strictObject({
    verb: z.literal("campaign launch"),
    name: z.string().trim().min(1, "Give the campaign a name: --name."),
    sources: z.array(z.string().min(1)),
    applications: z.array(z.string().min(1)),
    scope: z.string(),
    reviewer: person.optional(),
    fallback: person.optional(),
    due: z.iso.date("--due is a date like 2026-11-27."),
    json,
  }),
  z.strictObject({ verb: z.literal("campaign show"), campaign, json }),
  z.strictObject({ verb: z.literal("draft"), campaign, json }),
  z.strictObject({
    verb: z.literal("items"),
    campaign,
    csv: z.literal(true, "items writes CSV: add --csv."),
  }),
  z.strictObject({
    verb: z.literal("simulate"),
    campaign,
    as: z.enum(ways, `--as is one of ${ways.join(", ")}.`),
    share: z.coerce
      .number("--share is a number.")
      .gt(0, "--share is above 0.")
      .max(1, "--share is at most 1."),
    seed: wholeNumber,
    reviewer: person.optional(),
    until: z.iso.date("--until is a date like 2026-11-27.").optional(),
    signOff: z.boolean(),
    json,
  }),
  z.strictObject({ verb: z.literal("close"), campaign, json }),
  z.strictObject({
    verb: z.literal("export"),
    campaign,
    out: z.string().min(1, "Say where the pack goes: --out PACK.zip."),
    at: z
      .union(
        [z.literal("sealing"), z.coerce.number().int().positive()],
        '--at is "sealing", or the size of a checkpoint.',
      )
      .optional(),
    json,
  }),
  z.strictObject({
    verb: z.literal("weights install"),
    path: z.string().min(1, "Say which file of weights to install."),
    json,
  }),
  draftsEvaluation,
]);
export type Request = z.output<typeof request>;
export type RequestOf<V extends Request["verb"]> = Extract<Request, { verb: V }>;

/** Evaluating works on a scratch database of its own, so no server ever does it. */
export const evaluation = z.strictObject({
  verb: z.literal("eval evidence"),
  folders: z.array(z.string().min(1)).min(1, "Name at least one folder."),
  test: z.string().min(1).optional(),
  only: z.string(),
  fit: z.string().min(1).optional(),
  json,
});
export type Evaluation = z.output<typeof evaluation>;

/** Verifying needs no database, so no server ever does it. */
export const verification = z.strictObject({
  verb: z.literal("verify"),
  pack: z.string().min(1, "Say which pack to verify."),
  vkey: z.string().optional(),
  previous: z.string().optional(),
  witness: z.array(z.string()).optional(),
  tsa: z.string().optional(),
  json,
});
export type Verification = z.output<typeof verification>;

/** What a server streams back, one JSON a line: output lines, then how it ended. */
export const answerLine = z.union([
  z.strictObject({ stream: z.enum(["stdout", "stderr"]), line: z.string() }),
  z.strictObject({ exit: z.number().int().min(0).max(255) }),
]);
export type AnswerLine = z.output<typeof answerLine>;
