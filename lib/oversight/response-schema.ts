import { createHash } from "node:crypto";
import { z } from "zod";
import { ownWords } from "@/lib/text/own-words";
import type { Figures } from "./schema";

export const choices = ["no_action", "re_review", "other"] as const;
export const withholdable = [
  "pull",
  "agreement",
  "directions",
  "challenges",
  "pace",
  "index",
  "teams",
] as const;

const key = z.string().min(8).max(100).optional();
const words = ownWords(
  z
    .string()
    .trim()
    .min(3, "Say why in a few words; it is printed beside the figures.")
    .max(2_000, "Keep it under 2,000 characters."),
);

export const respondInput = z.object({
  id: z.uuid(),
  /** The hash of the figures that were read: `figuresHash`. */
  figures: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  choice: z.enum(choices),
  words,
  key,
});
export const withholdInput = z.object({ id: z.uuid(), section: z.enum(withholdable), words, key });

export const responses = z.object({
  /** Oldest first; the last one counts. */
  responses: z.array(
    z.object({
      by: z.string(),
      at: z.string(),
      choice: z.enum(choices),
      figures: z.string(),
      /** Null where they were erased. */
      words: z.string().nullable(),
      sample: z
        .object({ seed: z.string(), from: z.number().int(), items: z.array(z.uuid()), hash: z.string() })
        .nullable(),
    }),
  ),
  withheld: z.array(
    z.object({ section: z.enum(withholdable), by: z.string(), at: z.string(), words: z.string().nullable() }),
  ),
  /** Whether whoever asks may answer and withhold. */
  mayRespond: z.boolean(),
});
export type Responses = z.infer<typeof responses>;

/** SHA-256 of the figures as JSON, without what changes by reading: what a response says that it answers. */
export function figuresHash(f: Figures): string {
  const { status: _, ...said } = f;
  return `sha256:${createHash("sha256").update(JSON.stringify(said)).digest("hex")}`;
}

/**
 * Figures, response and what is withheld, as one record for a pack or a report.
 * @returns a withheld section says by whom, when and why, and its figures are left out by whoever renders it
 */
export function oversightRecord(f: Figures, given: Responses) {
  const left = withoutWithheld(
    f,
    given.withheld.map((w) => w.section),
  );
  return { figures: left, hash: figuresHash(f), responses: given.responses, withheld: given.withheld };
}

const members: Record<(typeof withholdable)[number], readonly (keyof Figures)[]> = {
  pull: ["delta", "switched"],
  agreement: ["agreement"],
  directions: ["overrides", "reversals"],
  challenges: [],
  pace: ["thresholds", "times"],
  index: [],
  teams: ["teams", "people"],
};
/** Withheld parts of how people worked, which stand in the campaign's total, in each team's and in each person's. */
const conductMembers: Record<(typeof withholdable)[number], readonly string[]> = {
  pull: ["delta", "switched"],
  agreement: [],
  directions: [],
  challenges: ["overReliance", "catchRate"],
  pace: ["pace", "streak", "inView", "noEvidence", "duplicates", "bunching"],
  index: [],
  teams: [],
};

/** The index is made of other sections' figures, so it goes with any of them. */
function withoutWithheld(f: Figures, sections: readonly (typeof withholdable)[number][]): Partial<Figures> {
  const gone = new Set<string>(sections.flatMap((s) => members[s]));
  const goneOf = new Set<string>(sections.flatMap((s) => conductMembers[s]));
  if (sections.some((s) => ["index", "pull", "challenges", "pace"].includes(s))) goneOf.add("rubberStamp");
  const kept = Object.fromEntries(Object.entries(f).filter(([name]) => !gone.has(name)));
  return JSON.parse(JSON.stringify(kept), function (this: unknown, name: string, value: unknown) {
    const ofConduct =
      typeof this === "object" &&
      this !== null &&
      "decided" in this &&
      "reviewers" in this &&
      "bunching" in this;
    return ofConduct && goneOf.has(name) ? undefined : value;
  });
}
