/** A repeatable stream of draws. The same key always gives the same stream, whatever else was drawn before. */
export type Draws = {
  /** A number in [0, 1). */
  next: () => number;
  /** A whole number from `min` to `max`, both included. */
  int: (min: number, max: number) => number;
  /** True with probability `p`. */
  chance: (p: number) => boolean;
  /** One element of a list that is not empty. */
  pick: <T>(list: readonly T[]) => T;
};

/** Stream seeded by FNV-1a over the key, drawn by mulberry32 (both public domain). */
export function draws(...key: (string | number)[]): Draws {
  let state = 0x811c9dc5;
  const text = key.join("\u0000");
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    int,
    chance: (p) => next() < p,
    pick: (list) => {
      for (const element of list.slice(int(0, list.length - 1))) return element;
      throw new RangeError("pick: the list is empty; give it at least one element.");
    },
  };
}
