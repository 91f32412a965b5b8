import type { Tone } from "@/components/ui/badge";
import { type Outcome, verbOf, type WorklistRow } from "@/lib/reviews/schema";
import type { WorklistRowView } from "./worklist-row";

/** "due Fri 27 Nov, in 5 days"; days are calendar days between two ISO dates. */
export function dueWords(due: string, today: string): string {
  const days = Math.round((Date.parse(due) - Date.parse(today)) / 86_400_000);
  const day = new Date(`${due}T00:00:00Z`).toLocaleDateString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  const distance =
    days === 0
      ? "today"
      : days === 1
        ? "tomorrow"
        : days === -1
          ? "1 day late"
          : days < 0
            ? `${-days} days late`
            : `in ${days} days`;
  return `due ${day}, ${distance}`;
}

/** "38 of 124 decided, about 50 minutes left": the time only from one's own pace, none below five decisions. */
export function progressWords(of: {
  decided: number;
  items: number;
  open: number;
  secondsAnItem: number | null;
}): string {
  const done = `${of.decided} of ${of.items} decided`;
  if (of.open === 0 || of.secondsAnItem === null) return done;
  const minutes = Math.max(1, Math.round((of.open * of.secondsAnItem) / 60));
  return `${done}, about ${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;
}

const past: Record<Outcome, string> = {
  certify: "kept",
  certify_until: "kept until a day",
  revoke: "removed",
  modify: "to be changed",
};
const standing = {
  confirmed: "It confirmed the draft.",
  overridden: "It overrode the draft.",
  undrafted: "There was no recommendation.",
};

/** "You recorded keep on 20 Nov 2026 at 14:02. It confirmed the draft." */
export function recordedWords(of: {
  outcome: Outcome;
  until: string | null;
  disposition: keyof typeof standing;
  at: string;
  seed: string | null;
}): string {
  const at = new Date(of.at);
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const who = of.seed ? `Recorded as ${of.seed}:` : "You recorded";
  return `${who} ${verbOf[of.outcome]}${of.until ? ` ${of.until}` : ""} on ${day} at ${time}. ${standing[of.disposition]}`;
}

const findings = new Set(["conflict", "leaver", "orphan", "secret", "instructs", "no owner", "owner left"]);

type Attempt = { state: string } | undefined;

/** A worklist row for the eye; what is still being saved shows at once. */
export function rowView(
  row: WorklistRow,
  byApplication: boolean,
  attempt: Attempt,
  handedTo: string | undefined,
): WorklistRowView {
  const saving =
    attempt?.state === "saving"
      ? "saving"
      : attempt?.state === "offline"
        ? "waiting for the connection"
        : undefined;
  const outcome =
    saving ??
    (handedTo
      ? `with ${handedTo}`
      : row.outcome
        ? past[row.outcome]
        : row.state === "not_certified"
          ? "not reviewed"
          : row.state === "removed_at_source"
            ? "gone at its source"
            : undefined);
  const failed = attempt !== undefined && saving === undefined;
  return {
    id: row.id,
    title: row.title,
    detail: byApplication ? row.subjectName : row.application,
    tags: row.tags.slice(0, 2).map((text) => ({ text, tone: toneOf(text) })),
    state: handedTo
      ? "waiting"
      : row.state === "open"
        ? saving
          ? "decided"
          : "open"
        : row.state === "removed_at_source"
          ? "gone"
          : "decided",
    ...(outcome ? { outcome } : {}),
    ...(failed ? { failed } : {}),
  };
}

const toneOf = (tag: string): Tone =>
  findings.has(tag) ? "finding" : tag === "privileged" || tag === "new" ? "accent" : "attention";
