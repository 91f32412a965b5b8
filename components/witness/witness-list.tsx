import { Badge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { Copyable } from "@/components/ui/copyable";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import type { AnchorKind, AnchorState, AnchorStates } from "@/lib/witness/schema";

const kinds: Record<AnchorKind, string> = {
  witness: "Witness",
  timestamp: "Time stamps",
  archive: "Archive",
};

/** Who and what follows the log outside this installation, and how far; a refusal stands above everything. */
export function WitnessList({ states }: { states: AnchorStates }) {
  if (states.rows.length === 0)
    return (
      <p className="mt-4 text-ink-2">
        No witness follows this log, so only checkpoints that somebody kept elsewhere would show a rewritten
        history. Whoever runs this server names witnesses in COUNTERSIGN_WITNESSES.
      </p>
    );
  return (
    <section aria-label="Who follows the log" className="mt-4">
      <WitnessRefusals states={states} />
      <Table caption="Who follows the log">
        <TableHead>
          <HeadCell>Who</HeadCell>
          <HeadCell>What</HeadCell>
          <HeadCell numeric>Entries confirmed</HeadCell>
          <HeadCell numeric>Behind</HeadCell>
          <HeadCell className="sm:pl-6">State</HeadCell>
        </TableHead>
        <TableBody>
          {states.rows.map((row) => (
            <TableRow key={`${row.kind} ${row.name}`}>
              <Cell label="Who">
                {row.kind === "witness" ? <Copyable text={row.name} what="public key" /> : row.label}
              </Cell>
              <Cell label="What">{kinds[row.kind]}</Cell>
              <Cell label="Entries confirmed" numeric>
                {row.size.toLocaleString("en-GB")}
              </Cell>
              <Cell label="Behind" numeric>
                {row.behind.toLocaleString("en-GB")}
              </Cell>
              <Cell label="State" className="sm:pl-6">
                <State row={row} />
              </Cell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

/** Each witness that refuses this log, by itself: for pages that show nothing else of them. */
export function WitnessRefusals({ states }: { states: AnchorStates }) {
  return states.rows
    .filter(({ refusedAt }) => refusedAt !== null)
    .map((row) => <Refusal key={row.name} row={row} />);
}

function Refusal({ row }: { row: AnchorState }) {
  return (
    <Callout tone="finding" title="Refused" className="mb-3">
      {row.label} refuses this log{row.refusedAt ? ` since ${instant(row.refusedAt)}` : ""}. {row.problem}{" "}
      Keep the checkpoints you have, and ask who runs this server what happened.
    </Callout>
  );
}

function State({ row }: { row: AnchorState }) {
  if (row.refusedAt) return <Badge tone="finding">Refuses</Badge>;
  if (row.problem)
    return (
      <span>
        <Badge tone="attention">Tried again</Badge> {row.problem}
      </span>
    );
  return row.confirmedAt ? (
    <span className="text-ink-2">{instant(row.confirmedAt)}</span>
  ) : (
    <span className="text-ink-2">not reached yet</span>
  );
}

function instant(at: string): string {
  return `${calendarDate(at)} ${at.slice(11, 19)} UTC`;
}
