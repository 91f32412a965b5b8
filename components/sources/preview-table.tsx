import { cn } from "@/components/ui/cn";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { PreviewRow } from "@/lib/sources/schema";
import { grouped, many } from "./words";

interface PreviewTableProps {
  rows: readonly PreviewRow[];
  /** Whether the file lists people and no access. */
  people: boolean;
  /** Whether newer rows are being read. */
  pending: boolean;
}

/** The first rows as they would be read. */
export function PreviewTable({ rows, people, pending }: PreviewTableProps) {
  const bad = rows.filter((r) => r.problem).length;
  return (
    <div>
      <h3 className="font-medium">
        {rows.length === 1 ? "The first row" : `The first ${rows.length} rows`} as they would be read
      </h3>
      <p role="status" className="mb-2 text-sm text-ink-2">
        {pending
          ? "Reading them anew"
          : bad > 0
            ? `${many(bad, "row has", "rows have")} something that cannot be read; it is said beside each.`
            : "Each of them can be read."}
      </p>
      <div className={cn("transition-opacity", pending && "opacity-60")}>
        <Table caption="The first rows as they would be read">
          <TableHead>
            <HeadCell numeric>Line</HeadCell>
            {people ? null : <HeadCell>Account</HeadCell>}
            {people ? null : <HeadCell>Application</HeadCell>}
            <HeadCell>{people ? "Person" : "Holder"}</HeadCell>
            {people ? null : <HeadCell>Holds</HeadCell>}
            <HeadCell>Details</HeadCell>
          </TableHead>
          <TableBody>
            {rows.map((row) => (
              <TableRow key={row.line}>
                <Cell label="Line" numeric className="text-ink-2">
                  {grouped(row.line)}
                </Cell>
                {people ? null : (
                  <Cell label="Account">
                    <Text text={row.account} />
                  </Cell>
                )}
                {people ? null : (
                  <Cell label="Application">
                    <Text text={row.application} />
                  </Cell>
                )}
                <Cell label={people ? "Person" : "Holder"}>
                  <Text text={row.holder} />
                  {row.kind && row.kind !== "unknown" ? (
                    <span className="block text-sm text-ink-2">{row.kind.replaceAll("_", " ")}</span>
                  ) : null}
                </Cell>
                {people ? null : (
                  <Cell label="Holds">
                    <Text text={row.entitlements.join(", ")} />
                  </Cell>
                )}
                <Cell label="Details">
                  {row.problem ? (
                    <span className="text-finding [overflow-wrap:anywhere]">{row.problem} </span>
                  ) : null}
                  <span className="text-sm text-ink-2 [overflow-wrap:anywhere]">
                    {row.details.map((d) => `${d.name.replaceAll("_", " ")} ${d.value}`).join(" · ")}
                  </span>
                </Cell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </div>
  );
}

function Text({ text }: { text: string | null }) {
  return text ? (
    <span className="[overflow-wrap:anywhere]">{text}</span>
  ) : (
    <span className="text-ink-3">None</span>
  );
}
