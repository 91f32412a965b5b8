import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { QueueRow } from "@/lib/catalogue/schema";
import { entryHref, standingTones, standingWords } from "./words";

function beneath({ title, name, standing }: QueueRow): string {
  if (title === null) return standing === "stated" ? "Described, without a title" : "No words yet";
  return standing === "proposed" ? `Proposed: “${title}”` : name;
}

/** Entitlements as a reviewer would read them, with their technical name beneath. */
export function QueueTable({ rows }: { rows: readonly QueueRow[] }) {
  return (
    <Table caption="Entitlements">
      <TableHead>
        <HeadCell>Access</HeadCell>
        <HeadCell>Application</HeadCell>
        <HeadCell>Words</HeadCell>
        <HeadCell numeric>Held by</HeadCell>
      </TableHead>
      <TableBody>
        {rows.map((row) => {
          const tone = standingTones[row.standing];
          return (
            <TableRow key={`${row.source} ${row.entitlement}`}>
              <Cell className="max-sm:block sm:w-[52%]">
                <Link
                  href={entryHref(row)}
                  prefetch={false}
                  className="font-medium text-accent [overflow-wrap:anywhere] hover:underline"
                >
                  {row.standing === "proposed" ? row.name : (row.title ?? row.name)}
                </Link>
                {row.privilege === "privileged" ? <Badge className="ml-2">Privileged</Badge> : null}
                <span className="block text-sm text-ink-3 [overflow-wrap:anywhere]">{beneath(row)}</span>
              </Cell>
              <Cell label="Application">
                <span className="[overflow-wrap:anywhere]">{row.application}</span>
                <span className="block text-sm text-ink-3">{row.sourceName}</span>
              </Cell>
              <Cell label="Words">
                <Badge {...(tone ? { tone } : {})}>{standingWords[row.standing]}</Badge>
              </Cell>
              <Cell label="Held by" numeric>
                {row.holders.toLocaleString("en-GB")}
              </Cell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
