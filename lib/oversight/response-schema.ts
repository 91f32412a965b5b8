import { createHash } from "node:crypto";
import { z } from "zod";
import { ownWords } from "@/lib/text/own-words";
import type { Conduct } from "./conduct";
import { reperformanceHead } from "./reperformance-schema";
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

const response = z.object({
  id: z.uuid(),
  /** The hash of the figures that were read: `figuresHash`. */
  figures: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  choice: z.enum(choices),
  /** Of a re-review: who decides the sample again, without a part in the campaign. */
  performer: z.uuid().optional(),
  words,
  key,
});
export const respondInput = response.refine((r) => r.choice !== "re_review" || r.performer !== undefined, {
  error: "Choose who reviews the sample again.",
  path: ["performer"],
});
export const responsesInput = response.pick({ id: true });
export const withholdInput = z.object({ id: z.uuid(), section: z.enum(withholdable), words, key });

const sealing = z.object({
  /** Closed, and not sealed because somebody may still answer. */
  waits: z.boolean(),
  /** Until when it waits; null while it runs. */
  until: z.string().nullable(),
  /** What the seal says of a missing answer. */
  unanswered: z
    .object({ why: z.enum(["nobody_answered", "no_control_owner"]), days: z.number().int() })
    .nullable(),
});
export type Sealing = z.infer<typeof sealing>;

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
        .object({
          seed: z.string(),
          from: z.number().int(),
          items: z.array(z.uuid()),
          hash: z.string(),
          reperformance: z.uuid(),
        })
        .nullable(),
      /** How the sample is being decided again, and with which agreement it was. */
      again: reperformanceHead.nullable(),
    }),
  ),
  withheld: z.array(
    z.object({ section: z.enum(withholdable), by: z.string(), at: z.string(), words: z.string().nullable() }),
  ),
  sealing,
  /** Since when the figures stand as they are, because the times that they were counted from were deleted; null before that. */
  keptAt: z.string().nullable(),
  /** Whether whoever asks may answer and withhold. */
  mayRespond: z.boolean(),
});
export type Responses = z.infer<typeof responses>;

/** SHA-256 of the figures as JSON, without what changes later, as what people are called: what a response says that it answers. */
export function figuresHash(f: Figures): string {
  const { status: _, people, ...rest } = f;
  const said = { ...rest, people: people.map(({ name: _name, ...of }) => of) };
  return `sha256:${createHash("sha256").update(JSON.stringify(said)).digest("hex")}`;
}

type Section = (typeof withholdable)[number];

/**
 * Figures, answers and what is withheld, as one record for a pack.
 * @returns `hash` is of the whole figures, as answers name it; a withheld section's figures are gone from `figures`, wherever they
 * stand, and `withheld` says by whom, when and why
 */
export function oversightRecord(f: Figures, given: Responses) {
  const left = withoutWithheld(
    f,
    given.withheld.map((w) => w.section),
  );
  const { responses, withheld, sealing, keptAt } = given;
  const stood = keptAt === null ? {} : { keptAt };
  return {
    figures: left,
    hash: figuresHash(f),
    ...stood,
    responses,
    withheld,
    unanswered: sealing.unanswered,
  };
}

const members: Record<Section, readonly (keyof Figures)[]> = {
  pull: ["delta", "switched"],
  agreement: ["agreement"],
  directions: ["overrides", "reversals"],
  challenges: [],
  pace: ["thresholds", "times"],
  index: [],
  teams: ["teams", "people"],
};
/** Parts of how people worked, which stand in the campaign's total, in each team's and in each person's. */
const parts: Record<Section, readonly (keyof Conduct)[]> = {
  pull: ["delta", "switched"],
  agreement: [],
  directions: [],
  challenges: ["overReliance", "catchRate"],
  pace: ["pace", "streak", "inView", "noEvidence", "duplicates", "bunching"],
  index: [],
  teams: [],
};
/** The index is made of these sections' figures and shows them, so it goes with any of them. */
const ofIndex: readonly Section[] = ["index", "pull", "challenges", "pace"];

/** The figures without what these sections tell. */
function withoutWithheld(f: Figures, sections: readonly Section[]): Record<string, unknown> {
  const gone = new Set<string>(sections.flatMap((s) => members[s]));
  const goneOf = new Set<string>(sections.flatMap((s) => parts[s]));
  if (sections.some((s) => ofIndex.includes(s))) goneOf.add("rubberStamp");
  const kept = (of: object, without: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => !without.has(name)));
  // Whether a revision helped is known of challenge items alone.
  const untold = sections.includes("challenges") ? ["helpful", "harmful"] : [];
  const told = <T extends { conduct: object }>(group: T) => ({
    ...group,
    conduct: Object.fromEntries(
      Object.entries(kept(group.conduct, goneOf)).map(([name, of]) =>
        name === "switched" ? [name, kept(Object(of), new Set(untold))] : [name, of],
      ),
    ),
  });
  return kept({ ...told(f), teams: f.teams.map(told), people: f.people.map(told) }, gone);
}
