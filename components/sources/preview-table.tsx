import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import { csvFields } from "@/lib/sources/client";
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
      <div aria-busy={pending}>
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
                    <Text text={row.account} absent={absent(row)} />
                  </Cell>
                )}
                {people ? null : (
                  <Cell label="Application">
                    <Text text={row.application} absent={absent(row)} />
                  </Cell>
                )}
                <Cell label={people ? "Person" : "Holder"}>
                  <Text text={row.holder} absent={people ? "None" : absent(row)} />
                  {row.kind && row.kind !== "unknown" ? (
                    <span className="block text-sm text-ink-2">{row.kind.replaceAll("_", " ")}</span>
                  ) : null}
                </Cell>
                {people ? null : (
                  <Cell label="Holds">
                    <Text
                      text={row.entitlements.join(", ")}
                      absent={row.account === null && row.problem ? "Not read" : "None"}
                    />
                  </Cell>
                )}
                <Cell label="Details">
                  {row.problem ? (
                    <span className="text-finding [overflow-wrap:anywhere]">{row.problem} </span>
                  ) : null}
                  <span className="text-sm text-ink-2 [overflow-wrap:anywhere]">
                    {detailsText(row.details)}
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

function Text({ text, absent }: { text: string | null; absent: string }) {
  if (text) return <span className="[overflow-wrap:anywhere]">{text}</span>;
  return <span className="text-ink-3">{absent}</span>;
}

/** A row that can be read and gives no account says of it what an earlier row said. */
function absent(row: PreviewRow): string {
  if (row.account !== null) return "None";
  return row.problem ? "Not read" : "As before";
}

/** "Last sign-in 12 Jan 2026 · Team Colour blue": fields by our names, what is kept as it is by the file's. */
function detailsText(details: PreviewRow["details"]): string {
  return details
    .flatMap(({ name, value }) =>
      name === "attributes" ? attributesOf(value) : [`${fieldName(name)} ${valueText(value)}`],
    )
    .join(" · ");
}

function fieldName(name: string): string {
  const base = name.replace(/_id$/, "");
  const known = Object.entries(csvFields).find(([field]) => field === name || field === base);
  return known?.[1].split(/,| \(/)[0] ?? name.replaceAll("_", " ");
}

function valueText(value: string): string {
  if (value === "true") return "yes";
  if (value === "false") return "no";
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}):.*)?$/.exec(value) ?? [];
  if (!day) return value;
  return time && time !== "00:00" ? `${calendarDate(day)}, ${time} UTC` : calendarDate(day);
}

function attributesOf(json: string): string[] {
  const kept: unknown = JSON.parse(json);
  if (typeof kept !== "object" || kept === null) return [];
  return Object.entries(kept).map(([name, value]) => `${name} ${String(value)}`);
}
