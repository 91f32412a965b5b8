"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { paceOptions, reviewOptions } from "@/lib/reviews/client";
import { ReviewProgress } from "./review-progress";
import { progressWords, todayWords } from "./words";

/** How far one's own list is, for the top bar; the way to sign off once nothing is open. */
export function ReviewStatus({ review }: { review: string }) {
  const { data: detail } = useQuery(reviewOptions(review));
  const { data: pace } = useQuery(paceOptions(review));
  if (!detail) return null;
  const sentence = progressWords({ ...detail, minutesLeft: pace?.minutesLeft ?? null });
  const today = pace ? todayWords(pace.today) : "";
  return (
    <div className="flex flex-wrap items-center gap-3 max-md:flex-nowrap">
      <div title={today || undefined} className="max-md:min-w-0 max-md:flex-1">
        <ReviewProgress decided={detail.decided} total={detail.items} sentence={sentence} />
        {today ? <span className="sr-only">{today}.</span> : null}
      </div>
      {detail.readOnly === null && detail.open === 0 && detail.items > 0 ? (
        <Button asChild variant="strong" className="pointer-coarse:h-11">
          <Link href={`/reviews/${review}/sign-off`}>Sign off</Link>
        </Button>
      ) : null}
    </div>
  );
}
