"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { EvidenceCards, notReported } from "@/components/reviews/evidence-cards";
import { EvidenceHead } from "@/components/reviews/evidence-head";
import { FactList } from "@/components/reviews/fact-list";
import { FindingBanner } from "@/components/reviews/finding-banner";
import { ItemHeader } from "@/components/reviews/item-header";
import { LinkedFactsProvider } from "@/components/reviews/linked-facts";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { OwnWords } from "@/components/ui/own-words";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { Textarea } from "@/components/ui/textarea";
import { type Answer, answers, answerWords } from "@/lib/oversight/reperformance-schema";
import { performedItemOptions, useAnswerAgain } from "@/lib/oversight/workpaper-client";
import { newKey } from "@/lib/reviews/client";

interface PerformItemProps {
  sample: string;
  n: number;
  frozen: boolean;
  onAnswered: () => void;
}

/** The sealed evidence of one item in the pieces of the review screen, and the answers under it. */
export function PerformItem({ sample, n, frozen, onAnswered }: PerformItemProps) {
  const found = useQuery(performedItemOptions(sample, n));
  if (found.isError)
    return (
      <p role="alert" className="text-finding">
        {found.error.message}
      </p>
    );
  if (!found.data)
    return (
      <Loading label="The evidence is being loaded">
        <Skeleton className="h-64 w-full" />
      </Loading>
    );
  const { view, answer: given, words: said } = found.data;
  return (
    <LinkedFactsProvider>
      <article className="grid min-w-0 max-w-[64rem] gap-4" aria-label={`Item ${n}`}>
        <ItemHeader path={view.path} title={view.title} allows={view.allows} who={view.who} />
        {view.findings.map((f) => (
          <FindingBanner key={f.fact} kind={f.kind} fact={f.fact}>
            {f.text}
          </FindingBanner>
        ))}
        <EvidenceHead checked={view.checked} unchecked={view.unchecked} />
        <EvidenceCards {...view.cards} />
        <FactList facts={view.facts} notReported={notReported(view.cards)} sorted={false} />
        {given ? (
          <p className="rounded-md border border-line p-3">
            You answered: {answerWords[given].toLowerCase()}. {said ? <OwnWords text={said} /> : null}
          </p>
        ) : frozen ? null : (
          <AnswerForm
            sample={sample}
            n={n}
            onAnswered={() => {
              void found.refetch();
              onAnswered();
            }}
          />
        )}
      </article>
    </LinkedFactsProvider>
  );
}

function AnswerForm({ sample, n, onAnswered }: Omit<PerformItemProps, "frozen">) {
  const answer = useAnswerAgain(sample);
  const [words, setWords] = useState("");
  const [key] = useState(newKey);
  const give = (given: Answer) =>
    answer.mutate(
      { n, answer: given, ...(words.trim() ? { words: words.trim() } : {}), key },
      { onSuccess: onAnswered },
    );
  return (
    <form
      aria-label="Your answer"
      className="grid gap-3 rounded-md border border-line p-4"
      onSubmit={(e) => e.preventDefault()}
    >
      <Field label="Why" optionalNote="in your own words">
        {(c) => (
          <Textarea
            {...c}
            rows={2}
            maxLength={2000}
            value={words}
            onChange={(e) => setWords(e.target.value)}
          />
        )}
      </Field>
      {answer.isError ? (
        <p role="alert" className="text-sm text-finding">
          {answer.error.message}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {answers.map((a) => (
          <Button key={a} disabled={answer.isPending} onClick={() => give(a)}>
            {answerWords[a]}
          </Button>
        ))}
      </div>
    </form>
  );
}
