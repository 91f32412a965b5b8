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
  basis: string;
  decidedBy: string | null;
  until: string | null;
  decidedAt: string | null;
  seed: string | null;
};

/** Why that person, as the launch put it: "as manager", "as delegate of Bo Boss until 2026-12-01". */
function whyWords({ basis, decidedBy, reviewer }: Row): string {
  return decidedBy !== null && decidedBy !== reviewer ? `now with ${reviewer}, as ${basis}` : `as ${basis}`;
}

function outcomeWords({ outcome, until, state }: Row): string {
  if (outcome) return until ? `${verbOf[outcome]} ${calendarDate(until)}` : verbOf[outcome];
  if (state === "open") return "not decided yet";
  return state === "removed_at_source" ? "gone at its source" : "not reviewed";
}

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
            <Cell label="Reviewer">
              {r.decidedBy ?? r.reviewer} <span className="block text-sm text-ink-3">{whyWords(r)}</span>
            </Cell>
            <Cell label="Outcome">
              {outcomeWords(r)}
              {r.decidedAt ? `, ${calendarDate(r.decidedAt)}` : ""} {r.seed ? <Badge>simulated</Badge> : null}
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
