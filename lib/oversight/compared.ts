import { agreementOf, overridesOf } from "./agreement";
import type { Stratum, Switched } from "./delta";
import type { Counted } from "./intervals";

type Verb = "certify" | "certify_until" | "revoke" | "modify";

/** So many decisions of one reviewer that were compared with what was recommended and came out the same way. */
export type Compared = {
  person: string;
  risk: string;
  arm: "assisted" | "blind";
  /** Whether the lot alone chose the arm: only that says what the draft did. */
  drawn: boolean;
  recommendation: Exclude<Verb, "certify_until">;
  /** Assisted: what stands. Blind: what was decided before the draft was shown. */
  outcome: Verb;
  same: boolean;
  /** Blind, and in the end as the draft says, though not at first. */
  revised: boolean;
  n: number;
};

const sum = (of: readonly number[]) => of.reduce((all, n) => all + n, 0);
const total = (of: readonly Compared[], is: (c: Compared) => boolean): Counted => ({
  n: sum(of.map((c) => c.n)),
  count: sum(of.filter(is).map((c) => c.n)),
});

/** The 2×2 of each risk tier that the delta is made of, of what the lot alone put into its arm. */
export function strataOf(all: readonly Compared[]): Stratum[] {
  const compared = all.filter((c) => c.drawn);
  return [...new Set(compared.map((c) => c.risk))].sort().map((risk) => {
    const of = (arm: Compared["arm"]) =>
      total(
        compared.filter((c) => c.risk === risk && c.arm === arm),
        (c) => c.same,
      );
    return { stratum: risk, assisted: of("assisted"), blind: of("blind") };
  });
}

/** Blind decisions that were another than the draft's, and how many became the draft's. */
export function switchedOf(compared: readonly Compared[]): Switched {
  return total(
    compared.filter((c) => c.arm === "blind" && !c.same),
    (c) => c.revised,
  );
}

type Cell = Pick<Compared, "recommendation" | "outcome" | "same" | "n">;

/** An arm's cells, whoever decided and whatever the risk. */
function grouped(compared: readonly Compared[], arm: Compared["arm"]): Cell[] {
  const cells = new Map<string, Cell>();
  for (const { recommendation, outcome, same, n, arm: of } of compared) {
    if (of !== arm) continue;
    const key = `${recommendation}\n${outcome}\n${same}`;
    cells.set(key, { recommendation, outcome, same, n: n + (cells.get(key)?.n ?? 0) });
  }
  return [...cells.values()];
}

const VERBS = ["certify", "certify_until", "revoke", "modify"];
const SIDES = ["keep", "remove_or_change"];
const sideOf = (verb: string) => (verb.startsWith("certify") ? "keep" : "remove_or_change");

/** Rows are what was recommended, columns what was decided. */
export function agreementIn(compared: readonly Compared[], arm: Compared["arm"]) {
  const cells = grouped(compared, arm);
  const table = (categories: readonly string[], of: (verb: string) => string) =>
    agreementOf(
      categories,
      categories.map((row) =>
        categories.map((column) =>
          sum(cells.filter((c) => of(c.recommendation) === row && of(c.outcome) === column).map((c) => c.n)),
        ),
      ),
    );
  return { sides: table(SIDES, sideOf), verbs: table(VERBS, (v) => v) };
}

/** What became of the recommendations of the assisted arm. */
export function overridesIn(compared: readonly Compared[]) {
  return overridesOf(
    grouped(compared, "assisted").map((c) => ({
      from: c.recommendation,
      to: c.outcome,
      same: c.same,
      n: c.n,
    })),
  );
}

/** How many were compared and are not in the delta. */
export function leftOutOf(compared: readonly Compared[]): number {
  return sum(compared.filter((c) => !c.drawn).map((c) => c.n));
}

/** How many were compared in an arm. */
export function comparedIn(compared: readonly Compared[], arm: Compared["arm"]): number {
  return sum(compared.filter((c) => c.arm === arm).map((c) => c.n));
}
