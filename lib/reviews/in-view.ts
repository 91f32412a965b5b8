/**
 * Which facts were on the screen of whoever decides, purely: "served and in view", never "read". A fact was in view that stood in
 * the viewport for a second while the page was visible and had focus, as the browser counted it.
 */
import { AppError } from "@/lib/errors";
import type { Packet } from "@/lib/evidence/schema";

/** More than a packet's facts are not even read. */
export const MOST_FACTS = 200;

/** What stands in the record for a screen that counted and showed nothing; nothing there means that nobody counted. */
const NONE = "none";

/**
 * The facts that a decision on access of this risk asks to have been in view, by their ids: what systems of record observed. Low
 * risk asks nothing, and a source that reports little asks little.
 */
export function askedInView(risk: "low" | "high" | "critical", packet: Pick<Packet, "facts">): string[] {
  if (risk === "low") return [];
  return packet.facts
    .filter((f) => f.class === "observed" && f.kind !== "use.not_reported" && f.kind !== "rule.failed")
    .map((f) => f.id);
}

/** Which of those asked for have not been in view. */
export function notInView(asked: readonly string[], inView: readonly string[] | undefined): string[] {
  const seen = new Set(inView);
  return asked.filter((id) => !seen.has(id));
}

/** @throws AppError rule "not-in-view" where a fact that this risk asks for has not been on the screen */
export function mustHaveBeenInView(
  of: { risk: "low" | "high" | "critical"; packet: Pick<Packet, "facts"> },
  inView: readonly string[] | undefined,
): void {
  const left = notInView(askedInView(of.risk, of.packet), inView).length;
  if (left > 0) throw new AppError("rule", "not-in-view", unseenWords(left));
}

/** "Two facts have not been on your screen: look at them before you record this." */
export function unseenWords(count: number): string {
  const facts = count === 1 ? "One fact has" : `${capital(numberWord(count))} facts have`;
  return `${facts} not been on your screen: look at ${count === 1 ? "it" : "them"} before you record this.`;
}

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const numberWord = (n: number) => NUMBERS[n] ?? String(n);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * How the record says it: the packet's facts that were in view, in its own order, by blanks; what is no fact of the packet is
 * left out. Null where nobody counted.
 */
export function inViewText(
  packet: Pick<Packet, "facts">,
  inView: readonly string[] | undefined,
): string | null {
  if (inView === undefined) return null;
  const seen = new Set(inView);
  return (
    packet.facts
      .map((f) => f.id)
      .filter((id) => seen.has(id))
      .join(" ") || NONE
  );
}

/** Active seconds as the browser counted them, never more than have passed since the evidence was served. */
export function boundedSeconds(
  seconds: number | undefined,
  servedAt: Date | undefined,
  now: Date,
): number | undefined {
  if (seconds === undefined) return undefined;
  const passed = Math.ceil((now.getTime() - (servedAt ?? now).getTime()) / 1_000);
  return Math.min(seconds, Math.max(0, passed));
}
