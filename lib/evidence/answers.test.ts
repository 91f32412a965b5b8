import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import { fact, packetOf } from "@/lib/testing/packets";
import { type Answer, withAnswer } from "./answers";
import { starterRules } from "./rules";
import { factValues } from "./schema";
import { sentenceOf } from "./sentences";
import { viewOf } from "./view";

const answer: Answer = {
  question: "01999999-0000-7000-8000-00000000000a",
  at: "2026-11-23T09:30:00.000Z",
  value: {
    by: "Priya Raman",
    part: "holder",
    way: "link",
    on: "2026-11-23",
    question: "Do you still need it, and for what?",
    text: "Yes, for the month end.",
    instructs: false,
    secrets: [],
  },
};
const said = (value: Partial<Answer["value"]>): Answer => ({
  ...answer,
  value: { ...answer.value, ...value },
});
const packet = packetOf(
  [
    fact("use.last", { on: "2026-04-14", days: 220 }),
    fact("text.description", { text: "Releases payments.", instructs: false, secrets: [] }),
  ],
  {
    rules: { set: "rules-1", passed: 12, failed: 0, unknown: 2, failed_ids: [], unanswered: [] },
    access: { ...packetOf([]).access, privilege: "standard" },
  },
);

describe("the next version of a packet", () => {
  it("I8: holds everything that was there, under the same numbers, and the answer after it", () => {
    const { packet: next, standing } = withAnswer(packet, answer, starterRules);
    expect(next.version).toBe(2);
    expect(next.facts.slice(0, 2)).toEqual(packet.facts);
    expect(next.facts[2]).toMatchObject({
      id: "E3",
      kind: "text.answer",
      class: "asserted",
      asOf: answer.at,
    });
    expect({ ...next, version: 1, facts: packet.facts }).toEqual(packet);
    expect(standing).toEqual({ rulesPassed: 12, findings: 0, rulesUnknown: 2, risk: "low", tags: [] });
    const again = withAnswer(next, said({ text: "No." }), starterRules).packet;
    expect(again).toMatchObject({ version: 3 });
    expect(again.facts.map((f) => f.id)).toEqual(["E1", "E2", "E3", "E4"]);
  });

  it("is canonical, and its fact of its kind, whatever somebody answers", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.boolean(), (text, instructs) => {
        const { packet: next } = withAnswer(packet, said({ text, instructs }), starterRules);
        const fresh = next.facts.find((f) => f.kind === "text.answer");
        expect(factValues["text.answer"].safeParse(fresh?.value).success).toBe(true);
        expect(JSON.parse(canonicalRecord(next))).toEqual(next);
      }),
    );
  });

  it("I13: an answer stands with its author among what is only stated, and speaks for nothing", () => {
    const next = withAnswer(packet, answer, starterRules).packet;
    const view = viewOf(next).facts.find((f) => f.id === "E3");
    expect(view).toMatchObject({
      stance: "unknown",
      class: "asserted",
      sentence: "Priya Raman answered on 23 Nov 2026, by e-mail: “Yes, for the month end.”",
      note: "Asked: “Do you still need it, and for what?”",
      source: "an answer",
    });
    const here = withAnswer(packet, said({ way: "portal" }), starterRules).packet;
    const fresh = here.facts[2];
    expect(fresh && sentenceOf(fresh, here).sentence).toContain("on 23 Nov 2026, here:");
  });

  it("I16: one that instructs its reader is a finding, and says so beside its words", () => {
    const { packet: next, standing } = withAnswer(packet, said({ instructs: true }), starterRules);
    expect(next.facts[3]).toMatchObject({
      id: "E4",
      kind: "rule.failed",
      class: "derived",
      value: { reason: "found in an answer" },
    });
    expect(next.rules).toMatchObject({ passed: 11, failed: 1, unknown: 2 });
    expect(standing).toEqual({
      rulesPassed: 11,
      findings: 1,
      rulesUnknown: 2,
      risk: "high",
      tags: ["instructs"],
    });
    expect(viewOf(next).facts[2]?.note).toContain("tries to instruct its reader");
    const twice = withAnswer(next, said({ instructs: true }), starterRules);
    expect(twice.standing.findings).toBe(1);
  });

  it("I17: a secret in it is a finding with its kind, its place and its fingerprint", () => {
    const { packet: next } = withAnswer(packet, said({ secrets: ["aws-key 1a2b3c4d5e6f"] }), starterRules);
    expect(next.facts[3]).toMatchObject({
      kind: "rule.failed",
      value: { reason: "aws-key 1a2b3c4d5e6f in an answer" },
    });
  });

  it("is no finding where the campaign's rules do not look for it, or look elsewhere", () => {
    const off = starterRules.map((r) => ({ ...r, on: false }));
    const elsewhere = starterRules.map((r) => ({ ...r, applications: ["another"] }));
    for (const rules of [off, elsewhere, []])
      expect(withAnswer(packet, said({ instructs: true }), rules).standing.findings).toBe(0);
    const here = starterRules.map((r) => ({ ...r, applications: ["ledgerwise erp"] }));
    expect(withAnswer(packet, said({ instructs: true }), here).standing.findings).toBe(1);
  });

  it("moves a rule that could not be answered before to failed, and takes it off that list", () => {
    const rule = starterRules.find((r) => r.type === "text_instructs");
    const unknown = {
      ...packet,
      rules: {
        ...packet.rules,
        unanswered: [
          { id: rule?.id ?? "", name: rule?.name ?? "", lacks: ["a text that can be looked through"] },
        ],
      },
    };
    const { rules } = withAnswer(unknown, said({ instructs: true }), starterRules).packet;
    expect(rules).toMatchObject({ passed: 12, failed: 1, unknown: 1, unanswered: [] });
  });
});
