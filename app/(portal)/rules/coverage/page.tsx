import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CoverageScreen } from "@/components/rules/coverage-screen";
import { PageHeader } from "@/components/ui/page-header";
import { coverage } from "@/lib/campaigns/coverage";
import { coverageInput } from "@/lib/campaigns/schema";
import { ask } from "@/lib/http";

export const metadata: Metadata = { title: "Rule coverage" };

export default async function CoveragePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string>>;
}) {
  const asked = coverageInput.safeParse(await searchParams);
  if (!asked.success) notFound();
  return (
    <>
      <PageHeader
        crumbs={[{ label: "Rules", href: "/rules" }]}
        title="Coverage by application"
        description="How far each rule could be checked when a campaign was launched, and what it found. Where a source is silent a rule cannot be checked, and that is not a pass."
      />
      <CoverageScreen view={await ask(coverage, asked.data)} />
    </>
  );
}
