import type { Metadata } from "next";
import { z } from "zod";
import { NotForYou } from "@/components/auth/not-for-you";
import { ImportForm } from "@/components/sources/import-form";
import { ImportProgress } from "@/components/sources/import-progress";
import { PageHeader } from "@/components/ui/page-header";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { now } from "@/lib/clock";
import { ask } from "@/lib/http";
import { listSources, showImport } from "@/lib/sources/queries";
import { ownFormat } from "@/lib/sources/schema";

export const metadata: Metadata = { title: "Import" };

/** What cannot be read is as if it were not there. */
const place = z.object({
  job: z.uuid().optional().catch(undefined),
  source: z.coerce.number().int().optional().catch(undefined),
});

const crumbs = [{ label: "Sources", href: "/sources" }];

interface ImportPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ImportPage({ searchParams }: ImportPageProps) {
  const { job, source } = place.parse(await searchParams);
  if (job) {
    const found = await ask(showImport, { id: job });
    const title = found.source ? `Import of ${found.source}` : "Import";
    return (
      <>
        <PageHeader title={title} crumbs={crumbs} className="[overflow-wrap:anywhere]" />
        <ImportProgress key={job} initial={found} />
      </>
    );
  }
  const { actor } = await currentCtx();
  if (permits("source.import", actor, undefined) === "forbidden")
    return (
      <NotForYou title="Importing is not part of your role">
        Admins import sources. An admin can give you the role.
      </NotForYou>
    );
  const sources = (await ask(listSources, {})).sources.filter((s) => s.format !== ownFormat);
  return (
    <>
      <PageHeader
        title="Import"
        crumbs={crumbs}
        description="Nothing goes in force unless every row of the files is accounted for."
      />
      <ImportForm
        key={source ?? "new"}
        sources={sources}
        source={sources.find((s) => s.id === source)?.name}
        today={now().toISOString().slice(0, 10)}
      />
    </>
  );
}
