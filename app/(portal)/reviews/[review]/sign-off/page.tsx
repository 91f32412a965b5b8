import type { Metadata } from "next";
import { SignOffCard } from "@/components/reviews/sign-off-card";
import { PageHeader } from "@/components/ui/page-header";
import { notVouchedWords } from "@/lib/auth/countersign-words";
import { ask } from "@/lib/http";
import { ofReview } from "@/lib/questions/queries";
import { show } from "@/lib/reviews/queries";
import { signing } from "@/lib/reviews/sign-off-queries";

export const metadata: Metadata = { title: "Sign off" };

export default async function SignOffPage({
  params,
  searchParams,
}: {
  params: Promise<{ review: string }>;
  searchParams: Promise<{ refused?: string | string[] }>;
}) {
  const { review } = await params;
  const { refused } = await searchParams;
  const detail = await ask(show, { review });
  const signed = await ask(signing, { review });
  const asked = await ask(ofReview, { review });
  return (
    <>
      <PageHeader
        title={detail.readOnly ? "Your review" : "Sign off your review"}
        crumbs={[
          { label: "My reviews", href: "/reviews" },
          { label: detail.name, href: `/reviews/${review}` },
        ]}
      />
      <SignOffCard
        detail={detail}
        signing={signed}
        asked={asked.reduce((sum, a) => sum + a.open, 0)}
        refused={notVouchedWords(typeof refused === "string" ? refused : undefined)}
      />
    </>
  );
}
