import Link from "next/link";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { TestView } from "@/lib/oversight/report-schema";
import { Result } from "./report-tests";

/** One line of the list: what it counted, what makes a row fail, and the rows that do. */
export function TestScreen({ view }: { view: TestView }) {
  const { test } = view;
  return (
    <div className="grid max-w-[60rem] gap-6">
      <PageHeader
        crumbs={[
          { href: "/campaigns", label: "Campaigns" },
          { href: `/campaigns/${view.campaign}`, label: view.name },
          { href: `/campaigns/${view.campaign}/report#tests`, label: "Report" },
        ]}
        title={test.line}
        description={test.askedBy.join(", ")}
      />
      <dl className="grid gap-3 sm:grid-cols-[10rem_1fr]">
        <dt className="text-ink-2">Result</dt>
        <dd>
          <Result result={test.result} />
        </dd>
        <dt className="text-ink-2">Evidence</dt>
        <dd>{test.evidence}</dd>
        <dt className="text-ink-2">What is looked at</dt>
        <dd>{view.counts}</dd>
        <dt className="text-ink-2">What does not hold</dt>
        <dd>{view.fails}</dd>
      </dl>
      {view.beside ? (
        <p>
          <Link href={view.beside} prefetch={false} className="text-accent hover:underline">
            See what was looked at
          </Link>
        </p>
      ) : null}
      {view.rows.length === 0 ? (
        <EmptyState
          title={test.result === "pass" ? "Every row holds" : "No rows to show"}
          sentence={
            test.result === "pass"
              ? `${test.examined.toLocaleString("en-GB")} were looked at.`
              : test.evidence
          }
        />
      ) : (
        <Table caption="Rows that do not hold">
          <TableHead>
            <HeadCell>Row</HeadCell>
            <HeadCell>Why</HeadCell>
          </TableHead>
          <TableBody>
            {view.rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of one answer never move
              <TableRow key={at}>
                <Cell className="[overflow-wrap:anywhere]">
                  {row.item ? (
                    <Link
                      href={`/campaigns/${view.campaign}/items/${row.item}`}
                      prefetch={false}
                      className="text-accent hover:underline"
                    >
                      <bdi>{row.what}</bdi>
                    </Link>
                  ) : (
                    <bdi>{row.what}</bdi>
                  )}
                </Cell>
                <Cell label="Why">{row.why}</Cell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      {view.more > 0 && view.rows.length > 0 ? (
        <p className="text-sm text-ink-2">
          {view.more.toLocaleString("en-GB")} more do not hold; the pack has every row.
        </p>
      ) : null}
    </div>
  );
}
