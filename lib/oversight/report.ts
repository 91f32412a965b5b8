import { sql } from "drizzle-orm";
import { rows } from "@/db/client";
import { AppError } from "@/lib/errors";
import { query, type Reader, type Scope } from "@/lib/query";
import { reperformanceSection } from "./reperformance";
import { reperformancesOf } from "./reperformance-queries";
import {
  exceptionsSection,
  notCertifiedSection,
  remediationSection,
  rollForwardSection,
} from "./report-after";
import { decisionsSection, overridesSection, timelinessSection } from "./report-deciding";
import { draftingSection } from "./report-drafting";
import { figuresNotTold, oversightSections } from "./report-oversight";
import { type Report, type ReportSection, report, reportInput, testInput, testView } from "./report-schema";
import {
  type AcceptedCheck,
  acceptedChecks,
  acceptedWords,
  populationSection,
  scopeSection,
} from "./report-scope";
import { ended, type Subject, subjectOf } from "./report-subject";
import { reportTests, shownBy, testedBy } from "./report-tests";
import { mayReadFigures, watchedBy } from "./report-watched";
import { day, grouped, things } from "./report-words";

/**
 * The report of a campaign: what the database holds about it, without the time of reading, so that the same state gives the same
 * report. Figures on how people reviewed only for those who may see them.
 * @throws AppError not_found · rule: not launched
 */
export const reportOf = query({
  name: "oversight.report",
  permission: "campaign.read",
  input: reportInput,
  output: report,
  consistent: true,
  run: (reader, { input, scope }) => reportFrom(reader, input.id, scope),
});

/** The same within a reading that is under way: for what writes it into a file. */
export async function reportFrom(reader: Reader, id: string, scope: Scope): Promise<Report> {
  const c = await subjectOf(reader, id);
  const sections: ReportSection[] = [];
  // Accepted risks first.
  for (const section of [
    exceptionsSection,
    scopeSection,
    populationSection,
    timelinessSection,
    decisionsSection,
    overridesSection,
    remediationSection,
    notCertifiedSection,
    rollForwardSection,
    draftingSection,
  ])
    sections.push(await section(reader, c));
  const watched = watchedBy(reader, id, scope);
  const seen = await watched();
  if ("not" in seen) sections.push(figuresNotTold(c.id, seen.not));
  else sections.push(...oversightSections(seen.figures, seen.given));
  if (mayReadFigures(scope.actor))
    sections.push(reperformanceSection(c.id, await reperformancesOf(reader, c.id)));
  sections.push(limitsSection(c));
  const tests: Report["tests"] = [];
  for (const test of reportTests) tests.push(await testedBy(reader, c, test, watched));
  return {
    campaign: c.id,
    name: c.name,
    at: c.at,
    state: stateWords(c),
    final: c.sealedAt !== null,
    simulated: await simulatedWords(reader, c),
    summary: summaryOf(c, sections, tests, await acceptedChecks(reader, c)),
    sections,
    tests,
  };
}

/** One line that testers ask, with the rows that do not hold: the very query its result comes from. */
export const testOf = query({
  name: "oversight.report_test",
  permission: "campaign.read",
  input: testInput,
  output: testView,
  consistent: true,
  async run(reader, { input, scope }) {
    const test = reportTests.find((t) => t.id === input.test);
    if (!test) throw new AppError("not_found", "test", "The report has no such line.");
    return shownBy(reader, await subjectOf(reader, input.id), test, watchedBy(reader, input.id, scope));
  },
});

function stateWords(c: Subject): string {
  if (c.status === "cancelled") return `Cancelled on ${day(c.closedAt)}`;
  if (c.sealedAt) return `Closed on ${day(c.closedAt)} and sealed`;
  return ended(c) ? `Closed on ${day(c.closedAt)}, not sealed yet` : "Running: what follows will change";
}

async function simulatedWords(reader: Reader, c: Subject): Promise<string | null> {
  const [found] = await rows<{ people: number; all: number }>(
    reader,
    sql`SELECT count(*)::int AS all, count(*) FILTER (WHERE p.kind = 'simulated')::int AS people
      FROM decision d JOIN person p ON p.id = d.person_id WHERE d.campaign_id = ${c.id}`,
  );
  if (c.seed)
    return "Simulated: this campaign was made by a program for demonstration. None of it is evidence of a control.";
  const marked = Math.max(c.simulated, found?.people ?? 0);
  if (marked === 0) return null;
  return `Simulated: ${grouped(marked)} of ${things(found?.all ?? 0, "decision")} were made by a program and are no evidence of a control.`;
}

function summaryOf(
  c: Subject,
  sections: readonly ReportSection[],
  tests: Report["tests"],
  accepted: readonly AcceptedCheck[],
): string[] {
  const n = (result: string) => tests.filter((t) => t.result === result).length;
  const claim = (id: string) => sections.find((s) => s.id === id)?.claim ?? "";
  return [
    claim("exceptions"),
    ...accepted.map((a) => `Launched although a check had failed. ${acceptedWords(a)}`),
    claim("population"),
    claim("timeliness"),
    claim("decisions"),
    claim("remediation"),
    `Of ${tests.length} lines that testers ask, ${n("pass")} pass and ${n("fail")} fail; ${n("not_applicable")} have nothing to look at and ${n("not_in_use")} ${n("not_in_use") === 1 ? "is" : "are"} not in use.`,
    ...(c.root ? [`The population's root is ${c.root}.`] : []),
  ];
}

function limitsSection(c: Subject): ReportSection {
  return {
    id: "limits",
    title: "Limits",
    claim: "This report says what was recorded; it cannot say whether a decision was right.",
    figures: [],
    equations: [],
    tables: [],
    plots: [],
    query: {
      name: "log.entries",
      href: `/log?campaign=${c.id}`,
      words: "Everything recorded about this campaign",
    },
    limits: [
      "It is made by the portal that ran the campaign. Whoever does not trust the portal takes the evidence pack and checks it with the verifier and with heads that a witness kept.",
      "Evidence was served to a screen; that somebody read and understood it is not shown by any record.",
      "What the sources did not export, and what happened between two snapshots, is not seen.",
      "The lines of the list are ids of requirements and our own words; whether they satisfy a requirement is for the tester to judge.",
    ],
  };
}
