import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { getJson, postJson } from "@/lib/fetch";
import type { ErasureCounts, RetentionClass, RetentionView } from "./schema";

export const retentionOptions = () =>
  queryOptions({
    queryKey: ["retention"],
    queryFn: ({ signal }) => getJson<RetentionView>("/api/retention", signal),
  });

/** What an erasure would take, before it is asked for. */
export const previewOptions = (person: string) =>
  queryOptions({
    queryKey: ["retention", "preview", person],
    queryFn: ({ signal }) =>
      getJson<{ counts: ErasureCounts; running: string[] }>(
        `/api/retention/preview?${new URLSearchParams({ person })}`,
        signal,
      ),
  });

function useAct<I>(address: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: I) => postJson<unknown>(address, input),
    onSuccess: () => client.invalidateQueries({ queryKey: ["retention"] }),
  });
}

export const usePlaceHold = () =>
  useAct<{ campaign?: string; person?: string; reason: string }>("/api/retention/hold");
export const useLiftHold = () => useAct<{ hold: string; reason: string }>("/api/retention/lift");
export const useSetPeriod = () => useAct<{ class: RetentionClass; days: number }>("/api/retention/period");
export const useErase = () => useAct<{ person: string; reason: string }>("/api/retention/erase");
export const useSettleErasure = () =>
  useAct<{ erasure: string; answer: "grant" | "refuse" | "withdraw"; reason: string }>(
    "/api/retention/erasure",
  );
