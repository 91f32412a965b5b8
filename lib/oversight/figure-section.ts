import type { Plot } from "@/lib/plots/schema";
import { countWords } from "./figure-words";
import type { Share } from "./measure";
import type { ReportSection } from "./report-schema";

/** A section of the figures: as one of the report, with the formula behind its figures. */
export type FigureSection = { section: ReportSection; formula: string[] };

/** A section with what it does not have left empty. */
export const made = (
  campaign: string,
  of: Pick<ReportSection, "id" | "title" | "claim"> & Partial<ReportSection>,
  formula: string[],
): FigureSection => ({
  section: {
    figures: [],
    equations: [],
    tables: [],
    plots: [],
    limits: [],
    query: {
      name: "oversight.figures",
      href: `/api/campaigns/${campaign}/oversight`,
      words: "the same figures as JSON",
    },
    ...of,
  },
  formula,
});
/** `made`, for one campaign. */
export type Make = (of: Parameters<typeof made>[1], formula: string[]) => FigureSection;

/** Shares on one axis from none to all; those without a number are left to the table. */
export function sharesPlot(label: string, rows: readonly (readonly [string, Share])[]): Plot[] {
  const given = rows.flatMap(([name, of]) => (of.enough ? [{ label: name, of }] : []));
  if (given.length === 0) return [];
  return [
    {
      kind: "intervals",
      label,
      scale: { min: 0, max: 1, unit: "percent" },
      rows: given.map(({ label: name, of }) => ({
        label: name,
        estimate: of.estimate,
        ...of.interval,
        words: countWords(of),
      })),
    },
  ];
}

export const sharesTable = (caption: string, rows: readonly (readonly [string, Share])[]) => ({
  caption,
  columns: [{ label: "Figure" }, { label: "So many of so many, with the 95 % interval" }],
  rows: rows.map(([name, of]) => [name, countWords(of)]),
  more: 0,
});
