/**
 * Questions and their answers. An answer to an open item makes its packet's next version: the one before, and the answer. Every
 * later packet is the one that an answer names, and every decision is on the version that was the newest when it was made.
 */
import { canonicalRecord, type Json, type JsonObject } from "@/lib/audit-log/canonical";
import { type Check, Findings } from "@/lib/audit-log/verifier/check";
import { type Leaf, placeOf, unprefixed } from "@/lib/audit-log/verifier/leaf";
import { isObject } from "@/lib/audit-log/verifier/pack";
import type { Population } from "@/lib/audit-log/verifier/population";
import type { Decision } from "@/lib/audit-log/verifier/recorded";

type Asked = { item: string; index: number; to: Json | undefined; mail: boolean; over: boolean };
type Version = { index: number; version: number; hash: string | undefined; before: string | undefined };

export class AnswerLog {
  private readonly asked = new Map<string, Asked>();
  /** The packets that answers made, by item, in the order of the log. */
  private readonly versions = new Map<string, Version[]>();
  private readonly findings = new Findings();
  private answers = 0;

  ask(leaf: Leaf): void {
    const { data, item, index } = leaf;
    const id = String(data.question);
    if (item === undefined || this.asked.has(id))
      this.findings.add(placeOf(leaf), `asks ${item === undefined ? "about no item" : "a question again"}`);
    else this.asked.set(id, { item, index, to: data.to, mail: data.mail === true, over: false });
  }

  answer(leaf: Leaf): void {
    const { data, index } = leaf;
    const asked = this.open(leaf);
    if (!asked) return;
    this.answers++;
    const { actor } = leaf;
    if (actor.kind === "person" && actor.id !== asked.to)
      this.findings.add(placeOf(leaf), `is by person ${actor.id}, and somebody else was asked`);
    if (actor.kind === "link" && !asked.mail)
      this.findings.add(placeOf(leaf), "came by a link, and no link was sent");
    if (actor.kind !== "person" && actor.kind !== "link")
      this.findings.add(placeOf(leaf), `is by ${actor.kind}, which answers nothing`);
    if (!isObject(data.packet)) return;
    const { version, before } = data.packet;
    const made = {
      index,
      version: typeof version === "number" ? version : 0,
      hash: unprefixed(leaf.refs.evidence),
      before: unprefixed(before),
    };
    this.versions.set(asked.item, [...(this.versions.get(asked.item) ?? []), made]);
  }

  end(leaf: Leaf): void {
    this.open(leaf);
  }

  /** The question, which is over now; a question ends once, and on the item it was asked of. */
  private open(leaf: Leaf): Asked | undefined {
    const asked = this.asked.get(String(leaf.data.question));
    if (!asked || asked.item !== leaf.item) {
      this.findings.add(placeOf(leaf), "is about a question that nobody asked of this item");
      return undefined;
    }
    if (asked.over) {
      this.findings.add(placeOf(leaf), `the question of leaf ${asked.index} was over before`);
      return undefined;
    }
    asked.over = true;
    return asked;
  }

  check({ items }: Population, decisions: Iterable<Decision>): Check {
    const findings = Findings.join([this.findings]);
    for (const { id, line, packets } of items.values()) {
      const made = this.versions.get(id) ?? [];
      for (const [at, { index, version, hash, before }] of made.entries()) {
        const where = `leaf ${index} (question.answered)`;
        if (version !== at + 2)
          findings.add(where, `makes version ${version} of item ${id}, ${at + 2} is due`);
        if (packets[at + 1] !== hash) findings.add(where, `names evidence that is no packet of item ${id}`);
        if (packets[at] !== before)
          findings.add(where, `names another packet as the one before of item ${id}`);
      }
      if (packets.length > made.length + 1)
        findings.add(
          `population.csv:${line}`,
          `item ${id} has ${packets.length} packets, and ${made.length} answers that made one`,
        );
    }
    for (const { index, item, evidence } of decisions) {
      const known = items.get(item);
      const version = (this.versions.get(item) ?? []).filter((v) => v.index < index).length;
      if (known?.packets.includes(evidence ?? "") && known.packets[version] !== evidence)
        findings.add(
          `leaf ${index} (decision.recorded)`,
          `is on another version of the evidence of item ${item} than the newest of then, ${version + 1}`,
        );
    }
    return findings.check(
      "answers",
      this.asked.size === 0
        ? "nobody was asked anything"
        : `${this.asked.size} ${this.asked.size === 1 ? "question" : "questions"}, ${this.answers} answered; evidence grew by what was answered and by nothing else`,
      "Evidence was changed in a way that no answer explains, or somebody answered who was not asked.",
    );
  }
}

/** What is wrong with a packet as the next version of the one before; null where it only holds an answer more. */
export function notNext(before: Json | undefined, packet: Json | undefined): string | null {
  if (!isObject(before) || !isObject(packet)) return null;
  const { facts: had, rules: _before, version: was, ...rest } = before;
  const { facts: has, rules: _after, version, ...others } = packet;
  if (canonicalRecord(rest) !== canonicalRecord(others))
    return "says other things than the version before it";
  if (!Array.isArray(had) || !Array.isArray(has) || version !== Number(was) + 1)
    return "does not follow the version before it";
  if (canonicalRecord(has.slice(0, had.length)) !== canonicalRecord(had))
    return "has changed or lost facts of the version before it";
  const added = has.slice(had.length).filter((fact): fact is JsonObject => isObject(fact));
  const answers = added.filter((fact) => fact.kind === "text.answer" && fact.class === "asserted");
  const findings = added.filter((fact) => fact.kind === "rule.failed" && fact.class === "derived");
  return answers.length === 1 && answers.length + findings.length === has.length - had.length
    ? null
    : "holds other facts more than one answer";
}
