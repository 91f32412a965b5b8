"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { useFocusTitleAfter } from "@/components/shell/focus-title";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { OwnWords } from "@/components/ui/own-words";
import { Textarea } from "@/components/ui/textarea";
import { calendarDate } from "@/components/ui/time-distance";
import { newKey, useAnswer } from "@/lib/questions/client";
import type { OwnQuestion, QuestionState } from "@/lib/questions/schema";

/** What reviewers ask the person who is signed in, and what they answered of late. */
export function QuestionsForYou({
  open,
  ended,
}: {
  open: readonly OwnQuestion[];
  ended: readonly OwnQuestion[];
}) {
  return (
    <>
      {open.length === 0 ? (
        <EmptyState
          title="Nobody is waiting for an answer"
          sentence="When somebody who reviews access asks you about it, the question is here."
          className="px-0 sm:px-0"
        />
      ) : (
        <ul className="mt-6 grid max-w-[52rem] gap-3">
          {open.map((question) => (
            <OpenQuestion key={question.id} question={question} />
          ))}
        </ul>
      )}
      {ended.length > 0 ? <Ended questions={ended} /> : null}
    </>
  );
}

function OpenQuestion({ question: q }: { question: OwnQuestion }) {
  const router = useRouter();
  const answer = useAnswer();
  const focusTitle = useFocusTitleAfter();
  const [words, setWords] = useState("");
  const [key] = useState(newKey);
  const send = () =>
    answer.mutate(
      { question: q.id, answer: words.trim(), key },
      {
        onSuccess: () => {
          focusTitle();
          announce(`Your answer is with ${q.by}`);
          router.refresh();
        },
      },
    );
  return (
    <li className="grid gap-3 rounded-lg border border-line-strong bg-panel px-4 py-3">
      <div>
        <h2 className="text-base font-medium [overflow-wrap:anywhere]">
          {q.question ? <OwnWords text={q.question} /> : "The question was erased"}
        </h2>
        <p className="mt-1 [overflow-wrap:anywhere]">{q.access}.</p>
        <p className="mt-1 text-sm text-ink-2">
          {q.by} asks in {q.campaign}, since {calendarDate(q.askedAt)}. It waits until{" "}
          {calendarDate(q.expiresAt)}.
        </p>
      </div>
      <Field label="Your answer" hint="It joins the evidence as your words. It decides nothing by itself.">
        {(control) => (
          <Textarea
            {...control}
            className="min-h-16"
            maxLength={2000}
            value={words}
            onChange={(e) => setWords(e.currentTarget.value)}
          />
        )}
      </Field>
      {answer.isError ? (
        <Callout tone="finding" title="Not sent" role="alert">
          {answer.error.message}
        </Callout>
      ) : null}
      <div className="flex justify-end">
        <Button variant="filled" disabled={words.trim() === "" || answer.isPending} onClick={send}>
          {answer.isPending ? "Sending" : "Send the answer"}
        </Button>
      </div>
    </li>
  );
}

const BECAME: Record<Exclude<QuestionState, "open">, string> = {
  answered: "You answered on",
  withdrawn: "Taken back on",
  expired: "Ended without an answer on",
};

function Ended({ questions }: { questions: readonly OwnQuestion[] }) {
  return (
    <section aria-labelledby="ended-questions" className="mt-8 max-w-[52rem]">
      <h2 id="ended-questions" className="text-lg">
        In the last 30 days
      </h2>
      <ul className="mt-2 divide-y divide-line border-y border-line">
        {questions.map((q) => (
          <li key={q.id} className="py-2 [overflow-wrap:anywhere]">
            <p>{q.question ? <OwnWords text={q.question} /> : "The question was erased"}</p>
            {q.answer ? (
              <p className="text-ink-2">
                “<OwnWords text={q.answer} />”
              </p>
            ) : null}
            <p className="text-sm text-ink-3">
              {q.by}, on {q.access}.{" "}
              {q.state === "open" ? "" : `${BECAME[q.state]} ${calendarDate(q.endedAt ?? q.expiresAt)}.`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
