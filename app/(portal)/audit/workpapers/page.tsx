import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { WorkpaperList } from "@/components/workpaper/workpaper-list";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { list as campaigns } from "@/lib/campaigns/queries";
import { ask } from "@/lib/http";
import { reperformanceSection } from "@/lib/oversight/reperformance";
import { list as reperformances } from "@/lib/oversight/reperformance-queries";
import { list } from "@/lib/oversight/workpaper-queries";

export const metadata: Metadata = { title: "Workpapers" };

interface WorkpapersPageProps {
  searchParams: Promise<{ campaign?: string }>;
}

export default async function WorkpapersPage({ searchParams }: WorkpapersPageProps) {
  const { actor } = await currentCtx();
  const again = await ask(reperformances, {});
  const may = permits("workpaper.make", actor, undefined) === "allow";
  const papers = may ? await ask(list, {}) : [];
  const all = await ask(campaigns, {});
  const { campaign } = await searchParams;
  return (
    <>
      <PageHeader
        title="Workpapers"
        description="Tests of a sample: drawn by a seed that anybody can draw again, filled from the record with a proof each, and left blank where only a person can judge. And samples that somebody decides again without seeing the first decision."
      />
      <WorkpaperList
        papers={papers}
        again={again.map((of) => ({ of, section: reperformanceSection(of.campaign, [of]) }))}
        mayMake={may}
        campaign={campaign ?? ""}
        campaigns={all.rows
          .filter((c) => ["launched", "closed", "sealed"].includes(c.status))
          .map((c) => ({ id: c.id, name: c.name, ended: c.status !== "launched" }))}
      />
    </>
  );
}
