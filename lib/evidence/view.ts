import { keyEvents } from "./key-events";
import { ruleOf } from "./rules";
import type { Fact, FactClass, FactKind, FactOf, Packet } from "./schema";
import { type Stance, sentenceOf } from "./sentences";
import { capital, counted, dayWords, listed, monthWords, quoted, stopped, twelveMonths } from "./words";

/** The evidence pane of one item. Pure: the same packet gives the same view, on any day. */
export type FactView = {
  id: string;
  stance: Stance;
  class: FactClass;
  sentence: string;
  source: string;
  asOf: string;
  note?: string;
};
/** `conflict`: it has another side, which is decided together with this one. */
export type FindingView = { fact: string; kind: string; text: string; conflict: boolean };
/** The sentence for what no source reports; "" where there is nothing of the kind to report. */
type NotReported = { notReported: string };
export type EvidenceView = {
  path: { text: string; copy?: string }[];
  title: string;
  allows: string;
  who: string;
  thin: { cannotReport: string; ask: string } | null;
  findings: FindingView[];
  checked: string;
  /** The rules that could not be checked, and what is not known for each. */
  unchecked: { rule: string; lacks: string }[];
  cards: {
    peers: { title: string; holders: number; total: number; sentence: string } | NotReported;
    use: { title: string; months: { label: string; value: number | null }[]; sentence: string } | NotReported;
    history:
      | {
          title: string;
          events: { date: string; label: string; mark: "dot" | "square" | "ring" }[];
          sentence: string;
        }
      | NotReported;
  };
  /** All but the findings, which stand in the banners. */
  facts: FactView[];
};

/** From so many missing things on, a packet is called thin. */
const thinFrom = 3;

export function viewOf(packet: Packet): EvidenceView {
  const { access } = packet;
  const views = packet.facts.map((fact) => ({ fact, view: viewOfFact(fact, packet) }));
  return {
    path: [
      { text: access.application },
      { text: access.entitlement, copy: "technical name" },
      ...(access.account === null ? [] : [{ text: `account ${access.account}` }]),
    ],
    title: titleOf(packet),
    allows: allows(packet),
    who: who(packet),
    thin: thin(packet),
    findings: findings(packet),
    checked: checked(packet),
    unchecked: (packet.rules.unanswered ?? []).map(({ name, lacks }) => ({
      rule: name,
      lacks: listed(lacks),
    })),
    cards: { peers: cardOfPeers(packet), use: cardOfUse(packet), history: cardOfHistory(packet) },
    // The card of use says it already where nothing is reported.
    facts: views
      .filter(({ fact }) => fact.kind !== "rule.failed" && fact.kind !== "use.not_reported")
      .map(({ view }) => view),
  };
}

/** What is decided, as a sentence where it is access that somebody holds. */
function titleOf({ access, subject, keys }: Packet): string {
  if (keys.type !== "grant") return access.title;
  return access.phrase
    ? `${subject.name} ${access.phrase}`
    : `${subject.name} holds ${access.title} in ${access.application}`;
}

function viewOfFact(fact: Fact, packet: Packet): FactView {
  return { id: fact.id, class: fact.class, asOf: fact.asOf, ...sentenceOf(fact, packet) };
}

/** The first fact of a kind. */
export function factOf<K extends FactKind>(packet: Packet, kind: K): FactOf<K> | undefined {
  return packet.facts.find((f): f is Extract<Fact, { kind: K }> => f.kind === kind) as FactOf<K> | undefined;
}

function allows(packet: Packet): string {
  const { access } = packet;
  if (packet.keys.type !== "grant") return reaches(packet);
  const stated = factOf(packet, "text.description");
  const described = access.catalogue ? access.description : null;
  const own = described === stated?.value.text ? null : described;
  const parts: string[] = [];
  if (stated?.value.instructs)
    parts.push("Its description tries to instruct its reader; it stands below, among what is only stated.");
  else if (own) parts.push(stopped(own));
  else if (stated) parts.push(`${stated.source.name} describes it as ${stopped(quoted(stated.value.text))}`);
  else if (access.description) parts.push(stopped(access.description));
  else parts.push("What it allows is not described.");
  if (access.catalogue) parts.push(vouchedFor(access.catalogue, access.risk, own !== null));
  if (access.words === "policy" && stated) parts.push("The sentence above is derived from its policy.");
  if (access.words === "policy")
    parts.push("Denials, conditions and limits to single resources are not weighed.");
  if (access.privilege === "privileged") parts.push("Privileged.");
  if (access.privilege === null) parts.push("Whether it is privileged is not known.");
  const holders = factOf(packet, "entitlement.holders");
  if (holders) parts.push(`${sentenceOf(holders, packet).sentence}.`);
  return parts.join(" ");
}

