"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { paceOptions, streakWords } from "@/lib/reviews/client";
import { todayWords } from "./words";

/** A gentle word after a long run of quick decisions alike, for the reviewer alone and once; it stops nothing. */
export function StreakLine({ review }: { review: string }) {
  const { data: pace } = useQuery(paceOptions(review));
  const [heard, setHeard] = useState(false);
  if (!pace?.streak || heard) return null;
  const today = todayWords(pace.today);
  return (
    <p
      role="status"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-panel px-4 py-1.5 text-ink-2 sm:px-6"
    >
      <span className="min-w-0">
        {streakWords(pace.streak)}
        {today ? ` ${today}; only you see this.` : ""}
      </span>
      <Button size="sm" variant="quiet" onClick={() => setHeard(true)}>
        Close
      </Button>
    </p>
  );
}
