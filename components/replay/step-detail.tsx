"use client";

import Link from "next/link";
import { instant, place } from "@/components/audit/instant";
import { Said } from "@/components/audit/said";
import { FactLink } from "@/components/reviews/linked-facts";
import { standingWords } from "@/components/reviews/words";
import { Badge } from "@/components/ui/badge";
import { Copyable } from "@/components/ui/copyable";
import { type Definition, DefinitionList } from "@/components/ui/definition-list";
import { calendarDate } from "@/components/ui/time-distance";
import type { Replay } from "@/lib/reviews/replay";
import type { ReplayStep } from "@/lib/reviews/replay-steps";
import { verbOf } from "@/lib/reviews/schema";
import { OpenWords } from "./open-words";
import { reasonWords, secondsWords, seenWords } from "./replay-words";

type Decision = Replay["decisions"][number];

interface StepDetailProps {
  step: ReplayStep;
  campaign: string;
  decision: Decision | null;
}

/** What was kept of this moment: what happened, what was in view and for how long, the words on request, the receipt. */
export function StepDetail({ step, campaign, decision }: StepDetailProps) {
  return (
    <section
      aria-labelledby="replay-now"
      className="grid gap-3 rounded-lg border border-line bg-panel px-4 py-3"
    >
      <div>
        <p className="text-sm text-ink-2">
          <time dateTime={step.at}>{instant(step.at)}</time>
        </p>
        <h2 id="replay-now" className="text-lg [overflow-wrap:anywhere]">
          <Said parts={step.said} campaign={campaign} />
          {decision?.seed ? <Badge className="ml-2">simulated</Badge> : null}
        </h2>
        {step.more.map((sentence) => (
          <p key={sentence} className="text-ink-2">
            {sentence}
          </p>
        ))}
      </div>
      {decision ? <Recorded decision={decision} /> : null}
      {step.words === null ? null : <OpenWords entry={step.words} />}
      {step.receipt ? <Receipt receipt={step.receipt} /> : null}
    </section>
  );
}

function Recorded({ decision: d }: { decision: Decision }) {
  const items: (Definition | undefined)[] = [
    {
      term: "Decision",
      value: `${verbOf[d.outcome]}${d.until ? ` ${calendarDate(d.until)}` : ""}, ${standingWords(d)}${d.superseded ? "; changed later" : ""}`,
    },
    { term: "Reason", value: reasonWords(d.reasonCode) },
    { term: "Recommendation", value: seenWords[d.recommendationSeen] },
    d.firstChoice ? { term: "Pressed first", value: verbOf[d.firstChoice] } : undefined,
    { term: "Evidence served", value: instant(d.servedAt) },
    d.seconds === null || d.batchSize === null
      ? undefined
      : {
          term: "Active time",
          value: `${secondsWords(d.seconds)} for ${d.batchSize.toLocaleString("en-GB")} items decided together`,
        },
    { term: "Served and in view", value: <InView seen={d.seen} /> },
    d.draftShare === null
      ? undefined
      : { term: "Words of the draft’s", value: `${d.draftShare} % of theirs` },
  ];
  return <DefinitionList items={items.filter((i) => i !== undefined)} />;
}

/** Facts by their numbers as they stood on the screen; each leads to its fact below. */
function InView({ seen }: { seen: Decision["seen"] }) {
  if (seen === null) return <>not counted</>;
  const all = seen.inView.length + seen.notInView.length;
  return (
    <>
      {seen.inView.length} of {all} facts
      <Facts of={seen.inView} />
      {seen.notInView.length > 0 ? (
        <span className="block text-ink-2">
          not in view:
          <Facts of={seen.notInView} />
        </span>
      ) : null}
    </>
  );
}

function Facts({ of }: { of: readonly string[] }) {
  return of.map((fact) => (
    <FactLink key={fact} fact={fact} to="fact" className="ml-1.5 inline-block min-w-6" />
  ));
}

function Receipt({ receipt }: { receipt: NonNullable<ReplayStep["receipt"]> }) {
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line pt-2 text-sm text-ink-2">
      <span>
        Leaf{" "}
        <Copyable
          text={receipt.hash}
          what="leaf hash"
          shown={receipt.hash.slice(0, 8)}
          className="font-mono"
        />
      </span>
      {receipt.index === null ? (
        <span>being sealed</span>
      ) : (
        <>
          <Link
            href={`/log/${receipt.index}`}
            prefetch={false}
            className="inline-flex min-h-6 items-center text-accent underline underline-offset-2"
          >
            sealed at {place(receipt.index)}
          </Link>
          <a
            href={`/api/log/${receipt.index}/proof`}
            download
            className="inline-flex min-h-6 items-center text-accent underline underline-offset-2"
          >
            Proof
          </a>
        </>
      )}
    </p>
  );
}
