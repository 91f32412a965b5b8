"use client";

import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { calendarDate } from "@/components/ui/time-distance";
import { newKey, useEnd } from "@/lib/campaigns/client";
import type { CampaignView } from "@/lib/campaigns/schema";
import { dayAfter, things } from "./words";

interface EndDialogProps {
  campaign: CampaignView;
  act: "close" | "cancel";
  onClose: () => void;
}

/** Closes or cancels, after saying exactly what that does. */
export function EndDialog({ campaign: c, act, onClose }: EndDialogProps) {
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [key] = useState(newKey);
  const end = useEnd(c.campaign);
  const submit = () => {
    if (act === "cancel" && reason.trim().length < 3) {
      setMissing(true);
      return;
    }
    end.mutate(
      { act, key, ...(act === "cancel" ? { reason: reason.trim() } : {}) },
      {
        onSuccess: () => {
          announce(act === "close" ? `${c.name} is closed` : `${c.name} is cancelled`);
          onClose();
        },
      },
    );
  };
  const does = act === "close" ? closes(c) : cancels(c);
  return (
    <Dialog
      open
      onClose={onClose}
      title={act === "close" ? "Close this campaign now" : "Cancel this campaign"}
      description={<span className="[overflow-wrap:anywhere]">{c.name}</span>}
      footer={
        <>
          <Button onClick={onClose}>Leave it {c.status === "launching" ? "as it is" : "running"}</Button>
          <Button
            variant="filled"
            aria-disabled={end.isPending}
            onClick={() => (end.isPending ? null : submit())}
          >
            {act === "close" ? "Close campaign" : "Cancel campaign"}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <ul className="grid list-disc gap-1 pl-5">
          {does.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {act === "cancel" ? (
          <Field
            label="Reason"
            hint="It stands in the audit log and on this page."
            error={missing && reason.trim().length < 3 ? "Say why in a few words." : undefined}
            required
          >
            {(control) => (
              <Textarea
                {...control}
                data-autofocus
                rows={2}
                maxLength={2000}
                value={reason}
                onChange={(e) => setReason(e.target.value)}
              />
            )}
          </Field>
        ) : null}
        {end.isError ? (
          <Callout tone="finding" title={act === "close" ? "Not closed" : "Not cancelled"} role="alert">
            {end.error.message}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}

function closes(c: CampaignView): string[] {
  const open = c.items - c.decided;
  const until = calendarDate(dayAfter(c.now, c.settings.notReviewedDays));
  return [
    c.decided > 0
      ? `${things(c.decided, "decision")} ${c.decided === 1 ? "stays" : "stay"} as recorded.`
      : "Nothing was decided yet.",
    ...(open > 0
      ? [
          `${things(open, "open item")} ${open === 1 ? "closes" : "close"} as not reviewed: each gets an owner, who settles it by ${until}. What has meanwhile gone at its source is closed as gone.`,
        ]
      : ["Every item is decided, so nothing closes as not reviewed."]),
    "Reviewers can decide nothing more in it.",
    "What was decided to be removed or changed goes to the applications' owners.",
    `A control owner answers the figures on how it was reviewed; then, or after ${things(c.settings.oversight.answerDays, "day")}, the record is sealed. This cannot be undone.`,
  ];
}

function cancels(c: CampaignView): string[] {
  if (c.status === "launching")
    return ["The launch ends; no item is made and nobody is asked for anything.", "This cannot be undone."];
  const open = c.items - c.decided;
  return [
    c.decided > 0
      ? `${things(c.decided, "decision")} ${c.decided === 1 ? "stays" : "stay"} on record, but nothing decided in it is carried out: what was to be removed or changed is withdrawn.`
      : "Nothing was decided yet, so nothing is withdrawn.",
    ...(open > 0
      ? [`${things(open, "open item")} ${open === 1 ? "stays" : "stay"} without a decision.`]
      : []),
    "Reviewers can decide nothing more in it.",
    "The record is sealed. This cannot be undone.",
  ];
}
