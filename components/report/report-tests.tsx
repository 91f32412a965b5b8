import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { ReportTest, TestResult } from "@/lib/oversight/report-schema";
import { resultWords } from "@/lib/oversight/schema";

/** The lines testers ask, each with the rows it looked at; what fails stands in words and in colour. */
export function ReportTests({ tests }: { tests: readonly ReportTest[] }) {
  return (
    <section aria-labelledby="tests" className="grid gap-4 border-t border-line pt-6">
      <div className="grid gap-1">
        <h2 id="tests" className="scroll-mt-20 text-lg font-semibold">
          What testers ask
        </h2>
        <p className="max-w-[68ch] text-lg">
          Each line is a query: it looks at rows and names those that do not hold. A feature that is off says
          so.
        </p>
      </div>
      <Table caption="Lines, with their result and what it rests on">
        <TableHead>
          <HeadCell>Line</HeadCell>
          <HeadCell>Result</HeadCell>
          <HeadCell>Evidence</HeadCell>
          <HeadCell>Asked by</HeadCell>
        </TableHead>
        <TableBody>
          {tests.map((test) => (
            <TableRow key={test.id} className="print:break-inside-avoid">
              <Cell>
                <Link href={test.href} prefetch={false} className="text-accent hover:underline">
                  {test.line}
                </Link>
                <span className="block text-sm text-ink-3">{test.area}</span>
              </Cell>
              <Cell label="Result" className="sm:whitespace-nowrap">
                <Result result={test.result} />
              </Cell>
              <Cell label="Evidence" className="text-ink-2">
                {test.evidence}
              </Cell>
              <Cell label="Asked by" className="text-sm text-ink-2">
                {test.askedBy.join(", ")}
              </Cell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

/** Fail is a finding, pass is plain; neither is told by colour alone. */
export function Result({ result }: { result: TestResult }) {
  if (result === "fail") return <Badge tone="finding">{resultWords.fail}</Badge>;
  if (result === "pass") return <span className="font-medium">{resultWords.pass}</span>;
  return <span className="text-ink-2">{resultWords[result]}</span>;
}
