import { queryOptions, useMutation } from "@tanstack/react-query";
import { getJson, postJson } from "@/lib/fetch";
import type { EvaluationsView, EvaluationView } from "./evaluation-schema";

/** An evaluation and the one before it; neither ever changes. */
export const evaluationOptions = (id: string) =>
  queryOptions({
    queryKey: ["drafters", "evaluation", id],
    queryFn: ({ signal }) => getJson<EvaluationView>(`/api/drafters/evaluations/${id}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The evaluations of a version, and how far one is that runs now. */
export const evaluationsOptions = (version: number) =>
  queryOptions({
    queryKey: ["evaluations", version],
    queryFn: ({ signal }) =>
      getJson<EvaluationsView>(
        `/api/drafters/evaluations?${new URLSearchParams({ version: String(version) })}`,
        signal,
      ),
  });

/** Asks for the evaluation of a version's settings as they are saved. */
export const useAskEvaluation = (version: number) =>
  useMutation({
    mutationFn: () => postJson<{ version: number }>(`/api/drafters/${version}/evaluate`, {}),
  });
