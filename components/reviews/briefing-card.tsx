"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Paragraphs } from "@/components/ui/paragraphs";
import { briefingOptions, newKey, useAcknowledge } from "@/lib/reviews/client";
import { ITEM_TITLE_ID } from "./item-title";

/** What is asked of whoever reviews here, in two minutes; one act, and it is never in the way again. */
export function BriefingCard({ review }: { review: string }) {
  const { data } = useQuery(briefingOptions(review));
  const acknowledge = useAcknowledge(review);
  const [key] = useState(newKey);
  if (!data || data.readAt !== null) return null;
  return (
    <Callout
      title="Before you begin"
      actions={
        <Button
          size="sm"
          disabled={acknowledge.isPending || acknowledge.isSuccess}
          onClick={() =>
            acknowledge.mutate(
              { review, hash: data.hash, key },
              {
                onSuccess: () => {
                  announce("Your reading is recorded");
                  // The card goes, and with it the button that had focus.
                  document.getElementById(ITEM_TITLE_ID)?.focus({ preventScroll: true });
                },
              },
            )
          }
        >
          I have read this
        </Button>
      }
    >
      {/* All of it in sight: what is confirmed as read is not behind a scroll bar. */}
      <div className="mt-1 grid gap-2 [overflow-wrap:anywhere]">
        <Paragraphs text={data.text} />
      </div>
      {acknowledge.isError ? <p role="alert">Not recorded: {acknowledge.error.message}</p> : null}
    </Callout>
  );
}
