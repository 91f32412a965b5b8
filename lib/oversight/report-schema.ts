import { z } from "zod";
import { plot } from "@/lib/plots/schema";

/*
 * The report of a campaign as one value: what a screen, a page of HTML and a PDF show. Every section says one thing, shows its
 * figure, names the query that gives it and says what it cannot show.
 */

const cell = z.union([z.string(), z.object({ text: z.string(), href: z.string().optional() })]);
export type ReportCell = z.infer<typeof cell>;

export const reportTable = z.object({
  caption: z.string(),
  columns: z.array(z.object({ label: z.string(), numeric: z.boolean().optional() })),
  rows: z.array(z.array(cell)),
  /** Rows the table leaves out; the section's query has them all. */
  more: z.number().int().nonnegative(),
});
export type ReportTable = z.infer<typeof reportTable>;

export const equation = z.object({
  whole: z.object({ label: z.string(), value: z.number().int() }),
  parts: z.array(z.object({ label: z.string(), value: z.number().int() })),
});

export const reportSection = z.object({
  id: z.string(),
  title: z.string(),
  /** One sentence. */
  claim: z.string(),
  /** Numbers worth a line of their own. */
  figures: z.array(z.object({ label: z.string(), value: z.string(), note: z.string().optional() })),
  equations: z.array(equation),
  tables: z.array(reportTable),
  plots: z.array(plot),
  /** The query behind it, by name, with a page of the portal that shows its rows. */
  query: z.object({ name: z.string(), href: z.string(), words: z.string() }),
  limits: z.array(z.string()),
  /** How its figures are made, where they are estimates. */
  formula: z.array(z.string()).optional(),
});
export type ReportSection = z.infer<typeof reportSection>;

/** fail: at least one examined row does not hold · not applicable: nothing to examine · not in use: a feature that is off. */
export const testResults = ["pass", "fail", "not_applicable", "not_in_use"] as const;
export const testResult = z.enum(testResults);
export type TestResult = z.infer<typeof testResult>;
export const resultWords: Record<TestResult, string> = {
  pass: "Pass",
  fail: "Fail",
  not_applicable: "Not applicable",
  not_in_use: "Not in use",
};

export const reportTest = z.object({
  id: z.string(),
  area: z.string(),
  /** Whose testers ask it: "SOX", "PCI DSS 7.2.4". */
  askedBy: z.array(z.string()),
  line: z.string(),
  result: testResult,
  examined: z.number().int(),
  failing: z.number().int(),
  evidence: z.string(),
  /** The page that shows what was examined and what does not hold. */
  href: z.string(),
});
export type ReportTest = z.infer<typeof reportTest>;

export const report = z.object({
  campaign: z.uuid(),
  name: z.string(),
  /** When what it says was last changed by an entry about the campaign or a snapshot of its sources; never the time of reading. */
  at: z.string(),
  state: z.string(),
  final: z.boolean(),
  /** What was simulated or seeded, in a sentence; null where nothing was. */
  simulated: z.string().nullable(),
  summary: z.array(z.string()),
  sections: z.array(reportSection),
  tests: z.array(reportTest),
});
export type Report = z.infer<typeof report>;

export const reportInput = z.object({ id: z.uuid() });
export const testInput = z.object({ id: z.uuid(), test: z.string().max(60) });
/** One line of the list with its rows that do not hold. */
export const testView = z.object({
  campaign: z.uuid(),
  name: z.string(),
  test: reportTest,
  /** In words, what is counted and what makes a row fail. */
  counts: z.string(),
  fails: z.string(),
  /** A page of the portal that shows what was looked at. */
  beside: z.string().nullable(),
  rows: z.array(z.object({ what: z.string(), why: z.string(), item: z.uuid().nullable() })),
  more: z.number().int().nonnegative(),
});
export type TestView = z.infer<typeof testView>;
