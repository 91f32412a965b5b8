"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { lineWords, paceOptions, reviewOptions, streakWords } from "@/lib/reviews/client";
import { todayWords } from "./words";

/** A gentle word after a long run of quick decisions alike, for the reviewer alone and once; it stops nothing. */
export function StreakLine({ review }: { review: string }) {
  const { data: pace } = useQuery(paceOptions(review));
  const [heard, setHeard] = useState(false);
  const { data: detail } = useQuery(reviewOptions(review));
  if (!pace?.streak || heard || (detail && detail.readOnly !== null)) return null;
  const today = todayWords(pace.today);
  return (
    <p
      role="status"
      className="flex shrink-0 items-start gap-x-3 border-b border-line bg-panel px-4 py-1.5 text-ink-2 sm:px-6"
    >
      <span className="min-w-0 py-0.5 max-sm:flex-1">
        {streakWords(pace.streak)}
        {today ? ` ${today}; ${lineWords(pace.seen)}.` : ""}
      </span>
      <Button size="sm" variant="quiet" onClick={() => setHeard(true)}>
        Close
      </Button>
    </p>
  );
}
