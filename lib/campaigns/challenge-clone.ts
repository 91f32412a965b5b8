/**
 * Challenge items made after an item's packet: of somebody who does not exist, with facts that were planted, or with the item's
 * own facts and a draft that will say the opposite. Pure. The item it is made after is not changed and is named nowhere in it.
 */
import { type Rule, wordsOf } from "@/lib/evidence/rules";
import type { Fact, FactKind, FactOf, Packet } from "@/lib/evidence/schema";
import { sentenceOf } from "@/lib/evidence/sentences";
import { inventedLogin, type Pick } from "./challenge-names";

export type Plant = "left" | "conflict" | "unused" | "draft_keep" | "draft_remove";
export type Clone = {
  kind: "planted" | "contrary";
  plant: Plant;
  factsSay: "keep" | "remove";
  drafted: "facts" | "certify" | "revoke";
  packet: Packet;
  risk: "low" | "high" | "critical";
  tags: string[];
};

export type Given = {
  packet: Packet;
  tags: readonly string[];
  /** The challenge item's own id. */
  id: string;
  name: { first: string; last: string };
  /** Who reviews it: what the packet says of themself, they would know better. */
  reviewer: string;
  rules: readonly Rule[];
  /** Another entitlement of the same application, for a conflict. */
  other: string | null;
};

const mostTags = 3;
const DAY = 86_400_000;

/** Whether a challenge item can be made after this packet at all: a person's access, with no text that instructs or hides anything. */
export function canBeCloned({ keys, subject, facts }: Packet): boolean {
  return (
    keys.type === "grant" &&
    subject.kind === "human" &&
    keys.account_id !== null &&
    keys.identity_id !== null &&
    facts.every(
      (f) =>
        !(f.kind === "rule.failed" && f.value.other !== null) &&
        !("instructs" in f.value && f.value.instructs) &&
        !("secrets" in f.value && Array.isArray(f.value.secrets) && f.value.secrets.length > 0),
    )
  );
}

/** What can be planted into this packet, which then clearly should not be kept. */
export function plantsFor({ packet, rules, other }: Of<"packet" | "rules" | "other">): Plant[] {
  if (packet.rules.failed > 0 || packet.facts.some((f) => f.kind === "identity.left")) return [];
  const reported = packet.facts.some((f) => f.kind.startsWith("use.") && f.kind !== "use.not_reported");
  const on = (type: Rule["type"]) => ruleOf(rules, type, packet) !== undefined;
  return [
    ...(packet.facts.some((f) => f.kind === "identity.active") ? (["left"] as const) : []),
    ...(other !== null && on("conflict") ? (["conflict"] as const) : []),
    ...(reported && packet.access.privilege === "privileged" ? (["unused"] as const) : []),
  ];
}
type Of<K extends keyof Given> = { [P in K]: Given[P] };

const weighed = /^(use|peers|role|identity\.moved|account\.dormant|rule\.failed)/u;

/**
 * What the packet's facts clearly say, where they do, and something in them lends itself to the opposite: a wrong draft has to
 * be told from its facts, not from having nothing to say. Null otherwise.
 */
export function factsSayOf(packet: Packet): "keep" | "remove" | null {
  const { facts, access, rules } = packet;
  const speaks = (side: string) =>
    facts.some(
      (f) => weighed.test(f.kind) && f.kind !== "rule.failed" && sentenceOf(f, packet).stance === side,
    );
  const days = factOf(facts, "use.last")?.value.days;
  const uses = factOf(facts, "use.count")?.value.uses;
  const gone = facts.some((f) => f.kind === "identity.left" || f.kind === "account.disabled");
  const idle = (days !== undefined && days >= 90) || facts.some((f) => f.kind === "use.never");
  const moved = factOf(facts, "identity.moved")?.value.after_grant === true;
  if ((rules.failed > 0 || gone || idle) && (uses ?? 0) === 0 && speaks("keep")) return "remove";
  const used = (days !== undefined && days <= 30) || (uses ?? 0) > 0;
  if (used && !gone && !moved && rules.failed === 0 && access.privilege === "standard" && speaks("remove"))
    return "keep";
  return null;
}

