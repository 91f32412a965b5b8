import { ruleOf } from "@/lib/evidence/rules";
import type { Fact, Packet } from "@/lib/evidence/schema";
import { type Letter, Pseudonyms } from "./pseudonyms";
import type { RedactionReport } from "./schema";
import { emptyReport, LEFT_OUT, type Stated, statedTexts, thingName } from "./stated";

/**
 * What of a packet a model is shown: typed facts. People, accounts and credentials are pseudonyms, names of things are short
 * and plain or pseudonyms too, and somebody's text is left out but for the fact that it is there, or told apart from all else.
 */
export type Redacted = {
  /** The packet's facts, with everything above done to them; item, record and source numbers left out. */
  packet: Packet;
  /** Pseudonym → who it stands for. [P1] is the holder. */
  people: ReadonlyMap<string, string>;
};

export type Redaction = Redacted & {
  /** Texts that are sent, each with who states it; empty where none may be. */
  stated: readonly Stated[];
  report: RedactionReport;
};

const peopleKeys = new Set(["by", "approved_by", "other_owner", "owner", "backup", "sponsor", "names"]);
const recordKeys = new Set(["other_item", "seed"]);
const letters: Record<string, Letter> = { login: "A", credential: "C" };
/** What people wrote; of a text these are left out of the facts, whether or not they are sent apart from them. */
const wordsKeys = new Set(["text", "question"]);
/** Keys whose values name things; where `names` does not name people is in `namesOf`. */
const things: Record<string, Letter> = {
  role: "O",
  roles: "O",
  group: "G",
  examples: "R",
  other: "R",
  campaign: "N",
};
const namesOf: Partial<Record<Fact["kind"], Record<string, Letter>>> = {
  "credential.scopes": { names: "S", unused: "S" },
  "nhi.reach": { names: "X" },
  "agent.tools": { unused: "T" },
};

/** The identifiers a packet stands for are nothing to a model. */
export const noKeys: Packet["keys"] = {
  source: "",
  type: "grant",
  application_id: null,
  account_id: null,
  entitlement_id: null,
  credential_id: null,
  identity_id: null,
};

/** The packet as a model may see it. Pure, and the same whatever order the packet's keys stand in. */
export function redact(
  packet: Packet,
  { asserted, hideNames }: { asserted: boolean; hideNames: boolean },
): Redaction {
  const report = emptyReport();
  const book = new Pseudonyms();
  const { subject, access } = packet;
  const holder = book.of("P", subject.name);
  const manager = subject.manager === null ? null : book.of("P", subject.manager);
  const account = access.account === null ? null : book.of("A", access.account);
  for (const fact of packet.facts) collect(fact, book, hideNames);
  for (const [id, token] of [
    [packet.keys.identity_id, holder],
    [packet.keys.account_id, account ?? holder],
  ])
    if (id && /\d|^.{5}/u.test(id)) book.also(id, token ?? holder);

  const name = (text: string) => book.hide(thingName(text, book, report));
  const clean = (text: string | null) => (text === null ? null : name(text));
  const thing = (letter: Letter, text: string) => (hideNames ? book.of(letter, text) : name(text));
  if (hideNames) {
    book.of("X", access.application);
    book.of("R", access.title);
    book.of("R", access.entitlement);
  }
  const facts = packet.facts.map((fact) => ({
    ...fact,
    source: { name: "", snapshot: 0, record: "" },
    value: shownValue(fact, { book, hideNames, name }),
  }));
  const sent: Packet = {
    v: 1,
    item: "",
    version: 0,
    asOf: packet.asOf,
    keys: { ...noKeys, type: packet.keys.type },
    subject: {
      name: holder,
      kind: subject.kind,
      title: clean(subject.title),
      department: clean(subject.department),
      manager,
      location: null,
      employment: clean(subject.employment),
      since: subject.since,
    },
    access: {
      application: thing("X", access.application),
      entitlement: thing("R", access.entitlement),
      title: thing("R", access.title),
      phrase: null,
      type: clean(access.type),
      description: null,
      account,
      privilege: access.privilege,
      words: access.words,
      catalogue: null,
      risk: null,
    },
    facts: sameKinds(facts),
    rules: countsOf(packet.rules),
    notReported: packet.notReported.map(name),
  };
  const stated = statedTexts(packet, asserted, book, report);
  report.pseudonyms = book.size;
  return { packet: sent, people: book.people(), stated, report };
}

/** How many, without the names that people gave the rules. */
function countsOf({ set, passed, failed, unknown }: Packet["rules"]): Packet["rules"] {
  return { set, passed, failed, unknown };
}

/** Each fact kept its kind, and `shownValue` changes strings only, so each value still goes with its kind. */
function sameKinds(facts: readonly unknown[]): Fact[] {
  return facts as Fact[];
}

/** The letter that a string under this key has a token with, if it has one. */
function letterOf(kind: Fact["kind"], key: string, hideNames: boolean): Letter | undefined {
  const own = namesOf[kind]?.[key];
  if (own) return hideNames ? own : undefined;
  if (peopleKeys.has(key)) return "P";
  return letters[key] ?? (hideNames ? things[key] : undefined);
}

function collect({ kind, value }: Fact, book: Pseudonyms, hideNames: boolean): void {
  for (const [key, held] of inOrder(value)) {
    const letter = letterOf(kind, key, hideNames);
    if (letter === undefined) continue;
    for (const name of Array.isArray(held) ? held : [held])
      if (typeof name === "string") book.of(letter, name);
  }
}

/** Our own words, which no source chose: outcomes, and the ids of our rules. */
const ours = (key: string, held: string) =>
  key === "outcome" || (key === "rule" && ruleOf(held) !== undefined);

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

function shownValue(
  { kind, value }: Fact,
  { book, hideNames, name }: { book: Pseudonyms; hideNames: boolean; name: (text: string) => string },
): Record<string, unknown> {
  const one = (key: string, held: unknown): unknown => {
    if (Array.isArray(held)) return held.map((h: unknown) => one(key, h));
    if (typeof held !== "string" || ISO_DAY.test(held) || ours(key, held)) return held;
    if (recordKeys.has(key)) return null;
    if (kind.startsWith("text.") && wordsKeys.has(key)) return held === "" ? "" : LEFT_OUT;
    const letter = letterOf(kind, key, hideNames);
    return letter === undefined ? name(held) : book.of(letter, held);
  };
  return Object.fromEntries(inOrder(value).map(([key, held]) => [key, one(key, held)]));
}

/** Keys in one order, so that pseudonyms and bytes depend on what a packet says and not on how it was put together. */
function inOrder(value: object): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
