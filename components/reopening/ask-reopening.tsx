"use client";

import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { newKey, useAskReopening } from "@/lib/reviews/client";

/** Asks that a signed review be opened again; a control owner decides. */
export function AskReopening({
  campaign,
  of,
  onClose,
}: {
  campaign: string;
  of: { review: string; name: string };
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  const [key] = useState(newKey);
  const ask = useAskReopening(campaign);
  const send = () =>
    ask.mutate(
      { review: of.review, reason: reason.trim(), key },
      {
        onSuccess: () => {
          announce("A control owner is asked");
          onClose();
          // The button that opened this is gone; what was asked stands at the top of the page.
          requestAnimationFrame(() => document.querySelector("h1")?.focus());
        },
      },
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title="Ask to open a signed review again"
      description={`The review of ${of.name}. A control owner, who is neither you nor ${of.name}, answers. What was signed stays on record.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="filled" disabled={reason.trim().length < 3 || ask.isPending} onClick={send}>
            Ask
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label="Why" hint={`${of.name} and the control owner see it.`}>
          {(control) => (
            <Textarea {...control} rows={3} value={reason} onChange={(e) => setReason(e.target.value)} />
          )}
        </Field>
        {ask.isError ? (
          <Callout tone="finding" title="Not asked" role="alert">
            {ask.error.message}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}
