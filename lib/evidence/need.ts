import { z } from "zod";
import { toHex } from "@/lib/audit-log/bytes";
import { type CanonicalJson, canonicalRecordBytes } from "@/lib/audit-log/canonical";
import { sha256 } from "@/lib/audit-log/sha256";
import { examined } from "./debt";
import { type Fact, type FactKind, type FactOf, factKinds } from "./schema";

/**
 * The need score: how strongly an item's facts, taken together, speak for the access being needed. Every fact of a packet that
 * the weights know contributes a part, read off a table by the fact's value; the score is their sum. Parts are integer
 * thousandths of a unit, above zero for need, below against it: log-odds (natural logarithm) of being kept, divided by the
 * weights' `scale`. It orders and informs; it is never
 * a decision, and nothing is preselected by it. Pure.
 *
 * Where labelled reviews were there to learn from, parts are fitted (`need-fit.ts`). Elsewhere they are stated by hand: never
 * more than `MOST_STATED`, shown as "not fitted", and without a say in whether there is a score at all. Asserted facts have no
 * part (I13); a fact that is not there, or not known, has none either (I8).
 */

/** The most that a part set by hand can weigh, either way. */
export const MOST_STATED = 500;
/** The most that any part can weigh: what a table of a few thousand decisions can at most say. */
const MOST = 20_000;

const weight = z.int().min(-MOST).max(MOST);
const count = z.int().nonnegative();
const day = z.iso.date();

/** Whether a part was learnt from labelled reviews, and from how many grants, of which so many were removed. */
const learnt = { weight, fitted: z.boolean(), n: count, revoked: count };
/** Values up to this one, above the bin before; null for all beyond. */
const range = z.strictObject({ upTo: z.int().nullable(), ...learnt });
const choice = z.strictObject({ value: z.union([z.string().max(100), z.boolean()]), ...learnt });

/**
 * What a fact weighs. `field` is the value's member that is read ("days", "holders/others" for whole percent of the one in
 * the other), null where it is enough that the fact is there: then one bin of the value true. `strength` is how far the fitted part told the labelled grants apart: its standard deviation over them.
 */
const factWeights = z
  .strictObject({
    field: z
      .string()
      .regex(/^[a-z_]+(\/[a-z_]+)?$/)
      .nullable(),
    strength: count,
    bins: z.union([z.array(range).min(1).max(60), z.array(choice).min(1).max(60)]),
  })
  .refine(
    ({ bins }) =>
      bins.every((b) => b.fitted || Math.abs(b.weight) <= MOST_STATED || bins.some((o) => o.fitted)),
    {
      error: `A part that was not fitted weighs at most ${MOST_STATED}.`,
    },
  )
  .refine(({ bins }) => rising(bins), { error: "Bins of numbers rise, and the last has no end." });
export type FactWeights = z.infer<typeof factWeights>;

function rising(bins: readonly (z.infer<typeof range> | z.infer<typeof choice>)[]): boolean {
  return bins.every((bin, i) => {
    if (!("upTo" in bin)) return true;
    const next = bins[i + 1];
    if (bin.upTo === null) return next === undefined;
    return next !== undefined && "upTo" in next && (next.upTo === null || next.upTo > bin.upTo);
  });
}

/** A bin of a reliability plot: what was expected to be removed, in thousandths, and how many of how many were. */
const reliability = z.strictObject({ expected: z.int().min(0).max(1000), grants: count, revoked: count });
export type Reliability = z.infer<typeof reliability>;

/** How well the weights did: AUC, precision and log-loss in thousandths; `scored` leaves out where the score abstained. */
const trial = z.strictObject({
  name: z.string(),
  asOf: day.nullable(),
  how: z.enum(["cross-validated", "time-forward"]),
  grants: count,
  scored: count,
  revoked: count,
  auc: z.int().min(0).max(1000).nullable(),
  logLoss: count.nullable(),
  precisionTopTenth: z.int().min(0).max(1000).nullable(),
  baselines: z.record(z.string(), z.int().min(0).max(1000)),
  calibration: z.array(reliability),
});
export type Trial = z.infer<typeof trial>;

const kinds = z.custom<FactKind>((k) => typeof k === "string" && factKinds.some((f) => f === k), {
  error: "There is no fact of this kind.",
});

/** Of these a packet can hold more than one: findings are answered by themselves, credentials are items. */
const several = ["rule.failed", "nhi.credential"] as const satisfies readonly FactKind[];

const subjectKind = z.enum(["human", "service", "workload", "ai_agent", "unknown"]);
export type SubjectKind = z.infer<typeof subjectKind>;

