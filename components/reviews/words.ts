import type { Tone } from "@/components/ui/badge";
import { ALONE_GROUP, type Grouping, type Outcome, verbOf, type WorklistRow } from "@/lib/reviews/schema";
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
  minutesLeft: number | null;
}): string {
  const done = `${of.decided} of ${of.items} decided`;
  const { minutesLeft: minutes } = of;
  if (of.open === 0 || minutes === null) return done;
  return `${done}, about ${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;
}

const past: Record<Outcome, string> = {
  certify: "kept",
  certify_until: "kept until a day",
  revoke: "to be removed",
  modify: "to be changed",
};
const waits = {
  exception: ", with a second person",
  acceptance: ", with the new owner",
  second_look: ", with a second person",
};
const standing = {
  confirmed: "It confirmed the draft.",
  overridden: "It overrode the draft.",
  undrafted: "There was no recommendation.",
};

const stood = {
  confirmed: "confirmed the draft",
  overridden: "overrode the draft",
  undrafted: "no recommendation",
};

/** How a decision on record stands to its draft: "before the draft was shown", "kept to after the draft; overrode the draft". */
export function standingWords(of: {
  outcome: Outcome;
  disposition: keyof typeof stood;
  arm: "assisted" | "undrafted" | "blind";
  firstChoice: Outcome | null;
}): string {
  if (of.arm !== "blind") return stood[of.disposition];
  if (of.firstChoice === null) return "before the draft was shown";
  return `${of.firstChoice === of.outcome ? "kept to" : `first ${verbOf[of.firstChoice]}, changed`} after the draft was shown; ${stood[of.disposition]}`;
}

/** "You recorded keep on 20 Nov 2026 at 14:02. It confirmed the draft." */
export function recordedWords(of: {
  outcome: Outcome;
  until: string | null;
  disposition: keyof typeof standing;
  arm: "assisted" | "undrafted" | "blind";
  at: string;
  seed: string | null;
  by?: string;
  mine?: boolean;
}): string {
  const at = new Date(of.at);
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const who = of.seed
    ? "A simulated person recorded"
    : of.mine === false
      ? `${of.by} recorded`
      : "You recorded";
  return `${who} ${verbOf[of.outcome]}${of.until ? ` ${of.until}` : ""} on ${day} at ${time}. ${
    of.arm === "blind" && of.disposition === "undrafted"
      ? "It was recorded before the draft was shown."
      : standing[of.disposition]
  }`;
}

type Asked = {
  state: "pending" | "granted" | "refused";
  until: string;
  second: string | null;
  words: string | null;
  settledAt: string | null;
};

/** "Today 38 items in 25 minutes": of one's own active time; "" before the first. */
export function todayWords({ items, minutes }: { items: number; minutes: number | null }): string {
  if (items === 0) return "";
  const said = `Today ${items === 1 ? "one item" : `${items} items`}`;
  if (minutes === null) return said;
  return `${said} in ${minutes < 1 ? "less than a minute" : minutes === 1 ? "one minute" : `${minutes} minutes`}`;
}

/** What became of the exception that was asked for here, for its reviewer. */
export function exceptionWords(e: Asked): { title: string; sentence: string } {
  const who = e.second ?? "Nobody";
  const on = e.settledAt ? ` on ${dayText(e.settledAt)}` : "";
  const said = e.words ? `: “${e.words}”` : ".";
  switch (e.state) {
    case "pending":
      return {
        title: "Waits for a second person.",
        sentence: `${who} has to grant the exception, which is to end on ${dayText(e.until)}. Your part is done.`,
      };
    case "refused":
      return { title: "Not granted.", sentence: `${who} refused the exception${on}${said} Decide again.` };
    case "granted":
      return {
        title: "Kept under an exception.",
        sentence: `It ends on ${dayText(e.until)}${e.second ? `; ${who} granted it${on}` : ""}.`,
      };
  }
}

/** What became of the second look that the decision here took, for whoever decided. */
export function lookWords(l: {
  state: "pending" | "agreed" | "refused";
  second: string | null;
  words: string | null;
  answeredAt: string | null;
}): { title: string; sentence: string } {
  const who = l.second ?? "Somebody whom an administrator names";
  const on = l.answeredAt ? ` on ${dayText(l.answeredAt)}` : "";
  const said = l.words ? `: “${l.words}”` : ".";
  switch (l.state) {
    case "pending":
      return {
        title: "Waits for a second look.",
        sentence: `${who} looks at it too, since it is privileged. Your part is done.`,
      };
    case "agreed":
      return { title: "Looked at twice.", sentence: `${who} agreed${on}${said}` };
    case "refused":
      return {
        title: "A second person refused.",
        sentence: `${who} would not keep it${on}${said} Remove or change it before you sign off, or it is recorded as not reviewed, with both views.`,
      };
  }
}

/** What became of the transfer that was asked for here, for its reviewer; null where it says nothing new. */
export function transferWords(t: {
  state: "offered" | "accepted" | "declined" | "withdrawn";
  name: string;
  words: string | null;
  answeredAt: string | null;
}): { title: string; sentence: string } | null {
  const on = t.answeredAt ? ` on ${dayText(t.answeredAt)}` : "";
  switch (t.state) {
    case "offered":
      return {
        title: "Waits for the new owner.",
        sentence: `${t.name} was asked to answer for it. Your part is done.`,
      };
    case "accepted":
      return { title: "Another owner.", sentence: `${t.name} accepted${on}.` };
    case "declined":
      return {
        title: "It came back to you.",
        sentence: `${t.name} declined to answer for it${on}${t.words ? `: “${t.words}”` : "."} Decide again.`,
      };
    case "withdrawn":
      return null;
  }
}

const under = {
  pending: "waits for a second person",
  granted: "in force",
  refused: "not granted",
  withdrawn: "withdrawn",
};

/** "under an exception until 31 Mar 2027, in force": of a decision on record. */
export function underWords(e: { state: keyof typeof under; until: string }): string {
  return `under an exception until ${dayText(e.until)}, ${under[e.state]}`;
}

const dayText = (iso: string) =>
  new Date(iso).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });

const findings = new Set(["conflict", "leaver", "orphan", "secret", "instructs", "no owner", "owner left"]);

type Attempt = { state: string } | undefined;

/** A worklist row for the eye; what is still being saved shows at once. */
export function rowView(
  row: WorklistRow,
  order: Grouping,
  attempt: Attempt,
  handedTo: string | undefined,
): WorklistRowView {
  const saving =
    attempt?.state === "saving" ? "saving" : attempt?.state === "waiting" ? "not saved yet" : undefined;
  const outcome =
    saving ??
    (handedTo
      ? `with ${handedTo}`
      : row.outcome
        ? `${past[row.outcome]}${row.waiting ? waits[row.waiting] : ""}`
        : row.state === "not_certified"
          ? "not reviewed"
          : row.state === "removed_at_source"
            ? "gone at its source"
            : undefined);
  const failed = attempt !== undefined && saving === undefined;
  return {
    id: row.id,
    ...linesOf(row, order),
    tags: [
      ...(row.first ? [{ text: "you first", tone: "neutral" as const }] : []),
      ...row.tags.slice(0, 2).map((text) => ({ text, tone: toneOf(text) })),
    ].slice(0, 2),
    state:
      handedTo || row.waiting
        ? "waiting"
        : row.state === "open"
          ? saving
            ? "decided"
            : "open"
          : row.state === "removed_at_source"
            ? "gone"
            : "decided",
    ...(outcome ? { outcome } : {}),
    ...(row.batch !== null && row.batch > 1 && !saving && !handedTo ? { batch: row.batch } : {}),
    ...(failed ? { failed } : {}),
  };
}

/** What its group's header does not say: the header of alike items has what they are, so each has whose it is. */
function linesOf(row: WorklistRow, order: Grouping): { title: string; detail: string } {
  if (order === "person") return { title: row.title, detail: row.application };
  if (order === "application") return { title: row.title, detail: row.subjectName };
  return row.group === ALONE_GROUP
    ? { title: row.title, detail: `${row.subjectName}, ${row.application}` }
    : { title: row.subjectName, detail: "" };
}

/** The row of a decision out of whose words a secret was taken: whoever pasted it is told where they look. */
export function withoutSecret(row: WorklistRowView): WorklistRowView {
  return { ...row, detail: row.outcome ?? row.detail, outcome: "secret taken out", tags: [] };
}

const toneOf = (tag: string): Tone =>
  findings.has(tag) ? "finding" : tag === "privileged" || tag === "new" ? "accent" : "attention";
