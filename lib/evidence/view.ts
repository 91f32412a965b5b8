import { ruleOf } from "./rules";
import type { FactKind, FactOf, Packet } from "./schema";
import { dayText, sentenceOf } from "./sentences";

type NotReported = { notReported: string };
type Peers = { title: string; holders: number; total: number; sentence: string };
type Use = { title: string; months: { label: string; value: number }[]; sentence: string };
type History = {
  title: string;
  events: { date: string; label: string; mark: "dot" | "square" | "ring" }[];
  sentence: string;
};

/** A packet as the review screen shows it: words, and the values of its pictures. */
export type ItemView = {
  path: { text: string; copy?: string }[];
  title: string;
  allows: string;
  who: string;
  findings: { fact: string; kind: string; text: string }[];
  /** "Checked against 14 rules: 1 conflict, 2 could not be checked." */
  checked: string;
  cards: { peers: Peers | NotReported; use: Use | NotReported; history: History | NotReported };
  facts: {
    id: string;
    stance: "remove" | "keep" | "unknown" | "context";
    class: "observed" | "derived" | "asserted";
    sentence: string;
    source: string;
    asOf: string;
    note?: string;
  }[];
  /** Where the source reports little: what it cannot say, and whom to ask. */
  thin: { cannotReport: string; ask: string } | null;
};

const one = <K extends FactKind>(packet: Packet, kind: K): FactOf<K> | undefined =>
  packet.facts.find((f): f is FactOf<K> & typeof f => f.kind === kind);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const number = (n: number) => n.toLocaleString("en-GB");
const list = (names: readonly string[]) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/** Pure: the same frozen packet always gives the same words. */
export function viewOf(packet: Packet): ItemView {
  const { access } = packet;
  return {
    path: [
      { text: access.application },
      { text: access.entitlement, copy: "entitlement name" },
      { text: `account ${access.account}`, copy: "account name" },
    ],
    title: titleOf(packet),
    allows: allowsOf(packet),
    who: whoOf(packet),
    findings: packet.facts.flatMap((f) => {
      if (f.kind !== "rule.failed") return [];
      const said = sentenceOf(f, packet);
      return [
        {
          fact: f.id,
          kind: ruleOf(f.value.rule)?.word ?? "Finding",
          text: `${said.text}.${said.note ? ` ${said.note}` : ""}`,
        },
      ];
    }),
    checked: checkedOf(packet),
    cards: { peers: peersOf(packet), use: usageOf(packet), history: historyOf(packet) },
    facts: packet.facts
      .filter((f) => f.kind !== "rule.failed" && f.kind !== "use.months" && f.kind !== "use.not_reported")
      .map((f) => {
        const said = sentenceOf(f, packet);
        return {
          id: f.id,
          stance: said.stance,
          class: f.class,
          sentence: said.text,
          source: f.source.name,
          asOf: f.asOf.slice(0, 10),
          ...(said.note ? { note: said.note } : {}),
        };
      }),
    thin: thinOf(packet),
  };
}

/** "Priya Raman can release payments", else "Priya Raman holds FI_PAY in SAP Finance". */
export function titleOf({ subject, access }: Packet): string {
  return access.phrase
    ? `${subject.name} ${access.phrase}`
    : `${subject.name} holds ${access.title} in ${access.application}`;
}

function allowsOf(packet: Packet): string {
  const { access } = packet;
  const described = access.description ?? "What this allows is not described.";
  const privileged =
    access.privilege === "privileged"
      ? " Privileged."
      : access.privilege === null
        ? " Whether it is privileged is not known."
        : "";
  const holders = one(packet, "entitlement.holders");
  const others = holders ? ` ${sentenceOf(holders, packet).text}.` : "";
  return `${/[.!?”]$/.test(described) ? described : `${described}.`}${privileged}${others}`;
}

const kinds: Record<Packet["subject"]["kind"], string> = {
  human: "",
  service: "Service account",
  workload: "Workload",
  ai_agent: "AI agent",
  unknown: "Person or service: not known",
};

