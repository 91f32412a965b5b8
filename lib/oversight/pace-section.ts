import type { Conduct } from "./conduct";
import { type FigureSection, type Make, sharesPlot, sharesTable } from "./figure-section";
import { countWords, missingWords } from "./figure-words";
import type { Share } from "./measure";
import type { Figures } from "./schema";

const types: Record<string, string> = { grant: "access", credential: "keys", identity: "machines" };

/** How long decisions took, what was in view, which reasons were repeated, and when it was done. */
export function paceSection(f: Figures, c: Conduct, make: Make): FigureSection {
  const rows: [string, Share][] = [
    ["Hasty: below the threshold", c.pace.fast],
    ["High risk with evidence in view", c.inView],
    ["Reasons that repeat an earlier one", c.duplicates],
    ["In the last 48 hours", c.bunching.last48h],
  ];
  const least = Math.min(...f.thresholds.map((t) => t.seconds));
  const before = f.times.findIndex((b) => b.from >= least);
  return make(
    {
      id: "pace",
      title: "How people worked",
      claim: c.pace.fast.enough
        ? `${countWords(c.pace.fast)} of the decisions made one at a time took less than their threshold${c.pace.median === null ? "" : `; half took ${Math.round(c.pace.median)} seconds or less`}.`
        : missingWords(c.pace.fast),
      plots: [
        ...(f.times.some((b) => b.n > 0)
          ? [
              {
                kind: "histogram" as const,
                label: "Active seconds of a decision, each bin twice as long as the one before",
                along: "seconds",
                bins: f.times.map((b) => ({ label: String(b.from), n: b.n })),
                ...(before > 0 ? { mark: { before, label: "threshold" } } : {}),
              },
            ]
          : []),
        ...sharesPlot("How people worked", rows),
        ...(c.bunching.hours.some((n) => n > 0)
          ? [
              {
                kind: "histogram" as const,
                label: "First decisions by hour of the day, in the portal's time zone",
                along: "hour",
                bins: c.bunching.hours.map((n, hour) => ({ label: String(hour), n })),
              },
            ]
          : []),
      ],
      tables: [
        sharesTable("How people worked", rows),
        {
          caption: "Thresholds by type of item",
          columns: [
            { label: "Type" },
            { label: "Times", numeric: true },
            { label: "Median, s", numeric: true },
            { label: "Threshold, s", numeric: true },
            { label: "By" },
          ],
          rows: f.thresholds.map((t) => [
            types[t.type] ?? t.type,
            t.n.toLocaleString("en-GB"),
            t.median.toFixed(0),
            t.seconds.toFixed(1),
            t.by === "mixture"
              ? "the dip between two lognormals"
              : t.by === "floor"
                ? "the least of 2 s"
                : "a tenth of the median",
          ]),
          more: 0,
        },
      ],
      figures: [
        {
          label: "Longest run alike and hasty",
          value: c.streak === null ? "not told" : `${c.streak} decisions`,
          note: "of one person",
        },
        ...(c.bunching.even === null
          ? []
          : [{ label: "Last 48 hours, if spread evenly", value: `${(c.bunching.even * 100).toFixed(0)} %` }]),
      ],
      limits: [
        "A short time says that somebody was quick, not why. In view means shown on the screen, never read.",
        "What was decided together is one act and has no time of its own.",
      ],
    },
    [
      "Active seconds are counted while the item is visible and in focus, at most the time since it was served. Threshold: a tenth of the type's median (Wise & Ma 2012), from 200 times on the dip of a two-lognormal mixture where there is one, never under 2 s.",
      "Two reasons are near-duplicates where at least 0.7 of their two-word shingles are common (Jaccard).",
    ],
  );
}
