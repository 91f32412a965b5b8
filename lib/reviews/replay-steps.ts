/**
 * What stood on a reviewer's screen, step by step, from what was kept when it was served. Pure: the frozen records in, the
 * steps out.
 */
import type { SaidPart } from "@/lib/audit-log/entry-queries";
import type { Outcome } from "./schema";

/** A row of what somebody was served, as it was kept. */
export type ServedRow = {
  id: string;
  what: "opened" | "revealed";
  evidenceHash: string;
  draft: string | null;
  choice: Outcome | null;
  at: string;
};

/** The screen of a step: which packet, whether its facts stood unsorted, and how much of which draft. */
export type ReplayScreen = {
  packet: number;
  /** Decided before the draft: the facts by what they are about, under other numbers, and nothing of a draft. */
  hidden: boolean;
  draft: string | null;
  /** Why no draft stood there, where none did. */
  without: "withheld" | "pending" | "none";
  recommendation: "closed" | "open";
};

export type ReplayStep = {
  key: string;
  at: string;
  kind: "frozen" | "drafted" | "opened" | "revealed" | "decided" | "entry";
  /** What happened, with names. */
  said: SaidPart[];
  /** What else was kept of it, a sentence each. */
  more: string[];
  /** What stood on the screen then; null while nothing had been served to this person. */
  screen: ReplayScreen | null;
  /** The decision recorded in this step. */
  decision: string | null;
  receipt: { hash: string; index: number | null } | null;
  /** The entry whose words can be opened, by its number in the order of writing. */
  words: number | null;
};

/** What is known before the screens are worked out. */
export type RawStep = Omit<ReplayStep, "screen" | "key"> & { served?: ServedRow };

export type ReplayOf = {
  arm: "assisted" | "blind" | "undrafted";
  packets: readonly { version: number; hash: string; at: string }[];
  drafts: readonly { id: string; at: string; evidenceHash: string; withdrawnAt: string | null }[];
  /** This person's first decision on the item, and when deciding ended: from then on nothing is hidden. */
  firstDecidedAt: string | null;
  endedAt: string | null;
};

/** Where two things happened in the same moment: what was served stands before what was done with it. */
const ORDER: Record<ReplayStep["kind"], number> = {
  frozen: 0,
  drafted: 1,
  opened: 2,
  revealed: 3,
  decided: 4,
  entry: 5,
};

/** The steps in the order of time, each with the screen as it stood from then on. */
export function stepsOf(raw: readonly RawStep[], of: ReplayOf): ReplayStep[] {
  const ordered = raw
    .map((step, at) => ({ step, at }))
    .sort(
      (a, b) =>
        Date.parse(a.step.at) - Date.parse(b.step.at) ||
        ORDER[a.step.kind] - ORDER[b.step.kind] ||
        a.at - b.at,
    );
  let screen: ReplayScreen | null = null;
  return ordered.map(({ step: { served, ...step } }, i) => {
    if (served) screen = screenAfter(screen, served, of);
    return { ...step, key: `${i}`, screen };
  });
}

function screenAfter(before: ReplayScreen | null, row: ServedRow, of: ReplayOf): ReplayScreen {
  if (row.what === "revealed" && before)
    return { ...before, draft: row.draft ?? before.draft, recommendation: "open" };
  const decidedBefore = of.firstDecidedAt !== null && Date.parse(of.firstDecidedAt) < Date.parse(row.at);
  const ended = of.endedAt !== null && Date.parse(of.endedAt) <= Date.parse(row.at);
  const hidden = of.arm !== "assisted" && !decidedBefore && !ended;
  return {
    packet: packetAt(row, of.packets),
    hidden,
    draft: row.draft,
    without: hidden && of.arm === "blind" ? "withheld" : laterDraft(row, of) ? "pending" : "none",
    recommendation: row.what === "revealed" ? "open" : "closed",
  };
}

/** The packet that was served, by its hash; the newest of its time where the hash is of none. */
function packetAt(row: ServedRow, packets: ReplayOf["packets"]): number {
  const same = packets.find((p) => p.hash === row.evidenceHash);
  const then = packets.filter((p) => Date.parse(p.at) <= Date.parse(row.at)).at(-1);
  return (same ?? then ?? packets[0])?.version ?? 1;
}

/** A draft of the same evidence came after this was served, and so was not served with it. */
const laterDraft = (row: ServedRow, of: ReplayOf) =>
  of.arm === "assisted" && of.drafts.some((d) => Date.parse(d.at) > Date.parse(row.at));

/** Which facts had been in view, of how many; null where nobody counted. Served and in view, never read. */
export function inViewOf(
  kept: string | null,
  facts: readonly string[],
): { inView: string[]; notInView: string[] } | null {
  if (kept === null) return null;
  const seen = new Set(kept === "none" ? [] : kept.split(" "));
  return { inView: facts.filter((f) => seen.has(f)), notInView: facts.filter((f) => !seen.has(f)) };
}
