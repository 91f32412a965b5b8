import type { Share } from "./measure";
import type { ReportSection } from "./report-schema";
import { grouped } from "./report-words";
import { type Figures, whyNot } from "./schema";

type Estimate = { enough: true; n: number; estimate: number; interval: { lower: number; upper: number } };

const tenth = (n: number) => (Math.round(n * 1000) / 10).toFixed(1);

/** "12.3 % (8.1 to 17.9), n = 240", or why there is no number. */
export function shareWords(
  of: Share | Estimate | { enough: false; n: number; needed: number; why: keyof typeof whyNot },
): string {
  if (!of.enough) return `not enough data: ${whyNot[of.why]}`;
  return `${tenth(of.estimate)} % (${tenth(of.interval.lower)} to ${tenth(of.interval.upper)}), n = ${grouped(of.n)}`;
}

/** What the figures on reviewing say of the campaign as a whole; nobody is named in a report. */
export function figuresSection(f: Figures, campaign: string): ReportSection {
  const conduct = f.conduct.enough ? f.conduct : null;
  const shares: [
    string,
    Share | Estimate | { enough: false; n: number; needed: number; why: keyof typeof whyNot },
  ][] = [
    ["As drafted, assisted", f.agreement.assisted.verbs.observed],
    ["As drafted, before seeing it", f.agreement.blind.verbs.observed],
    ["Overrides", f.overrides.all],
    ["Removals restored in 14 days", f.reversals.wrongRemovals],
    ["Keeps a second person refused", f.reversals.wrongKeeps],
    ...(conduct
      ? ([
          ["Wrong drafts accepted", conduct.overReliance],
          ["Planted facts caught", conduct.catchRate],
          ["High risk with evidence in view", conduct.inView],
          ["Took at least the threshold", conduct.pace.effort],
          ["Near-duplicate reasons", conduct.duplicates],
          ["In the last 48 hours", conduct.bunching.last48h],
        ] as [string, Share][])
      : []),
  ];
  const given = shares.filter((s): s is [string, Estimate] => s[1].enough);
  const index = conduct?.rubberStamp.index;
  const d = f.delta;
  return {
    id: "oversight",
    title: "Oversight",
    claim: d.enough
      ? `A draft that was seen moved decisions towards it by ${tenth(d.estimate)} percentage points (95 % interval ${tenth(d.interval.lower)} to ${tenth(d.interval.upper)}).`
      : `Whether drafts moved decisions cannot be told: ${lower(whyNot[d.why])}`,
    figures: [
      {
        label: "Rubber-stamp index",
        value:
          index === undefined
            ? "not told"
            : index.enough
              ? `${Math.round(index.estimate)} of 100`
              : `${Math.round(index.atLeast)} to ${Math.round(index.atMost)} of 100`,
        note:
          index === undefined
            ? f.conduct.enough
              ? ""
              : whyNot[f.conduct.why]
            : index.enough
              ? "0 reviewed, 100 stamped"
              : whyNot[index.why],
      },
      {
        label: "Kappa, assisted",
        value: coefficient(f.agreement.assisted.sides.kappa),
        note: "keep against remove or change",
      },
      { label: "PABAK, assisted", value: coefficient(f.agreement.assisted.sides.pabak) },
      { label: "AC1, assisted", value: coefficient(f.agreement.assisted.sides.ac1) },
    ],
    equations: [
      {
        whole: { label: "decided", value: f.population.decided },
        parts: [
          { label: "compared, assisted", value: f.population.assisted },
          { label: "compared, before seeing", value: f.population.blind },
          { label: "not compared", value: f.population.notCompared },
        ],
      },
    ],
    tables: [
      {
        caption: "Shares with their 95 % intervals",
        columns: [{ label: "Figure" }, { label: "Share" }],
        rows: shares.map(([label, of]) => [label, shareWords(of)]),
        more: 0,
      },
    ],
    plots: [
      ...(d.enough
        ? [
            {
              kind: "intervals" as const,
              label: "How much a shown draft moved decisions towards it",
              scale: { min: -0.5, max: 0.5, unit: "percent" as const },
              mark: { at: 0, label: "no difference" },
              rows: [
                { label: "Shown minus not shown", estimate: d.estimate, ...d.interval, words: shareWords(d) },
              ],
            },
          ]
        : []),
      ...(given.length > 0
        ? [
            {
              kind: "intervals" as const,
              label: "Shares with their 95 % intervals",
              scale: { min: 0, max: 1, unit: "percent" as const },
              rows: given.map(([label, of]) => ({
                label,
                estimate: of.estimate,
                ...of.interval,
                words: shareWords(of),
              })),
            },
          ]
        : []),
    ],
    query: {
      name: "oversight.figures",
      href: `/campaigns/${campaign}/oversight`,
      words: "The oversight figures",
    },
    limits: [
      "These figures show a pattern, never a motive. They name nobody here, and none of them blocks anything.",
      ...(f.conduct.enough ? [] : [`How people worked is not told: ${lower(whyNot[f.conduct.why])}`]),
    ],
  };
}

const lower = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1);

function coefficient(of: Estimate | { enough: false; why: keyof typeof whyNot }): string {
  if (!of.enough) return "not enough data";
  return `${of.estimate.toFixed(2)} (${of.interval.lower.toFixed(2)} to ${of.interval.upper.toFixed(2)})`;
}

/** For whom these figures are not. */
export const figuresNotTold = (campaign: string): ReportSection => ({
  id: "oversight",
  title: "Oversight",
  claim:
    "Figures on how people reviewed are for auditors and control owners; your role does not include them.",
  figures: [],
  equations: [],
  tables: [],
  plots: [],
  query: { name: "oversight.figures", href: `/campaigns/${campaign}`, words: "The oversight figures" },
  limits: [],
});
