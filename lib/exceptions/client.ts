import { queryOptions, useMutation } from "@tanstack/react-query";
import { getJson, postJson } from "@/lib/fetch";
import type { ExceptionDetail } from "./queries";

/** One exception with the evidence it was asked for on. */
export const exceptionOptions = (exception: string) =>
  queryOptions({
    queryKey: ["exceptions", exception],
    queryFn: ({ signal }) => getJson<ExceptionDetail>(`/api/exceptions/${exception}`, signal),
    staleTime: 0,
    gcTime: 0,
  });

/** Grants it. */
export function useGrant() {
  return useMutation({
    mutationFn: (input: { exception: string; key: string; words?: string }) =>
      postJson<{ exception: string; state: "granted" }>("/api/exceptions/grant", input),
  });
}

/** Refuses it, with words. */
export function useRefuse() {
  return useMutation({
    mutationFn: (input: { exception: string; key: string; words: string }) =>
      postJson<{ exception: string; state: "refused"; reopened: boolean }>("/api/exceptions/refuse", input),
  });
}
