"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { OwnWords } from "@/components/ui/own-words";
import { Textarea } from "@/components/ui/textarea";
import { calendarDate } from "@/components/ui/time-distance";
import { ProblemError } from "@/lib/fetch";
import { sendByLink } from "@/lib/questions/client";
import type { LinkedQuestion } from "@/lib/questions/schema";

interface AnswerByLinkProps {
  link: string;
  /** Null where the link is of no question. */
  question: LinkedQuestion | null;
}

/** The one thing a link is for. Nobody is signed in here, and nothing else can be reached. */
export function AnswerByLink({ link, question }: AnswerByLinkProps) {
  const [sent, setSent] = useState(false);
  if (sent)
    return (
      <Over title="Your answer is recorded" fresh>
        It is with whoever asked. You can close this page; the link answers nothing more.
      </Over>
    );
  if (!question)
    return (
      <Over title="There is nothing behind this link">
        It may have been cut off on its way, or belong to no question. Open it again from the mail, whole.
      </Over>
    );
  if (question.state !== "open") return <NotOpen question={question} />;
  return <Open link={link} question={question} onSent={() => setSent(true)} />;
}

function NotOpen({ question }: { question: Exclude<LinkedQuestion, { state: "open" }> }) {
  const on = question.on ? ` on ${calendarDate(question.on)}` : "";
  const says = {
    answered: {
      title: "This was answered already",
      text: `An answer was recorded${on}. The link answers nothing more. If it was not yours, tell whoever asked.`,
    },
    withdrawn: {
      title: "This question was taken back",
      text: `Nothing is asked of you any more.`,
    },
    expired: {
      title: "The time for this answer is over",
      text: `The question ended${on} without an answer. Nothing can be recorded any more.`,
    },
  }[question.state];
  return <Over title={says.title}>{says.text}</Over>;
}

/** What is left to say; it takes focus where it appeared because of what the person just did. */
function Over({ title, fresh = false, children }: { title: string; fresh?: boolean; children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (fresh) heading.current?.focus({ preventScroll: true });
  }, [fresh]);
  return (
    <section role={fresh ? "status" : undefined}>
      <h1 ref={heading} tabIndex={-1} className="text-xl">
        {title}
      </h1>
      <p className="mt-2 max-w-[60ch] text-ink-2">{children}</p>
    </section>
  );
}

type OpenQuestion = Extract<LinkedQuestion, { state: "open" }>;

interface OpenProps {
  link: string;
  question: OpenQuestion;
  onSent: () => void;
}

function Open({ link, question: q, onSent }: OpenProps) {
  const [words, setWords] = useState("");
  const [state, setState] = useState<"idle" | "sending">("idle");
  const [problem, setProblem] = useState<string | null>(null);

  async function send(event: FormEvent) {
    event.preventDefault();
    if (words.trim() === "" || state === "sending") return;
    setState("sending");
    setProblem(null);
    try {
      await sendByLink(link, words.trim());
      onSent();
    } catch (error) {
      setState("idle");
      setProblem(
        error instanceof ProblemError
          ? error.message
          : "The answer did not reach us. What you wrote is still here; try again.",
      );
    }
  }

  return (
    <section>
      <p className="text-ink-2">
        {q.by} asks{q.to ? ` ${q.to}` : ""}
      </p>
      <h1 className="mt-1 text-xl [overflow-wrap:anywhere]">
        <OwnWords text={q.question} />
      </h1>
      <p className="mt-2 text-lg [overflow-wrap:anywhere]">{q.access}.</p>
      <form onSubmit={send} className="mt-6 grid gap-3" noValidate>
        <Field
          label="Your answer"
          hint={`It goes to ${q.by} and onto the record of the review, as given by whoever holds this link. It decides nothing by itself.`}
        >
          {(control) => (
            <Textarea
              {...control}
              className="min-h-24"
              maxLength={2000}
              value={words}
              onChange={(e) => setWords(e.currentTarget.value)}
            />
          )}
        </Field>
        {problem ? (
          <Callout tone="finding" title="Not sent" role="alert">
            {problem}
          </Callout>
        ) : null}
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <p className="text-sm text-ink-3">Until {calendarDate(q.expiresAt)}, once.</p>
          <Button
            type="submit"
            variant="filled"
            size="lg"
            aria-disabled={words.trim() === "" || state === "sending"}
          >
            {state === "sending" ? "Sending" : "Send the answer"}
          </Button>
        </div>
      </form>
    </section>
  );
}
