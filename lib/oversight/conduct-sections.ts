import type { Conduct } from "./conduct";
import { type FigureSection, type Make, sharesPlot, sharesTable } from "./figure-section";
import { countWords, indexWords, missingWords } from "./figure-words";
import type { Share } from "./measure";

/** What became of challenge items. */
export function challengeSection(c: Conduct, make: Make): FigureSection {
  const rows: [string, Share][] = [
    ["Accepted a wrong draft", c.overReliance],
    ["Caught planted facts", c.catchRate],
  ];
  return make(
    {
      id: "challenges",
      title: "Items made up to test the review",
      claim: c.overReliance.enough
        ? `A draft that was wrong was accepted in ${countWords(c.overReliance)}.`
        : missingWords(c.overReliance),
      plots: sharesPlot("Challenge items", rows),
      tables: [sharesTable("Challenge items", rows)],
      limits: ["Made-up items are easier or harder than real ones; reviewers knew that there would be some."],
    },
    [
      "Over-reliance = wrong drafts gone by ÷ wrong drafts shown. Catch rate = planted facts answered by the facts ÷ planted. Wilson's intervals.",
    ],
  );
}

const partNames = {
  overReliance: "Wrong drafts accepted",
  delta: "The draft's pull",
  fast: "Hasty decisions",
  noEvidence: "No evidence in view",
  duplicates: "Repeated reasons",
} as const;
const partKeys = Object.keys(partNames) as (keyof typeof partNames)[];

/** The index as a bar of parts: each part of as many points as it can give. */
export function indexSection({ rubberStamp: of }: Conduct, make: Make): FigureSection {
  const points = (k: keyof typeof partNames) => {
    const part = of.parts[k];
    return part.enough ? Math.round(part.points) : 0;
  };
  return make(
    {
      id: "index",
      title: "Rubber-stamp index",
      claim: `The rubber-stamp index is ${indexWords(of)}.${of.reReview ? " From 40 on, a sample of 29 is to be reviewed again by somebody else." : ""}`,
      plots: [
        {
          kind: "stacks",
          label: "Points of each part, of as many as it can give",
          parts: ["points", "not given", "not known"],
          rows: partKeys.map((k) => {
            const part = of.parts[k];
            const got = points(k);
            return {
              label: partNames[k],
              counts: part.enough ? [got, part.weight - got, 0] : [0, 0, part.weight],
            };
          }),
        },
      ],
      tables: [
        {
          caption: "The five parts",
          columns: [{ label: "Part" }, { label: "At most", numeric: true }, { label: "Points" }],
          rows: partKeys.map((k) => {
            const part = of.parts[k];
            return [
              partNames[k],
              String(part.weight),
              part.enough ? part.points.toFixed(1) : missingWords(part),
            ];
          }),
          more: 0,
        },
      ],
      limits: [
        "It informs and blocks nothing. Where a part is missing there is no number, only what it lies between.",
      ],
    },
    [
      "35 · over-reliance (Wilson's lower limit) + 25 · lower limit of D ÷ 0.20, from 0 to 1 + 20 · hasty share + 10 · high-risk decisions without evidence in view + 10 · repeated reasons.",
      "29 items without an error: with 90 % confidence fewer than 8 % are wrong (0.92 to the power of 29 is below 0.1).",
    ],
  );
}
