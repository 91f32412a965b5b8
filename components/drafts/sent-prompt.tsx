"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Opened } from "@/components/shell/opened";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Copyable } from "@/components/ui/copyable";
import { DefinitionList } from "@/components/ui/definition-list";
import { Disclosure } from "@/components/ui/disclosure";
import { sentOptions } from "@/lib/drafting/client";
import type { SentPrompt as Sent } from "@/lib/drafting/schema";
import { askedWords, droppedWords, leftOutWords, modelWords, takenOut } from "./sent-words";

/** Shows exactly what is sent for an item and what became of the answer, asked for only when somebody wants to see it. */
export function SentPrompt({ item }: { item: string }) {
  const title = useId();
  const [open, setOpen] = useState(false);
  const sent = useQuery({ ...sentOptions(item), enabled: open });
  return (
    <section aria-labelledby={title} className="grid min-w-0 gap-3">
      <h2 id={title} className="text-lg">
        What the drafter is given
      </h2>
      <div>
        <Button size="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Hide what is sent" : "Show exactly what is sent"}
        </Button>
      </div>
      {open && sent.isError ? (
        <Callout tone="finding" title="Not shown" role="alert">
          {sent.error.message}
        </Callout>
      ) : null}
      {open && sent.data && !sent.data.own ? (
        <Opened at="/api/items/opened" of={{ what: "prompt", item }} />
      ) : null}
      {open && sent.data ? <Shown sent={sent.data} /> : null}
    </section>
  );
}

function Shown({ sent }: { sent: Sent }) {
  const out = takenOut(sent.report);
  return (
    <>
      <p className="text-ink-2">
        {sent.asDrafted === null
          ? "Nothing was sent for this item yet. This is what would be."
          : sent.asDrafted
            ? "The draft on record was made from exactly this."
            : "The draft on record was made from other bytes than these; its own hash stands in the record."}
      </p>
      {sent.leftOut ? <LeftOut leftOut={sent.leftOut} /> : null}
      <DefinitionList
        items={[
          { term: "Drafted by", value: modelWords(sent.model) },
          ...(sent.returned ? [{ term: "It called itself", value: sent.returned }] : []),
          ...(sent.fingerprint ? [{ term: "Fingerprint", value: sent.fingerprint }] : []),
          { term: "Asked with", value: askedWords(sent) },
          { term: "Prompt", value: sent.version },
          { term: "SHA-256 of the prompt's file", value: <Hash text={sent.promptHash} /> },
          { term: "SHA-256 of what is sent", value: <Hash text={sent.inputHash} /> },
          ...(sent.masked
            ? [{ term: "SHA-256 without anybody's text", value: <Hash text={sent.masked.inputHash} /> }]
            : []),
        ]}
      />
      <p className="text-ink-2">{out.length > 0 ? out.join(" ") : "Nothing had to be taken out."}</p>
      <Bytes name="Instructions" text={sent.instructions} />
      <Bytes name="Item" text={sent.prompt} />
      {sent.masked ? (
        <Disclosure summary="The same item without anybody's text, asked beside it">
          <Bytes name="Item without anybody's text" text={sent.masked.prompt} />
        </Disclosure>
      ) : null}
    </>
  );
}

function LeftOut({ leftOut }: { leftOut: NonNullable<Sent["leftOut"]> }) {
  const words = leftOutWords(leftOut);
  if (leftOut.length === 0) return <p className="text-ink-2">{words}</p>;
  const said = new Map<string, number>();
  for (const one of leftOut) said.set(droppedWords(one), (said.get(droppedWords(one)) ?? 0) + 1);
  return (
    <Disclosure summary={words}>
      <ul className="grid gap-1">
        {[...said].map(([sentence, times]) => (
          <li key={sentence}>
            {sentence}
            {times > 1 ? ` (${times} times)` : ""}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

function Hash({ text }: { text: string }) {
  return <Copyable text={text} what="hash" className="font-mono text-sm" />;
}

function Bytes({ name, text }: { name: string; text: string }) {
  return (
    <figure>
      <figcaption className="font-medium">{name}</figcaption>
      <pre className="mt-1 rounded-lg border bg-sunken p-3 text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
        {text}
      </pre>
    </figure>
  );
}
