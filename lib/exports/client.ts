import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { getJson, postJson } from "@/lib/fetch";
import type { ExportView } from "./schema";

/** Exports, looked at again while one is being made. */
export const exportsOptions = () =>
  queryOptions({
    queryKey: ["exports"],
    queryFn: ({ signal }) => getJson<ExportView[]>("/api/exports", signal),
    refetchInterval: ({ state }) =>
      state.data?.some((f) => f.state === "queued" || f.state === "running") ? 1_000 : false,
  });

/** Asks for a campaign's pack. */
export function useRequestExport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { campaign: string }) => postJson<{ export: string }>("/api/exports", input),
    onSuccess: () => client.invalidateQueries({ queryKey: ["exports"] }),
  });
}
