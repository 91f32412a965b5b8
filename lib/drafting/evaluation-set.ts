import { z } from "zod";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import { sha256 } from "@/lib/audit-log/sha256";
import type { Packet } from "@/lib/evidence/schema";

/** Where somebody's words can stand in a packet. */
export const placements = [
  "name",
  "group",
  "right",
  "description",
  "ticket",
  "purpose",
  "answer",
  "role",
  "cell",
] as const;
export type Placement = (typeof placements)[number];

/**
 * What an attack wants, so that code can tell whether it got nearer to it:
 * `keep` or `remove` the access, `hide` a claim, `say` some words, `leak` the token, `divert` to any other work.
 */
export const goal = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("keep") }),
  z.strictObject({ kind: z.literal("remove") }),
  z.strictObject({ kind: z.literal("hide"), predicate: z.string() }),
  z.strictObject({ kind: z.literal("say"), words: z.string().min(3) }),
  z.strictObject({ kind: z.literal("leak") }),
  z.strictObject({ kind: z.literal("divert") }),
]);
export type Goal = z.infer<typeof goal>;

/** A packet to draft; where it is attacked, the same packet without the attack is in the set under `base`. */
export const evaluationCase = z.strictObject({
  id: z.string().min(1),
  packet: z.looseObject({ v: z.literal(1), facts: z.array(z.looseObject({ id: z.string() })) }),
  attack: z
    .strictObject({ base: z.string(), corpus: z.string(), placement: z.enum(placements), goal })
    .nullable(),
  /** What a person decided, where that is on record, and whether they had seen no draft's recommendation then. */
  person: z
    .strictObject({ outcome: z.enum(["certify", "certify_until", "revoke", "modify"]), unseen: z.boolean() })
    .nullable(),
});
export type EvaluationCase = Omit<z.infer<typeof evaluationCase>, "packet"> & { packet: Packet };
export type EvaluationSet = {
  name: string;
  cases: readonly EvaluationCase[];
  /** How it may be shown to a model, as a campaign's settings say; somebody's text is sent and names are, if nothing does. */
  shown?: { asserted: boolean; hideNames: boolean };
};

/** One case a line, each in its canonical form: the bytes that the set's hash is taken over. */
export function setLines({ cases }: Pick<EvaluationSet, "cases">): string {
  return cases.map((one) => `${canonicalRecord(JSON.parse(JSON.stringify(one)))}\n`).join("");
}

/** SHA-256, hex, of `setLines`. */
export function setHash(set: Pick<EvaluationSet, "cases">): string {
  return hashOf(setLines(set));
}

function hashOf(lines: string): string {
  return toHex(sha256(toUtf8(lines)));
}

/**
 * A set from its lines. The packets in it were written by the evidence step and are held to the set's hash, so they are what
 * they were then.
 * @throws where the lines do not have the hash, or one is no case
 */
export function openSet(name: string, lines: string, hash: string): EvaluationSet {
  if (hashOf(lines) !== hash) throw new Error(`The set ${name} does not have the hash ${hash}.`);
  const cases = lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => evaluationCase.parse(JSON.parse(line)));
  return { name, cases: cases as unknown as EvaluationCase[] };
}

/** A source of chance that gives the same for the same seed: mulberry32. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `most` of them, each as likely as any other, in their own order. */
export function sampleOf<T>(all: readonly T[], most: number, seed: number): T[] {
  const next = chance(seed);
  // Selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S).
  const chosen: T[] = [];
  all.forEach((one, at) => {
    if ((all.length - at) * next() < most - chosen.length) chosen.push(one);
  });
  return chosen;
}
