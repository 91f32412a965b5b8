import { ruleOf } from "@/lib/evidence/rules";
import type { Fact, Packet } from "@/lib/evidence/schema";
import { instructs } from "@/lib/text/instructs";
import { noKeys } from "./redact";
import { plain } from "./words";

/**
 * How recertification-1 took people and texts out of a packet. Drafts on record were made from its bytes, so it is changed only
 * where those stay the same; later versions have `redact.ts`.
 */
type Redacted = { packet: Packet; people: ReadonlyMap<string, string> };

const LONGEST_NAME = 60;
const WITHHELD = "left out";
/** Names repeat over a campaign; what each looks like is kept for this many. */
const REMEMBERED = 5_000;
const MAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+/gu;

const peopleKeys = new Set(["by", "approved_by", "other_owner", "owner", "backup", "sponsor", "names"]);
const accountKeys = new Set(["login"]);
const credentialKeys = new Set(["credential"]);
const recordKeys = new Set(["other_item", "seed"]);

/** The packet as a model may see it. Pure, and the same whatever order the packet's keys stand in. */
export function firstRedact(packet: Packet): Redacted {
  const book = new Pseudonyms();
  book.of("P", packet.subject.name);
  if (packet.subject.manager !== null) book.of("P", packet.subject.manager);
  if (packet.access.account !== null) book.of("A", packet.access.account);
  for (const fact of packet.facts) collect(fact.value, book);
  const clean = (text: string | null) => (text === null ? null : book.hide(text));
  const facts = packet.facts.map((fact) => ({
    ...fact,
    source: { name: "", snapshot: 0, record: "" },
    value: fact.kind.startsWith("text.") ? unspoken(fact.value, book) : hidden(fact.value, book),
  }));
  const sent: Packet = {
    v: 1,
    item: "",
    version: 0,
    asOf: packet.asOf,
    keys: { ...noKeys, type: packet.keys.type },
    subject: {
      name: "[P1]",
      kind: packet.subject.kind,
      title: clean(packet.subject.title),
      department: clean(packet.subject.department),
      manager: packet.subject.manager === null ? null : book.of("P", packet.subject.manager),
      location: null,
      employment: clean(packet.subject.employment),
      since: packet.subject.since,
    },
    access: {
      application: book.hide(packet.access.application),
      entitlement: book.hide(packet.access.entitlement),
      title: book.hide(packet.access.title),
      phrase: null,
      type: clean(packet.access.type),
      description: null,
      account: packet.access.account === null ? null : book.of("A", packet.access.account),
      privilege: packet.access.privilege,
      words: packet.access.words,
      catalogue: null,
      risk: null,
    },
    facts: sameKinds(facts),
    rules: countsOf(packet.rules),
    notReported: packet.notReported.map((n) => book.hide(n)),
  };
  return { packet: sent, people: book.people() };
}

/** How many, without the names that people gave the rules. */
function countsOf({ set, passed, failed, unknown }: Packet["rules"]): Packet["rules"] {
  return { set, passed, failed, unknown };
}

/** Each fact kept its kind, and `hidden` and `unspoken` change strings only, so each value still goes with its kind. */
function sameKinds(facts: readonly unknown[]): Fact[] {
  return facts as Fact[];
}

class Pseudonyms {
  private readonly tokens = new Map<string, string>();
  private readonly counts = new Map<string, number>();
  private pattern: RegExp | undefined;

  /** The token that stands for this name; P people, A accounts, C credentials. */
  of(letter: "P" | "A" | "C", name: string): string {
    const known = this.tokens.get(name);
    if (known) return known;
    const n = (this.counts.get(letter) ?? 0) + 1;
    this.counts.set(letter, n);
    const token = `[${letter}${n}]`;
    this.tokens.set(name, token);
    this.pattern = undefined;
    return token;
  }

  /**
   * A name of a thing, made plain and short, with known people, accounts and every mail address taken out. A name that gives
   * orders is left out whole (I16).
   */
  hide(text: string): string {
    this.pattern ??= this.build();
    const name = plainName(text);
    return this.pattern ? name.replace(this.pattern, (m) => this.tokenOf(m)) : name;
  }

  people(): Map<string, string> {
    return new Map([...this.tokens].filter(([, t]) => t.startsWith("[P")).map(([name, t]) => [t, name]));
  }

  private tokenOf(match: string): string {
    for (const [name, token] of this.tokens)
      if (name.normalize("NFKC").toLowerCase() === match.toLowerCase()) return token;
    return "[P]";
  }

  /** Longest first, so that no name leaves a part of a longer one standing. */
  private build(): RegExp | undefined {
    const names = [...this.tokens.keys()]
      .map((n) => n.normalize("NFKC"))
      .filter((n) => n.trim().length > 2)
      .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
      .map((n) => n.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&"));
    if (names.length === 0) return undefined;
    return new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  }
}

const names = new Map<string, string>();

/** One short word: a request's number, a technical name. There is no order in it. */
const WORD = /^[\w.:/-]{1,23}$/;

function plainName(text: string): string {
  if (WORD.test(text)) return plain(text, LONGEST_NAME);
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = instructs(text) ? WITHHELD : plain(text.replace(MAIL, "[mail]"), LONGEST_NAME);
  if (names.size >= REMEMBERED) names.clear();
  names.set(text, name);
  return name;
}

function collect(value: unknown, book: Pseudonyms): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  for (const [key, held] of inOrder(value)) {
    for (const name of Array.isArray(held) ? held : [held]) {
      if (typeof name !== "string") continue;
      if (peopleKeys.has(key)) book.of("P", name);
      else if (accountKeys.has(key)) book.of("A", name);
      else if (credentialKeys.has(key)) book.of("C", name);
    }
  }
}

/** Our own words, which no source chose: outcomes, and the ids of our rules. */
const ours = (key: string, held: string) =>
  key === "outcome" || (key === "rule" && ruleOf(held) !== undefined);

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

function hidden(value: object, book: Pseudonyms): Record<string, unknown> {
  const one = (key: string, held: unknown): unknown => {
    if (Array.isArray(held)) return held.map((h: unknown) => one(key, h));
    if (typeof held !== "string" || ISO_DAY.test(held) || ours(key, held)) return held;
    if (recordKeys.has(key)) return null;
    if (peopleKeys.has(key)) return book.of("P", held);
    if (accountKeys.has(key)) return book.of("A", held);
    if (credentialKeys.has(key)) return book.of("C", held);
    return book.hide(held);
  };
  return Object.fromEntries(inOrder(value).map(([key, held]) => [key, one(key, held)]));
}

/** That there is text, whether it tries to instruct, and the kinds of secrets taken out of it; not a word of it. */
function unspoken(value: object, book: Pseudonyms): Record<string, unknown> {
  const rest = hidden(value, book);
  return {
    ...rest,
    text: rest.text === "" ? "" : WITHHELD,
    ...("question" in rest ? { question: WITHHELD } : {}),
  };
}

/** Keys in one order, so that pseudonyms and bytes depend on what a packet says and not on how it was put together. */
function inOrder(value: object): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
