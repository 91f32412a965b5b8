import type { RunPace } from "@/lib/drafting/pace";

/** A clock that stands still until somebody waits, and then is where they waited for; nothing is ever late. */
export function fakePace(start = Date.UTC(2026, 10, 22)) {
  let now = start;
  const waits: number[] = [];
  const looks = new Set<() => void>();
  const pace: RunPace = {
    now: () => now,
    async wait(ms, signal) {
      if (signal?.aborted) return;
      waits.push(ms);
      now += ms;
      // Others get their turn, as they would in the meantime.
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
    deadline: () => new AbortController().signal,
    chance: () => 0,
    every(_, look) {
      looks.add(look);
      return () => looks.delete(look);
    },
  };
  return {
    pace,
    /** What was waited for, in milliseconds. */
    waits,
    /** Everything that is looked at again and again is, now. */
    tick: () => {
      for (const look of looks) look();
    },
    /** Lets time pass. */
    pass: (ms: number) => {
      now += ms;
    },
  };
}
