import type { Metadata } from "next";
import { SignOffCard } from "@/components/reviews/sign-off-card";
import { PageHeader } from "@/components/ui/page-header";
import { ask } from "@/lib/http";
import { show } from "@/lib/reviews/queries";

export const metadata: Metadata = { title: "Sign off" };

export default async function SignOffPage({ params }: { params: Promise<{ review: string }> }) {
  const { review } = await params;
  const detail = await ask(show, { review });
  return (
    <>
      <PageHeader
        title="Sign off your review"
        crumbs={[
          { label: "My reviews", href: "/reviews" },
          { label: detail.name, href: `/reviews/${review}` },
        ]}
      />
      <SignOffCard detail={detail} />
    </>
  );
}
