import type { ReactNode } from "react";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import type { EvaluationResult as Result } from "@/lib/drafting/evaluation-result";
import { grouped } from "./drafter-words";
import { dropWords, millisecondsWords, moneyWords, thousandths, verbWords } from "./evaluation-words";

export function Section({
  title,
  about: words,
  children,
}: {
  title: string;
  about?: string;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="grid gap-3">
      <div>
        <h2 className="text-lg">{title}</h2>
        {words ? <p className="max-w-[72ch] text-ink-2">{words}</p> : null}
      </div>
      {children}
    </section>
  );
}

export function Dropped({ now, before }: { now: Result["drops"]; before: Result["drops"] | null }) {
  const kinds = [...new Set([...Object.keys(now), ...Object.keys(before ?? {})])].sort(
    (a, b) => (now[b] ?? 0) - (now[a] ?? 0),
  );
  return (
    <Section title="What the checks left out">
      {kinds.length === 0 ? (
        <p>Nothing: everything that was said holds.</p>
      ) : (
        <Table caption="Left out by the checks, by reason" className="max-w-[48rem]">
          <TableHead>
            <HeadCell>What and why</HeadCell>
            <HeadCell numeric>Now</HeadCell>
            {before ? <HeadCell numeric>Before</HeadCell> : null}
          </TableHead>
          <TableBody>
            {kinds.map((k) => (
              <TableRow key={k}>
                <Cell>{dropWords(k)}</Cell>
                <Cell numeric label="Now">
                  {grouped(now[k] ?? 0)}
                </Cell>
                {before ? (
                  <Cell numeric label="Before">
                    {grouped(before[k] ?? 0)}
                  </Cell>
                ) : null}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Section>
  );
}

export function Agreement({ of }: { of: NonNullable<Result["agreement"]> }) {
  return (
    <Section
      title="Beside what people decided"
      about={`Cohen's kappa, agreement beyond chance: ${thousandths(of.kappa)}. People are not always right either.`}
    >
      <Table caption="Drafts beside decisions" className="max-w-[36rem]">
        <TableHead>
          <HeadCell>Draft</HeadCell>
          <HeadCell>Person</HeadCell>
          <HeadCell numeric>Items</HeadCell>
        </TableHead>
        <TableBody>
          {[...of.pairs]
            .sort((a, b) => b.n - a.n)
            .map((p) => (
              <TableRow key={`${p.draft} ${p.person}`}>
                <Cell>{verbWords[p.draft]}</Cell>
                <Cell label="Person">{verbWords[p.person]}</Cell>
                <Cell numeric label="Items">
                  {grouped(p.n)}
                </Cell>
              </TableRow>
            ))}
        </TableBody>
      </Table>
    </Section>
  );
}

export function Costs({ now, before }: { now: Result; before: Result | null }) {
  const rows: [string, (r: Result) => string][] = [
    ["Calls", (r) => grouped(r.latency.calls)],
    ["Half of the calls took less than", (r) => millisecondsWords(r.latency.p50)],
    ["95 in 100 took less than", (r) => millisecondsWords(r.latency.p95)],
    ["Tokens sent", (r) => grouped(r.tokens.input)],
    ["of them read from the provider's cache", (r) => grouped(r.tokens.cached)],
    ["Tokens answered", (r) => grouped(r.tokens.output)],
    ["Cost", (r) => moneyWords(r.cost, r.currency)],
  ];
  return (
    <Table caption="Time and money" className="max-w-[36rem]">
      <TableHead>
        <HeadCell />
        <HeadCell numeric>Now</HeadCell>
        {before ? <HeadCell numeric>Before</HeadCell> : null}
      </TableHead>
      <TableBody>
        {rows.map(([name, of]) => (
          <TableRow key={name}>
            <Cell>{name}</Cell>
            <Cell numeric label="Now">
              {of(now)}
            </Cell>
            {before ? (
              <Cell numeric label="Before">
                {of(before)}
              </Cell>
            ) : null}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
