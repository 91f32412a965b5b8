import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ProgressBar } from "@/components/ui/progress-bar";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import type { ReviewSummary } from "@/lib/reviews/schema";
import { dueWords } from "./words";

/** A person's reviews: what waits first. */
export function MyReviews({ reviews, today }: { reviews: readonly ReviewSummary[]; today: string }) {
  const held = reviews.filter((r) => r.items > 0 || r.decided > 0);
  if (held.length === 0)
    return (
      <EmptyState
        title="Nothing for you here"
        sentence="No access is waiting for your decision: you review as a manager, an application's owner or a named person, and nobody has launched a review with items of yours. When one starts, it stands here."
        action={
          <Button asChild>
            <Link href="/access">See your own access</Link>
          </Button>
        }
      />
    );
  return (
    <Table caption="My reviews" className="mt-6">
      <TableHead>
        <HeadCell>Review</HeadCell>
        <HeadCell>Due</HeadCell>
        <HeadCell>Decided</HeadCell>
        <HeadCell>State</HeadCell>
      </TableHead>
      <TableBody>
        {held.map((r) => (
          <TableRow key={r.id}>
            <Cell label="Review">
              <Link
                href={`/reviews/${r.id}`}
                prefetch={false}
                className="font-medium text-accent hover:underline"
              >
                {r.name}
              </Link>
            </Cell>
            <Cell label="Due">
              {r.status === "launched"
                ? dueWords(r.dueDate, today).replace(/^due /, "")
                : calendarDate(r.dueDate)}
            </Cell>
            <Cell label="Decided">
              <span className="flex items-center gap-3">
                <ProgressBar
                  value={r.decided}
                  max={r.items}
                  label={`${r.decided} of ${r.items} decided`}
                  className="w-32"
                />
                {r.decided} of {r.items}
              </span>
            </Cell>
            <Cell label="State">
              <State review={r} />
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function State({ review: r }: { review: ReviewSummary }) {
  if (r.signedOffAt) return <Badge>Signed off</Badge>;
  if (r.status === "cancelled") return <Badge>Cancelled</Badge>;
  if (r.status !== "launched") return <Badge>Ended</Badge>;
  return r.decided === r.items ? (
    <Link href={`/reviews/${r.id}/sign-off`} prefetch={false} className="rounded-sm hover:underline">
      <Badge tone="attention">Ready to sign off</Badge>
    </Link>
  ) : (
    <Badge tone="accent">Open</Badge>
  );
}
