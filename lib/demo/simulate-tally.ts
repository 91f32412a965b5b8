import type { Came } from "./simulate-act";

/** What was refused for a reason, and the product's own sentence for it the first time. */
export type Refused = { count: number; why: string };
export type Simulated = {
  lists: number;
  decided: number;
  /** Of those, decided once more and otherwise after the draft was shown. */
  revised: number;
  abstained: number;
  /** Challenge items answered: no decisions, and not among those. */
  challenged: number;
  /** Answered meanwhile by a decision on the whole identity. */
  answered: number;
  signedOff: number;
  refused: Record<string, Refused>;
  /** When the first act began and the last one ended; `null` where there was none. */
  from: string | null;
  to: string | null;
};

/** Nothing yet. */
export const nothing = (): Simulated => ({
  lists: 0,
  decided: 0,
  revised: 0,
  abstained: 0,
  challenged: 0,
  answered: 0,
  signedOff: 0,
  refused: {},
  from: null,
  to: null,
});

/** Counts what came of one act. */
export function count(made: Simulated, came: Came): void {
  if (came.did === "decided") {
    made.decided += 1;
    made.revised += came.revised ? 1 : 0;
  } else if (came.did === "abstained") made.abstained += 1;
  else if (came.did === "gone") made.answered += 1;
  else if (came.did === "challenge") made.challenged += 1;
  else if (came.did === "refused") refuse(made, came.slug, came.why);
}

/** Counts what was refused, by its reason. */
export function refuse({ refused }: Simulated, slug: string, why: string, by = 1): void {
  refused[slug] = { count: (refused[slug]?.count ?? 0) + by, why: refused[slug]?.why ?? why };
}
