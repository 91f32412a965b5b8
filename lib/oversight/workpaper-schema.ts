import { z } from "zod";
import { ownWords } from "@/lib/text/own-words";

/** What is tested of each item, in the order of the sheets. The first are filled by code, the last by the auditor alone. */
export const attributes = [
  "population",
  "reviewer",
  "in_time",
  "evidence",
  "reason",
  "removal",
  "exception",
  "appropriate",
  "adequate",
] as const;
export const attribute = z.enum(attributes);
export type Attribute = z.infer<typeof attribute>;

export const attributeWords: Record<Attribute, { title: string; test: string; byCode: boolean }> = {
  population: {
    title: "In the population",
    test: "The item is in the frozen population: the root over its items and their evidence, computed again, is what the launch committed to.",
    byCode: true,
  },
  reviewer: {
    title: "Eligible reviewer",
    test: "A person decided it who was not its subject and whom nothing recorded at launch ruled out.",
    byCode: true,
  },
  in_time: { title: "In time", test: "It was decided by the due date.", byCode: true },
  evidence: {
    title: "Evidence served first",
    test: "The evidence that the decision names was served to that person before they decided. Served is not read.",
    byCode: true,
  },
  reason: {
    title: "Reason given",
    test: "The decision carries a reason code, and words where they were asked for.",
    byCode: true,
  },
  removal: {
    title: "Removed and seen gone",
    test: "What was to be removed or changed was seen so in a later snapshot of the source.",
    byCode: true,
  },
  exception: {
    title: "Exception approved and in date",
    test: "What is kept against a rule is under an exception that was granted and had not run out by the end of the period, or of the campaign.",
    byCode: true,
  },
  appropriate: {
    title: "Decision appropriate",
    test: "On this evidence the decision was right. Only a person can say.",
    byCode: false,
  },
  adequate: {
    title: "Reason adequate",
    test: "The reason explains the decision to somebody who was not there. Only a person can say.",
    byCode: false,
  },
};

export const judgements = ["met", "exception", "not_applicable"] as const;
export const judgement = z.enum(judgements);
export type Judgement = z.infer<typeof judgement>;
export const judgementWords: Record<Judgement, string> = {
  met: "Met",
  exception: "Exception",
  not_applicable: "Not applicable",
};

export const drawnFrom = ["all", "removals", "keeps", "high_risk"] as const;
export type DrawnFrom = (typeof drawnFrom)[number];
export const drawnFromWords: Record<DrawnFrom, string> = {
  all: "Every item",
  removals: "Decided to remove or change",
  keeps: "Decided to keep",
  high_risk: "High and critical risk",
};

export const seed = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9._-]{4,64}$/, "Give a seed of 4 to 64 letters, digits, dots, dashes or underscores.");
export const sampleSize = z.coerce.number().int().min(1, "Draw at least one.").max(500, "Draw 500 at most.");
const key = z.string().min(8).max(100);

export const createInput = z
  .object({
    name: ownWords(z.string().trim().min(3, "Give it a name.").max(120)),
    campaign: z.uuid().optional(),
    from: z.iso.date("Give the first day as a date.").optional(),
    to: z.iso.date("Give the last day as a date.").optional(),
    drawnFrom: z.enum(drawnFrom).default("all"),
    seed,
    size: sampleSize,
    key,
  })
  .refine(
    (i) => (i.campaign !== undefined) !== (i.from !== undefined && i.to !== undefined),
    "Name a campaign, or the first and the last day of a period.",
  );

export const noteInput = z
  .object({
    workpaper: z.uuid(),
    item: z.uuid().optional(),
    attribute,
    judgement: judgement.optional(),
    words: ownWords(z.string().trim().max(2_000, "Keep the comment under 2,000 characters.")).optional(),
    key,
  })
  .refine(
    (i) => i.judgement !== undefined || (i.words ?? "") !== "",
    "Choose a judgement or write a comment.",
  );

export const freezeInput = z.object({ workpaper: z.uuid(), key });

/** What code found: `says` in a sentence, with where to look. */
export const finding = z.object({
  attribute,
  /** Null where code cannot judge. */
  result: judgement.nullable(),
  says: z.string(),
  /** Place of the entry in the log that proves it. */
  leaf: z.number().nullable(),
  evidence: z.string().nullable(),
});
export type Finding = z.infer<typeof finding>;

export const noteView = z.object({
  judgement: judgement.nullable(),
  words: z.string().nullable(),
  by: z.string(),
  at: z.string(),
});
export type NoteView = z.infer<typeof noteView>;

export const workpaperRow = z.object({
  n: z.number(),
  item: z.uuid(),
  rank: z.string(),
  campaign: z.uuid(),
  campaignName: z.string(),
  subject: z.string(),
  title: z.string(),
  application: z.string(),
  risk: z.string(),
  state: z.string(),
  outcome: z.enum(["certify", "certify_until", "revoke", "modify"]).nullable(),
  decidedBy: z.string().nullable(),
  simulated: z.boolean(),
  findings: z.array(finding),
  notes: z.partialRecord(attribute, noteView),
});
export type WorkpaperRow = z.infer<typeof workpaperRow>;

/** What of a sampled item is kept when a workpaper is frozen; it mentions people by their ids. */
export const foundRow = workpaperRow.pick({
  n: true,
  state: true,
  outcome: true,
  decidedBy: true,
  findings: true,
});
export type FoundRow = z.infer<typeof foundRow>;

export const conclusion = z.object({
  attribute,
  met: z.number(),
  exceptions: z.number(),
  notApplicable: z.number(),
  /** Neither code nor the auditor has said. */
  blank: z.number(),
  note: noteView.nullable(),
});
export type Conclusion = z.infer<typeof conclusion>;

export const workpaperHead = z.object({
  id: z.uuid(),
  name: z.string(),
  campaigns: z.array(z.object({ id: z.uuid(), name: z.string() })),
  from: z.string().nullable(),
  to: z.string().nullable(),
  drawnFrom: z.enum(drawnFrom),
  seed: z.string(),
  population: z.number(),
  size: z.number(),
  by: z.string(),
  at: z.string(),
  /** Null while it is worked on. */
  frozen: z.object({ by: z.string(), at: z.string() }).nullable(),
});
export type WorkpaperHead = z.infer<typeof workpaperHead>;

export const workpaperView = workpaperHead.extend({
  rows: z.array(workpaperRow),
  conclusions: z.array(conclusion),
  /** Places in the sample of which code would find something else today than when it was frozen. */
  changed: z.array(z.number()),
});
export type WorkpaperView = z.infer<typeof workpaperView>;

/** What holds of an item and an attribute: the auditor's judgement where there is one, else what code found. */
export function standing(row: WorkpaperRow, of: Attribute): Judgement | null {
  return row.notes[of]?.judgement ?? row.findings.find((f) => f.attribute === of)?.result ?? null;
}
