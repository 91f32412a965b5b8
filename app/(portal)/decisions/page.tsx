import type { Metadata } from "next";
import { DecisionTable } from "@/components/reviews/decision-table";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { ask } from "@/lib/http";
import { decisions } from "@/lib/reviews/queries";

export const metadata: Metadata = { title: "My decisions" };

export default async function DecisionsPage({ searchParams }: { searchParams: Promise<{ after?: string }> }) {
  const { after } = await searchParams;
  const page = await ask(decisions, { ...(after ? { after } : {}) });
  return (
    <>
      <PageHeader
        title="My decisions"
        description="Everything you decided, newest first, each with its receipt: its place in the log, and the proof that it is there."
      />
      <DecisionTable rows={page.rows} />
      <Pagination
        label="Pages of my decisions"
        previousHref={after ? "/decisions" : undefined}
        nextHref={page.next ? `/decisions?after=${page.next}` : undefined}
      />
    </>
  );
}
