import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { getJson, postJson } from "@/lib/fetch";
import type {
  decideInput,
  EntitlementChoice,
  proposeInput,
  RulesView,
  saveInput,
  VersionView,
  Vocabulary,
} from "./schema";

const rulesKey = ["rules"] as const;

/** The rules page, looked at again while a dry run is under way. */
export const rulesOptions = (waiting = false) =>
  queryOptions({
    queryKey: [...rulesKey, "page"],
    queryFn: ({ signal }) => getJson<RulesView>("/api/rules", signal),
    refetchInterval: ({ state }) => (waiting || state.data?.progress ? 1_000 : false),
  });

export const versionOptions = (version: number) =>
  queryOptions({
    queryKey: [...rulesKey, "version", version],
    queryFn: ({ signal }) => getJson<VersionView>(`/api/rules/${version}`, signal),
  });

/** What the sources in force name, for the editor's suggestions. */
export const vocabularyOptions = () =>
  queryOptions({
    queryKey: [...rulesKey, "vocabulary"],
    queryFn: ({ signal }) => getJson<Vocabulary>("/api/rules/vocabulary", signal),
    staleTime: 300_000,
  });

export const entitlementOptions = (q: string) =>
  queryOptions({
    queryKey: [...rulesKey, "entitlements", q],
    queryFn: async ({ signal }) =>
      (
        await getJson<{ rows: EntitlementChoice[] }>(
          `/api/rules/entitlements?${new URLSearchParams({ q })}`,
          signal,
        )
      ).rows,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

function useAct<I, O>(act: (input: I) => Promise<O>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => client.invalidateQueries({ queryKey: rulesKey }),
  });
}

/** A request key for one act: a retry carries the same. */
export const newKey = () => crypto.randomUUID();

export const useMakeDraft = () =>
  useAct((input: { key: string }) => postJson<{ version: number; hash: string }>("/api/rules", input));
export const useSaveDraft = () =>
  useAct(({ version, ...body }: z.input<typeof saveInput> & { version: number }) =>
    postJson<{ version: number; hash: string }>(`/api/rules/${version}/save`, body),
  );
export const useDryRun = () =>
  useAct(({ version }: { version: number }) => postJson<unknown>(`/api/rules/${version}/dry-run`, {}));
export const usePropose = () =>
  useAct(({ version, ...body }: z.input<typeof proposeInput> & { version: number }) =>
    postJson<unknown>(`/api/rules/${version}/propose`, body),
  );
export const useDecide = () =>
  useAct(({ version, ...body }: z.input<typeof decideInput> & { version: number }) =>
    postJson<unknown>(`/api/rules/${version}/decide`, body),
  );
export const useTakeBack = () =>
  useAct(({ version }: { version: number }) => postJson<unknown>(`/api/rules/${version}/take-back`, {}));
export const useWithdraw = () =>
  useAct(({ version }: { version: number }) => postJson<unknown>(`/api/rules/${version}/withdraw`, {}));