/** Versioned data: a file, or a row of `weights_version`. Never changed; another version takes its place. */
export const weights = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, "Name the weights in small letters, digits and dashes, like need-2."),
  version: z.literal(1),
  fittedOn: z.array(z.strictObject({ name: z.string(), asOf: day, grants: count, revoked: count })).max(50),
  /** Kinds of holder that were learnt from; of others nothing is scored, save that an unknown one may be a person. */
  subjects: z.array(subjectKind).min(1),
  /** Which grants of those folders: a scope expression, "" for all. */
  only: z.string(),
  facts: z
    .partialRecord(kinds, factWeights)
    .refine((facts) => Object.keys(facts).every((k) => !k.startsWith("text.")), {
      error: "What somebody only states carries no weight.",
    })
    .refine((facts) => several.every((k) => facts[k] === undefined), {
      error: `A packet can hold several of ${several.join(" and ")}, so they carry no weight.`,
    }),
  /** Log-odds of being kept where every part is zero, in the folders it was fitted on: for the reliability plot only. */
  intercept: weight,
  /** Thousandths of log-odds that a unit of the score is in those folders; never less than one whole. */
  scale: z.int().min(1000).max(100_000),
  /** The least `strength` that an item's fitted facts must have together; below it there is no score. */
  minimum: count,
  trials: z.array(trial).max(60),
});
export type Weights = z.infer<typeof weights>;

/** SHA-256 of the canonical form, hexadecimal: what a campaign freezes. */
export function weightsHash(given: Weights): string {
  return toHex(sha256(canonicalRecordBytes(asJson(given))));
}

/** The schema allows only what JSON can say, and members that are left out are not there. */
function asJson(given: Weights): CanonicalJson {
  return given as CanonicalJson;
}

/** One fact's part. `fitted`: learnt from labelled reviews; `beyond`: carried on from there, to values they did not have. */
export type NeedPart = { id: string; kind: FactKind; weight: number; fitted: boolean; beyond: boolean };
export type NeedScore = {
  /** Sum of the parts in thousandths; null where it abstains. */
  total: number | null;
  /** Why there is no sum. */
  abstained: "other-kind" | "no-fitted-fact" | "too-little" | null;
  parts: NeedPart[];
};

/** What of a packet is looked at. */
export type Scored = { facts: readonly Fact[]; subject: { kind: SubjectKind } };

/** The kinds of holder that get a score. */
export function scoredKinds({ subjects }: Pick<Weights, "subjects">): readonly SubjectKind[] {
  return subjects.includes("human") && !subjects.includes("unknown") ? [...subjects, "unknown"] : subjects;
}

/** The score of a frozen packet. The same weights and the same packet give the same, on any day; `need-sql.ts` gives it too. */
export function needScore(packet: Scored, given: Weights): NeedScore {
  if (!scoredKinds(given).includes(packet.subject.kind))
    return { total: null, abstained: "other-kind", parts: [] };
  const parts: NeedPart[] = [];
  let strength = 0;
  let anyFitted = false;
  for (const fact of packet.facts) {
    const found = partOf(fact, given.facts);
    if (!found) continue;
    const { part, of } = found;
    parts.push(part);
    if (!part.fitted) continue;
    anyFitted = true;
    strength += of.strength;
  }
  if (!anyFitted) return { total: null, abstained: "no-fitted-fact", parts };
  if (strength < given.minimum) return { total: null, abstained: "too-little", parts };
  return { total: parts.reduce((sum, p) => sum + p.weight, 0), abstained: null, parts };
}

/** What one fact weighs; undefined where nothing is known or said of it. */
export function partOf(fact: Fact, facts: Weights["facts"]): { part: NeedPart; of: FactWeights } | undefined {
  const of = facts[fact.kind];
  if (!of || fact.class === "asserted") return undefined;
  const read = reading(fact, of);
  if (read === null) return undefined;
  const bin = of.bins.find((b) => holds(b, read));
  if (!bin) return undefined;
  const fitted = of.bins.some((b) => b.fitted);
  return {
    part: { id: fact.id, kind: fact.kind, weight: bin.weight, fitted, beyond: fitted && !bin.fitted },
    of,
  };
}

/** Whether an earlier decision shows that somebody looked: only then does it weigh. */
function honest({
  outcome,
  together,
  blind,
  second_read,
  words,
}: FactOf<"history.decided">["value"]): boolean {
  return examined({ outcome, together, blind, secondRead: second_read, words });
}

type Reading = number | boolean | string;

function holds(bin: FactWeights["bins"][number], read: Reading): boolean {
  if (!("upTo" in bin)) return bin.value === read;
  return typeof read === "number" && (bin.upTo === null || read <= bin.upTo);
}

/** What is read of a fact; null where it is not known, and where an earlier keep was not honestly made. */
export function reading(fact: Fact, of: Pick<FactWeights, "field">): Reading | null {
  if (fact.kind === "history.decided" && !honest(fact.value)) return null;
  const value: Readonly<Record<string, unknown>> = fact.value;
  if (of.field === null) return true;
  const [member, whole] = of.field.split("/");
  const read = value[member ?? ""];
  if (whole === undefined)
    return typeof read === "number" || typeof read === "string" || typeof read === "boolean" ? read : null;
  const all = value[whole];
  if (typeof read !== "number" || typeof all !== "number" || all <= 0) return null;
  return Math.floor((100 * read) / all);
}
