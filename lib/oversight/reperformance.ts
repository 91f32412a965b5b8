import { agreementOf } from "./agreement";
import type { Share } from "./measure";
import { whyNot } from "./measure";
import type { Answer, ReperformanceHead, Result } from "./reperformance-schema";
import type { ReportSection } from "./report-schema";

const verbs = ["keep", "remove", "change"] as const;
type Verb = (typeof verbs)[number];
export type Pair = { first: Verb; second: Answer };

/** Counts both sides against each other; items that the second side did not know are counted apart. Pure. */
export function resultOf(pairs: readonly Pair[]): Result {
  const known = pairs.filter((p): p is { first: Verb; second: Verb } => p.second !== "dont_know");
  const table = (categories: readonly string[], of: (verb: Verb) => string) =>
    agreementOf(
      categories,
      categories.map((row) =>
        categories.map(
          (column) => known.filter((p) => of(p.first) === row && of(p.second) === column).length,
        ),
      ),
    );
  return {
    sample: pairs.length,
    notKnown: pairs.length - known.length,
    verbs: table(verbs, (verb) => verb),
    sides: table(["keep", "remove or change"], (verb) => (verb === "keep" ? "keep" : "remove or change")),
  };
}

/** The report's section on re-performance: one that was never asked for says so. `all` newest first. */
export function reperformanceSection(campaign: string, all: readonly ReperformanceHead[]): ReportSection {
  const frozen = all.filter((r) => r.result !== null);
  const running = all.length - frozen.length;
  return {
    id: "reperformance",
    title: "Re-performance",
    claim: claimOf(frozen[0], running),
    figures: frozen.slice(0, 1).flatMap(({ result, size, population }) =>
      result === null
        ? []
        : [
            {
              label: "Decided again",
              value: `${size}`,
              note: `drawn by seed from ${population} decided items`,
            },
            {
              label: "Same side",
              value: percentOf(result.sides.observed),
              note: spanOf(result.sides.observed),
            },
            {
              label: "Same verb",
              value: percentOf(result.verbs.observed),
              note: spanOf(result.verbs.observed),
            },
            { label: "Cohen's kappa, sides", value: coefficient(result.sides.kappa) },
            { label: "PABAK, sides", value: coefficient(result.sides.pabak) },
            { label: "Gwet's AC1, sides", value: coefficient(result.sides.ac1) },
            { label: "Could not say", value: `${result.notKnown}` },
          ],
    ),
    equations: [],
    tables: frozen.flatMap(({ result, performer, seed }) =>
      result === null
        ? []
        : [
            {
              caption: `First decision against the second answer, by ${performer}, seed ${seed}`,
              columns: [
                { label: "First decision" },
                ...result.verbs.categories.map((c) => ({ label: `Again: ${c}`, numeric: true })),
              ],
              rows: result.verbs.categories.map((c, i) => [
                c,
                ...(result.verbs.table[i] ?? []).map((n) => String(n)),
              ]),
              more: 0,
            },
          ],
    ),
    plots: [],
    query: {
      name: "reperformance.list",
      href: `/audit/workpapers?campaign=${campaign}`,
      words: "Every sample that was decided again, with its seed and its result",
    },
    limits: [
      "The second side saw the sealed evidence without the draft and without the first decision. Somebody who also holds the auditor's role could have looked both up elsewhere.",
      "Two people who agree can both be wrong: agreement says that the evidence leads others to the same answer.",
      ...(frozen.some((r) => r.simulated) ? ["Some of these decisions or answers are simulated."] : []),
    ],
  };
}

function claimOf(newest: ReperformanceHead | undefined, running: number): string {
  const same = newest?.result?.sides.observed;
  if (!newest || !same)
    return running > 0
      ? "A sample is being decided again; its result is not frozen yet."
      : "No sample of this campaign was decided again by somebody else.";
  if (!same.enough) return `A sample of ${newest.size} was decided again, and none of it could be compared.`;
  return `${newest.performer} decided ${newest.size} items again on the sealed evidence and came to the same side on ${same.count} of ${same.n}.`;
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const percentOf = (s: Share) => (s.enough ? percent(s.estimate) : "Not enough data");
const spanOf = (s: Share) =>
  s.enough
    ? `${s.count} of ${s.n}; 95 % from ${percent(s.interval.lower)} to ${percent(s.interval.upper)} (Wilson)`
    : whyNot[s.why];

function coefficient(c: Result["sides"]["kappa"]): string {
  if (!c.enough) return `Not enough data: ${whyNot[c.why]}`;
  return `${c.estimate.toFixed(2)} (${c.interval.lower.toFixed(2)} to ${c.interval.upper.toFixed(2)})`;
}
