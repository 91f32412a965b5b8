import Link from "next/link";
import { ForwardPages } from "@/components/sources/forward-pages";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { OwnWords } from "@/components/ui/own-words";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import {
  askOf,
  stateOf,
  stateWords,
  type TaskPage,
  type TaskState,
  type TaskView,
  titled,
} from "@/lib/remediation/schema";
import { ApplyButton } from "./apply-button";

type Input = {
  whose: "mine" | "all";
  state?: TaskState | undefined;
  campaign?: string | undefined;
  after?: string | undefined;
};
type Ending = {
  id: string;
  until: string;
  subject: string;
  title: string;
  application: string;
  campaign: string;
  by: string;
  exception: boolean;
};

const order: readonly TaskState[] = [
  "requested",
  "applied",
  "not_observed",
  "returned",
  "seen_gone",
  "withdrawn",
];
const tones: Partial<Record<TaskState, Tone>> = {
  requested: "attention",
  returned: "finding",
  not_observed: "attention",
};

function href(input: Input, change: Partial<Input> & { after?: string }): string {
  const entries = Object.entries({ ...input, limit: undefined, after: undefined, ...change });
  return `/remediation?${new URLSearchParams(entries.flatMap(([k, v]) => (v === undefined ? [] : [[k, String(v)]])))}`;
}

interface TaskListProps {
  page: TaskPage;
  input: Input;
  oversees: boolean;
  me: string;
  endings: readonly Ending[];
}

/** Removals by state; one's own can be marked done. */
export function TaskList({ page, input, oversees, me, endings }: TaskListProps) {
  const total = order.reduce((sum, s) => sum + (page.counts[s] ?? 0), 0);
  return (
    <div className="mt-4 grid gap-6">
      <nav aria-label="Filter" className="flex flex-wrap gap-1.5">
        {oversees
          ? (["all", "mine"] as const).map((whose) => (
              <Chip key={whose} href={href(input, { whose })} on={input.whose === whose}>
                {whose === "all" ? "Everybody's" : "Mine"}
              </Chip>
            ))
          : null}
        <Chip href={href({ ...input, state: undefined }, {})} on={input.state === undefined}>
          All {total}
        </Chip>
        {order
          .filter((s) => (page.counts[s] ?? 0) > 0)
          .map((s) => (
            <Chip key={s} href={href(input, { state: s })} on={input.state === s}>
              {stateWords[s]} {page.counts[s]}
            </Chip>
          ))}
      </nav>
      {page.rows.length === 0 ? (
        <EmptyState
          title="Nothing to remove"
          sentence="When a reviewer decides that access should go and signs off, the owner of the application finds it here."
        />
      ) : (
        <Table caption="Removals and changes">
          <TableHead>
            <HeadCell>What</HeadCell>
            <HeadCell>Decided by</HeadCell>
            <HeadCell>Owner</HeadCell>
            <HeadCell>State</HeadCell>
            <HeadCell>
              <span className="sr-only">Action</span>
            </HeadCell>
          </TableHead>
          <TableBody>
            {page.rows.map((t) => (
              <TableRow key={t.id}>
                <Cell className="max-sm:block">
                  <span className="block">{askOf(t)}</span>
                  <span className="text-sm text-ink-3">
                    {[t.application, t.technical, t.account ? `account ${t.account}` : null]
                      .filter(Boolean)
                      .join(", ")}
                  </span>
                  {t.asked ? (
                    <span className="block text-sm">
                      “<OwnWords text={t.asked} />”
                    </span>
                  ) : null}
                </Cell>
                <Cell label="Decided by">
                  {t.reviewer} {t.seed ? <Badge>simulated</Badge> : null}
                  <span className="block text-sm text-ink-3">{t.campaign}</span>
                </Cell>
                <Cell label="Owner">{t.owner}</Cell>
                <Cell label="State">
                  <TaskStateText task={t} />
                </Cell>
                <Cell className="max-sm:empty:hidden">
                  {t.owner === me && ["requested", "not_observed", "returned"].includes(t.state) ? (
                    <ApplyButton task={t} />
                  ) : null}
                </Cell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      <ForwardPages
        label="Pages of removals"
        firstHref={input.after ? href(input, {}) : undefined}
        nextHref={page.next ? href(input, { after: page.next }) : undefined}
      />
      {endings.length > 0 ? (
        <section aria-labelledby="endings">
          <h2 id="endings" className="text-lg">
            Kept until a day
          </h2>
          <p className="mt-1 text-ink-2">
            After its last day, access comes back to be decided in the next review.
          </p>
          <ul className="mt-2 grid gap-1">
            {endings.map((e) => (
              <li key={e.id}>
                {calendarDate(e.until)}: {titled(e)} in {e.application}, kept{" "}
                {e.exception ? "under an exception " : ""}by {e.by} in {e.campaign}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

function Chip({ href: to, on, children }: { href: string; on: boolean; children: React.ReactNode }) {
  return (
    <Button asChild size="sm" variant={on ? "strong" : "plain"} className={cn(on && "text-accent")}>
      <Link href={to} aria-current={on ? "true" : undefined} prefetch={false}>
        {children}
      </Link>
    </Button>
  );
}

function TaskStateText({ task: t }: { task: TaskView }) {
  const tone = tones[t.state];
  return (
    <>
      <Badge {...(tone ? { tone } : {})}>{stateOf(t.kind, t.state)}</Badge>
      <span className="block text-sm text-ink-3">
        {t.state === "seen_gone" && t.observedAt
          ? `${calendarDate(t.observedAt)}, snapshot ${t.observedSnapshot}, ${t.strength}`
          : t.state === "not_observed"
            ? t.notObservedWhy
            : t.appliedAt
              ? `marked done ${calendarDate(t.appliedAt)}`
              : `asked ${calendarDate(t.requestedAt)}`}
      </span>
    </>
  );
}
