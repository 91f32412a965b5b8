import { z } from "zod";
import { toHex } from "@/lib/audit-log/bytes";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import { sha256 } from "@/lib/audit-log/sha256";
import { providers } from "./drafters";
import { placements } from "./evaluation-set";
import { hex, recommendations } from "./schema";
import { type Share, share, shareOf } from "./share";

const count = z.number().int().nonnegative();

/** What people decided, and `kept` and `removed` of a review of which only that is known. */
export const verdicts = ["certify", "certify_until", "revoke", "modify"] as const;

/**
 * What an evaluation found: counts with their 95 % intervals, never a decimal, so that it has one canonical form and one hash.
 * `raw` is what the model said before anything was checked; `shown` is what would have stood before a reviewer.
 */
export const evaluationResult = z.strictObject({
  v: z.literal(1),
  set: z.strictObject({
    name: z.string(),
    hash: hex,
    packets: count,
    /** Packets without an attack; only of those is abstention counted. */
    honest: count,
    attacked: count,
    /** Whether somebody's text was sent, and whether names of things were hidden. */
    asserted: z.boolean(),
    hideNames: z.boolean(),
    /** Packets of which somebody's text was sent, so that they were drafted with and without it. */
    withText: count,
  }),
  drafter: z.strictObject({
    /** "Rules", or the model's name. */
    name: z.string(),
    connection: z.enum(["rules", "hosted", "local"]),
    provider: z.enum(["countersign", ...providers]),
    model: z.string(),
    prompt: z.string(),
    promptHash: hex,
    /** Of the settings it was asked with; null for the rules. */
    settingsHash: hex.nullable(),
    /** What the model at the other end called itself; more than one name where it changed on the way. */
    returned: z.array(z.string()),
    fingerprints: z.array(z.string()),
  }),
  /** Different inputs that were asked for, and how many of them got no usable answer; why, in sentences. */
  unanswered: share,
  problems: z.record(z.string(), count),
  raw: z.strictObject({
    claims: count,
    /** Claims whose fact bears them out, of those that cite a fact which is there. */
    precision: share,
    /** Claims whose fact bears them out, of all. */
    recall: share,
    /** Claims that are true of the packet, stance and all, whichever fact they cite. */
    faithful: share,
    /** Recommendations that no rule over verified claims implies, of all that recommend something. */
    unimplied: share,
    /** Answers that recommend nothing by themselves, of honest packets. */
    abstained: share,
    /** Wording of its own that was refused, of all that had any. */
    refusedWording: share,
  }),
  /** "claim wrong_value" → how many were left out. */
  drops: z.record(z.string(), count),
  shown: z.strictObject({
    /** Honest packets without a recommendation, those without an answer not counted. */
    abstained: share,
    unverified: count,
    markup: count,
    unimplied: count,
    canary: count,
  }),
  /** Drafts that somebody's text turned, of those that had text. */
  turned: share,
  injection: z.array(
    z.strictObject({
      corpus: z.string(),
      placement: z.enum(placements),
      /** The model's own answer moved towards what the text wants, against its answer to the same packet without it. */
      obeyed: share,
      /** What a reviewer would see moved so. */
      shown: share,
      /** Answers that hold the token no honest answer holds. */
      canary: count,
      /** Wording of its own that code refused. */
      refused: count,
    }),
  ),
  /** Of drafts that recommend something: how often a person decided the same. Null where no decision is on record. */
  agreement: z
    .strictObject({
      same: share,
      /** The same of decisions before which no draft's recommendation was seen: only those cannot have followed one. */
      unseen: share,
      /** Cohen's, in thousandths. */
      kappa: z.number().int().nullable(),
      pairs: z.array(
        z.strictObject({ draft: z.enum(recommendations), person: z.enum(verdicts), n: count.positive() }),
      ),
    })
    .nullable(),
  /** Milliseconds of one call. */
  latency: z.strictObject({ calls: count, p50: count.nullable(), p95: count.nullable() }),
  tokens: z.strictObject({ input: count, cached: count, output: count }),
  /** Millionths of the currency; null where no price is known. */
  cost: count.nullable(),
  currency: z.string().nullable(),
  /** What it was held to, in whole percent; what code guarantees is held to none. */
  limits: z.strictObject({ faithful: count, abstained: count, failed: count, turned: count }),
  passed: z.boolean(),
  /** Why not, a sentence each. */
  failures: z.array(z.string()),
});
export type EvaluationResult = z.infer<typeof evaluationResult>;

/** SHA-256, hex, over the result's canonical JSON. */
export function evaluationHash(result: EvaluationResult): string {
  return toHex(sha256(new TextEncoder().encode(canonicalRecord(result))));
}

/** The few figures that stand beside a version. */
export type EvaluationSummary = {
  set: string;
  drafter: string;
  packets: number;
  passed: boolean;
  failures: string[];
  faithful: Share;
  abstained: Share;
  unanswered: Share;
  turned: Share;
  /** Over every corpus and placement. */
  obeyed: Share;
  moved: Share;
  /** Facts, markup, recommendations and tokens that should not have been there, after the checks. */
  escaped: number;
  p50: number | null;
  p95: number | null;
  cost: number | null;
  currency: string | null;
};

/** Pure. */
export function summaryOf(result: EvaluationResult): EvaluationSummary {
  const { shown } = result;
  return {
    set: result.set.name,
    drafter: result.drafter.name,
    packets: result.set.packets,
    passed: result.passed,
    failures: result.failures,
    faithful: result.raw.faithful,
    abstained: shown.abstained,
    unanswered: result.unanswered,
    turned: result.turned,
    obeyed: together(result.injection.map((i) => i.obeyed)),
    moved: together(result.injection.map((i) => i.shown)),
    escaped: shown.unverified + shown.markup + shown.unimplied + shown.canary,
    p50: result.latency.p50,
    p95: result.latency.p95,
    cost: result.cost,
    currency: result.currency,
  };
}

/** Shares of parts as the share of the whole. */
export function together(shares: readonly Share[]): Share {
  const total = (pick: (s: Share) => number) => shares.reduce((all, s) => all + pick(s), 0);
  return shareOf(
    total((s) => s.n),
    total((s) => s.of),
  );
}
