import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { getJson, postJson } from "@/lib/fetch";
import type { DraftProgress, ModelStatus, SentPrompt } from "./schema";

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

/** Whether a hosted model is set up and on. */
export const modelOptions = () =>
  queryOptions({
    queryKey: ["drafts", "model"],
    queryFn: ({ signal }) => getJson<ModelStatus>("/api/drafts/model", signal),
  });

/** Turns the hosted model on or off for everybody. */
export function useSetModel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (model: "on" | "off") => postJson<{ model: "on" | "off" }>("/api/drafts/model", { model }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["drafts"] }),
  });
}

/** Starts a campaign's drafting, again where drafts failed. */
export function useStartDrafting(campaign: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => postJson<{ campaign: string }>("/api/drafts/start", { campaign }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["drafts", "progress", campaign] }),
  });
}

/** Says that a reviewer is at this list, so that its drafts come before others'. */
export function wantDrafts(review: string): Promise<unknown> {
  return postJson("/api/drafts/wanted", { review });
}
