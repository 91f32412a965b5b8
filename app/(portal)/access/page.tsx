import type { Metadata } from "next";
import { MyAccess } from "@/components/reviews/my-access";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { ask } from "@/lib/http";
import { myAccess } from "@/lib/reviews/decision-queries";

export const metadata: Metadata = { title: "My access" };

export default async function MyAccessPage({ searchParams }: { searchParams: Promise<{ after?: string }> }) {
  const { after } = await searchParams;
  const page = await ask(myAccess, { ...(after ? { after } : {}) });
  return (
    <>
      <PageHeader
        title="My access"
        description="Your own access as it was reviewed: who looked at it, when, and what they decided."
      />
      <MyAccess {...page} />
      <Pagination
        label="Pages of my access"
        previousHref={after ? "/access" : undefined}
        nextHref={page.next ? `/access?after=${page.next}` : undefined}
      />
    </>
  );
}
