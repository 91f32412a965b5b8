"use client";

import { useQuery } from "@tanstack/react-query";
import { MessageCircleQuestion } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { announce } from "@/components/shell/announce";
import { useHotkeys } from "@/components/shell/hotkeys";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Kbd } from "@/components/ui/kbd";
import { OwnWords } from "@/components/ui/own-words";
import { newKey, questionsOptions, useWithdraw } from "@/lib/questions/client";
import type { QuestionView } from "@/lib/questions/schema";
import { AskDialog } from "./ask-dialog";
import { mailWords, standWords } from "./words";

const ASKED_ID = "asked-about";

interface AskButtonProps {
  item: string;
  subject: string;
}

/** The quiet way to somebody who may know; also by A. */
export function AskButton({ item, subject }: AskButtonProps) {
  const [asking, setAsking] = useState(false);
  const asked = useRef(false);
  // Where it was asked by key, the dialog has nowhere to return focus to: where the question stands takes it.
  useEffect(() => {
    if (asking || !asked.current) return;
    asked.current = false;
    document.getElementById(ASKED_ID)?.focus({ preventScroll: true });
  }, [asking]);
  useHotkeys(
    useMemo(() => [{ key: "a", label: "Ask somebody", group: "Item", run: () => setAsking(true) }], []),
  );
  return (
    <>
      <Button size="sm" variant="quiet" aria-keyshortcuts="A" onClick={() => setAsking(true)}>
        Ask somebody
        <Kbd aria-hidden className="pointer-coarse:hidden">
          A
        </Kbd>
      </Button>
      {asking ? (
        <AskDialog
          item={item}
          subject={subject}
          onClose={() => setAsking(false)}
          onAsked={() => {
            asked.current = true;
            setAsking(false);
          }}
        />
      ) : null}
    </>
  );
}

interface AskedAboutProps {
  item: string;
  /** The version of the evidence that is shown. */
  version: number;
  /** Whether a question can be taken back here. */
  mine?: boolean;
  /** Shows the evidence as it is now. */
  onRenew?: () => void;
}

/** What was asked about the item, and where each question stands; nothing where nobody was asked. */
export function AskedAbout({ item, version, mine = false, onRenew }: AskedAboutProps) {
  const asked = useQuery(questionsOptions(item)).data ?? [];
  const newest = Math.max(version, ...asked.map((q) => q.version ?? 0));
  if (asked.length === 0) return null;
  return (
    <section
      id={ASKED_ID}
      tabIndex={-1}
      aria-label="Questions about this item"
      className="-mx-2 grid gap-2 rounded-md px-2"
    >
      {newest > version && onRenew ? (
        <Callout
          tone="attention"
          title="An answer came in"
          role="status"
          actions={
            <Button size="sm" onClick={onRenew}>
              Show it
            </Button>
          }
        >
          The evidence has it. What you chose and wrote stays here.
        </Callout>
      ) : null}
      <ul className="grid gap-1.5">
        {asked.map((q) => (
          <Line key={q.id} question={q} version={version} mine={mine} />
        ))}
      </ul>
    </section>
  );
}

function Line({ question: q, version, mine }: { question: QuestionView; version: number; mine: boolean }) {
  const withdraw = useWithdraw();
  const [key] = useState(newKey);
  const mail = mailWords(q);
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-2 text-sm text-ink-2">
      <MessageCircleQuestion aria-hidden className="mt-0.5 size-4 text-ink-3" strokeWidth={1.75} />
      <div className="min-w-0">
        <p>
          {standWords(q, version)} {mail}
        </p>
        {q.question ? (
          <p className="text-ink-3">
            “<OwnWords text={q.question} />”
          </p>
        ) : null}
        {q.answer !== null && q.version === null ? (
          <p className="mt-0.5 text-ink">
            “<OwnWords text={q.answer} />”
          </p>
        ) : null}
        {withdraw.isError ? (
          <p role="alert" className="text-finding">
            {withdraw.error.message}
          </p>
        ) : null}
      </div>
      {mine && q.state === "open" ? (
        <Button
          size="sm"
          variant="quiet"
          disabled={withdraw.isPending}
          onClick={() =>
            withdraw.mutate(
              { question: q.id, key },
              { onSuccess: () => announce("The question is taken back") },
            )
          }
        >
          Take back
        </Button>
      ) : null}
    </li>
  );
}
