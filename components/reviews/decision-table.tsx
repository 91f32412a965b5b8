import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { EmptyState } from "@/components/ui/empty-state";
import { OwnWords } from "@/components/ui/own-words";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate, tieDates } from "@/components/ui/time-distance";
import { type DecisionView, type Outcome, reasonCodes, verbOf } from "@/lib/reviews/schema";
import { standingWords, underWords } from "./words";

type Row = DecisionView & {
  subject: string;
  title: string;
  application: string;
  campaign: string;
  leafHash: string;
  later: { outcome: Outcome; at: string; by: string } | null;
  itemState: string;
  task: keyof typeof TASKS | null;
};

const TASKS = {
  requested: "asked for in the target system",
  applied: "reported as done there",
  seen_gone: "seen gone in a later snapshot",
  not_observed: "not observed gone yet",
  returned: "was gone, and is back",
  withdrawn: "no longer asked for",
};

const reasons: Record<string, string> = { ...reasonCodes.keep, ...reasonCodes.remove };

/** A person's decisions with their receipts. */
export function DecisionTable({ rows, narrowed }: { rows: readonly Row[]; narrowed: boolean }) {
  if (rows.length === 0 && narrowed)
    return (
      <EmptyState
        title="Nothing here matches"
        sentence="None of your decisions is like this."
        action={
          <Button asChild>
            <Link href="/decisions">Show all of them</Link>
          </Button>
        }
      />
    );
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
              <Since of={d} />
            </Cell>
            <Cell label="Reason">
              {d.words ? <OwnWords text={d.words} /> : (reasons[d.reasonCode] ?? d.reasonCode)}
            </Cell>
            <Cell label="When" className="whitespace-nowrap">
              {calendarDate(d.decidedAt)}
            </Cell>
            <Cell label="Receipt" className="whitespace-nowrap">
              <Copyable text={d.leafHash} shown={d.leaf} what="leaf hash" className="font-mono text-sm" />
              {d.sealedAt === null ? (
                <span className="block text-sm text-ink-3">recorded, being sealed</span>
              ) : (
                <a
                  className="block w-fit py-0.5 text-sm leading-5 text-accent underline underline-offset-2"
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

/** What changed after it was recorded. */
function Since({ of }: { of: Row }) {
  const since = [
    of.later
      ? `${of.later.by} recorded ${verbOf[of.later.outcome]} instead on ${calendarDate(of.later.at)}`
      : "",
    of.task ? TASKS[of.task] : "",
    of.itemState === "removed_at_source" ? "gone at its source since" : "",
  ].filter(Boolean);
  return since.length === 0 ? null : (
    <span className="block text-sm text-ink-2">{tieDates(`Since: ${since.join("; ")}`)}</span>
  );
}
