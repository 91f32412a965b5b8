import { type FigureSection, type Make, sharesPlot, sharesTable } from "./figure-section";
import { coefficientWords, countWords, deltaWords, type Interval, missingWords } from "./figure-words";
import type { Share } from "./measure";
import { things } from "./report-words";
import type { Figures } from "./schema";

const verbs: Record<string, string> = {
  certify: "keep",
  certify_until: "keep until",
  revoke: "remove",
  modify: "change",
  keep: "keep",
  remove_or_change: "remove or change",
};
const verb = (v: string) => verbs[v] ?? v;

/** How much a shown draft moved decisions towards it. */
export function pullSection(f: Figures, make: Make): FigureSection {
  const d = f.delta;
  const rows: [string, Interval][] = d.enough ? [["Shown first, less not shown", d]] : [];
  const strata = d.enough ? d.strata : [];
  return make(
    {
      id: "pull",
      title: "The draft's pull",
      claim: deltaWords(d),
      plots: rows.map(([label, of]) => ({
        kind: "intervals" as const,
        label: "Decisions that were the draft's: shown first, less decided before it",
        scale: { min: -0.5, max: 0.5, unit: "points" as const },
        mark: { at: 0, label: "no difference" },
        rows: [
          {
            label,
            estimate: of.estimate,
            ...of.interval,
            words: `${(of.estimate * 100).toFixed(1)} (${(of.interval.lower * 100).toFixed(1)} to ${(of.interval.upper * 100).toFixed(1)})`,
          },
        ],
      })),
      tables: [
        {
          caption: "Decisions that were the draft's",
          columns: [
            { label: "Risk" },
            { label: "Shown first", numeric: true },
            { label: "Decided before it", numeric: true },
          ],
          rows: [
            ...strata.map((s) => [
              s.stratum,
              `${s.assisted.count} of ${s.assisted.n}`,
              `${s.blind.count} of ${s.blind.n}`,
            ]),
            ["all compared", `${d.assisted.count} of ${d.assisted.n}`, `${d.blind.count} of ${d.blind.n}`],
          ],
          more: 0,
        },
        sharesTable("Decided before the draft, and then revised", [
          ["Became the draft's, of those that were another", f.switched.rate],
          ...(f.conduct.enough
            ? ([
                ["The same on made-up items, the draft right: helpful", f.conduct.switched.helpful],
                ["The same on made-up items, the draft wrong: harmful", f.conduct.switched.harmful],
              ] satisfies [string, Share][])
            : []),
        ]),
      ],
      equations: [
        {
          whole: { label: "decided", value: f.population.decided },
          parts: [
            { label: "compared, draft shown first", value: f.population.assisted },
            { label: "compared, decided before it", value: f.population.blind },
            { label: "not compared", value: f.population.notCompared },
          ],
        },
      ],
      // Without a difference there is nothing that the first and the last of these limit.
      limits: [
        ...(d.enough
          ? [
              "Only items that the lot alone put on their side are in the difference, so it is the draft's doing; it does not say whether the draft was right.",
            ]
          : []),
        ...(f.population.leftOut > 0
          ? [
              `${things(f.population.leftOut, "compared item")} ${f.population.leftOut === 1 ? "is" : "are"} not in it: on a list of fewer than five, alike with more than a fifth of a list, or with a draft that somebody's text turned.`,
            ]
          : []),
        ...(d.enough
          ? ["Alike items are drawn as one and counted each: many of them make the interval too narrow."]
          : []),
      ],
    },
    [
      "D = P(final decision is the draft's | shown first) − P(first decision is the draft's | not shown), over risk tiers with Mantel–Haenszel weights n·m ÷ (n + m), n and m being the items of a tier in either arm.",
      "The interval is Newcombe's, stratified (Yan & Su 2010); none below 300 compared items.",
      "Switch rate = P(revised to the draft | first decision was another), with Wilson's interval.",
    ],
  );
}

/** How often decision and draft were the same, beyond chance too. */
export function agreementSection(f: Figures, make: Make): FigureSection {
  const arms = [
    ["Draft shown first", f.agreement.assisted],
    ["Decided before it", f.agreement.blind],
  ] as const;
  const [, first] = arms[0];
  return make(
    {
      id: "agreement",
      title: "Agreement with the draft",
      claim: first.verbs.observed.enough
        ? `Where the draft was shown first, the decision was its own in ${countWords(first.verbs.observed)}.`
        : missingWords(first.verbs.observed),
      plots: sharesPlot(
        "Decisions that were the draft's",
        arms.map(([name, a]) => [name, a.verbs.observed] as const),
      ),
      tables: [
        {
          caption: "Beyond chance, keep against remove or change",
          columns: [{ label: "" }, { label: "Kappa" }, { label: "PABAK" }, { label: "AC1" }],
          rows: arms.map(([name, { sides }]) => [
            name,
            coefficientWords(sides.kappa),
            coefficientWords(sides.pabak),
            coefficientWords(sides.ac1),
          ]),
          more: 0,
        },
        ...arms.map(([name, { sides }]) => ({
          caption: `${name}: the draft in rows, the decision in columns`,
          columns: [
            { label: "Draft says" },
            ...sides.categories.map((c) => ({ label: verb(c), numeric: true })),
          ],
          rows: sides.table.map((row, at) => [
            verb(sides.categories[at] ?? ""),
            ...row.map((n) => n.toLocaleString("en-GB")),
          ]),
          more: 0,
        })),
      ],
      limits: [
        "Where nearly everything is kept, kappa is low even if both nearly always agree; read it with PABAK, AC1 and the table.",
      ],
    },
    [
      "Of k categories, a being the share that agreed and c the share by chance: kappa = (a − c) ÷ (1 − c), c from both margins (Cohen 1960). PABAK = (k·a − 1) ÷ (k − 1) (Byrt, Bishop & Carlin 1993). AC1 as kappa with c = Σ π(1 − π) ÷ (k − 1), π the mean of both margins (Gwet 2008).",
    ],
  );
}

/** Which way drafts were overridden, and what turned out wrong either way. */
export function directionSection(f: Figures, make: Make): FigureSection {
  const both: [string, Share][] = [
    ["Removed, and back within 14 days", f.reversals.wrongRemovals],
    ["Kept, and refused by a second person", f.reversals.wrongKeeps],
  ];
  return make(
    {
      id: "directions",
      title: "Overrides, and what was wrong either way",
      claim: f.overrides.all.enough
        ? `Reviewers decided otherwise than the draft they had been shown in ${countWords(f.overrides.all)}.`
        : missingWords(f.overrides.all),
      plots: sharesPlot("Wrong either way, as far as it came out", both),
      tables: [
        sharesTable(
          "Overrides by direction",
          f.overrides.directions.map(
            (d) => [`Draft says ${verb(d.from)}, decided ${verb(d.to)}`, d.share] as const,
          ),
        ),
        sharesTable("Wrong removals beside wrong keeps", both),
      ],
      limits: [
        "A removal is counted once its source was read again 14 days later, or it came back; when it came back is its grant's own date where the source has one, else that of the snapshot that shows it.",
        "A removal that came back may have been right at the time, and a wrong keep is only seen where a second person looked.",
      ],
    },
    [
      "Of all drafts that recommended one thing, how many became another. Removals: of those a later snapshot showed gone, those that stood again within 14 days. Keeps: of those a second person looked at, those refused.",
    ],
  );
}
