/**
 * The next version of a packet: the one before, with an answer to a reviewer's question as one more fact. Pure.
 *
 * I8  nothing of what was there is taken away or renumbered; what is not known stays not known
 * I13 an answer is asserted: it stands with its author, and changes no count and no share
 * I16 an answer that tries to instruct its reader is a finding, where the campaign's rules look for that
 * I17 so is a secret that somebody wrote down in it
 */
import type { Rule } from "./rules";
import { wordsOf } from "./rules";
import type { Fact, FactOf, Packet } from "./schema";

export type Answer = {
  /** The question's id: what the fact is a record of. */
  question: string;
  /** ISO instant. */
  at: string;
  value: FactOf<"text.answer">["value"];
};

/** The columns of an item that follow its packet. */
export type Standing = {
  rulesPassed: number;
  findings: number;
  rulesUnknown: number;
  risk: "low" | "high" | "critical";
  /** Tags that the answer brings. */
  tags: string[];
};

/** @param rules the version of the rules that the packet was made with */
export function withAnswer(
  packet: Packet,
  answer: Answer,
  rules: readonly Rule[],
): { packet: Packet; standing: Standing } {
  const next: Fact[] = [...packet.facts, factOf(packet.facts, answer)];
  let counts = packet.rules;
  const tags: string[] = [];
  for (const { rule, reason } of broken(packet, answer.value, rules)) {
    next.push(findingOf(next, answer, rule, reason));
    counts = failing(counts, rule.id);
    tags.push(wordsOf(rule.type).tag);
  }
  const made: Packet = { ...packet, version: packet.version + 1, facts: next, rules: counts };
  return {
    packet: made,
    standing: {
      rulesPassed: counts.passed,
      findings: counts.failed,
      rulesUnknown: counts.unknown,
      risk: riskOf(made),
      tags,
    },
  };
}

/** As somebody who reads the evidence sees where it is from: "Only stated in an answer". */
const source = (answer: Answer): Fact["source"] => ({
  name: "an answer",
  snapshot: 0,
  record: answer.question,
});

function factOf(facts: readonly Fact[], answer: Answer): FactOf<"text.answer"> {
  return {
    id: nextId(facts),
    kind: "text.answer",
    class: "asserted",
    value: answer.value,
    asOf: answer.at,
    source: source(answer),
  };
}

function findingOf(
  facts: readonly Fact[],
  answer: Answer,
  rule: Rule,
  reason: string,
): FactOf<"rule.failed"> {
  return {
    id: nextId(facts),
    kind: "rule.failed",
    class: "derived",
    value: { rule: rule.id, name: rule.name, other: null, other_item: null, other_owner: null, reason },
    asOf: answer.at,
    source: source(answer),
  };
}

function nextId(facts: readonly Fact[]): string {
  return `E${facts.reduce((most, f) => Math.max(most, Number(f.id.slice(1))), 0) + 1}`;
}

/** The rules about texts that the answer breaks and the packet did not break before. */
function broken(packet: Packet, value: Answer["value"], rules: readonly Rule[]) {
  const reasons: Partial<Record<Rule["type"], string>> = {
    ...(value.instructs ? { text_instructs: "found in an answer" } : {}),
    ...(value.secrets.length > 0
      ? { secret_in_text: value.secrets.map((s) => `${s} in an answer`).join("; ") }
      : {}),
  };
  return rules.flatMap((rule) => {
    const reason = reasons[rule.type];
    const asked = rule.on && covers(rule, packet) && !packet.rules.failed_ids?.includes(rule.id);
    return reason !== undefined && asked ? [{ rule, reason }] : [];
  });
}

/** Whether a rule that is limited to applications looks at this packet's. */
function covers(rule: Rule, { keys, access }: Packet): boolean {
  if (!rule.applications) return true;
  const named = [keys.application_id, access.application].map((name) => name?.toLowerCase());
  return rule.applications.some((a) => named.includes(a.toLowerCase()));
}

function failing(counts: Packet["rules"], id: string): Packet["rules"] {
  const unanswered = counts.unanswered?.filter((u) => u.id !== id);
  const wasUnknown = (counts.unanswered?.length ?? 0) > (unanswered?.length ?? 0);
  return {
    ...counts,
    passed: counts.passed - (wasUnknown ? 0 : 1),
    unknown: counts.unknown - (wasUnknown ? 1 : 0),
    failed: counts.failed + 1,
    ...(counts.failed_ids ? { failed_ids: [...counts.failed_ids, id] } : {}),
    ...(unanswered ? { unanswered } : {}),
  };
}

const people: readonly Packet["subject"]["kind"][] = ["human", "unknown"];

/** As `riskSql` of `findings-sql.ts` has it at the launch. */
function riskOf({ access, subject, rules }: Packet): Standing["risk"] {
  if (access.privilege === "privileged" && rules.failed > 0) return "critical";
  if (access.privilege !== "standard" || !people.includes(subject.kind) || rules.failed > 0) return "high";
  return "low";
}
