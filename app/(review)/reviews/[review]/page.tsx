import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { Frame } from "@/app/frame";
import { ReviewTitle } from "@/components/reviews/review-progress";
import { ReviewScreen } from "@/components/reviews/review-screen";
import { ReviewStatus } from "@/components/reviews/review-status";
import { dueWords } from "@/components/reviews/words";
import { now } from "@/lib/clock";
import { ask } from "@/lib/http";
import { reviewOptions } from "@/lib/reviews/client";
import { show } from "@/lib/reviews/queries";

export const metadata: Metadata = { title: "Review" };

type Props = {
  params: Promise<{ review: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The list and the items are asked for by the page itself: what is served is kept, so nothing is fetched ahead. */
export default async function ReviewPage({ params, searchParams }: Props) {
  const { review } = await params;
  const search = new URLSearchParams(
    Object.entries(await searchParams).flatMap(([name, value]) =>
      [value ?? []]
        .flat()
        .slice(0, 1)
        .map((one): [string, string] => [name, one]),
    ),
  );
  const detail = await ask(show, { review });
  const client = new QueryClient();
  client.setQueryData(reviewOptions(review).queryKey, detail);
  const today = now().toISOString().slice(0, 10);
  return (
    <Frame
      fill
      title={<ReviewTitle name={detail.name} due={dueWords(detail.dueDate, today)} />}
      status={
        <HydrationBoundary state={dehydrate(client)}>
          <ReviewStatus review={review} />
        </HydrationBoundary>
      }
    >
      <ReviewScreen review={review} search={search.toString()} />
    </Frame>
  );
}
