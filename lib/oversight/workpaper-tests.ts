import type { Judgement } from "./workpaper-schema";
import {
  type Attribute,
  attributes,
  type Conclusion,
  type Finding,
  type NoteView,
  standing,
  type WorkpaperRow,
} from "./workpaper-schema";

/** What stands on record of one sampled item; instants as ISO text, days as YYYY-MM-DD, people as `mentioned` writes them. */
export type Tested = {
  state: "open" | "decided" | "not_certified" | "removed_at_source";
  /** When its campaign ended; null while it runs. */
  closed: string | null;
  due: string;
  frozenHash: string | null;
  /** Its campaign's evidence was deleted as its period had ended. */
  purged: boolean;
  /** `root` as the log's entry of the launch says it, `today` as it is over the items and their frozen evidence now. */
  launch: { leaf: number; root: string | null; today: string } | null;
  decision: {
    by: string;
    outcome: "certify" | "certify_until" | "revoke" | "modify";
    /** The reviewer's basis and the rest as stored with the decision. */
    basis: string;
    blocked: string | null;
    isSubject: boolean;
    at: string;
    /** When the evidence that the decision names was served to that person, as the decision's entry commits to it. */
    servedAt: string;
    /** The decision is that on the identity as a whole, which answers this item by reference. */
    whole: boolean;
    evidence: string;
    reasonCode: string;
    words: "given" | "erased" | "none";
    leaf: number | null;
  } | null;
  notCertified: { reason: string; owner: string; until: string } | null;
  task: {
    kind: string;
    state: "requested" | "applied" | "seen_gone" | "not_observed" | "returned" | "withdrawn";
    strength: string | null;
    observedAt: string | null;
    snapshot: number | null;
    why: string | null;
    leaf: number | null;
  } | null;
  exception: {
    state: "pending" | "granted" | "refused" | "withdrawn";
    until: string;
    owner: string;
    settledBy: string | null;
    needsSecond: boolean;
    leaf: number | null;
  } | null;
};

/**
 * The day that exceptions have to be in date on: the period's last or, where a campaign is tested, the one it ended on; never one
 * that is still to come. `today` as an instant or a day.
 */
export function lastDay({ closed }: Pick<Tested, "closed">, period: string | null, today: string): string {
  const end = period ?? closed ?? today;
  return (end < today ? end : today).slice(0, 10);
}

/**
 * What code can say of each attribute, from the record alone; the attributes that take judgement stay blank. Pure.
 * @param day exceptions are in date on, YYYY-MM-DD: the last one of what is tested
 */
export function testsOf(t: Tested, day: string): Finding[] {
  return attributes.map((attribute) => {
    const said = byCode[attribute]?.(t, day);
    const through = attribute !== "population" && t.decision?.whole && said ? throughWhole : "";
    return {
      attribute,
      result: said?.result ?? null,
      says: through + (said?.says ?? ""),
      leaf: said?.leaf ?? null,
      evidence: said?.evidence ?? null,
    };
  });
}

/** An item that its identity's retirement answers has no decision of its own: what is tested is that one, and each line says so. */
const throughWhole = "Through the decision on the identity as a whole: ";

type Said = { result: Judgement | null; says: string; leaf?: number | null; evidence?: string | null };
type Decision = NonNullable<Tested["decision"]>;

