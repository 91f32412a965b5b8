import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { signWithPasskey } from "@/lib/auth/client";
import { getJson, ProblemError, postJson } from "@/lib/fetch";
import type { MadeUp } from "./challenge-words";
import type { OpenedWords } from "./open-words";
import type { PaceView } from "./pace-queries";
import type {
  BriefingView,
  DecideInput,
  DelegationRow,
  LookList,
  Outcome,
  PairView,
  ReopeningList,
  ReviewDetail,
  Worklist,
  WorklistRow,
} from "./schema";
import type { PasskeyRequest } from "./sign-off-passkey";
import type { Clusters, TogetherInput } from "./together-schema";
import type { WorklistFilter } from "./worklist-schema";

export { notSaved } from "./act-queue";
export { type Sender, sender } from "./act-sender";
export { notInView, unseenWords } from "./in-view";
export { plainOf } from "./meaning";
export { repeatedAdvice, streakWords } from "./pace";
export { useRemoveView, useRenameView, useSaveView, viewsOptions } from "./saved-views-client";
export { lineWords } from "./seen-rules";

/** One review's counts. */
export const reviewOptions = (review: string) =>
  queryOptions({
    queryKey: ["reviews", review],
    queryFn: ({ signal }) => getJson<ReviewDetail>(`/api/reviews/${review}`, signal),
  });

/**
 * A worklist, page after page. It is not read again while it is worked on: decided rows stay where they are; where it has to be,
 * what was decided since its first page came stays as well, until the list is left.
 */
export const worklistOptions = (review: string, filter: WorklistFilter) =>
  infiniteQueryOptions({
    queryKey: ["reviews", review, "worklist", filter],
    queryFn: ({ pageParam, signal, client, queryKey }) => {
      const since = client.getQueryData<{ pages: Worklist[] }>(queryKey)?.pages[0]?.at;
      const search = new URLSearchParams({
        ...filter,
        limit: "200",
        ...(since ? { since } : {}),
        ...(pageParam ? { after: pageParam } : {}),
      });
      return getJson<Worklist>(`/api/reviews/${review}/worklist?${search}`, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    gcTime: 0,
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

/** What the server says of a decision that it recorded. */
export type Decided = {
  decision: string;
  outcome: Outcome;
  disposition: string;
  waiting: WorklistRow["waiting"];
  /** Other items of the list that changed with it. */
  beneath: number;
  decidedAt: string;
  /** A secret was taken out of the words before they were stored. */
  takenOut: boolean;
  /** It was no item, but made up to test the review, and this says what it was. */
  madeUp?: MadeUp;
};

/** Changes one row of a list where it stands. */
function changeRow(client: QueryClient, review: string, item: string, to: Partial<WorklistRow>): void {
  client.setQueriesData<{ pages: Worklist[]; pageParams: unknown[] }>(
    { queryKey: ["reviews", review, "worklist"] },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({
          ...page,
          rows: page.rows.map((row) => (row.id === item ? { ...row, ...to } : row)),
        })),
      },
  );
}

/** Shows what was recorded, on its row and wherever else it counts. */
export async function showDecided(
  client: QueryClient,
  review: string,
  item: string,
  done: Decided,
): Promise<void> {
  changeRow(client, review, item, {
    state: "decided",
    outcome: done.outcome,
    waiting: done.waiting,
    first: false,
    decidedAt: done.decidedAt,
    batch: null,
    ...(done.madeUp ? { tags: ["made up"] } : {}),
  });
  await Promise.all([
    client.invalidateQueries({ queryKey: ["reviews", review], exact: true }),
    leftItsCluster(client, review, item),
    client.invalidateQueries({ queryKey: ["reviews", review, "pace"] }),
    // What the decision on an identity answers, or no longer does, stands elsewhere on the list.
    ...(done.beneath > 0 ? [client.invalidateQueries({ queryKey: ["reviews", review, "worklist"] })] : []),
    client.invalidateQueries({ queryKey: ["items", item], refetchType: "none" }),
  ]);
}

/** Reads one row anew, as another tab or another person left it; it stays where it stands. */
export async function refreshRow(client: QueryClient, review: string, item: string): Promise<void> {
  const search = new URLSearchParams({ item, limit: "1" });
  const found = await getJson<Worklist>(`/api/reviews/${review}/worklist?${search}`);
  const row = found.rows.find((r) => r.id === item);
  if (row) {
    const { state, outcome, waiting, first, decidedAt, batch, tags } = row;
    changeRow(client, review, item, { state, outcome, waiting, first, decidedAt, batch, tags });
  }
  await Promise.all([
    client.invalidateQueries({ queryKey: ["reviews", review], exact: true }),
    leftItsCluster(client, review, item),
    client.invalidateQueries({ queryKey: ["items", item], refetchType: "none" }),
  ]);
}

/** A reviewer's own pace on a list, for themselves. */
export const paceOptions = (review: string) =>
  queryOptions({
    queryKey: ["reviews", review, "pace"],
    queryFn: ({ signal }) => getJson<PaceView>(`/api/reviews/${review}/pace`, signal),
    staleTime: 20_000,
    refetchOnWindowFocus: false,
  });

/** Records a decision; the request may be sent again with the same key. */
export function useDecide(review: string) {
  const client = useQueryClient();
  return useMutation({
    mutationKey: ["decide"],
    mutationFn: (input: DecideInput) => postJson<Decided>("/api/reviews/decide", input),
    onSuccess: (done, input) => showDecided(client, review, input.item, done),
  });
}

/** The campaign's briefing, and whether one has read it. */
export const briefingOptions = (review: string) =>
  queryOptions({
    queryKey: ["reviews", review, "briefing"],
    queryFn: ({ signal }) => getJson<BriefingView>(`/api/reviews/${review}/briefing`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Says that one has read it. */
export function useAcknowledge(review: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { review: string; hash: string; key: string }) =>
      postJson<{ readAt: string }>("/api/reviews/acknowledge-briefing", input),
    // Not waited for: the card that asked goes with it. Where it was refused, the text is fetched as it is now.
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["reviews", review, "briefing"] });
    },
  });
}

