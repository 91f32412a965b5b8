"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { briefingOptions, newKey, useAcknowledge } from "@/lib/reviews/client";

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
          disabled={acknowledge.isPending}
          onClick={() =>
            acknowledge.mutate({ review, key }, { onSuccess: () => announce("Your reading is recorded") })
          }
        >
          I have read this
        </Button>
      }
    >
      <div className="grid max-h-40 gap-2 overflow-y-auto">
        {data.text.split("\n").map((line) => (
          <p key={line}>{line}</p>
        ))}
        {acknowledge.isError ? <p role="alert">Not recorded: {acknowledge.error.message}</p> : null}
      </div>
    </Callout>
  );
}
