import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CampaignScreen } from "@/components/campaigns/campaign-screen";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { campaignOptions, outliersOptions, reviewerProgressOptions } from "@/lib/campaigns/client";
import { outliers } from "@/lib/campaigns/outliers";
import { progress, show } from "@/lib/campaigns/queries";
import { campaignInput } from "@/lib/campaigns/schema";
import { progressOptions } from "@/lib/drafting/client";
import { progress as draftProgress } from "@/lib/drafting/progress";
import { ask } from "@/lib/http";
import { campaignMailOptions } from "@/lib/mail/client";
import { ofCampaign } from "@/lib/mail/queries";

export const metadata: Metadata = { title: "Campaign" };

export default async function CampaignPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!campaignInput.safeParse({ id }).success) notFound();
  const { actor } = await currentCtx();
  const campaign = await ask(show, { id });
  const client = new QueryClient();
  client.setQueryData(campaignOptions(id).queryKey, campaign);
  if (campaign.launchedAt) {
    const first = await ask(progress, { id, limit: 25 });
    client.setQueryData(reviewerProgressOptions(id).queryKey, { pages: [first], pageParams: [""] });
    client.setQueryData(campaignMailOptions(id).queryKey, await ask(ofCampaign, { id }));
    client.setQueryData(outliersOptions(id).queryKey, await ask(outliers, { id }));
    client.setQueryData(progressOptions(id).queryKey, await ask(draftProgress, { campaign: id }));
  }
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <CampaignScreen
        id={id}
        mayDraft={permits("draft.start", actor, undefined) === "allow"}
        mayOversee={permits("oversight.read", actor, undefined) === "allow"}
        mayTest={permits("reperformance.read", actor, undefined) === "allow"}
      />
    </HydrationBoundary>
  );
}
