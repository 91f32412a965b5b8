import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { StatRow } from "@/components/ui/stat-row";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import type { ReperformanceHead } from "@/lib/oversight/reperformance-schema";
import type { ReportSection, ReportTable } from "@/lib/oversight/report-schema";

/** One sample that is or was decided again: who, how far, and the comparison once it is frozen. */
export function AgainResult({ of, section }: { of: ReperformanceHead; section: ReportSection }) {
  return (
    <article
      className="grid gap-3 rounded-md border border-line p-4"
      aria-label={`${of.campaignName}, seed ${of.seed}`}
    >
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="text-base font-medium">{of.campaignName}</h3>
        <Badge tone={of.frozenAt ? "neutral" : "accent"}>
          {of.frozenAt ? `Frozen ${calendarDate(of.frozenAt)}` : `${of.answered} of ${of.size} answered`}
        </Badge>
        {of.simulated ? <Badge>Simulated</Badge> : null}
        <span className="text-sm text-ink-2">
          {of.size} of {of.population.toLocaleString("en-GB")} decided items, seed <code>{of.seed}</code>, by{" "}
          {of.performer}
        </span>
      </div>
      {of.result ? (
        <>
          <p>{section.claim}</p>
          <StatRow stats={section.figures.map(({ note, ...f }) => (note ? { ...f, note } : f))} />
          {section.tables.map((table) => (
            <Compared key={table.caption} table={table} />
          ))}
        </>
      ) : (
        <p className="text-ink-2">
          Only {of.performer} sees it meanwhile, on{" "}
          <Link
            className="text-accent hover:underline"
            href={`/audit/reperformance/${of.id}`}
            prefetch={false}
          >
            a page of their own
          </Link>
          .
        </p>
      )}
    </article>
  );
}

function Compared({ table }: { table: ReportTable }) {
  const text = (cell: ReportTable["rows"][number][number]) => (typeof cell === "string" ? cell : cell.text);
  return (
    <Table caption={table.caption} showCaption className="max-w-[36rem]">
      <TableHead>
        {table.columns.map((c) => (
          <HeadCell key={c.label} numeric={c.numeric ?? false}>
            {c.label}
          </HeadCell>
        ))}
      </TableHead>
      <TableBody>
        {table.rows.map((cells) => (
          <TableRow key={cells.map(text).join()}>
            {table.columns.map((c, at) => (
              <Cell key={c.label} {...(at === 0 ? {} : { label: c.label, numeric: true })}>
                {text(cells[at] ?? "")}
              </Cell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
