import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { getJson, postJson } from "@/lib/fetch";
import type { DecideInput, Missing, Outcome, PairView, ReviewDetail, Worklist, WorklistRow } from "./schema";

type Filter = {
  order: "person" | "application";
  show: "all" | "open" | "decided";
  who: "all" | "people" | "services";
  q: string;
};

/** One review's counts. */
export const reviewOptions = (review: string) =>
  queryOptions({
    queryKey: ["reviews", review],
    queryFn: ({ signal }) => getJson<ReviewDetail>(`/api/reviews/${review}`, signal),
  });

/** A worklist, page after page. It is not read again while it is worked on: decided rows stay where they are. */
export const worklistOptions = (review: string, filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ["reviews", review, "worklist", filter],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({
        ...filter,
        limit: "200",
        ...(pageParam ? { after: pageParam } : {}),
      });
      return getJson<Worklist>(`/api/reviews/${review}/worklist?${search}`, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

/** Opens an item. Asked for when the item is shown, never ahead: what is served is kept. */
export const itemOptions = <T>(item: string) =>
  queryOptions({
    queryKey: ["items", item],
    queryFn: () => postJson<T>("/api/reviews/open", { item }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    gcTime: 0,
  });

/** Opens the recommendation of a served draft. */
export function openRecommendation<T>(item: string, draft: string, choice: Outcome | null): Promise<T> {
  return postJson<T>("/api/reviews/reveal", { item, draft, ...(choice ? { choice } : {}) });
}

/** A request key for one act: a retry carries the same, so nothing is decided twice. */
export const newKey = () => crypto.randomUUID();

/** An item's conflicts with their other sides. */
export const pairOptions = (item: string) =>
  queryOptions({
    queryKey: ["pairs", item],
    queryFn: ({ signal }) => getJson<PairView>(`/api/reviews/pair/${item}`, signal),
    staleTime: 60_000,
  });

type Decided = {
  decision: string;
  outcome: Outcome;
  disposition: string;
  waiting: WorklistRow["waiting"];
  /** Other items of the list that changed with it. */
  beneath: number;
  decidedAt: string;
};

/** Records a decision; offline it is tried again with the same key. */
export function useDecide(review: string) {
  const client = useQueryClient();
  return useMutation({
    mutationKey: ["decide"],
    mutationFn: (input: DecideInput) => postJson<Decided>("/api/reviews/decide", input),
    onSuccess: async (done, input) => {
      client.setQueriesData<{ pages: Worklist[]; pageParams: unknown[] }>(
        { queryKey: ["reviews", review, "worklist"] },
        (list) =>
          list && {
            ...list,
            pages: list.pages.map((page) => ({
              ...page,
              rows: page.rows.map((row) =>
                row.id === input.item
                  ? {
                      ...row,
                      state: "decided" as const,
                      outcome: done.outcome,
                      waiting: done.waiting,
                      first: false,
                      decidedAt: done.decidedAt,
                    }
                  : row,
              ),
            })),
          },
      );
      await Promise.all([
        client.invalidateQueries({ queryKey: ["reviews", review], exact: true }),
        // What the decision on an identity answers, or no longer does, stands elsewhere on the list.
        ...(done.beneath > 0
          ? [client.invalidateQueries({ queryKey: ["reviews", review, "worklist"] })]
          : []),
        client.invalidateQueries({ queryKey: ["items", input.item], refetchType: "none" }),
      ]);
    },
  });
}

/** "Don't know". */
export function useAbstain() {
  return useMutation({
    mutationFn: (input: { item: string; key: string; missing: Missing; words?: string }) =>
      postJson<{ to: string; name: string }>("/api/reviews/abstain", input),
  });
}

/** Hands items, or one reviewer's whole list, to somebody else. */
export function useReassign() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { items?: string[]; review?: string; to: string; reason: string; key: string }) =>
      postJson<{ items: number; to: string; name: string }>("/api/items/reassign", input),
    onSuccess: () => client.invalidateQueries({ queryKey: ["reviews"] }),
  });
}

/** Signs a review off. Not retried by itself: the person sees whether it happened. */
export function useSignOff() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { review: string; key: string }) =>
      postJson<{ review: string; signedOffAt: string }>("/api/reviews/sign-off", input),
    onSuccess: () => client.invalidateQueries({ queryKey: ["reviews"] }),
  });
}

/** People an item can be handed to; with `me`, oneself among them. */
export const peopleOptions = (q: string, me = false) =>
  queryOptions({
    queryKey: ["reviews", "people", q, me],
    queryFn: ({ signal }) =>
      getJson<{ id: string; name: string; email: string | null }[]>(
        `/api/reviews/people?${new URLSearchParams({ q, ...(me ? { me: "yes" } : {}) })}`,
        signal,
      ),
    staleTime: 60_000,
  });
