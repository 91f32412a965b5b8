import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { getJson, postJson } from "@/lib/fetch";
import type { DraftProgress, ModelStatus, SentPrompt } from "./schema";

export * from "./drafter-client";
export { SHORTEST_ASSESSMENT } from "./drafter-rules";
export { chosenSettings } from "./drafters";
export * from "./evaluation-client";

/** How far a campaign's drafts are, looked at again while some are to come. */
export const progressOptions = (campaign: string) =>
  queryOptions({
    queryKey: ["drafts", "progress", campaign],
    queryFn: ({ signal }) =>
      getJson<DraftProgress>(`/api/drafts/progress?${new URLSearchParams({ campaign })}`, signal),
    refetchInterval: ({ state }) => (state.data && state.data.pending > 0 ? 2_000 : false),
  });

/** Exactly what is sent for an item. */
export const sentOptions = (item: string) =>
  queryOptions({
    queryKey: ["drafts", "sent", item],
    queryFn: ({ signal }) => getJson<SentPrompt>(`/api/drafts/sent?${new URLSearchParams({ item })}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Who drafts a campaign that begins now. */
export const modelOptions = () =>
  queryOptions({
    queryKey: ["drafts", "model"],
    queryFn: ({ signal }) => getJson<ModelStatus>("/api/drafts/model", signal),
  });

/** An act on a campaign's drafting, after which its progress is looked at again. */
function useDraftingAct<I, R>(campaign: string, act: (input: I) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => client.invalidateQueries({ queryKey: ["drafts", "progress", campaign] }),
  });
}

/** Starts a campaign's drafting, again where drafts failed. */
export const useStartDrafting = (campaign: string) =>
  useDraftingAct(campaign, () => postJson<{ campaign: string }>("/api/drafts/start", { campaign }));

/** Drafts again what rules drafted in a model's place, or one item; what somebody was served stays as it is. */
export const useDraftAgain = (campaign: string) =>
  useDraftingAct(campaign, (item: string | undefined) =>
    postJson<{ items: number }>("/api/drafts/again", item === undefined ? { campaign } : { campaign, item }),
  );

/** Has a campaign drafted by another version, or by rules (null), from now on. */
export const useMoveDrafting = (campaign: string) =>
  useDraftingAct(campaign, (version: number | null) =>
    postJson<{ version: number | null }>("/api/drafts/move", { campaign, version }),
  );

/** Stops a model for one campaign, or lets it draft there again. */
export const useSwitchCampaign = (campaign: string) =>
  useDraftingAct(campaign, (model: "on" | "off") =>
    postJson<{ model: "on" | "off" }>("/api/drafts/campaign-model", { campaign, model }),
  );

/** Says that a reviewer is at this list, and at which item, so that its drafts come before others'. */
export function wantDrafts(review: string, item?: string): Promise<unknown> {
  return postJson("/api/drafts/wanted", item === undefined ? { review } : { review, item });
}
