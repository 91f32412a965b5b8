import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { RejectWire } from "@/lib/sources/schema";
import { grouped } from "./words";

const kindWords: Record<RejectWire["kind"], string> = {
  rejected: "Rejected",
  duplicate: "Repeated",
  note: "Read in part",
};

/** Rows that were put aside, each with its place in the file and why. */
export function RejectTable({ rejects }: { rejects: readonly RejectWire[] }) {
  return (
    <Table caption="Rows put aside">
      <TableHead>
        <HeadCell>File</HeadCell>
        <HeadCell numeric>Line</HeadCell>
        <HeadCell>What became of it</HeadCell>
        <HeadCell>Why</HeadCell>
      </TableHead>
      <TableBody>
        {rejects.map((r) => (
          <TableRow key={`${r.file} ${r.line}`}>
            <Cell label="File">
              <span className="[overflow-wrap:anywhere]">{r.file}</span>
            </Cell>
            <Cell label="Line" numeric>
              {grouped(r.line)}
            </Cell>
            <Cell label="What became of it">
              <span className={r.kind === "rejected" ? "text-finding" : "text-ink-2"}>
                {kindWords[r.kind]}
              </span>
            </Cell>
            <Cell className="max-sm:block">
              <span className="[overflow-wrap:anywhere]">{r.reason}</span>
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
