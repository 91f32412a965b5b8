import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { OwnWords } from "@/components/ui/own-words";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate, tieDates } from "@/components/ui/time-distance";
import { type DecisionView, reasonCodes, verbOf } from "@/lib/reviews/schema";
import { standingWords, underWords } from "./words";

type Row = DecisionView & { subject: string; title: string; application: string; campaign: string };

const reasons: Record<string, string> = { ...reasonCodes.keep, ...reasonCodes.remove };

/** A person's decisions with their receipts. */
export function DecisionTable({ rows }: { rows: readonly Row[] }) {
  if (rows.length === 0)
    return (
      <EmptyState
        title="No decisions yet"
        sentence="What you decide stands here, with a receipt for each."
        action={
          <Button asChild>
            <Link href="/reviews">Go to my reviews</Link>
          </Button>
        }
      />
    );
  return (
    <Table caption="My decisions" className="mt-6">
      <TableHead>
        <HeadCell>Access</HeadCell>
        <HeadCell>Decision</HeadCell>
        <HeadCell>Reason</HeadCell>
        <HeadCell>When</HeadCell>
        <HeadCell>Receipt</HeadCell>
      </TableHead>
      <TableBody>
        {rows.map((d) => (
          <TableRow key={d.id}>
            <Cell label="Access">
              <span className="block">
                {d.subject}: {d.title}
              </span>
              <span className="text-sm text-ink-3">
                {d.application}, {d.campaign}
              </span>
            </Cell>
            <Cell label="Decision">
              <span className="block">
                {verbOf[d.outcome]}
                {d.until ? ` ${calendarDate(d.until)}` : ""}{" "}
                {d.batchSize ? <Badge>{`together with ${d.batchSize - 1}`}</Badge> : null}
                {d.supersededBy ? <Badge>changed later</Badge> : null}
                {d.seed ? <Badge>simulated</Badge> : null}
              </span>
              <span className="text-sm text-ink-3">
                {standingWords(d)}
                {d.exception ? tieDates(`; ${underWords(d.exception)}`) : ""}
              </span>
            </Cell>
            <Cell label="Reason">
              {d.words ? <OwnWords text={d.words} /> : (reasons[d.reasonCode] ?? d.reasonCode)}
            </Cell>
            <Cell label="When" className="whitespace-nowrap">
              {calendarDate(d.decidedAt)}
            </Cell>
            <Cell label="Receipt" className="whitespace-nowrap">
              <code className="text-sm">{d.leaf}</code>
              {d.sealedAt === null ? (
                <span className="block text-sm text-ink-3">recorded, being sealed</span>
              ) : (
                <a
                  className="block text-sm text-accent underline underline-offset-2"
                  href={`/api/decisions/${d.id}/proof`}
                  download
                >
                  sealed at #{d.sealedAt.toLocaleString("en-GB")}, proof
                </a>
              )}
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
