import type { Metadata } from "next";
import { MyReviews } from "@/components/reviews/my-reviews";
import { PageHeader } from "@/components/ui/page-header";
import { now } from "@/lib/clock";
import { ask } from "@/lib/http";
import { mine } from "@/lib/reviews/queries";

export const metadata: Metadata = { title: "My reviews" };

export default async function MyReviewsPage() {
  const reviews = await ask(mine, {});
  return (
    <>
      <PageHeader
        title="My reviews"
        description="Access you were asked to decide on: keep what is needed, remove what is not."
      />
      <MyReviews reviews={reviews} today={now().toISOString().slice(0, 10)} />
    </>
  );
}
