import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { getJson, postJson } from "@/lib/fetch";
import type { PerformedItem, Performing, ReperformanceHead } from "./reperformance-schema";
import type { Attribute, Judgement, WorkpaperView } from "./workpaper-schema";

export const workpaperOptions = (id: string) =>
  queryOptions({
    queryKey: ["workpapers", id],
    queryFn: ({ signal }) => getJson<WorkpaperView>(`/api/workpapers/${id}`, signal),
  });

export const useDraw = () =>
  useMutation({
    mutationFn: (input: Record<string, unknown>) => postJson<{ workpaper: string }>("/api/workpapers", input),
  });

/** Keeps a judgement or a comment, of one item or of the attribute. */
export function useNote(workpaper: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: {
      item?: string;
      attribute: Attribute;
      judgement?: Judgement;
      words?: string;
      key: string;
    }) => postJson(`/api/workpapers/${workpaper}/notes`, input),
    onSuccess: () => client.invalidateQueries({ queryKey: workpaperOptions(workpaper).queryKey }),
  });
}

/** Ends the work on a workpaper. It ends once, so its key is its own: pressed again after a lost answer, the first one comes. */
export function useFreezePaper(workpaper: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => postJson(`/api/workpapers/${workpaper}/freeze`, { key: `freeze ${workpaper}` }),
    onSuccess: () => client.invalidateQueries({ queryKey: workpaperOptions(workpaper).queryKey }),
  });
}

/** Who may decide a campaign's sample again, by a part of their name. */
export const performersOptions = (campaign: string, q: string) =>
  queryOptions({
    queryKey: ["reperformance-performers", campaign, q],
    queryFn: ({ signal }) =>
      getJson<{ id: string; name: string; email: string | null }[]>(
        `/api/reperformances/performers?${new URLSearchParams({ campaign, q })}`,
        signal,
      ),
    staleTime: 60_000,
  });

export const useBeginAgain = () =>
  useMutation({
    mutationFn: (input: Record<string, unknown>) =>
      postJson<{ reperformance: string }>("/api/reperformances", input),
  });

export const performingOptions = (id: string) =>
  queryOptions({
    queryKey: ["reperformances", id],
    queryFn: ({ signal }) => getJson<Performing>(`/api/reperformances/${id}`, signal),
  });

export const performedItemOptions = (id: string, n: number) =>
  queryOptions({
    queryKey: ["reperformances", id, n],
    queryFn: ({ signal }) => getJson<PerformedItem>(`/api/reperformances/${id}/items/${n}`, signal),
  });

export function useAnswerAgain(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ n, ...input }: { n: number; answer: string; words?: string; key: string }) =>
      postJson(`/api/reperformances/${id}/items/${n}`, input),
    onSuccess: () => client.invalidateQueries({ queryKey: performingOptions(id).queryKey }),
  });
}

/** Ends a sample that was decided again; pressed again after a lost answer, the first one comes. */
export function useFreeze(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      postJson<NonNullable<ReperformanceHead["result"]>>(`/api/reperformances/${id}/freeze`, {
        key: `freeze ${id}`,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: performingOptions(id).queryKey }),
  });
}
