"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Copyable } from "@/components/ui/copyable";
import { DefinitionList } from "@/components/ui/definition-list";
import { sentOptions } from "@/lib/drafting/client";

/** Shows exactly what is sent for an item, asked for only when somebody wants to see it. */
export function SentPrompt({ item }: { item: string }) {
  const [open, setOpen] = useState(false);
  const sent = useQuery({ ...sentOptions(item), enabled: open });
  return (
    <section className="grid gap-3">
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
      {open && sent.data ? (
        <>
          <p className="text-ink-2">
            {sent.data.asDrafted === null
              ? "Nothing was sent for this item yet. This is what would be."
              : sent.data.asDrafted
                ? "The draft on record was made from exactly this."
                : "The draft on record was made from other bytes than these; its own hash stands in the record."}
          </p>
          <DefinitionList
            items={[
              { term: "Model", value: sent.data.model },
              { term: "Prompt", value: sent.data.version },
              { term: "SHA-256 of the prompt's file", value: <Hash text={sent.data.promptHash} /> },
              { term: "SHA-256 of what is sent", value: <Hash text={sent.data.inputHash} /> },
            ]}
          />
          <Bytes name="Instructions" text={sent.data.instructions} />
          <Bytes name="Item" text={sent.data.prompt} />
        </>
      ) : null}
    </section>
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
