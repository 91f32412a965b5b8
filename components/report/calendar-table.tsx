import Link from "next/link";
import { CadenceList } from "@/components/report/cadence-list";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import type { CalendarView } from "@/lib/oversight/calendar-schema";

type Row = CalendarView["rows"][number];
type Of = Row["cells"][number];

const controlWords = {
  privileged: "Privileged access",
  other: "Other access",
  all: "All access (PCI 7.2.4)",
};
const stateWords = {
  done: "Done",
  late: "Late",
  missing: "Missing",
  running: "Under way",
  not_due: "Not due",
};

/** Application by control and quarter; every cell that had a campaign opens its report. */
export function CalendarTable({ view, mayChange }: { view: CalendarView; mayChange: boolean }) {
  const rows = inOrder(view.rows);
  return (
    <div className="grid gap-4">
      <CadenceList cadence={view.cadence} mayChange={mayChange} />
      <form method="get" className="flex flex-wrap items-end gap-3">
        <div className="grid gap-1">
          <label htmlFor="quarters" className="text-sm text-ink-2">
            Quarters
          </label>
          <Input
            id="quarters"
            type="number"
            name="quarters"
            min={1}
            max={12}
            defaultValue={view.periods.length}
            className="w-20"
          />
        </div>
        <Button type="submit">Show</Button>
      </form>
      <p className="max-w-[76ch] text-sm text-ink-2">
        Done: ended by its due day with every item decided. Late: ended after it, or with items nobody
        decided. Missing: over, and no campaign within the months above. –: not due. The months in force now
        count for every quarter shown.
      </p>
      {rows.length === 0 ? (
        <EmptyState
          title="No application yet"
          sentence="Import a source; its applications stand here then."
        />
      ) : (
        <Table caption="Applications by control and quarter">
          <TableHead>
            <HeadCell>Application</HeadCell>
            <HeadCell>Control</HeadCell>
            {view.periods.map((p) => (
              <HeadCell key={p.id}>{p.label}</HeadCell>
            ))}
          </TableHead>
          <TableBody>
            {rows.map((row, at) => (
              <TableRow key={`${row.source} ${row.application} ${row.control}`}>
                <Cell className="[overflow-wrap:anywhere]">
                  <bdi className={of(row) === of(rows[at - 1]) ? "sm:sr-only" : "font-medium"}>
                    {row.name}
                  </bdi>
                </Cell>
                <Cell label="Control" className="text-ink-2">
                  {controlWords[row.control]}
                </Cell>
                {row.cells.map((cell, at) => (
                  <Cell key={view.periods[at]?.id} label={view.periods[at]?.label ?? ""}>
                    <State cell={cell} />
                  </Cell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </div>
  );
}

const of = (row: Row | undefined) => row && `${row.source} ${row.application}`;

/** What is missing or late weighs. */
const urgency = (row: Row) =>
  row.cells.reduce((sum, c) => sum + (c.state === "missing" ? 100 : c.state === "late" ? 1 : 0), 0);

/** An application's controls stand together; the application where most is missing or late stands above. */
function inOrder(rows: readonly Row[]): Row[] {
  const weight = new Map<string | undefined, number>();
  for (const row of rows) weight.set(of(row), (weight.get(of(row)) ?? 0) + urgency(row));
  const controls = Object.keys(controlWords);
  return rows.toSorted(
    (a, b) =>
      (weight.get(of(b)) ?? 0) - (weight.get(of(a)) ?? 0) ||
      a.name.localeCompare(b.name, "en") ||
      (of(a) ?? "").localeCompare(of(b) ?? "", "en") ||
      controls.indexOf(a.control) - controls.indexOf(b.control),
  );
}

function State({ cell: { state, campaign } }: { cell: Of }) {
  const tone =
    state === "missing"
      ? "text-finding font-medium"
      : state === "late"
        ? "text-attention font-medium"
        : state === "not_due"
          ? "text-ink-3"
          : "";
  if (state === "not_due")
    return (
      <span className={tone}>
        <span aria-hidden className="max-sm:hidden">
          –
        </span>
        <span className="sm:sr-only">{stateWords[state]}</span>
      </span>
    );
  if (!campaign) return <span className={tone}>{stateWords[state]}</span>;
  const items = campaign.items.toLocaleString("en-GB");
  return (
    <Link
      href={`/campaigns/${campaign.id}/report`}
      prefetch={false}
      title={campaign.name}
      className={`hover:underline ${tone || "text-accent"}`}
    >
      {stateWords[state]}
      <span className="sr-only">
        : {campaign.name}, due {calendarDate(campaign.due)}
      </span>
      <span className="block text-sm font-normal text-ink-3">
        {items} {campaign.items === 1 ? "item" : "items"}
        {campaign.open > 0 ? `, ${campaign.open.toLocaleString("en-GB")} open` : ""}
      </span>
    </Link>
  );
}