const byCode: Partial<Record<Attribute, (t: Tested, day: string) => Said>> = {
  population: ({ launch, frozenHash, purged }) => {
    if (!launch) return { result: "exception", says: "The log has no launch of its campaign." };
    if (purged)
      return {
        result: null,
        says: "The evidence was deleted as its period ended, so the root of the launch cannot be computed again.",
        leaf: launch.leaf,
      };
    if (frozenHash === null)
      return { result: "exception", says: "It has no frozen evidence.", leaf: launch.leaf };
    return launch.root === launch.today
      ? {
          result: "met",
          says: "Frozen at launch: the root over all items and their evidence, computed again, is the one that the launch committed to.",
          leaf: launch.leaf,
          evidence: frozenHash,
        }
      : {
          result: "exception",
          says: `Its campaign's items and their evidence are not those of the launch: their root is ${launch.today}, the launch committed to ${launch.root ?? "none"}.`,
          leaf: launch.leaf,
          evidence: frozenHash,
        };
  },
  reviewer: (t) =>
    ofDecision(t, (d) => {
      if (d.isSubject) return { result: "exception", says: `${d.by} decided on their own access.` };
      if (d.blocked !== null) return { result: "exception", says: `${d.by} was ruled out: ${d.blocked}` };
      return { result: "met", says: `${d.by}, as ${d.basis}.` };
    }),
  in_time: (t) => {
    if (t.state === "removed_at_source" && !t.decision) return gone;
    if (t.decision)
      return {
        result: t.decision.at <= t.due ? "met" : "exception",
        says: `Decided ${minute(t.decision.at)}, due ${minute(t.due)}.`,
        leaf: t.decision.leaf,
      };
    if (t.notCertified)
      return {
        result: "exception",
        says: `Not reviewed (${t.notCertified.reason}); ${t.notCertified.owner} settles it by ${t.notCertified.until}.`,
      };
    return t.closed !== null
      ? { result: "exception", says: "Nobody decided it before the campaign ended." }
      : { result: "not_applicable", says: `Still open, due ${minute(t.due)}.` };
  },
  evidence: (t) =>
    ofDecision(t, (d) =>
      d.servedAt <= d.at
        ? {
            result: "met",
            says: `Served ${minute(d.servedAt)}, decided ${minute(d.at)}.`,
            evidence: d.evidence,
          }
        : {
            result: "exception",
            says: `Decided ${minute(d.at)}, before this evidence was served to them, ${minute(d.servedAt)}.`,
            evidence: d.evidence,
          },
    ),
  reason: (t) =>
    ofDecision(t, (d) => {
      const words = {
        given: "with words of their own",
        erased: "with words that were erased since",
        none: "without words",
      };
      return d.reasonCode === "" || (d.reasonCode === "other" && d.words === "none")
        ? { result: "exception", says: "No reason was given." }
        : { result: "met", says: `“${d.reasonCode.replaceAll("_", " ")}”, ${words[d.words]}.` };
    }),
  removal: (t) => {
    const asked = t.decision?.outcome === "revoke" || t.decision?.outcome === "modify";
    if (!asked) return { result: "not_applicable", says: "Nothing was to be removed or changed." };
    if (!t.task)
      return t.closed !== null
        ? { result: "exception", says: "No removal was asked for in the target system." }
        : { result: "not_applicable", says: "Asked for when the campaign ends." };
    const { task } = t;
    const says: Record<typeof task.state, string> = {
      seen_gone: `Seen in snapshot ${task.snapshot ?? "?"}${task.observedAt ? ` on ${task.observedAt.slice(0, 10)}` : ""}, by ${task.strength ?? "unknown means"}.`,
      applied: "Reported done, not seen in a later snapshot.",
      requested: "Asked for, not done.",
      not_observed: `A later snapshot could not show it: ${task.why ?? "no reason on record"}.`,
      returned: "Was seen gone and came back.",
      withdrawn: "Withdrawn with a later decision.",
    };
    if (task.state === "withdrawn")
      return { result: "not_applicable", says: says.withdrawn, leaf: task.leaf };
    return {
      result: task.state === "seen_gone" ? "met" : "exception",
      says: says[task.state],
      leaf: task.leaf,
    };
  },
  exception: (t, day) => {
    const x = t.exception;
    if (!x) return { result: "not_applicable", says: "Not kept against a rule." };
    const until = `until ${x.until}, ${x.owner} answers for the control`;
    if (x.state !== "granted")
      return { result: "exception", says: `The exception is ${x.state}.`, leaf: x.leaf };
    if (x.needsSecond && x.settledBy === null)
      return { result: "exception", says: "No second person granted it.", leaf: x.leaf };
    if (x.until < day)
      return { result: "exception", says: `It had run out on ${day}: ${until}.`, leaf: x.leaf };
    const who = x.settledBy ? `Granted by ${x.settledBy}` : "No second person was needed";
    return { result: "met", says: `${who}, in date on ${day}: ${until}.`, leaf: x.leaf };
  },
};

const gone: Said = { result: "not_applicable", says: "Gone at its source before anybody decided." };

function ofDecision(t: Tested, say: (d: Decision) => Said): Said {
  if (t.decision) return { leaf: t.decision.leaf, ...say(t.decision) };
  if (t.state === "removed_at_source") return gone;
  return { result: "not_applicable", says: "Nobody decided it." };
}

const minute = (instant: string) => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;

/** An attribute over the whole sample: the auditor's judgement counts before what code found. */
export function conclusionsOf(
  all: readonly WorkpaperRow[],
  notes: Partial<Record<Attribute, NoteView>>,
): Conclusion[] {
  return attributes.map((attribute) => {
    const stand = all.map((row) => standing(row, attribute));
    const count = (of: Judgement | null) => stand.filter((s) => s === of).length;
    return {
      attribute,
      met: count("met"),
      exceptions: count("exception"),
      notApplicable: count("not_applicable"),
      blank: count(null),
      note: notes[attribute] ?? null,
    };
  });
}
