import type { Metadata } from "next";
import { Opened } from "@/components/shell/opened";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { WorkpaperScreen } from "@/components/workpaper/workpaper-screen";
import { ask } from "@/lib/http";
import { show } from "@/lib/oversight/workpaper-queries";

export const metadata: Metadata = { title: "Workpaper" };

export default async function WorkpaperPage({ params }: { params: Promise<{ workpaper: string }> }) {
  const { workpaper } = await params;
  const paper = await ask(show, { workpaper });
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/audit/workpapers", label: "Workpapers" }]}
        title={paper.name}
        description={`${paper.size} of ${paper.population.toLocaleString("en-GB")} items, drawn with the seed ${paper.seed} by ${paper.by}.`}
        actions={
          <Button asChild variant="filled">
            <a href={`/api/workpapers/${workpaper}/file`} download>
              Take it as XLSX
            </a>
          </Button>
        }
      />
      <Opened at={`/api/workpapers/${workpaper}/opened`} of={{ workpaper }} />
      <WorkpaperScreen initial={paper} />
    </>
  );
}
