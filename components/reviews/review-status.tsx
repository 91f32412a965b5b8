"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { reviewOptions } from "@/lib/reviews/client";
import { ReviewProgress } from "./review-progress";
import { progressWords } from "./words";

/** How far one's own list is, for the top bar; the way to sign off once nothing is open. */
export function ReviewStatus({ review }: { review: string }) {
  const { data: detail } = useQuery(reviewOptions(review));
  if (!detail) return null;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <ReviewProgress decided={detail.decided} total={detail.items} sentence={progressWords(detail)} />
      {detail.readOnly === null && detail.open === 0 && detail.items > 0 ? (
        <Button asChild variant="strong">
          <Link href={`/reviews/${review}/sign-off`}>Sign off</Link>
        </Button>
      ) : null}
    </div>
  );
}
