"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { RadioGroup } from "@/components/ui/radio-group";
import { Skeleton } from "@/components/ui/skeleton";
import { Textarea } from "@/components/ui/textarea";
import { newKey, recipientsOptions, useAsk } from "@/lib/questions/client";
import { type Part, partWords, prepared, type Recipient } from "@/lib/questions/schema";
import { wayWords } from "./words";

export interface AskDialogProps {
  item: string;
  /** The item's sentence. */
  subject: string;
  onClose: () => void;
  /** The question is on its way. */
  onAsked: () => void;
}

/** Asks somebody about an item: whom, with why the others cannot be asked, and what. */
export function AskDialog({ item, subject, onClose, onAsked }: AskDialogProps) {
  const found = useQuery(recipientsOptions(item));
  const ask = useAsk();
  const [part, setPart] = useState<Part | null>(null);
  const [words, setWords] = useState("");
  const [key] = useState(newKey);
  const people = found.data?.people ?? [];
  const able = people.filter((p) => p.why === null);
  const chosen = able.find((p) => p.part === part);
  const closed = found.data?.closed ?? null;
  const body = useRef<HTMLDivElement>(null);
  const anybody = able.length > 0;
  // The dialog opened on nothing to choose from; focus goes to the first of them once they are here.
  useEffect(() => {
    if (anybody) body.current?.querySelector<HTMLElement>("input")?.focus();
  }, [anybody]);
  const send = () => {
    if (!chosen) return;
    ask.mutate(
      { item, part: chosen.part, question: words.trim(), key },
      {
        onSuccess: ({ to, madeUp }) => {
          if (!madeUp) announce(`${to} is asked`);
          onAsked();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Ask somebody"
      description={subject}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="filled"
            disabled={!chosen || words.trim().length < 3 || ask.isPending || closed !== null}
            onClick={send}
          >
            {ask.isPending ? "Asking" : "Ask"}
          </Button>
        </>
      }
    >
      {found.isPending ? (
        <div className="grid gap-2" aria-hidden>
          <Skeleton className="h-5 w-24" />
          <Skeleton className="h-10 w-full" />
          <Skeleton className="h-10 w-full" />
          <Skeleton className="h-20 w-full" />
        </div>
      ) : found.isError ? (
        <Callout tone="finding" title="Not found out">
          {found.error.message}
        </Callout>
      ) : closed !== null ? (
        <p>{closed}</p>
      ) : (
        <div ref={body} className="grid gap-4">
          {able.length > 0 ? (
            <RadioGroup
              legend="Whom"
              value={part ?? ""}
              input={{
                name: "part",
                onChange: (e) => setPart(able.find((p) => p.part === e.currentTarget.value)?.part ?? null),
              }}
              options={able.map((p) => ({
                value: p.part,
                label: p.name,
                hint: `${partWords[p.part]}. ${wayWords(p)}`,
              }))}
            />
          ) : (
            <p>Nobody can be asked about this:</p>
          )}
          <Unable people={people.filter((p) => p.why !== null)} alone={able.length === 0} />
          {able.length > 0 ? <Question part={part} words={words} onWords={setWords} /> : null}
          {ask.isError ? (
            <Callout tone="finding" title="Not asked" role="alert">
              {ask.error.message}
            </Callout>
          ) : null}
        </div>
      )}
    </Dialog>
  );
}

/** Who cannot be asked, each with the reason. */
function Unable({ people, alone }: { people: readonly Recipient[]; alone: boolean }) {
  if (people.length === 0) return null;
  return (
    <ul className="grid gap-1 text-sm text-ink-2" aria-label="Who cannot be asked">
      {people.map((p) => (
        <li key={p.part}>
          {alone || !p.name ? null : <span className="text-ink-3">{partWords[p.part]}: </span>}
          {p.name && !p.why?.includes(p.name) ? `${p.name}: ` : ""}
          {p.why}
        </li>
      ))}
    </ul>
  );
}

interface QuestionProps {
  part: Part | null;
  words: string;
  onWords: (words: string) => void;
}

/** The question: one that is ready, or one's own. */
function Question({ part, words, onWords }: QuestionProps) {
  const ready = prepared.filter((p) => part === null || p.parts.includes(part));
  return (
    <div className="grid gap-1.5">
      <Field
        label="What"
        hint="The answer joins the evidence as their words. It supports nothing by itself, and decides nothing."
      >
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={300}
            value={words}
            onChange={(e) => onWords(e.currentTarget.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-1.5">
        {ready.map(({ question }) => (
          <Button
            key={question}
            size="sm"
            aria-pressed={words === question}
            onClick={() => onWords(question)}
          >
            {question}
          </Button>
        ))}
      </div>
    </div>
  );
}
