import type { Metadata } from "next";
import { LogEntries } from "@/components/audit/log-entries";
import { LogHead } from "@/components/audit/log-head";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { entries, head } from "@/lib/audit-log/queries";
import { ask } from "@/lib/http";

export const metadata: Metadata = { title: "Audit log" };

type Search = { item?: string; person?: string; campaign?: string; before?: string };

export default async function LogPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { item, person, campaign, before } = await searchParams;
  const follow = {
    ...(item ? { item } : {}),
    ...(person ? { person } : {}),
    ...(campaign ? { campaign } : {}),
  };
  const [state, page] = [
    await ask(head, {}),
    await ask(entries, { ...follow, ...(before ? { before } : {}) }),
  ];
  const to = (more: Record<string, string>) => `/log?${new URLSearchParams({ ...follow, ...more })}`;
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Everything that was recorded, in the order it was sealed. Each entry has a place in one tree, whose head is signed; a proof shows that an entry is in it."
      />
      <LogHead head={state} />
      <LogEntries rows={page.rows} followed={Object.keys(follow).length > 0} />
      <Pagination
        label="Pages of the log"
        previousHref={before ? to({}) : undefined}
        nextHref={page.next ? to({ before: String(page.next) }) : undefined}
      />
    </>
  );
}
