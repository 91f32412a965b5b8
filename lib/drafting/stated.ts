import type { Fact, Packet } from "@/lib/evidence/schema";
import { instructs } from "@/lib/text/instructs";
import { cut, longest, normalise } from "@/lib/text/plain-text";
import { redact as withoutSecrets } from "@/lib/text/redact";
import { withoutMail, withoutNumbers } from "./personal";
import type { Pseudonyms } from "./pseudonyms";
import type { RedactionReport } from "./schema";
import { plain } from "./words";

/** What stands for a text or name that is not sent. */
export const LEFT_OUT = "left out";

/** Somebody's words as they are sent: of which fact, who states them, and where. */
export type Stated = { fact: string; stated_by: string; in: string; text: string };

export const emptyReport = (): RedactionReport => ({
  secrets: {},
  pseudonyms: 0,
  textsSent: 0,
  textsLeftOut: 0,
  instructing: 0,
  withheld: 0,
  answerSecrets: {},
});

type TextFact = Extract<Fact, { kind: `text.${string}` }>;
const isText = (fact: Fact): fact is TextFact => fact.kind.startsWith("text.");

/** Whether the packet holds words of somebody that could be sent: cheap, and never false where `statedTexts` sends some. */
export function hasTextToSend(packet: Packet): boolean {
  return packet.facts.some((f) => isText(f) && !f.value.instructs && f.value.text !== "");
}

/**
 * The texts that may be sent. What instructs is told of as a fact and left out (I16), here also where it was not flagged
 * when the packet was frozen; what cannot be looked through is withheld.
 */
export function statedTexts(
  packet: Packet,
  asserted: boolean,
  book: Pseudonyms,
  report: RedactionReport,
): Stated[] {
  const sent: Stated[] = [];
  for (const fact of packet.facts) {
    if (!isText(fact)) continue;
    for (const secret of fact.value.secrets) count(report, secret.split(" ", 1)[0] ?? secret);
    if (fact.value.instructs) report.instructing += 1;
    if (fact.value.text === "") continue;
    const text = asserted && !fact.value.instructs ? cleaned(fact.value.text, book, report) : undefined;
    if (text === undefined) {
      report.textsLeftOut += 1;
      continue;
    }
    report.textsSent += 1;
    sent.push({
      fact: fact.id,
      stated_by: statedBy(fact, book, report),
      in: fact.kind.slice("text.".length),
      text,
    });
  }
  return sent;
}

/** Who was asked, of an answer; the source of anything else. */
function statedBy(fact: TextFact, book: Pseudonyms, report: RedactionReport): string {
  if ("by" in fact.value) return book.of("P", fact.value.by);
  return book.hide(thingName(fact.source.name, book, report)) || "somebody";
}

/** A text without what no reader sees, secrets, people and numbers of theirs; undefined where it is not sent. */
function cleaned(raw: string, book: Pseudonyms, report: RedactionReport): string | undefined {
  try {
    const { text, found } = withoutSecrets(unlike(normalise(raw)), () => "");
    if (instructs(raw)) {
      report.instructing += 1;
      return undefined;
    }
    for (const { kind } of found) count(report, kind);
    const nobody = withoutNumbers(withoutMail(text, (t) => book.hide(t)));
    return cut(book.hide(nobody), longest) || undefined;
  } catch {
    report.withheld += 1;
    return undefined;
  }
}

const LONGEST_NAME = 60;
/** Names repeat over a campaign; what each looks like is kept for this many. */
const REMEMBERED = 5_000;
/** One short word: a request's number, a technical name. There is no order in it, and no token is so short. */
const WORD = /^[\w.:/-]{1,15}$/;

type Name = { text: string; why: "sent" | "instructs" | "withheld"; secrets: readonly string[] };
const names = new Map<string, Name>();

/**
 * A name of a thing, plain and short, without mail addresses and what vendors' tokens look like. A name that gives orders is
 * left out whole (I16).
 */
export function thingName(text: string, book: Pseudonyms, report: RedactionReport): string {
  if (WORD.test(text)) return plain(text, LONGEST_NAME);
  const known = names.get(text) ?? lookedAt(text);
  if (names.size >= REMEMBERED) names.clear();
  names.set(text, known);
  if (known.why === "instructs") report.instructing += 1;
  if (known.why === "withheld") report.withheld += 1;
  for (const kind of known.secrets) count(report, kind);
  return withoutMail(known.text, (t) => book.hide(t));
}

function lookedAt(text: string): Name {
  try {
    if (instructs(text)) return { text: LEFT_OUT, why: "instructs", secrets: [] };
    const { text: safe, found } = withoutSecrets(text, () => "", "vendor shapes");
    return { text: plain(unlike(safe), LONGEST_NAME), why: "sent", secrets: found.map((f) => f.kind) };
  } catch {
    return { text: LEFT_OUT, why: "withheld", secrets: [] };
  }
}

/** No text brings pseudonyms of its own. */
function unlike(text: string): string {
  return text.replace(/\[([A-Z]\d{1,4})\]/gu, "($1)");
}

function count(report: RedactionReport, kind: string): void {
  report.secrets[kind] = (report.secrets[kind] ?? 0) + 1;
}
