import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { PerformScreen } from "@/components/workpaper/perform-screen";
import { ask } from "@/lib/http";
import { mine } from "@/lib/oversight/reperformance-queries";

export const metadata: Metadata = { title: "Decide again" };

interface ReperformancePageProps {
  params: Promise<{ reperformance: string }>;
}

export default async function ReperformancePage({ params }: ReperformancePageProps) {
  const { reperformance } = await params;
  const sample = await ask(mine, { reperformance });
  return (
    <>
      <PageHeader
        title={`Decide again: ${sample.campaignName}`}
        description="You see the evidence as it was sealed, without the draft and without the first decision. Your answers are no decisions: they are only compared, once all are given."
      />
      <PerformScreen initial={sample} />
    </>
  );
}
