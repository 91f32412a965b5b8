import type { Draws } from "./random";
import type { Look } from "./simulate-models";

/** Reasons as people type them, for simulated reviewers: first what, then how they know. */
const KEEPS = [
  "does this part of the month end",
  "works with it in the shared mailbox team",
  "is on call for it",
  "covers it for a colleague on leave",
  "prepares the figures with it",
  "handles the exceptions there",
  "was asked by the auditors to stay on it",
  "trains the two new colleagues on it",
];
const KNOWN = [
  "asked on Tuesday",
  "seen in the rota",
  "agreed in the team meeting",
  "the duty plan says so",
  "checked against the ticket",
  "confirmed by the lead",
  "known from daily work",
  "as in the handover list",
];
const REMOVES = [
  "changed team and the old access stayed",
  "has not touched it for a long time",
  "was on a project that ended",
  "never took up that duty",
  "handed the task over in spring",
];
const CHANGES = ["read access is enough", "only the own cost centre is needed", "the test side is enough"];
const RENEWS = ["older than a year, a new one before month end", "renew it and keep it in the vault"];
const CONTROLS = [
  "A colleague signs each posting a second time.",
  "The log of it is read every week.",
  "Both sides are compared at month end.",
];

export const keepWords = (draw: Draws, { subject }: Look) =>
  `${firstName(subject)} ${draw.pick(KEEPS)}, ${draw.pick(KNOWN)}.`;
export const removeWords = (draw: Draws, { subject }: Look) =>
  `${firstName(subject)} ${draw.pick(REMOVES)}, ${draw.pick(KNOWN)}.`;
export const changeWords = (draw: Draws, { type }: Look) =>
  `${draw.pick(type === "credential" ? RENEWS : CHANGES)}, ${draw.pick(KNOWN)}.`;
export const excuse = (draw: Draws, look: Look) => ({
  reason: keepWords(draw, look),
  control: draw.pick(CONTROLS),
  days: draw.pick([60, 90, 180]),
});

export function removalCode(tags: readonly string[]): string {
  if (tags.includes("leaver")) return "left";
  if (tags.includes("moved")) return "changed_job";
  if (tags.includes("conflict")) return "conflict";
  if (tags.includes("unused")) return "not_used";
  return "not_needed";
}

const firstName = (name: string) => name.split(/\s+/u)[0] ?? name;
