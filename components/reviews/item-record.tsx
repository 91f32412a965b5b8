"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { NeedParts } from "@/components/evidence/need-parts";
import { AskedAbout } from "@/components/questions/asked-about";
import { Copyable } from "@/components/ui/copyable";
import { OwnWords } from "@/components/ui/own-words";
import { calendarDate } from "@/components/ui/time-distance";
import type { EvidenceView } from "@/lib/evidence/view";
import { type DecisionView, verbOf } from "@/lib/reviews/schema";
import { citedFacts, type DraftView } from "./draft";
import { DraftNote } from "./draft-note";
import { EvidenceCards, notReported } from "./evidence-cards";
import { EvidenceHead } from "./evidence-head";
import { FactList } from "./fact-list";
import { FindingBanner } from "./finding-banner";
import { ItemHeader } from "./item-header";
import { LinkedFactsProvider } from "./linked-facts";
import { OwnReading } from "./own-reading";
import { standingWords, underWords } from "./words";

interface ItemRecordProps {
  record: {
    item: string;
    evidenceHash: string;
    view: EvidenceView;
    withheld: boolean;
    draft: DraftView | null;
    decisions: readonly DecisionView[];
  };
  /** What was sent to the drafter. */
  children: ReactNode;
}

/** An item as it is on record, in the pieces of the review screen; nothing can be decided here. */
export function ItemRecord({ record, children }: ItemRecordProps) {
  const { view, draft } = record;
  return (
    <LinkedFactsProvider>
      <div className="mt-4 grid items-start gap-8 wide:grid-cols-[minmax(0,1fr)_25rem]">
        <div className="grid min-w-0 gap-4">
          <ItemHeader path={view.path} title={view.title} allows={view.allows} who={view.who} />
          <AskedAbout item={record.item} version={Number.MAX_SAFE_INTEGER} />
          {view.findings.map((f) => (
            <FindingBanner key={f.fact} kind={f.kind} fact={f.fact}>
              {f.text}
            </FindingBanner>
          ))}
          <EvidenceHead checked={view.checked} unchecked={view.unchecked} />
          <EvidenceCards {...view.cards} />
          <FactList
            facts={view.facts}
            cited={draft ? citedFacts(draft) : []}
            notReported={notReported(view.cards)}
          />
          {record.withheld ? null : <NeedParts item={record.item} facts={view.facts} />}
          <p className="text-sm text-ink-2">
            Evidence hash <Copyable text={record.evidenceHash} what="evidence hash" className="font-mono" />
          </p>
        </div>
        <div className="grid min-w-0 gap-6">
          {draft ? (
            <DraftNote draft={draft} recommendation="open" onOpenRecommendation={() => undefined} />
          ) : record.withheld ? (
            <OwnReading />
          ) : (
            <p>This item has no draft.</p>
          )}
          <section aria-labelledby="decisions" className="grid gap-2">
            <h2 id="decisions" className="text-lg">
              Decisions
            </h2>
            {record.decisions.length === 0 ? (
              <p className="text-ink-2">Nobody has decided this item.</p>
            ) : null}
            <ol className="grid gap-2">
              {record.decisions.map((d) => (
                <li key={d.id} className="rounded-md border border-line p-3">
                  {d.by}: {verbOf[d.outcome]}
                  {d.until ? ` ${calendarDate(d.until)}` : ""}, {calendarDate(d.decidedAt)},{" "}
                  {standingWords(d)}
                  {d.seed ? ", simulated" : ""}
                  {d.exception ? `, ${underWords(d.exception)}` : ""}
                  {d.supersededBy ? ", changed later" : ""}
                  {d.words ? (
                    <span className="block">
                      “<OwnWords text={d.words} />”
                    </span>
                  ) : null}
                  <span className="block text-sm text-ink-2">
                    {d.sealedAt === null
                      ? "being sealed"
                      : `sealed at #${d.sealedAt.toLocaleString("en-GB")}`}
                  </span>
                </li>
              ))}
            </ol>
            <Link className="text-accent hover:underline" href={`/log?item=${record.item}`} prefetch={false}>
              Everything about this item in the log
            </Link>
          </section>
        </div>
      </div>
      {record.withheld ? null : <div className="mt-8">{children}</div>}
    </LinkedFactsProvider>
  );
}
