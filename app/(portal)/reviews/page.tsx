import type { Metadata } from "next";
import { LentItems } from "@/components/reviews/lent-items";
import { MyReviews } from "@/components/reviews/my-reviews";
import { ReviewAgain } from "@/components/reviews/review-again";
import { PageHeader } from "@/components/ui/page-header";
import { now } from "@/lib/clock";
import { ask } from "@/lib/http";
import { waiting } from "@/lib/oversight/reperformance-queries";
import { mine } from "@/lib/reviews/queries";

export const metadata: Metadata = { title: "My reviews" };

export default async function MyReviewsPage() {
  const reviews = await ask(mine, {});
  const again = await ask(waiting, {});
  return (
    <>
      <PageHeader
        title="My reviews"
        description="Access you were asked to decide on: keep what is needed, remove what is not."
      />
      <ReviewAgain samples={again} />
      <MyReviews reviews={reviews} today={now().toISOString().slice(0, 10)} />
      <LentItems />
    </>
  );
}