/** What a credential or a non-human identity as a whole gives, from what is told of it. */
function reaches(packet: Packet): string {
  const kinds = ["text.purpose", "credential.scopes", "identity.covers", "nhi.reach"];
  const told = kinds.flatMap((kind) => packet.facts.find((f) => f.kind === kind) ?? []);
  if (told.length > 0) return told.map((fact) => stopped(sentenceOf(fact, packet).sentence)).join(" ");
  return "What it may be used for is not reported.";
}

/** Who stands behind the catalogue's words; `all` where what it allows is said in them too, and not only the title. */
function vouchedFor(
  { state, verified }: NonNullable<Packet["access"]["catalogue"]>,
  risk: Packet["access"]["risk"],
  all: boolean,
): string {
  const whose = all ? "In the catalogue's words" : "The title is the catalogue's";
  const by =
    state === "verified"
      ? `verified by its owner${verified === null ? "" : ` on ${dayWords(verified)}`}`
      : "not verified by its owner";
  return `${whose}, ${by}${risk === null ? "" : `; risk ${risk}`}.`;
}

const kindWords: Record<Packet["subject"]["kind"], string | null> = {
  human: null,
  service: "Service account",
  workload: "Workload",
  ai_agent: "AI agent",
  unknown: "Kind of holder not known",
};

function who(packet: Packet): string {
  const { subject } = packet;
  const owner = factOf(packet, "nhi.owner");
  const job = [subject.title, subject.department].filter((x) => x !== null);
  const parts = [
    kindWords[subject.kind],
    job.length ? job.join(", ") : null,
    subject.since === null ? null : `here since ${dayWords(subject.since)}`,
    subject.manager === null ? null : `reports to ${subject.manager}`,
    owner ? `${owner.value.owner} answers for it` : null,
    subject.employment,
    subject.location,
  ].filter((x) => x !== null);
  return parts.length ? stopped(capital(parts.join(", "))) : "Nothing more is known about the holder.";
}

function thin(packet: Packet): EvidenceView["thin"] {
  const { notReported, subject, access } = packet;
  if (notReported.length < thinFrom) return null;
  const owner = factOf(packet, "nhi.owner")?.value.owner;
  const holder = subject.kind === "human" ? subject.name : owner;
  return {
    cannotReport: `${access.application} does not report ${listed(notReported).replace(/ and ([^,]*)$/u, " or $1")}.`,
    ask: holder
      ? `Ask ${holder} what it is needed for, and whoever runs ${access.application} what it does.`
      : `Ask whoever runs ${access.application} who uses it and what for.`,
  };
}

function findings(packet: Packet): FindingView[] {
  return packet.facts.flatMap((fact) => {
    if (fact.kind !== "rule.failed") return [];
    const { sentence, note } = sentenceOf(fact, packet);
    const decide = fact.value.other_item === null ? "" : "Decide both together.";
    return [
      {
        fact: fact.id,
        kind: ruleOf(fact.value.rule)?.word ?? (fact.value.other === null ? "Finding" : "Conflict"),
        text: [stopped(sentence), note ?? "", decide].filter(Boolean).join(" "),
        conflict: fact.value.other !== null,
      },
    ];
  });
}

/** "nothing found", "1 conflict", "1 conflict and 2 other findings", "2 findings". */
function foundWords(packet: Packet): string {
  const { failed } = packet.rules;
  const rules = new Set(
    packet.facts.flatMap((f) => (f.kind === "rule.failed" && f.value.other !== null ? [f.value.rule] : [])),
  );
  const others = failed - rules.size;
  if (failed === 0) return "nothing found";
  if (rules.size === 0) return counted(failed, "finding");
  const conflicts = counted(rules.size, "conflict");
  return others > 0 ? `${conflicts} and ${counted(others, "other finding")}` : conflicts;
}

function checked(packet: Packet): string {
  const { passed, failed, unknown } = packet.rules;
  const all = passed + failed + unknown;
  const found = foundWords(packet);
  return `Checked against ${counted(all, "rule")}: ${found}${unknown === 0 ? "" : `, ${unknown} could not be checked`}.`;
}

function cardOfPeers(packet: Packet): EvidenceView["cards"]["peers"] {
  const found =
    factOf(packet, "peers.title") ?? factOf(packet, "peers.team") ?? factOf(packet, "peers.department");
  if (packet.keys.type !== "grant")
    return { notReported: "It is one of its kind, so there is nothing to compare it with" };
  if (!found) return cardOfAlike(packet);
  const { group, holders, others } = found.value;
  const title =
    found.kind === "peers.title"
      ? `Others with the title ${group}`
      : found.kind === "peers.team"
        ? `Others who report to ${group}`
        : `Others in ${group}`;
  return { title, holders, total: others, sentence: `${holders} of ${others} hold this` };
}