/** The same access of somebody invented, with what was planted. */
export function planted(given: Given, plant: "left" | "conflict" | "unused", pick: Pick): Clone {
  const packet = renamed(given, pick);
  const made = { left, conflict, unused }[plant]({ ...given, packet }, pick);
  return {
    kind: "planted",
    plant,
    factsSay: "remove",
    drafted: "facts",
    packet: numbered(made.packet),
    risk: riskOf(made.packet),
    tags: [...new Set([made.tag, ...given.tags])].slice(0, mostTags),
  };
}

/** The same facts of somebody invented; its draft will recommend the opposite of what they say. */
export function contrary(given: Given, factsSay: "keep" | "remove", pick: Pick): Clone {
  const packet = numbered(renamed(given, pick));
  return {
    kind: "contrary",
    plant: factsSay === "keep" ? "draft_remove" : "draft_keep",
    factsSay,
    drafted: factsSay === "keep" ? "revoke" : "certify",
    packet,
    risk: riskOf(packet),
    tags: [...given.tags],
  };
}

/** Everything that says whose the real access is says the invented name and ids; what somebody wrote about it is left out. */
function renamed({ packet, id, name, reviewer }: Given, pick: Pick): Packet {
  const { keys, subject, access } = packet;
  const whole = `${name.first} ${name.last}`;
  const like = { name: subject.name, ...name };
  const login = access.account === null ? null : inventedLogin(access.account, like, pick);
  const account =
    access.account === keys.account_id ? login : inventedLogin(keys.account_id ?? "", like, pick);
  const identity = inventedLogin(keys.identity_id ?? "", like, pick);
  const dropped = /^(text\.(request|purpose|answer)|history\.(decided|exception|revoked_before|returned))$/u;
  const facts = packet.facts
    .filter((f) => !dropped.test(f.kind) && !Object.values(f.value).includes(reviewer))
    .map((f): Fact => {
      const value = deeply(f.value, (text) => text.replaceAll(subject.name, whole));
      return { ...f, value, source: { ...f.source, record: `${f.kind} of ${id.slice(-12)}` } } as Fact;
    });
  return {
    ...packet,
    item: id,
    version: 1,
    keys: { ...keys, account_id: account, identity_id: identity },
    subject: { ...subject, name: whole },
    access: { ...access, account: login },
    facts,
  };
}

function deeply(value: unknown, of: (text: string) => string): unknown {
  if (typeof value === "string") return of(value);
  if (Array.isArray(value)) return value.map((v) => deeply(v, of));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, deeply(v, of)]));
  return value;
}

type Made = { packet: Packet; tag: string };

/** They left some weeks ago; nothing was used after that. */
function left({ packet, rules }: Given, pick: Pick): Made {
  const days = 25 + pick(70);
  const on = dayBefore(packet.asOf, days);
  const source = packet.facts.find((f) => f.kind === "identity.active") ?? packet.facts[0];
  if (!source) throw new Error("A packet without a fact cannot be planted into.");
  const rest = packet.facts.filter(
    (f) =>
      !/^identity\.(active|ends_soon|moved)$/u.test(f.kind) &&
      !["use.count", "use.months", "use.after_move"].includes(f.kind) &&
      !(f.kind === "use.last" && f.value.days < days),
  );
  const fact: FactOf<"identity.left"> = {
    ...source,
    id: "",
    kind: "identity.left",
    class: "observed",
    value: { on, days },
  };
  return {
    packet: failing(
      { ...packet, subject: { ...packet.subject, employment: "left" }, facts: [fact, ...rest] },
      ruleOf(rules, "leaver", packet),
      fact,
    ),
    tag: wordsOf("leaver").tag,
  };
}

/** It was given long ago and never used, and is privileged. */
function unused({ packet, rules }: Given, pick: Pick): Made {
  const known = factOf(packet.facts, "history.granted")?.value.days;
  const days = known !== undefined && known >= 120 ? known : known === undefined ? 150 + pick(400) : null;
  const source = packet.facts.find((f) => f.kind.startsWith("use.")) ?? packet.facts[0];
  if (!source) throw new Error("A packet without a fact cannot be planted into.");
  const rest = packet.facts.filter(
    (f) => !f.kind.startsWith("use.") && !(days === null && f.kind === "history.granted"),
  );
  const fact: FactOf<"use.never"> = {
    ...source,
    id: "",
    kind: "use.never",
    class: "observed",
    value: { granted_days: days ?? 150 + pick(400) },
  };
  return {
    packet: failing({ ...packet, facts: [fact, ...rest] }, ruleOf(rules, "unused", packet), fact),
    tag: wordsOf("unused").tag,
  };
}

