import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { getJson, postJson } from "@/lib/fetch";
import type { ExportFormat, ExportView, ProfileName, ReportFormat } from "./schema";

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
    mutationFn: (input: {
      campaign: string;
      what?: ProfileName | "pack";
      format?: ExportFormat;
      recipient?: string;
      redacted?: boolean;
    }) => postJson<{ export: string }>("/api/exports", input),
    onSuccess: () => client.invalidateQueries({ queryKey: ["exports"] }),
  });
}

/** Asks for a campaign's report as a file. */
export function useRequestReport(campaign: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (format: ReportFormat) =>
      postJson<{ export: string }>(`/api/campaigns/${campaign}/report`, { format }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["exports"] }),
  });
}
