import type { DraftProgress } from "@/lib/drafting/schema";

const number = new Intl.NumberFormat("en-GB");
const items = (n: number) => `${number.format(n)} ${n === 1 ? "item" : "items"}`;

/** "1,204 of 3,000 items drafted": the whole of it in one sentence. */
export function drafted(p: DraftProgress): string {
  const done = p.ready + p.insufficient + p.late;
  return `${number.format(done)} of ${items(done + p.failed + p.pending)} drafted`;
}

/** About how long the rest takes; nothing where the pace is not known or nothing is left. */
export function left({ pending, secondsLeft }: DraftProgress): string | undefined {
  if (pending === 0 || secondsLeft === null) return undefined;
  if (secondsLeft < 60) return "less than a minute left";
  const minutes = Math.round(secondsLeft / 60);
  if (minutes < 90) return `about ${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;
  return `about ${Math.round(minutes / 60)} hours left`;
}

/** What became of the drafts, where there is something to say. */
export function outcomes(p: DraftProgress): string[] {
  return [
    p.insufficient > 0 ? `${items(p.insufficient)} with too little evidence for a recommendation` : undefined,
    p.late > 0 ? `${items(p.late)} opened before the draft was there, and decided without one` : undefined,
  ].filter((s) => s !== undefined);
}

/** What failed, why, and what it means. */
export function failure(p: DraftProgress): string | undefined {
  if (p.failed === 0) return undefined;
  const why = p.problem ? ` ${p.problem}` : "";
  return `${items(p.failed)} could not be drafted.${why} They can be reviewed from their evidence all the same.`;
}
