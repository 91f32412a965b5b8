import { now } from "@/lib/clock";

/** Time and chance, handed in so that a test waits for nothing and knows what comes. */
export type Pace = {
  /** Milliseconds until the next try; resolves early if the signal aborts. */
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Aborts a call that takes too long. */
  deadline: () => AbortSignal;
  /** From 0 to 1, for the jitter of pauses; none where it is not given. */
  chance?: () => number;
};

/** What a whole run needs besides. */
export type RunPace = Pace & {
  /** Milliseconds on the clock that limits and pauses go by. */
  now: () => number;
  /** Calls `look` again and again, `ms` apart, until the returned function is called. */
  every: (ms: number, look: () => void) => () => void;
};

export const realPace: RunPace = {
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener("abort", end);
    }),
  deadline: () => AbortSignal.timeout(60_000),
  chance: Math.random,
  now: () => now().getTime(),
  every(ms, look) {
    const timer = setInterval(look, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};