/** Where no group of the directory is large enough: those whose other access is most alike. */
function cardOfAlike(packet: Packet): EvidenceView["cards"]["peers"] {
  const found = factOf(packet, "peers.access");
  const person = packet.subject.kind === "human" || packet.subject.kind === "unknown";
  if (!found)
    return {
      notReported: person
        ? "There are too few people of the same title, team, department or like access to compare with"
        : "Too few others of its sort have access like it to compare with",
    };
  const { holders, others } = found.value;
  return {
    title: person ? "People whose other access is most alike" : "Others whose other access is most alike",
    holders,
    total: others,
    sentence: `${holders} of ${others} hold this`,
  };
}

function cardOfUse(packet: Packet): EvidenceView["cards"]["use"] {
  const months = factOf(packet, "use.months");
  const last = factOf(packet, "use.last") ?? factOf(packet, "use.never") ?? factOf(packet, "use.count");
  const known = last ?? months ?? factOf(packet, "nhi.last_use");
  const said = known ? sentenceOf(known, packet).sentence : lastUseOf(packet);
  if (said === null) {
    const silent = factOf(packet, "use.not_reported");
    return { notReported: silent ? sentenceOf(silent, packet).sentence : "Not reported: last use" };
  }
  const lastMonth = months?.value.last_month ?? "";
  const names = twelveMonths(/^\d{4}-\d{2}$/u.test(lastMonth) ? lastMonth : packet.asOf.slice(0, 7));
  const short = (iso: string | undefined) => monthWords(iso ?? packet.asOf).slice(0, 3);
  return {
    title: `Use, ${short(names[0])} to ${short(names[11])}`,
    months: names.map((iso, i) => ({ label: monthWords(iso), value: months?.value.months[i] ?? null })),
    sentence: months ? said : `${said}; by month it is not reported`,
  };
}

/** Of an item that is a credential, when it was last used; null where that is not reported. */
function lastUseOf(packet: Packet): string | null {
  const key = packet.keys.type === "credential" ? factOf(packet, "nhi.credential")?.value : undefined;
  if (!key) return null;
  if (key.last_used !== null) return `Last used ${dayWords(key.last_used)}`;
  return key.never_used ? "Never used" : null;
}

function cardOfHistory(packet: Packet): EvidenceView["cards"]["history"] {
  const events: { date: string; label: string; mark: "dot" | "square" | "ring" }[] = keyEvents(
    packet,
    factOf(packet, "nhi.credential"),
  );
  const granted = factOf(packet, "history.granted");
  if (granted) events.push({ date: granted.value.on, label: "granted", mark: "dot" });
  const seen = factOf(packet, "credential.first_seen");
  if (seen) events.push({ date: seen.value.on, label: "first seen", mark: "dot" });
  const before = factOf(packet, "history.revoked_before");
  if (before) events.push({ date: before.value.on, label: "removal", mark: "dot" });
  const decided = factOf(packet, "history.decided");
  if (decided) {
    const labels = { certify: "kept", certify_until: "kept", revoke: "removal", modify: "changed" };
    events.push({ date: decided.value.on, label: labels[decided.value.outcome], mark: "dot" });
  }
  const exception = factOf(packet, "history.exception");
  if (exception) {
    events.push({ date: exception.value.on, label: "exception", mark: "dot" });
    if (exception.value.ended) events.push({ date: exception.value.until, label: "ended", mark: "dot" });
  }
  const returned = factOf(packet, "history.returned");
  if (returned) events.push({ date: returned.value.on, label: "back", mark: "dot" });
  const moved = factOf(packet, "identity.moved");
  if (moved) events.push({ date: moved.value.on, label: "moved", mark: "square" });
  const left = factOf(packet, "identity.left");
  if (left?.value.on) events.push({ date: left.value.on, label: "left", mark: "square" });
  if (events.length === 0 && packet.keys.type !== "grant") return { notReported: "" };
  if (events.length === 0)
    return {
      notReported: `Not reported by ${packet.facts[0]?.source.name ?? packet.access.application}: when it was ${packet.keys.type === "grant" ? "granted" : "made"}`,
    };
  events.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  const told = events.map((e) => `${e.label} ${monthWords(e.date)}`);
  return {
    title: "History",
    events: [...events, { date: packet.asOf.slice(0, 10), label: "now", mark: "ring" }],
    sentence: capital(told.join(", ")),
  };
}
