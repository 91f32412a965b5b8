import type { Packet } from "@/lib/evidence/schema";

/** Words for sentences: dates, counts, names, and names of things that the source data chose. Pure. */

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** "12 January 2026" for 2026-01-12. */
export function day(iso: string): string {
  const [year, month, date] = iso.slice(0, 10).split("-").map(Number);
  return `${date} ${months[(month ?? 1) - 1] ?? ""} ${year}`;
}

/** "1 day", "220 days", "no days". */
export function counted(n: number, one: string, many = `${one}s`): string {
  return n === 0 ? `no ${many}` : n === 1 ? `1 ${one}` : `${n} ${many}`;
}

/** Days from one ISO date to another; negative if it lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / 86_400_000);
}

// Zero width, bidirectional, tag characters, control codes, halves of pairs: nothing a reader sees, much a model reads.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/\S+|\b(?:mailto|javascript):\S+|\bdata:[a-z]+\/\S+|\bwww\.\S+/giu;
const MARKDOWN_LINK = /!?\[([^\]]*)\]\s*\([^)]*\)/gu;

/**
 * Text that somebody outside chose, made plain: one line, nothing invisible, no address, no markup. At most `most`
 * characters, cut with an ellipsis. Doing it twice changes nothing.
 */
export function plain(text: string, most: number): string {
  // Taking something away can bring the parts of something else together, so until nothing changes.
  let clean = text;
  for (let round = 0; round < 8; round++) {
    const next = once(clean);
    if (next === clean) break;
    clean = next;
  }
  const characters = [...clean];
  if (characters.length <= most) return clean;
  return `${characters
    .slice(0, most - 1)
    .join("")
    .trimEnd()}…`;
}

function once(text: string): string {
  return (
    text
      .replace(INVISIBLE, (c) => (/\s/u.test(c) ? " " : ""))
      .normalize("NFKC")
      // NFKC spells an ellipsis out; as one character again, so that cut text stays as it was cut.
      .replace(/[.]{3}/gu, "…")
      .replace(MARKDOWN_LINK, "$1")
      .replace(ADDRESS, "link left out")
      .replace(/[<>`|]|[[\]](?=\()/gu, " ")
      .replace(/\s+/gu, " ")
      .trim()
  );
}

/** The name of a department, role, right or rule in a sentence; what reads like more than a name stands in quotes. */
export function named(text: string): string {
  const clean = plain(text, 60).replace(/["“”]/gu, "'");
  return clean.split(" ").length > 5 ? `“${clean}”` : clean || "something without a name";
}

/** A name in quotation marks that it cannot close: of a role or a rule, which may hold commas. */
export function titled(text: string): string {
  return `“${plain(text, 80).replace(/["“”]/gu, "'") || "without a name"}”`;
}

/** Somebody's words, quoted, at most 120 characters; the full stop is the sentence's. */
export function quoted(text: string): string {
  return `“${plain(text, 120).replace(/["“”]/gu, "'").replace(/[.]+$/u, "")}”`;
}

/** A person's name as a sentence uses it. */
export function person(name: string): string {
  return plain(name, 60) || "somebody without a name";
}

/** The first name of a person ("Priya" for "Priya Raman" and for "Raman, Priya"); the whole name of anything else. */
export function subject(packet: Packet): string {
  const name = person(packet.subject.name);
  if (packet.subject.kind !== "human") return name;
  const [last = "", given] = name.split(",", 2);
  const first = (given ?? last).trim().split(" ")[0] ?? "";
  return first.length > 1 && /^\p{Lu}/u.test(first) ? first : name;
}

/** As `subject`, but "it" where the item is the identity itself, which its title names already. */
export function holder(packet: Packet): string {
  return packet.keys.type === "identity" && packet.subject.kind !== "human" ? "it" : subject(packet);
}

/** "once", "twice", "12 times". */
export function times(n: number): string {
  return n === 1 ? "once" : n === 2 ? "twice" : `${n} times`;
}

/** "Priya's", "its". */
export function possessive(name: string): string {
  return name === "it" ? "its" : `${name}'s`;
}

/** With a capital at the start. */
export function capital(text: string): string {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** A, B and C; or with another word before the last. */
export function listed(words: readonly string[], last: "and" | "or" = "and"): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
