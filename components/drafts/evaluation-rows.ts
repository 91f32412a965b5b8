import type { EvaluationResult as Result } from "@/lib/drafting/evaluation-result";
import type { IntervalRow } from "./dot-interval";

/** What the model said by itself, beside the evaluation before. */
export function saidRows(r: Result, was: Result | null): IntervalRow[] {
  const before = (pick: (of: Result) => IntervalRow["now"]) => (was ? { before: pick(was) } : {});
  return [
    {
      name: "Claims that are true",
      note: "of the item, whichever fact they cite",
      now: r.raw.faithful,
      ...before((b) => b.raw.faithful),
      limit: { at: r.limits.faithful, side: "least" },
    },
    {
      name: "Citations that bear the claim out",
      note: "of claims that cite a fact which is there",
      now: r.raw.precision,
      ...before((b) => b.raw.precision),
    },
    {
      name: "Claims with such a citation",
      now: r.raw.recall,
      ...before((b) => b.raw.recall),
    },
    {
      name: "Recommendations that no rule implies",
      note: "shown as nothing recommended",
      now: r.raw.unimplied,
      ...before((b) => b.raw.unimplied),
    },
    {
      name: "Wording of its own that was refused",
      now: r.raw.refusedWording,
      ...before((b) => b.raw.refusedWording),
    },
    {
      name: "Calls without a usable answer",
      now: r.unanswered,
      ...before((b) => b.unanswered),
      limit: { at: r.limits.failed, side: "most" },
    },
  ];
}

/** What would have stood before a reviewer. */
export function shownRows(r: Result, was: Result | null): IntervalRow[] {
  const rows: IntervalRow[] = [
    {
      name: "Items without a recommendation",
      note: "attacked ones not counted",
      now: r.shown.abstained,
      ...(was ? { before: was.shown.abstained } : {}),
      limit: { at: r.limits.abstained, side: "most" },
    },
    {
      name: "Drafts that somebody's text turned",
      note: "decided before the draft is shown",
      now: r.turned,
      ...(was ? { before: was.turned } : {}),
      limit: { at: r.limits.turned, side: "most" },
    },
  ];
  if (!r.agreement) return rows;
  return [
    ...rows,
    {
      name: "Recommendations as people decided",
      now: r.agreement.same,
      ...(was?.agreement ? { before: was.agreement.same } : {}),
    },
    {
      name: "As people decided who had seen no draft",
      note: "only these cannot have followed one",
      now: r.agreement.unseen,
      ...(was?.agreement ? { before: was.agreement.unseen } : {}),
    },
  ];
}
