import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { getJson, postJson } from "@/lib/fetch";
import type { SavedView } from "./saved-views";

const KEY = ["reviews", "views"] as const;

/** One's own saved views. */
export const viewsOptions = () =>
  queryOptions({
    queryKey: KEY,
    queryFn: ({ signal }) => getJson<SavedView[]>("/api/reviews/views", signal),
    staleTime: 60_000,
  });

function useChange<I>(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: I) => postJson<{ id: string }>(`/api/reviews/views/${path}`, input),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Keeps a list under a name; what had the name is replaced. */
export const useSaveView = () => useChange<{ name: string; search: string }>("save");

/** Gives a view another name. */
export const useRenameView = () => useChange<{ view: string; name: string }>("rename");

/** Removes a view. */
export const useRemoveView = () => useChange<{ view: string }>("remove");
