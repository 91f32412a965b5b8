/**
 * What waits to be recorded, purely. An act is sent until somebody answers it, always with the same key, so that what was
 * recorded and never heard of is not recorded again; of one item only the oldest is on its way, and the next one then names
 * the decision that the one before it became. Nothing here is kept beyond the page.
 */
export type Waiting<I> = {
  /** The act's own key: every try carries it. */
  key: string;
  item: string;
  /** As it was made, save for the decision it replaces where that was not yet recorded. */
  input: I;
  state: "sending" | "waiting";
  /** How often it was sent in vain. */
  tries: number;
  /** When it is sent again, in milliseconds of the caller's clock. */
  due: number;
};
export type Queue<I> = readonly Waiting<I>[];

/** So many are on their way at once. */
const AT_ONCE = 4;
/** The first pause after a try in vain, and the longest, in milliseconds. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/** With one more act at its end; one that is there already is not there twice. */
export function enqueued<I>(queue: Queue<I>, act: { key: string; item: string; input: I }): Queue<I> {
  if (queue.some((w) => w.key === act.key)) return queue;
  return [...queue, { ...act, state: "waiting", tries: 0, due: 0 }];
}

/** What is to be sent now: the oldest act of each item, when it is due. */
export function ready<I>(queue: Queue<I>, now: number): Waiting<I>[] {
  const first = oldest(queue);
  const free = AT_ONCE - first.filter((w) => w.state === "sending").length;
  return first.filter((w) => w.state === "waiting" && w.due <= now).slice(0, Math.max(0, free));
}

/** Of each item the oldest: what is behind it waits for it. */
function oldest<I>(queue: Queue<I>): Queue<I> {
  const items = new Set<string>();
  return queue.filter((w) => !items.has(w.item) && items.add(w.item));
}

/** With this one on its way. */
export function sending<I>(queue: Queue<I>, key: string): Queue<I> {
  return queue.map((w) => (w.key === key ? { ...w, state: "sending" } : w));
}

/**
 * Tried in vain: sent again after a pause that doubles, somewhere in its second half so that many do not come back at once.
 * @param random from 0 up to 1
 */
export function failed<I>(queue: Queue<I>, key: string, now: number, random: number): Queue<I> {
  return queue.map((w) => {
    if (w.key !== key || w.state !== "sending") return w;
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** w.tries);
    return { ...w, state: "waiting", tries: w.tries + 1, due: now + Math.round(pause * (0.5 + random / 2)) };
  });
}

/**
 * Answered, for good: it is gone, and the next one on the same item goes on from it.
 * @param goOn what the next one becomes, where this one was recorded
 */
export function answered<I>(queue: Queue<I>, key: string, goOn?: (next: I) => I): Queue<I> {
  const of = queue.find((w) => w.key === key);
  if (!of) return queue;
  const rest = queue.filter((w) => w.key !== key);
  const next = goOn && rest.find((w) => w.item === of.item);
  return next ? rest.map((w) => (w === next ? { ...w, input: goOn(w.input) } : w)) : rest;
}

/** Whatever waits is due now: the connection is back, or somebody asks. */
export function woken<I>(queue: Queue<I>): Queue<I> {
  return queue.some((w) => w.state === "waiting" && w.due > 0)
    ? queue.map((w) => (w.state === "waiting" ? { ...w, due: 0 } : w))
    : queue;
}

/** When the next one that nothing stands before is due; null where none waits for its time. */
export function nextDue<I>(queue: Queue<I>): number | null {
  const times = oldest(queue).flatMap((w) => (w.state === "waiting" ? [w.due] : []));
  return times.length > 0 ? Math.min(...times) : null;
}

/** How many were tried in vain and are not recorded yet. */
export function notSaved<I>(queue: Queue<I>): number {
  return queue.filter((w) => w.tries > 0).length;
}
