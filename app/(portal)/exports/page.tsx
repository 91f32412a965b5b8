import type { Metadata } from "next";
import { ExportList } from "@/components/exports/export-list";
import { PageHeader } from "@/components/ui/page-header";
import { list as campaigns } from "@/lib/campaigns/queries";
import { list } from "@/lib/exports/queries";
import { ask } from "@/lib/http";

export const metadata: Metadata = { title: "Exports" };

export default async function ExportsPage() {
  const [files, all] = [await ask(list, {}), await ask(campaigns, {})];
  return (
    <>
      <PageHeader
        title="Exports"
        description="An evidence pack is everything about one campaign in one file that anybody can check on a laptop, without this server: unpack it and run node verify.mjs. Tables by themselves go into a spreadsheet or another system; each is logged with its hash, and proves nothing alone."
      />
      <ExportList
        initial={files}
        campaigns={all.rows
          .filter((c) => ["launched", "closed", "sealed", "cancelled"].includes(c.status))
          .map((c) => ({ id: c.id, name: c.name }))}
      />
    </>
  );
}
