import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import { type Outcome, verbOf } from "@/lib/reviews/schema";

type Row = {
  id: string;
  title: string;
  application: string;
  campaign: string;
  state: string;
  outcome: Outcome | null;
  reviewer: string;
  decidedAt: string | null;
  seed: string | null;
};

/** One's own access and who reviewed it. */
export function MyAccess({ known, rows }: { known: boolean; rows: readonly Row[] }) {
  if (!known)
    return (
      <EmptyState
        title="Nothing for you here"
        sentence="Your sign-in is not connected to an entry of the directory, so Countersign cannot tell which access is yours. An administrator can connect it on the People page."
      />
    );
  if (rows.length === 0)
    return (
      <EmptyState
        title="Nothing was reviewed yet"
        sentence="None of your access has been in a review so far. When it is, it stands here."
      />
    );
  return (
    <Table caption="My access" className="mt-6">
      <TableHead>
        <HeadCell>Access</HeadCell>
        <HeadCell>Review</HeadCell>
        <HeadCell>Reviewer</HeadCell>
        <HeadCell>Outcome</HeadCell>
      </TableHead>
      <TableBody>
        {rows.map((r) => (
          <TableRow key={r.id}>
            <Cell label="Access">
              {r.title} <span className="block text-sm text-ink-3">{r.application}</span>
            </Cell>
            <Cell label="Review">{r.campaign}</Cell>
            <Cell label="Reviewer">{r.reviewer}</Cell>
            <Cell label="Outcome">
              {r.outcome ? verbOf[r.outcome] : r.state === "open" ? "not decided yet" : "not reviewed"}
              {r.decidedAt ? `, ${calendarDate(r.decidedAt)}` : ""} {r.seed ? <Badge>simulated</Badge> : null}
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
