"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { calendarDate } from "@/components/ui/time-distance";
import { useAcceptCheck } from "@/lib/campaigns/client";
import type { Check } from "@/lib/campaigns/schema";

/** A check of a snapshot that failed: it stops a launch until a control owner accepts it. */
export function FailedCheck({ check, mayAccept }: { check: Check; mayAccept: boolean }) {
  const [open, setOpen] = useState(false);
  if (check.accepted)
    return (
      <Callout title="Accepted">
        {check.finding} {check.accepted.by} accepted this on {calendarDate(check.accepted.at)}.
      </Callout>
    );
  return (
    <>
      <Callout
        tone="finding"
        title="Stops a launch"
        actions={
          mayAccept ? (
            <Button size="sm" onClick={() => setOpen(true)}>
              Accept with a reason
            </Button>
          ) : undefined
        }
      >
        {check.finding}
        {mayAccept ? "" : " Import a newer export, or have a control owner accept it with a reason."}
      </Callout>
      {open ? <AcceptDialog check={check} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function AcceptDialog({ check, onClose }: { check: Check; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const accept = useAcceptCheck();
  const short = reason.trim().length < 3;
  const send = () => {
    setTried(true);
    if (short || accept.isPending) return;
    accept.mutate(
      { snapshot: check.snapshot, check: check.check, reason: reason.trim() },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Accept this check as failed"
      description={check.finding}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button variant="filled" aria-disabled={accept.isPending} onClick={send}>
            Accept
          </Button>
        </>
      }
    >
      <Field
        label="Reason"
        hint="Your name and this reason are printed on the first page of the report of every campaign that uses this snapshot."
        error={tried && short ? "Say why in a few words." : undefined}
        required
      >
        {(c) => (
          <Textarea
            {...c}
            data-autofocus
            rows={3}
            maxLength={2000}
            value={reason}
            onChange={(e) => setReason(e.target.value)}
          />
        )}
      </Field>
      {accept.isError ? (
        <Callout tone="finding" title="Not accepted" role="alert" className="mt-3">
          {accept.error.message}
        </Callout>
      ) : null}
    </Dialog>
  );
}
