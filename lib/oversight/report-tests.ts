import { type SQL, sql } from "drizzle-orm";
import { rows } from "@/db/client";
import type { Reader } from "@/lib/query";
import type { ReportTest, TestView } from "./report-schema";
import { ended, type Subject } from "./report-subject";
import { afterTests } from "./report-tests-after";
import { decidingTests } from "./report-tests-deciding";
import { evidenceTests } from "./report-tests-evidence";
import { frequencyTests } from "./report-tests-frequency";
import { hastyTest } from "./report-tests-hasty";
import type { Watched } from "./report-watched";
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
} & (BySql | ByCode);

type BySql = {
  /** One number. */
  examined: (c: Subject) => SQL;
  /** what, why, item. */
  failing: (c: Subject) => SQL;
};
type ByCode = { look: (reader: Reader, c: Subject, watched: () => Promise<Watched>) => Promise<Looked> };

/** What code counted: how many rows do not hold, and those of them that can be named; or why there is nothing to be told. */
export type Looked =
  | { examined: number; failing: number; rows: readonly TestView["rows"][number][] | null }
  | { off: string }
  | { untold: string };

/** In the order in which the list has them. */
const areas = [
  ...["Population", "Scope", "Accuracy", "Reviewer", "Decision", "Timeliness"],
  ...["Remediation", "Oversight", "Record"],
];

export const reportTests: readonly TestOf[] = [
  ...evidenceTests,
  ...decidingTests,
  ...frequencyTests,
  ...afterTests,
  hastyTest,
].toSorted((a, b) => areas.indexOf(a.area) - areas.indexOf(b.area));

/** Rows that do not hold, shown with their line. */
const SHOWN = 200;

export async function testedBy(
  reader: Reader,
  c: Subject,
  test: TestOf,
  watched: () => Promise<Watched>,
): Promise<ReportTest> {
  return (await toldBy(reader, c, test, watched)).test;
}

/** The line with the rows that do not hold. */
export async function shownBy(
  reader: Reader,
  c: Subject,
  test: TestOf,
  watched: () => Promise<Watched>,
): Promise<TestView> {
  const made = await toldBy(reader, c, test, watched);
  const failing =
    made.rows ??
    (made.test.failing === 0 || !("failing" in test)
      ? []
      : await rows<TestView["rows"][number]>(
          reader,
          sql`SELECT f.what, f.why, f.item FROM (${test.failing(c)}) f ORDER BY f.what, f.why LIMIT ${SHOWN}`,
        ));
  return {
    campaign: c.id,
    name: c.name,
    test: made.test,
    counts: test.counts,
    fails: test.fails,
    beside: test.href?.(c) ?? null,
    rows: failing.slice(0, SHOWN),
    more: Math.max(0, made.test.failing - Math.min(failing.length, SHOWN)),
  };
}

type Told = { test: ReportTest; rows?: TestView["rows"] };

async function toldBy(
  reader: Reader,
  c: Subject,
  test: TestOf,
  watched: () => Promise<Watched>,
): Promise<Told> {
  const of = {
    id: test.id,
    area: test.area,
    askedBy: [...test.askedBy],
    line: test.line,
    href: `/campaigns/${c.id}/report/${test.id}`,
  };
  const without = (result: "not_in_use" | "not_applicable", evidence: string): Told => ({
    test: { ...of, result, examined: 0, failing: 0, evidence },
  });
  const off = test.off?.(c) ?? (await offIn(reader, c, test));
  if (off !== null) return without("not_in_use", off);
  if (test.running && !ended(c))
    return without("not_applicable", "The campaign still runs; this is told when it has ended.");
  const found = "look" in test ? await test.look(reader, c, watched) : await countedBy(reader, c, test);
  if ("off" in found) return without("not_in_use", found.off);
  if ("untold" in found) return without("not_applicable", found.untold);
  const { examined, failing } = found;
  if (examined === 0 && failing === 0)
    return without("not_applicable", `There was nothing to look at. ${test.counts}`);
  const evidence =
    failing === 0
      ? examined === 1
        ? "The one row looked at holds."
        : `All of ${things(examined, "row")} looked at hold.`
      : `${grouped(failing)} of ${things(examined, "row")} looked at ${failing === 1 ? "does" : "do"} not hold.`;
  const made: ReportTest = { ...of, result: failing === 0 ? "pass" : "fail", examined, failing, evidence };
  return found.rows ? { test: made, rows: [...found.rows] } : { test: made };
}

async function countedBy(reader: Reader, c: Subject, test: BySql): Promise<Looked> {
  const [found] = await rows<{ examined: number; failing: number }>(
    reader,
    sql`SELECT (${test.examined(c)}) AS examined, (SELECT count(*)::int FROM (${test.failing(c)}) f) AS failing`,
  );
  return { ...(found ?? { examined: 0, failing: 0 }), rows: null };
}

async function offIn(reader: Reader, c: Subject, test: TestOf): Promise<string | null> {
  if (!test.offWhere) return null;
  const [found] = await rows<{ off: boolean }>(reader, sql`SELECT (${test.offWhere(c)}) AS off`);
  return found?.off ? (test.offWords ?? "Not in use.") : null;
}
