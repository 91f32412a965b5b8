import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import type { z } from "zod";
import { AppError } from "@/lib/errors";
import { getJson, postJson } from "@/lib/fetch";
import type { ChallengeTotals } from "./challenge-queries";
import type {
  acceptInput,
  CampaignView,
  LaunchInput,
  OutlierMap,
  PersonChoice,
  PreviewInput,
  PreviewResult,
  progressPage,
} from "./schema";
import { parseScope, printScope, type Scope } from "./scope";

export { armRates } from "@/lib/audit-log/arms";

type ProgressPage = z.infer<typeof progressPage>;

/** One campaign, looked at again while it is being launched or drafted. */
export const campaignOptions = (id: string) =>
  queryOptions({
    queryKey: ["campaigns", id],
    queryFn: ({ signal }) => getJson<CampaignView>(`/api/campaigns/${id}`, signal),
    refetchInterval: ({ state }) => {
      if (state.data?.status === "launching") return 1_000;
      return state.data?.status === "launched" && state.data.drafts.pending > 0 ? 5_000 : false;
    },
  });

/** Where access stands out, by department; counted once at the launch. */
export const outliersOptions = (id: string) =>
  queryOptions({
    queryKey: ["campaigns", id, "outliers"],
    queryFn: ({ signal }) => getJson<OutlierMap>(`/api/campaigns/${id}/outliers`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A campaign's reviewers, stuck first, page after page. */
export const reviewerProgressOptions = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["campaigns", id, "progress"],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({ limit: "25", ...(pageParam ? { after: pageParam } : {}) });
      return getJson<ProgressPage>(`/api/campaigns/${id}/progress?${search}`, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
  });

/** What a launch would make of these conditions; the answer before stays in sight until the next is there. */
export const previewOptions = (asked: PreviewInput) =>
  queryOptions({
    queryKey: ["campaigns", "preview", asked],
    queryFn: ({ signal }) => {
      const search = new URLSearchParams(
        Object.entries(asked).filter((pair): pair is [string, string] => Boolean(pair[1])),
      );
      return getJson<PreviewResult>(`/api/campaigns/preview?${search}`, signal);
    },
    placeholderData: keepPreviousData,
  });

/** People who can be named, by a part of name or e-mail. */
export const peopleOptions = (q: string) =>
  queryOptions({
    queryKey: ["campaigns", "people", q],
    queryFn: async ({ signal }) =>
      (
        await getJson<{ rows: PersonChoice[] }>(
          `/api/campaigns/reviewers?${new URLSearchParams({ q })}`,
          signal,
        )
      ).rows,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

/** A request key for one act: a retry carries the same, so nothing is launched or ended twice. */
export const newKey = () => crypto.randomUUID();

/** Launches; the campaign exists once this answers, its population follows. */
export function useLaunch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: LaunchInput) => postJson<{ campaign: string }>("/api/campaigns", input),
    onSuccess: () => client.invalidateQueries({ queryKey: ["campaigns"], refetchType: "none" }),
  });
}

/** The control owner accepts a failed outside check. */
export function useAcceptCheck() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: z.input<typeof acceptInput>) => postJson<unknown>("/api/campaigns/accept", input),
    onSuccess: () => client.invalidateQueries({ queryKey: ["campaigns", "preview"] }),
  });
}

export type Ended = { decided: number; notCertified?: number; removed?: number; withdrawn?: number };

/** Closes (no reason) or cancels (with one) a campaign. */
export function useEnd(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { act: "close" | "cancel"; key: string; reason?: string }) => {
      const { act, ...body } = input;
      return postJson<Ended>(`/api/campaigns/${id}/${act}`, body);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["campaigns", id] }),
  });
}

export type ChallengeLeaves = {
  mayAllow: boolean;
  rows: { id: string; campaign: string; by: string; at: string; mine: boolean }[];
};

/** Leaves for challenge items that no campaign has used. */
export const challengeLeavesOptions = () =>
  queryOptions({
    queryKey: ["campaigns", "challenge leaves"],
    queryFn: ({ signal }) => getJson<ChallengeLeaves>("/api/campaigns/challenges", signal),
  });

/** Allows challenge items in one campaign, by its name; or takes a leave back. */
export function useChallengeLeave() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { allow: string; key: string } | { takeBack: string; key: string }) =>
      "allow" in input
        ? postJson<unknown>("/api/campaigns/challenges/allow", { campaign: input.allow, key: input.key })
        : postJson<unknown>("/api/campaigns/challenges/take-back", { leave: input.takeBack, key: input.key }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["campaigns", "challenge leaves"] }),
  });
}

/** A campaign's challenge items: how many, and after the end what the team made of them. */
export const challengesOptions = (campaign: string) =>
  queryOptions({
    queryKey: ["campaigns", campaign, "challenges"],
    queryFn: ({ signal }) => getJson<ChallengeTotals>(`/api/campaigns/${campaign}/challenges`, signal),
  });

/** What is wrong with a scope expression, as one sentence; null where it can be read. */
export function scopeProblem(text: string): string | null {
  const read = scopeOf(text);
  return typeof read === "string" ? read : null;
}

/** The scope as a launch makes it of the applications named and the expression; the expression alone where it cannot be read. */
export function scopeText(applications: readonly string[], expression: string): string {
  const read = scopeOf(expression);
  if (typeof read === "string") return expression;
  if (applications.length === 0) return printScope(read);
  const named: Scope = { is: "in", field: "application", values: applications };
  return printScope(read.is === "all" ? named : { is: "and", left: named, right: read });
}

function scopeOf(text: string): Scope | string {
  try {
    return parseScope(text);
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