/** The invented holder also holds what should be apart from it. */
function conflict({ packet, rules, other }: Given): Made {
  const rule = ruleOf(rules, "conflict", packet);
  const from = packet.facts[0];
  if (!rule || !from || other === null) throw new Error("No conflict can be planted here.");
  return {
    packet: failing(packet, rule, from, {
      other: `${other}${packet.access.account === null ? "" : ` (account ${packet.access.account})`}`,
      reason: `${packet.access.title} and ${other} are for different people`,
    }),
    tag: wordsOf("conflict").tag,
  };
}

/** The packet with the rule's finding, where the campaign has the rule. */
function failing(
  packet: Packet,
  rule: Rule | undefined,
  from: At<Fact>,
  of: { other: string | null; reason: string | null } = { other: null, reason: null },
): Packet {
  if (!rule) return packet;
  const finding: FactOf<"rule.failed"> = {
    id: "",
    kind: "rule.failed",
    class: "derived",
    value: { rule: rule.id, name: rule.name, ...of, other_item: null, other_owner: null },
    asOf: from.asOf,
    source: { ...from.source },
  };
  const unanswered = packet.rules.unanswered?.filter((u) => u.id !== rule.id);
  const wasUnknown = (packet.rules.unanswered?.length ?? 0) > (unanswered?.length ?? 0);
  const { passed, failed, unknown } = packet.rules;
  return {
    ...packet,
    facts: [finding, ...packet.facts],
    rules: {
      ...packet.rules,
      passed: passed - (wasUnknown ? 0 : 1),
      failed: failed + 1,
      unknown: unknown - (wasUnknown ? 1 : 0),
      ...(packet.rules.failed_ids ? { failed_ids: [...packet.rules.failed_ids, rule.id] } : {}),
      ...(unanswered ? { unanswered } : {}),
    },
  };
}
type At<F> = F extends { asOf: infer A; source: infer S } ? { asOf: A; source: S } : never;

/** The rule of a type that is on and looks at this packet's application. */
function ruleOf(rules: readonly Rule[], type: Rule["type"], { keys, access }: Packet): Rule | undefined {
  const named = [keys.application_id, access.application].map((name) => name?.toLowerCase());
  return rules.find(
    (r) => r.type === type && r.on && (r.applications?.some((a) => named.includes(a.toLowerCase())) ?? true),
  );
}

const order = { finding: 0, remove: 1, keep: 2, unknown: 3, context: 4 };

/** The facts in the order in which every packet has them, and numbered so. */
function numbered(packet: Packet): Packet {
  const stance = (f: Fact) => order[f.kind === "rule.failed" ? "finding" : sentenceOf(f, packet).stance];
  const facts = packet.facts
    .map((fact, at) => ({ fact, at, stance: stance(fact) }))
    .sort((a, b) => a.stance - b.stance || a.at - b.at)
    .map(({ fact }, at): Fact => ({ ...fact, id: `E${at + 1}` }));
  return { ...packet, facts };
}

/** As `riskSql` of `findings-sql.ts` has it, of a person's grant. */
function riskOf({ access, rules }: Packet): Clone["risk"] {
  if (access.privilege === "privileged" && rules.failed > 0) return "critical";
  return access.privilege !== "standard" || rules.failed > 0 ? "high" : "low";
}

function factOf<K extends FactKind>(facts: readonly Fact[], kind: K): FactOf<K> | undefined {
  return facts.find((f): f is Extract<Fact, { kind: K }> => f.kind === kind) as FactOf<K> | undefined;
}

function dayBefore(instant: string, days: number): string {
  return new Date(new Date(instant).getTime() - days * DAY).toISOString().slice(0, 10);
}
