import { z } from "zod";

/** What is kept for a time of its own, in the order in which it is told. */
export const classes = ["raw_file", "timing", "packet", "draft", "reason", "pack"] as const;
export type RetentionClass = (typeof classes)[number];

/** Days the product begins with, the fewest that can be set, and what it is, in words. */
export const classFacts: Record<
  RetentionClass,
  { days: number; fewest: number; label: string; what: string; from: string }
> = {
  raw_file: {
    days: 396,
    fewest: 30,
    label: "Import files",
    what: "Files as they were imported, encrypted on disk. What was read from them stays, with the file's hash.",
    from: "the last import of the same file, once a newer snapshot is in force and no campaign on it is open",
  },
  timing: {
    days: 90,
    fewest: 30,
    label: "Times and openings",
    what: "How many seconds each item took its reviewer, which is kept under a pseudonym, and when they opened and reopened it and its recommendation. The oversight figures counted from them stay as they stand then. With the decision stay its own time of serving and the facts in view, since its entry in the log commits to them; and that a draft was served at all.",
    from: "the seal of its campaign",
  },
  packet: {
    days: 2557,
    fewest: 365,
    label: "Evidence",
    what: "The frozen facts that each item was reviewed on. Their hashes stay in the log.",
    from: "the seal of its campaign",
  },
  draft: {
    days: 2557,
    fewest: 365,
    label: "Drafts",
    what: "What models and rules drafted, with what was sent and kept of it. Their hashes stay in the log.",
    from: "the seal of its campaign",
  },
  reason: {
    days: 2557,
    fewest: 365,
    label: "Reasons",
    what: "People's own words: reasons, comments, answers. Their commitments stay, and the log says that they were erased.",
    from: "the seal of its campaign; of words that belong to no campaign, from when they were written",
  },
  pack: {
    days: 2557,
    fewest: 365,
    label: "Evidence packs",
    what: "Files that were made for download. Who asked for each and its hash stay.",
    from: "when it was made",
  },
};

const reason = z.string().trim().min(10, "Say why in a sentence of at least 10 characters.").max(2_000);
export const reasonField = reason;

export const holdView = z.object({
  id: z.uuid(),
  on: z.enum(["campaign", "person"]),
  of: z.uuid(),
  name: z.string(),
  reason: z.string().nullable(),
  by: z.string(),
  at: z.string(),
  liftedAt: z.string().nullable(),
  liftedBy: z.string().nullable(),
  liftedReason: z.string().nullable(),
});
export type HoldView = z.infer<typeof holdView>;

/** What an erasure takes, or took. */
export const erasureCounts = z.object({
  /** Words that the person wrote. */
  wrote: z.number(),
  /** Words of others about the person, as far as the record tells whom they are about. */
  about: z.number(),
  /** Campaigns in whose packs they stood. */
  campaigns: z.number(),
});
export type ErasureCounts = z.infer<typeof erasureCounts>;

export const erasureView = z.object({
  id: z.uuid(),
  person: z.uuid(),
  name: z.string(),
  state: z.enum(["asked", "performed", "refused", "withdrawn"]),
  reason: z.string().nullable(),
  askedBy: z.string(),
  askedById: z.uuid(),
  askedAt: z.string(),
  settledBy: z.string().nullable(),
  settledAt: z.string().nullable(),
  counts: erasureCounts.nullable(),
});
export type ErasureView = z.infer<typeof erasureView>;

export const classView = z.object({
  class: z.enum(classes),
  days: z.number(),
  /** Things of this class that are there: files, or campaigns that still have it. */
  kept: z.number(),
  /** Past their time, and not held. */
  due: z.number(),
  /** Past their time, and held. */
  held: z.number(),
  /** When the next of them is due, ISO; null where nothing is there or nothing has an end yet. */
  next: z.string().nullable(),
  lastRun: z
    .object({
      startedAt: z.string(),
      finishedAt: z.string().nullable(),
      purged: z.number(),
      problem: z.string().nullable(),
    })
    .nullable(),
});
export type ClassView = z.infer<typeof classView>;

export const retentionView = z.object({
  now: z.string(),
  classes: z.array(classView),
  holds: z.array(holdView),
  erasures: z.array(erasureView),
  campaigns: z.array(z.object({ id: z.uuid(), name: z.string() })),
  people: z.array(z.object({ id: z.uuid(), name: z.string(), disabled: z.boolean() })),
});
export type RetentionView = z.infer<typeof retentionView>;