function whoOf({ subject: s }: Packet): string {
  const job = [s.title, s.department].filter((t) => t !== null).join(", ");
  const parts = [
    kinds[s.kind],
    job,
    s.since ? `here since ${dayText(s.since)}` : "",
    s.manager ? `reports to ${s.manager}` : "",
    s.employment ?? "",
    s.location ?? "",
  ].filter((t) => t !== "");
  return parts.length === 0 ? "Nothing else is known about who this is." : `${capital(parts.join(", "))}.`;
}

function checkedOf({ rules, facts }: Packet): string {
  const total = rules.passed + rules.failed + rules.unknown;
  const words = new Map<string, number>();
  for (const f of facts) {
    if (f.kind !== "rule.failed") continue;
    const word = (ruleOf(f.value.rule)?.word ?? "finding").toLowerCase();
    words.set(word, (words.get(word) ?? 0) + 1);
  }
  const failed = words.size === 0 ? ["none broken"] : [...words].map(([word, n]) => `${n} ${word}`);
  const unknown = rules.unknown > 0 ? [`${rules.unknown} could not be checked`] : [];
  return `Checked against ${total} rules: ${[...failed, ...unknown].join(", ")}.`;
}

function peersOf(packet: Packet): Peers | NotReported {
  const fact = one(packet, "peers.title") ?? one(packet, "peers.team") ?? one(packet, "peers.department");
  if (!fact) return { notReported: "Who else does this work: no group of at least five others is known" };
  const { holders, others, group } = fact.value;
  const title =
    fact.kind === "peers.title"
      ? `Others: ${group}`
      : fact.kind === "peers.team"
        ? "Others in the same team"
        : `Others in ${group}`;
  return {
    title,
    holders,
    total: others,
    sentence: `${number(holders)} of ${number(others)} ${holders === 1 ? "holds" : "hold"} this`,
  };
}

const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function usageOf(packet: Packet): Use | NotReported {
  const months = one(packet, "use.months");
  const use = one(packet, "use.last") ?? one(packet, "use.never") ?? one(packet, "use.count");
  if (!months || !use)
    return {
      notReported: use ? "Use month by month" : `Use: ${packet.access.application} does not report it`,
    };
  const last = Number(months.value.last_month.slice(5, 7)) - 1;
  const labels = months.value.months.map((_, i) => names[(last + 1 + i) % 12] ?? "");
  return {
    title: `Use, ${labels[0]} to ${labels[11]}`,
    months: months.value.months.map((value, i) => ({ label: labels[i] ?? "", value })),
    sentence: sentenceOf(use, packet).text,
  };
}

const decidedWords = {
  certify: "kept",
  certify_until: "kept",
  revoke: "removed",
  modify: "changed",
} as const;

function historyOf(packet: Packet): History | NotReported {
  const granted = one(packet, "history.granted");
  const moved = one(packet, "identity.moved");
  const events = [
    ...(granted ? [{ date: granted.value.on, label: "granted", mark: "dot" as const }] : []),
    ...packet.facts.flatMap((f) =>
      f.kind === "history.decided"
        ? [{ date: f.value.on, label: decidedWords[f.value.outcome], mark: "dot" as const }]
        : [],
    ),
    ...(moved ? [{ date: moved.value.on, label: "moved", mark: "square" as const }] : []),
  ].sort((a, b) => a.date.localeCompare(b.date));
  if (events.length === 0)
    return { notReported: `When it was granted: ${packet.access.application} does not report it` };
  const sentence = capital(list(events.map((e) => `${e.label} ${monthText(e.date)}`)));
  return {
    title: "History",
    events: [...events, { date: packet.asOf.slice(0, 10), label: "now", mark: "ring" }],
    sentence,
  };
}

const monthText = (iso: string) => dayText(iso).split(" ").slice(1).join(" ");

function thinOf(packet: Packet): ItemView["thin"] {
  const missing = packet.notReported;
  if (missing.length < 3) return null;
  const who = packet.subject.kind === "human" ? packet.subject.name : "its owner";
  return {
    cannotReport: `${packet.access.application} cannot report ${list(missing)}.`,
    ask: `Ask ${who} what it is needed for, or ${packet.access.application}'s owner what it allows.`,
  };
}
