import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LookScreen } from "@/components/second-looks/look-screen";
import { PageHeader } from "@/components/ui/page-header";
import { lookInput } from "@/lib/reviews/schema";

export const metadata: Metadata = { title: "Second look" };

export default async function SecondLookPage({ params }: { params: Promise<{ look: string }> }) {
  const { look } = await params;
  if (!lookInput.safeParse({ look }).success) notFound();
  return (
    <>
      <PageHeader
        title="Second look"
        crumbs={[{ label: "Second looks for you", href: "/second-looks" }]}
        description="Form your own view of the evidence, then agree or refuse."
      />
      <LookScreen look={look} />
    </>
  );
}
