import { queryOptions } from "@tanstack/react-query";
import { getJson } from "@/lib/fetch";
import type { CampaignMail } from "./schema";

/** What was sent for a campaign; looked at again while something waits to be sent. */
export const campaignMailOptions = (campaign: string) =>
  queryOptions({
    queryKey: ["campaigns", campaign, "mail"],
    queryFn: ({ signal }) => getJson<CampaignMail>(`/api/campaigns/${campaign}/mail`, signal),
    refetchInterval: ({ state }) => (state.data?.kinds.some((k) => k.queued > 0) ? 5_000 : false),
  });
