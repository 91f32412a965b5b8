import Link from "next/link";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { ReportTable as Value } from "@/lib/oversight/report-schema";

/** A table of the report; what it leaves out is behind the section's query. */
export function ReportTable({ table }: { table: Value }) {
  return (
    <div className="print:break-inside-auto">
      <Table caption={table.caption} showCaption>
        <TableHead>
          {table.columns.map((column) => (
            <HeadCell key={column.label} numeric={column.numeric ?? false}>
              {column.label}
            </HeadCell>
          ))}
        </TableHead>
        <TableBody>
          {table.rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a finished report never move
            <TableRow key={at} className="print:break-inside-avoid">
              {row.map((cell, column) => {
                const { label, numeric } = table.columns[column] ?? { label: "" };
                const text = typeof cell === "string" ? cell : cell.text;
                const href = typeof cell === "string" ? undefined : cell.href;
                return (
                  <Cell
                    // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                    key={column}
                    {...(column === 0 ? {} : { label })}
                    numeric={numeric ?? false}
                    className="[overflow-wrap:anywhere]"
                  >
                    {href ? (
                      <Link href={href} prefetch={false} className="text-accent hover:underline">
                        <bdi>{text}</bdi>
                      </Link>
                    ) : (
                      <bdi>{text}</bdi>
                    )}
                  </Cell>
                );
              })}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {table.more > 0 ? (
        <p className="mt-1 text-sm text-ink-2">
          {table.more.toLocaleString("en-GB")} more are behind the query below.
        </p>
      ) : null}
    </div>
  );
}
