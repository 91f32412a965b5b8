import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Disclosure } from "@/components/ui/disclosure";
import { EmptyState } from "@/components/ui/empty-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { StatRow } from "@/components/ui/stat-row";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { PreviewResult } from "@/lib/campaigns/schema";
import { FailedCheck } from "./failed-check";
import { PopulationEquations } from "./population-equations";
import { grouped, things } from "./words";

interface PreviewProps {
  found: PreviewResult | undefined;
  error: Error | null;
  onRetry: () => void;
  busy: boolean;
  /** Why nothing newer is asked for. */
  stopped: string | null;
  mayAccept: boolean;
}

/** What a launch would make of the conditions now. */
export function Preview({ found, error, onRetry, busy, stopped, mayAccept }: PreviewProps) {
  return (
    <section
      aria-labelledby="preview"
      aria-busy={busy}
      className="grid min-w-0 content-start gap-6 lg:self-stretch lg:border-l lg:border-line lg:pl-10"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="preview" className="text-lg">
          What a launch would review
        </h2>
        <p role="status" className="text-sm text-ink-2">
          {busy && !stopped ? "Counting" : ""}
        </p>
      </div>
      {stopped ? <Callout title="Waiting">{stopped}</Callout> : null}
      {error ? (
        <Callout
          tone="finding"
          title="Not counted"
          role="alert"
          actions={
            <Button size="sm" onClick={onRetry}>
              Try again
            </Button>
          }
        >
          {error.message}
        </Callout>
      ) : null}
      {found?.checks.map((check) => (
        <FailedCheck key={`${check.snapshot} ${check.check}`} check={check} mayAccept={mayAccept} />
      ))}
      {found?.problem ? (
        <Callout tone="finding" title="Cannot be launched so">
          {found.problem}
        </Callout>
      ) : null}
      {!found && !error ? (
        <Loading label="The population is being counted" className="grid gap-3">
          <Skeleton className="h-6 w-40" />
          <Skeleton className="w-full max-w-96" />
          <Skeleton className="w-full max-w-80" />
        </Loading>
      ) : null}
      {found && !found.problem ? <Figures found={found} dim={busy || stopped !== null} /> : null}
    </section>
  );
}

function Figures({ found: f, dim }: { found: PreviewResult; dim: boolean }) {
  return (
    <div className="grid gap-6" aria-busy={dim}>
      <StatRow
        stats={[
          { label: f.atMost ? "Items at most" : "Items to decide", value: grouped(itemsOf(f)) },
          { label: "Reviewers", value: grouped(f.reviewers) },
          {
            label: f.fallback.items > 0 ? "With the fallback" : "Fallback needed",
            value: f.fallback.items > 0 ? grouped(f.fallback.items) : "no",
          },
        ]}
      />
      {f.atMost ? (
        <p className="-mt-3 text-sm text-ink-2">
          Findings are known once evidence is gathered, so a launch makes this many items or fewer.
        </p>
      ) : null}
      <PopulationEquations of={f} />
      {itemsOf(f) === 0 ? (
        <EmptyState
          className="px-0 py-0 sm:px-0"
          title="Nothing is in scope"
          sentence="Nothing meets every condition. Take one away; the reasons below say which leaves out the most."
        />
      ) : null}
      <div className="grid gap-x-10 gap-y-6 xl:grid-cols-2">
        {f.exclusions.length > 0 ? (
          <Counts
            title="Left out, and why"
            rows={f.exclusions.map((e) => ({ name: e.reason, n: e.grants }))}
            unit="left out"
          />
        ) : null}
        {f.loads.length > 0 ? (
          <Counts
            title={f.reviewers > f.loads.length ? `The ${f.loads.length} longest lists` : "Lists"}
            rows={f.loads.map((l) => ({ name: l.name, n: l.items }))}
            unit="items"
          />
        ) : null}
        {f.fallback.items > 0 ? (
          <Counts
            title="Why items go to the fallback"
            rows={f.fallback.reasons.map((r) => ({ name: r.reason, n: r.items }))}
            unit="items"
          />
        ) : null}
      </div>
      {f.sample.length > 0 ? (
        <Disclosure open summary={`A sample of ${things(f.sample.length, "item")}`}>
          <Table caption="A sample of the items">
            <TableHead>
              <HeadCell className="w-2/5">Held by</HeadCell>
              <HeadCell className="w-1/3">Access</HeadCell>
              <HeadCell>Reviewer</HeadCell>
            </TableHead>
            <TableBody className="[overflow-wrap:anywhere]">
              {f.sample.map((s, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: one person can hold the same twice, and rows hold no state
                <TableRow key={`${s.subject} ${s.application} ${s.access} ${at}`}>
                  <Cell>{s.subject}</Cell>
                  <Cell label="Access">
                    {s.access}
                    <span className="block text-sm text-ink-2">{s.application}</span>
                  </Cell>
                  <Cell label="Reviewer">{s.reviewer}</Cell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </Disclosure>
      ) : null}
    </div>
  );
}

/** How many items of every kind there would be. */
export function itemsOf(f: Pick<PreviewResult, "items" | "credentials" | "identities">): number {
  return f.items + f.credentials.items + f.identities.items;
}

interface CountsProps {
  title: string;
  unit: string;
  rows: readonly { name: string; n: number }[];
}

/** Names with their counts as bars on one scale. */
function Counts({ title, unit, rows }: CountsProps) {
  const most = Math.max(1, ...rows.map((r) => r.n));
  return (
    <div className="min-w-0">
      <h3 className="mb-1 text-base">{title}</h3>
      <ul className="grid gap-1">
        {rows.map((r, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two people can have one name, and rows hold no state
          <li key={`${r.name} ${at}`} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3">
            <span className="[overflow-wrap:anywhere]">{r.name}</span>
            <span className="text-right">
              {grouped(r.n)}
              <span className="sr-only"> {unit}</span>
            </span>
            <svg aria-hidden="true" width="100%" height="4" className="col-span-2 block">
              <rect width={`${((r.n / most) * 100).toFixed(2)}%`} height="4" className="fill-line-strong" />
            </svg>
          </li>
        ))}
      </ul>
    </div>
  );
}
