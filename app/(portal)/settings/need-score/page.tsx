import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { NeedWeights } from "@/components/evidence/need-weights";
import { PageHeader } from "@/components/ui/page-header";
import { weightsOptions } from "@/lib/evidence/client";
import { needWeights } from "@/lib/evidence/need-queries";
import { ask } from "@/lib/http";

export const metadata: Metadata = { title: "Need score" };

export default async function NeedScorePage() {
  const client = new QueryClient();
  client.setQueryData(weightsOptions().queryKey, await ask(needWeights, {}));
  return (
    <>
      <PageHeader
        title="Need score"
        crumbs={[{ label: "Settings", href: "/settings" }]}
        description="How an item's facts are added up, what that was learnt from, and how well it does. It orders and informs; it decides nothing, and a campaign can switch it off."
      />
      <div className="mt-6 max-w-[64rem]">
        <HydrationBoundary state={dehydrate(client)}>
          <NeedWeights />
        </HydrationBoundary>
      </div>
    </>
  );
}
