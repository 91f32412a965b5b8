import { ProblemError, postJson } from "@/lib/fetch";
import type { MadeUp } from "@/lib/reviews/challenge-words";
import { type Decided, newKey, type Sender, sender } from "@/lib/reviews/client";
import type { DecideInput, Missing } from "@/lib/reviews/schema";

/** An act that ends an item, as it is sent. */
export type Sent =
  | { kind: "decide"; input: DecideInput }
  | { kind: "abstain"; input: { item: string; key: string; missing: Missing; words?: string } };
export type Recorded = Decided | { to: string; name: string; madeUp?: MadeUp };

/** Sent again: the server was not reached, could not answer, or asks to sign in anew. */
function again(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false;
  const { status } = error.problem;
  return status === 0 || status >= 500 || status === 401 || status === 408 || status === 429;
}

let made: Sender<Sent, Recorded> | undefined;

/**
 * What waits to be recorded on this page, whichever review is shown: kept in memory alone, tried again when the connection is back,
 * when somebody returns to the page, and after pauses that grow. Whoever leaves before it is recorded is asked first.
 */
export function actSender(): Sender<Sent, Recorded> {
  if (made) return made;
  const acts = sender<Sent, Recorded>({
    send: ({ kind, input }) => postJson<Recorded>(`/api/reviews/${kind}`, input),
    again,
    after: (next, recorded) =>
      next.kind === "decide" && "decision" in recorded
        ? { kind: "decide", input: { ...next.input, supersedes: recorded.decision } }
        : next,
    now: () => performance.now(),
    random: Math.random,
    later: (run, millis) => {
      const timer = setTimeout(run, millis);
      return () => clearTimeout(timer);
    },
  });
  made = acts;
  if (typeof window === "undefined") return acts;
  for (const back of ["online", "focus"] as const) window.addEventListener(back, acts.wake);
  window.addEventListener("beforeunload", (event) => {
    if (acts.queue().length > 0) event.preventDefault();
  });
  return acts;
}

const CHANNEL = "countersign items";
/** Which tab tells: a tab's own listener hears what the tab says as well. */
const TAB = newKey();

/** Tells this person's other tabs that an item changed, and nothing more of it. */
export function tellOtherTabs(item: string): void {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ item, tab: TAB });
  channel.close();
}

/** Calls back with each item that changed in another tab; answers with what ends that. */
export function onOtherTab(changed: (item: string) => void): () => void {
  if (typeof BroadcastChannel === "undefined") return () => undefined;
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== "object" || data === null || !("item" in data) || !("tab" in data)) return;
    if (typeof data.item === "string" && data.tab !== TAB) changed(data.item);
  };
  return () => channel.close();
}
