import type { Metadata } from "next";
import { DecisionSearch } from "@/components/reviews/decision-search";
import { DecisionTable } from "@/components/reviews/decision-table";
import { ReceiptHelp } from "@/components/reviews/receipt-help";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { ask } from "@/lib/http";
import { decisions } from "@/lib/reviews/decision-queries";

export const metadata: Metadata = { title: "My decisions" };

type Search = { after?: string; at?: string; campaign?: string; q?: string };

export default async function DecisionsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { after, at, campaign, q } = await searchParams;
  const narrowing = { ...(at ? { at } : {}), ...(campaign ? { campaign } : {}), ...(q ? { q } : {}) };
  const page = await ask(decisions, { ...narrowing, ...(after ? { after } : {}) });
  const href = (to: Record<string, string>) => {
    const search = new URLSearchParams({ ...narrowing, ...to }).toString();
    return search ? `/decisions?${search}` : "/decisions";
  };
  const narrowed = Object.keys(narrowing).length > 0;
  return (
    <>
      <PageHeader
        title="My decisions"
        description="Everything you decided, newest first, each with its receipt: its place in the log, and the proof that it is there."
      />
      <ReceiptHelp />
      {page.campaigns.length > 0 ? (
        <DecisionSearch
          campaigns={page.campaigns}
          campaign={campaign ?? ""}
          q={q ?? ""}
          one={at !== undefined}
        />
      ) : null}
      <DecisionTable rows={page.rows} narrowed={narrowed} />
      <Pagination
        label="Pages of my decisions"
        previousHref={after ? href({}) : undefined}
        nextHref={page.next ? href({ after: page.next }) : undefined}
      />
    </>
  );
}