/** Lends open items of one's own until a day: these, one list, or everything. */
export function useDelegate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: {
      items?: string[];
      review?: string;
      to: string;
      until: string;
      reason: string;
      key: string;
    }) =>
      postJson<{ items: number; name: string; told: string | null; madeUp?: MadeUp }>(
        "/api/items/delegate",
        input,
      ),
    // Not waited for: what asked may be gone with the items, and would not hear of it.
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["reviews"] });
    },
  });
}

/** What one has lent and borrowed, until when. */
export const delegationsOptions = () =>
  queryOptions({
    queryKey: ["reviews", "delegations"],
    queryFn: ({ signal }) => getJson<DelegationRow[]>("/api/delegations", signal),
  });

/** Ends a delegation before its day: what is open there comes back. */
export function useEndDelegation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { delegation: string; key: string }) =>
      postJson<{ delegation: string; returned: number }>("/api/delegations/end", input),
    // Not waited for: the row that asked goes with it.
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["reviews"] });
    },
  });
}

/** Of a campaign: whose open items went to whom because they left. */
export const leftOptions = (campaign: string) =>
  queryOptions({
    queryKey: ["reviews", "left", campaign],
    queryFn: ({ signal }) =>
      getJson<{ from: string; to: string; nobody: boolean; items: number; at: string }[]>(
        `/api/reviews/left/${campaign}`,
        signal,
      ),
  });

/** Hands items, or one reviewer's whole list, to somebody else. */
export function useReassign() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { items?: string[]; review?: string; to: string; reason: string; key: string }) =>
      postJson<{ items: number; to: string; name: string; madeUp?: MadeUp }>("/api/items/reassign", input),
    // Not waited for: what asked may be gone with the items, and would not hear of it.
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["reviews"] });
    },
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

/** Begins signing a review off at the identity provider. Answers with the address the browser goes to. */
export function useBeginSignOff() {
  return useMutation({
    mutationFn: (input: { review: string }) =>
      postJson<{ url: string }>("/api/reviews/sign-off/prepare", input),
    // The last decisions are under a checkpoint within seconds.
    retry: (tries, error) =>
      error instanceof ProblemError && error.problem.slug === "not-sealed-yet" && tries < 8,
    retryDelay: 1_000,
  });
}

/** Signs a review off with a passkey: the device is asked for exactly these decisions. */
export function useSignWithPasskey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (input: { review: string }) => {
      const { ticket, options } = await sealed(() =>
        postJson<PasskeyRequest>("/api/reviews/sign-off/passkey", input),
      );
      const response = await signWithPasskey(options);
      return postJson<{ review: string; signedOffAt: string }>("/api/reviews/sign-off/passkey/end", {
        ticket,
        response,
      });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["reviews"] }),
  });
}

/** The last decisions are under a checkpoint within seconds. */
async function sealed<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++)
    try {
      return await ask();
    } catch (error) {
      const early = error instanceof ProblemError && error.problem.slug === "not-sealed-yet";
      if (!early || tries >= 8) throw error;
      await new Promise((done) => setTimeout(done, 1_000));
    }
}

/** People an item can be handed to; with `me`, oneself among them. */
export const peopleOptions = (q: string, me = false) =>
  queryOptions({
    queryKey: ["reviews", "people", q, me ? "me" : ""],
    queryFn: ({ signal }) =>
      getJson<{ id: string; name: string; email: string | null }[]>(
        `/api/reviews/people?${new URLSearchParams({ q, ...(me ? { me: "yes" } : {}) })}`,
        signal,
      ),
    staleTime: 60_000,
  });

