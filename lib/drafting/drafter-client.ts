import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { getJson, postJson } from "@/lib/fetch";
import type {
  attachInput,
  DraftersView,
  DrafterView,
  decideInput,
  proposeInput,
  saveInput,
  Tried,
} from "./drafter-schema";
import type { Connection } from "./drafters";

const draftersKey = ["drafters"] as const;

/** Who drafts, what could, and the versions. */
export const draftersOptions = () =>
  queryOptions({
    queryKey: [...draftersKey, "page"],
    queryFn: ({ signal }) => getJson<DraftersView>("/api/drafters", signal),
  });

export const drafterOptions = (version: number) =>
  queryOptions({
    queryKey: [...draftersKey, "version", version],
    queryFn: ({ signal }) => getJson<DrafterView>(`/api/drafters/${version}`, signal),
  });

function useAct<I, O>(act: (input: I) => Promise<O>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => client.invalidateQueries({ queryKey: draftersKey }),
  });
}

/** A request key for one act: a retry carries the same. */
export const newKey = () => crypto.randomUUID();

type Of<S extends z.ZodType> = z.input<S> & { version: number };

export const useMakeDrafter = () =>
  useAct((input: { connection: Connection; key: string }) =>
    postJson<{ version: number; hash: string }>("/api/drafters", input),
  );
export const useSaveDrafter = () =>
  useAct(({ version, ...body }: Of<typeof saveInput>) =>
    postJson<{ version: number; hash: string }>(`/api/drafters/${version}/save`, body),
  );
export const useAttachEvaluation = () =>
  useAct(({ version, ...body }: Of<typeof attachInput>) =>
    postJson<unknown>(`/api/drafters/${version}/attach`, body),
  );
export const useProposeDrafter = () =>
  useAct(({ version, ...body }: Of<typeof proposeInput>) =>
    postJson<unknown>(`/api/drafters/${version}/propose`, body),
  );
export const useDecideDrafter = () =>
  useAct(({ version, ...body }: Of<typeof decideInput>) =>
    postJson<unknown>(`/api/drafters/${version}/decide`, body),
  );
const useStep = (step: "take-back" | "withdraw" | "retire") =>
  useAct(({ version }: { version: number }) => postJson<unknown>(`/api/drafters/${version}/${step}`, {}));
export const useTakeBackDrafter = () => useStep("take-back");
export const useWithdrawDrafter = () => useStep("withdraw");
export const useRetireDrafter = () => useStep("retire");

/** Lets models draft, or stops them at once for everybody. */
export function useSetModel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (model: "on" | "off") => postJson<{ model: "on" | "off" }>("/api/drafts/model", { model }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: draftersKey }),
        client.invalidateQueries({ queryKey: ["drafts"] }),
      ]),
  });
}

/** Asks the model of a connection once about a made-up item. */
export const useTryModel = () =>
  useMutation({
    mutationFn: (connection: Connection) => postJson<Tried>("/api/drafters/try", { connection }),
  });
