import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { getJson, postJson } from "@/lib/fetch";
import type { Answered, AskedItems, Part, QuestionView, Recipients } from "./schema";

/** A request key for one act: a retry carries the same, so nobody is asked twice. */
export const newKey = () => crypto.randomUUID();

/** Milliseconds between looks for an answer while one is awaited. */
const look = 15_000;

/** What was asked about an item; looked at again while an answer is awaited. */
export const questionsOptions = (item: string) =>
  queryOptions({
    queryKey: ["questions", "item", item],
    queryFn: ({ signal }) => getJson<QuestionView[]>(`/api/questions/items/${item}`, signal),
    refetchInterval: ({ state }) => (state.data?.some((q) => q.state === "open") ? look : false),
    staleTime: 0,
  });

/** Of a list, the items that somebody was asked about. */
export const askedOptions = (review: string) =>
  queryOptions({
    queryKey: ["questions", "review", review],
    queryFn: ({ signal }) => getJson<AskedItems>(`/api/questions/reviews/${review}`, signal),
    refetchInterval: ({ state }) => (state.data?.some((q) => q.open > 0) ? look : false),
    staleTime: 0,
  });

/** Whom one could ask about an item. */
export const recipientsOptions = (item: string) =>
  queryOptions({
    queryKey: ["questions", "recipients", item],
    queryFn: ({ signal }) =>
      getJson<Recipients>(`/api/questions/recipients?${new URLSearchParams({ item })}`, signal),
    staleTime: 0,
    gcTime: 0,
  });

/** Asks somebody about an item. */
export function useAsk() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { item: string; part: Part; question: string; key: string }) =>
      postJson<{ question: string; to: string; madeUp?: object }>("/api/questions/ask", input),
    // Whom one can ask is read anew with each dialog; under the open one it must not change. What was made up says so now.
    onSuccess: ({ madeUp }) =>
      Promise.all([
        client.invalidateQueries({
          queryKey: ["questions"],
          predicate: ({ queryKey }) => queryKey[1] !== "recipients",
        }),
        ...(madeUp ? ["items", "reviews"].map((of) => client.invalidateQueries({ queryKey: [of] })) : []),
      ]),
  });
}

/** Takes a question back. */
export function useWithdraw() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { question: string; key: string }) =>
      postJson<{ question: string; state: "withdrawn" }>("/api/questions/withdraw", input),
    onSuccess: () => client.invalidateQueries({ queryKey: ["questions"] }),
  });
}

/** Answers a question that was put to the person who is signed in. */
export function useAnswer() {
  return useMutation({
    mutationFn: (input: { question: string; answer: string; key: string }) =>
      postJson<Answered>("/api/questions/answer", input),
  });
}

/** Answers a question by its link, without being signed in. */
export function sendByLink(link: string, answer: string): Promise<Answered> {
  return postJson<Answered>("/api/questions/by-link", { link, answer });
}
