"use client";

import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { OwnWords } from "@/components/ui/own-words";
import { calendarDate } from "@/components/ui/time-distance";
import { useOpenWords } from "@/lib/reviews/client";

const NAMES: Record<string, string> = {
  rationale: "Reason",
  target: "What is to change",
  control: "What makes up for the risk",
  reason: "Reason",
  question: "Question",
  answer: "Answer",
};

/** Somebody's words, closed until asked for: that they were opened goes into the log. */
export function OpenWords({ entry }: { entry: number }) {
  const opened = useOpenWords();
  if (!opened.data) {
    return (
      <div className="grid gap-2">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Button size="sm" disabled={opened.isPending} onClick={() => opened.mutate(entry)}>
            Open the words
          </Button>
          <span className="text-sm text-ink-2">That you opened them is recorded.</span>
        </p>
        {opened.isError ? (
          <Callout title="Not opened" tone="attention" role="alert">
            {opened.error.message}
          </Callout>
        ) : null}
      </div>
    );
  }
  const { words, erasedAt } = opened.data;
  return (
    <div role="status">
      {erasedAt ? (
        <p className="text-ink-2">
          These words were erased on {calendarDate(erasedAt)}. What commits to them stays.
        </p>
      ) : words.length === 0 ? (
        <p className="text-ink-2">There are no words.</p>
      ) : (
        <dl className="grid gap-2 border-l-2 border-line-strong pl-3">
          {words.map(({ name, text }) => (
            <div key={name}>
              <dt className="text-sm text-ink-2">{NAMES[name] ?? name.replaceAll("_", " ")}</dt>
              <dd className="whitespace-pre-line [overflow-wrap:anywhere]">
                <OwnWords text={text} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
