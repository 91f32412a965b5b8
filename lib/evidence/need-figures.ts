import type { Reliability } from "./need";

/** How well scores told what reviewers removed from what they kept. Pure. */
export type Judged = {
  /** Above another where it is held likelier to be removed; any unit. */
  score: number;
  revoked: boolean;
};

/**
 * Area under the ROC curve: of a removed and a kept one drawn at random, how often the removed one has the higher score, half
 * counted where they are equal (Mann and Whitney, 1947). Null where there are none of one kind.
 */
export function auc(judged: readonly Judged[]): number | null {
  const sorted = [...judged].sort((a, b) => a.score - b.score);
  let ranks = 0;
  let revoked = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to]?.score === sorted[from]?.score) to++;
    // Equal scores share the middle of their ranks, which count from 1.
    const rank = (from + 1 + to) / 2;
    for (const one of sorted.slice(from, to)) {
      if (!one.revoked) continue;
      ranks += rank;
      revoked += 1;
    }
    from = to;
  }
  const kept = sorted.length - revoked;
  if (revoked === 0 || kept === 0) return null;
  return (ranks - (revoked * (revoked + 1)) / 2) / (revoked * kept);
}

/** Mean negative natural logarithm of the probability that was given to what happened; scores are log-odds of removal. */
export function logLoss(judged: readonly Judged[]): number | null {
  if (judged.length === 0) return null;
  return (
    judged.reduce((sum, { score, revoked }) => sum + softplus(revoked ? -score : score), 0) / judged.length
  );
}

/** ln(1 + e^x), without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** The probability of log-odds. */
export function probability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/**
 * Of the tenth with the highest scores (rounded up), the share that was removed. Those equal at its edge count by their share,
 * so that no order among equals makes a difference.
 */
export function precisionTopTenth(judged: readonly Judged[]): number | null {
  if (judged.length === 0) return null;
  const most = Math.ceil(judged.length / 10);
  const sorted = [...judged].sort((a, b) => b.score - a.score);
  const edge = sorted[most - 1]?.score ?? 0;
  const above = sorted.filter((j) => j.score > edge);
  const at = sorted.filter((j) => j.score === edge);
  const share = at.filter((j) => j.revoked).length / at.length;
  return (above.filter((j) => j.revoked).length + share * (most - above.length)) / most;
}

/**
 * Reliability: the judged in the order of what was expected of them, in at most `bins` groups of nearly equal size that never
 * part equals; what was expected in each (mean probability of removal, thousandths) beside what happened.
 * @param judged scores are log-odds of removal
 */
export function calibration(judged: readonly Judged[], bins = 10): Reliability[] {
  const sorted = [...judged].sort((a, b) => a.score - b.score);
  const found: Reliability[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = Math.max(from + 1, Math.round(((found.length + 1) * sorted.length) / bins));
    while (to < sorted.length && sorted[to]?.score === sorted[to - 1]?.score) to++;
    const group = sorted.slice(from, to);
    const expected = group.reduce((sum, j) => sum + probability(j.score), 0) / group.length;
    found.push({
      expected: Math.round(expected * 1000),
      grants: group.length,
      revoked: group.filter((j) => j.revoked).length,
    });
    from = to;
  }
  return found;
}
