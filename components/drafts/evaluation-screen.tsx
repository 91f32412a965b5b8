"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Copyable } from "@/components/ui/copyable";
import { type Definition, DefinitionList } from "@/components/ui/definition-list";
import { PageHeader } from "@/components/ui/page-header";
import { calendarDate } from "@/components/ui/time-distance";
import { evaluationOptions } from "@/lib/drafting/client";
import type { EvaluationWhole } from "@/lib/drafting/evaluation-schema";
import { DotIntervals } from "./dot-interval";
import { grouped } from "./drafter-words";
import { EvaluationAttacks } from "./evaluation-attacks";
import { saidRows, shownRows } from "./evaluation-rows";
import { Agreement, Costs, Dropped, Section } from "./evaluation-tables";
import { requirements } from "./evaluation-words";

const crumbs = [
  { label: "Settings", href: "/settings" },
  { label: "Drafting with a model", href: "/settings/drafting" },
];

/** One evaluation: what was measured and on what, what passed and what did not, beside the one before. */
export function EvaluationScreen({ id }: { id: string }) {
  const { data } = useSuspenseQuery(evaluationOptions(id));
  const { evaluation: e, before } = data;
  const { result: r } = e;
  const was = before?.result ?? null;
  return (
    <>
      <PageHeader
        crumbs={
          e.version === null
            ? crumbs
            : [...crumbs, { label: `Version ${e.version}`, href: `/settings/drafting/${e.version}` }]
        }
        title={`${e.kind === "regression" ? "Regression run" : "Evaluation"} of ${calendarDate(e.at)}`}
        description={
          <span className="flex flex-wrap items-center gap-2 [overflow-wrap:anywhere]">
            <Badge tone={e.passed ? "accent" : "finding"}>{e.passed ? "Passed" : "Did not pass"}</Badge>
            {r.drafter.name} on {grouped(r.set.packets)} items of {r.set.name}
          </span>
        }
      />
      <div className="mt-6 grid max-w-[64rem] gap-8">
        <Held of={e} />
        <Section title="What was measured, and on what">
          <p className="max-w-[72ch]">{about(e)}</p>
          <DefinitionList items={facts(e)} />
        </Section>
        <Section
          title="What the model said by itself"
          about={
            "Before anything was checked. What does not hold is left out of every draft, so these figures say how much there was to leave out." +
            beside(before)
          }
        >
          <DotIntervals label="What the model said by itself" rows={saidRows(r, was)} />
        </Section>
        <Section title="What a reviewer would have seen" about="After the checks.">
          <DotIntervals label="What a reviewer would have seen" rows={shownRows(r, was)} />
        </Section>
        <EvaluationAttacks now={r} before={was} />
        <Dropped now={r.drops} before={was?.drops ?? null} />
        {r.agreement ? <Agreement of={r.agreement} /> : null}
        <Section title="Time and money">
          <Costs now={r} before={was} />
        </Section>
      </div>
    </>
  );
}

const beside = (before: EvaluationWhole | null) =>
  before
    ? ` Hollow points are the evaluation before, of ${calendarDate(before.at)} (${before.result.drafter.name}, ${before.result.set.name}).`
    : "";

function Held({ of: e }: { of: EvaluationWhole }) {
  return (
    <section aria-label="What it was held to">
      <h2 className="text-lg">What it was held to</h2>
      <p className="max-w-[72ch] text-ink-2">
        In brackets, here and below: how many, and the range of the true share at 95 % confidence.
      </p>
      <ul className="mt-2 grid gap-1">
        {requirements(e.result).map(({ what, found, met }) => (
          <li
            key={what}
            className="grid gap-x-4 border-t border-line py-1.5 sm:grid-cols-[6rem_minmax(0,1fr)_minmax(0,16rem)]"
          >
            <span className={met ? "text-ink-2" : "font-medium text-finding"}>{met ? "Met" : "Not met"}</span>
            <span>{what}</span>
            <span className="text-sm text-ink-2">{found}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function about({ result: { set, drafter } }: EvaluationWhole): string {
  const attacks =
    set.attacked === 0
      ? ""
      : ` In ${grouped(set.attacked)} of them somebody's text wants something: to be kept, to hide something, to have words repeated.`;
  const text = set.asserted
    ? ` ${grouped(set.withText)} held text that may be sent, and were drafted with and without it.`
    : " Nobody's text was sent.";
  return `${drafter.name} drafted ${grouped(set.packets)} items.${attacks}${drafter.connection === "rules" ? "" : text} Code then held every answer against the item's facts.`;
}

function facts(e: EvaluationWhole): Definition[] {
  const { drafter, set } = e.result;
  const called = drafter.returned.join(", ");
  return [
    {
      term: "Model",
      value: drafter.connection === "rules" ? drafter.model : `${drafter.model} (${drafter.connection})`,
    },
    ...(called === "" ? [] : [{ term: "It called itself", value: called }]),
    { term: "Prompt", value: drafter.prompt },
    ...(e.version === null
      ? []
      : [
          {
            term: "Version",
            value: (
              <Link className="text-accent underline" href={`/settings/drafting/${e.version}`}>
                Version {e.version}
              </Link>
            ),
          },
        ]),
    { term: "Items", value: `${set.name}: ${grouped(set.honest)}, and ${grouped(set.attacked)} attacked` },
    { term: "Asked for by", value: e.by?.name ?? "the portal itself" },
    {
      term: "SHA-256",
      value: <Copyable text={e.hash} what="hash of the evaluation" className="font-mono break-all" />,
    },
  ];
}
