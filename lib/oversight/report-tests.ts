import { type SQL, sql } from "drizzle-orm";
import { rows } from "@/db/client";
import type { Reader } from "@/lib/query";
import type { ReportTest, TestView } from "./report-schema";
import { ended, type Subject } from "./report-subject";
import { afterTests } from "./report-tests-after";
import { evidenceTests } from "./report-tests-evidence";
import { grouped, things } from "./report-words";

/**
 * One line that testers ask: how many rows it looks at, and which of them do not hold. Pass and fail follow from the two counts;
 * nothing to look at is not applicable; a feature that is off says so.
 */
export type TestOf = {
  id: string;
  area: string;
  askedBy: readonly string[];
  line: string;
  /** What is counted, and what makes a row fail. */
  counts: string;
  fails: string;
  /** A page of the portal that shows what is looked at, where there is one. */
  href?: (c: Subject) => string;
  /** Cannot be told before the campaign has ended. */
  running?: boolean;
  /** Why it is not in use; null where it is. */
  off?: (c: Subject) => string | null;
  /** The same, by what the database holds. */
  offWhere?: (c: Subject) => SQL;
  offWords?: string;
  /** One number. */
  examined: (c: Subject) => SQL;
  /** what, why, item. */
  failing: (c: Subject) => SQL;
};

export const reportTests: readonly TestOf[] = [...evidenceTests, ...afterTests];

/** Rows that do not hold, shown with their line. */
const SHOWN = 200;

export async function testedBy(reader: Reader, c: Subject, test: TestOf): Promise<ReportTest> {
  const of = {
    id: test.id,
    area: test.area,
    askedBy: [...test.askedBy],
    line: test.line,
    href: `/campaigns/${c.id}/report/${test.id}`,
  };
  const off = test.off?.(c) ?? (await offIn(reader, c, test));
  if (off !== null) return { ...of, result: "not_in_use", examined: 0, failing: 0, evidence: off };
  if (test.running && !ended(c))
    return {
      ...of,
      result: "not_applicable",
      examined: 0,
      failing: 0,
      evidence: "The campaign still runs; this is told when it has ended.",
    };
  const [found] = await rows<{ examined: number; failing: number }>(
    reader,
    sql`SELECT (${test.examined(c)}) AS examined, (SELECT count(*)::int FROM (${test.failing(c)}) f) AS failing`,
  );
  const { examined, failing } = found ?? { examined: 0, failing: 0 };
  if (examined === 0 && failing === 0)
    return {
      ...of,
      result: "not_applicable",
      examined,
      failing,
      evidence: `There was nothing to look at. ${test.counts}`,
    };
  return {
    ...of,
    result: failing === 0 ? "pass" : "fail",
    examined,
    failing,
    evidence:
      failing === 0
        ? `All of ${things(examined, "row")} looked at hold.`
        : `${grouped(failing)} of ${things(examined, "row")} looked at ${failing === 1 ? "does" : "do"} not hold.`,
  };
}

async function offIn(reader: Reader, c: Subject, test: TestOf): Promise<string | null> {
  if (!test.offWhere) return null;
  const [found] = await rows<{ off: boolean }>(reader, sql`SELECT (${test.offWhere(c)}) AS off`);
  return found?.off ? (test.offWords ?? "Not in use.") : null;
}

/** The line with the rows that do not hold. */
export async function shownBy(reader: Reader, c: Subject, test: TestOf): Promise<TestView> {
  const made = await testedBy(reader, c, test);
  const failing =
    made.failing === 0
      ? []
      : await rows<TestView["rows"][number]>(
          reader,
          sql`SELECT f.what, f.why, f.item FROM (${test.failing(c)}) f ORDER BY f.what, f.why LIMIT ${SHOWN}`,
        );
  return {
    campaign: c.id,
    name: c.name,
    test: made,
    counts: test.counts,
    fails: test.fails,
    beside: test.href?.(c) ?? null,
    rows: failing,
    more: Math.max(0, made.failing - failing.length),
  };
}
