import type { Metadata } from "next";
import { SignOffCard } from "@/components/reviews/sign-off-card";
import { PageHeader } from "@/components/ui/page-header";
import { ask } from "@/lib/http";
import { ofReview } from "@/lib/questions/queries";
import { show } from "@/lib/reviews/queries";

export const metadata: Metadata = { title: "Sign off" };

export default async function SignOffPage({ params }: { params: Promise<{ review: string }> }) {
  const { review } = await params;
  const detail = await ask(show, { review });
  const asked = await ask(ofReview, { review });
  return (
    <>
      <PageHeader
        title="Sign off your review"
        crumbs={[
          { label: "My reviews", href: "/reviews" },
          { label: detail.name, href: `/reviews/${review}` },
        ]}
      />
      <SignOffCard detail={detail} asked={asked.reduce((sum, a) => sum + a.open, 0)} />
    </>
  );
}