/** What is alike is read again where one of them was decided on its own: it may be one of two. */
function leftItsCluster(client: QueryClient, review: string, item: string): Promise<void> | undefined {
  const { queryKey } = clustersOptions(review);
  const alike = client.getQueryData<Clusters>(queryKey)?.clusters.some((c) => c.items.includes(item));
  return alike ? client.invalidateQueries({ queryKey }) : undefined;
}

/** Where open items of a list may be decided in one act. */
export const clustersOptions = (review: string) =>
  queryOptions({
    queryKey: ["reviews", review, "clusters"],
    queryFn: ({ signal }) => getJson<Clusters>(`/api/reviews/${review}/clusters`, signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });

/** Opens several alike items. As with one: asked for when they are shown, for what is served is kept. */
export const togetherOptions = <T>(review: string, items: readonly string[]) =>
  queryOptions({
    queryKey: ["items", "together", review, ...items],
    queryFn: () => postJson<T>("/api/reviews/together/open", { review, items }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    gcTime: 0,
  });

/** Opens the recommendations of drafts that were served together. */
export function openRecommendations<T>(
  review: string,
  items: readonly string[],
  choice: Outcome | null,
): Promise<T> {
  return postJson<T>("/api/reviews/together/reveal", { review, items, ...(choice ? { choice } : {}) });
}

/** Records one decision on each of several items; offline it is tried again with the same key. */
export function useDecideTogether(review: string) {
  const client = useQueryClient();
  return useMutation({
    mutationKey: ["decide"],
    mutationFn: (input: TogetherInput) =>
      postJson<{ decisions: { item: string; outcome: Outcome }[] }>("/api/reviews/together", input),
    onSuccess: async (_, input) => {
      const items = new Set(input.items.map((i) => i.item));
      await Promise.all([
        client.invalidateQueries({ queryKey: ["reviews", review] }),
        client.invalidateQueries({
          predicate: ({ queryKey: [first, second] }) => first === "items" && items.has(String(second)),
          refetchType: "none",
        }),
      ]);
    },
  });
}

/** A campaign's requests to open a signed review again, and what whoever looks may do. */
export const reopeningsOptions = (campaign: string) =>
  queryOptions({
    queryKey: ["campaigns", campaign, "reopenings"],
    queryFn: ({ signal }) =>
      getJson<ReopeningList>(`/api/reviews/reopening?${new URLSearchParams({ campaign })}`, signal),
  });

/** Asks that a signed review be opened again. */
export function useAskReopening(campaign: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { review: string; reason: string; key: string }) =>
      postJson<{ reopening: string }>("/api/reviews/reopening/ask", input),
    onSuccess: () => client.invalidateQueries({ queryKey: ["campaigns", campaign] }),
  });
}

/** A control owner's answer to it. */
export function useSettleReopening(campaign: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { reopening: string; answer: "granted" | "refused"; key: string }) =>
      postJson<{ answer: string }>("/api/reviews/reopening/settle", input),
    // Not waited for: the row that asked goes with it.
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["campaigns", campaign] });
    },
  });
}

/** Opens a second look. Asked for when it is shown, never ahead: what is served is kept. */
export const lookOptions = <T>(look: string) =>
  queryOptions({
    queryKey: ["second-looks", look],
    queryFn: () => postJson<T>("/api/second-looks/open", { look }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    gcTime: 0,
  });

/** Second looks of a campaign that wait. */
export const waitingLooksOptions = (campaign: string) =>
  queryOptions({
    queryKey: ["second-looks", "campaign", campaign],
    queryFn: ({ signal }) =>
      getJson<LookList>(`/api/second-looks?${new URLSearchParams({ campaign })}`, signal),
  });

/** The second person's answer. */
export function useAnswerLook() {
  return useMutation({
    mutationFn: (input: { look: string; key: string; answer: "agreed" | "refused"; words?: string }) =>
      postJson<{ look: string; state: "agreed" | "refused" }>("/api/second-looks/answer", input),
  });
}

/** Asks somebody else to look. */
export function useMoveLook() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { look: string; to: string; reason: string; key: string }) =>
      postJson<{ look: string; to: string; name: string }>("/api/second-looks/move", input),
    onSuccess: () => client.invalidateQueries({ queryKey: ["second-looks"] }),
  });
}

/** Opens the words that an entry about an item commits to; that they were opened is recorded. */
export function useOpenWords() {
  return useMutation({
    mutationFn: (entry: number) => postJson<OpenedWords>("/api/items/words", { entry }),
  });
}
