import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { viewOf } from "@/lib/evidence/view";
import { fact, packetOf, packets } from "@/lib/testing/packets";
import { shownIds, withoutSides } from "./blind";
import {
  askedInView,
  boundedSeconds,
  inViewText,
  mustHaveBeenInView,
  notInView,
  unseenWords,
} from "./in-view";

const packet = packetOf([
  fact("use.last", { on: "2026-11-01", days: 19 }),
  fact("role.birthright", { holders: 9, people: 9 }, { class: "derived" }),
  fact("text.purpose", { text: "Payroll", instructs: false, secrets: [] }),
  fact("account.no_mfa", {}),
]);

describe("what was in view", () => {
  it("is asked for of high and critical risk alone, and only of what a system of record observed", () => {
    expect(askedInView("low", packet)).toEqual([]);
    expect(askedInView("high", packet)).toEqual(["E1", "E4"]);
    expect(askedInView("critical", packet)).toEqual(["E1", "E4"]);
  });

  it("asks nothing of a source that reports nothing", () => {
    const thin = packetOf([fact("use.not_reported", {})], { notReported: ["last use", "who granted it"] });
    expect(askedInView("critical", thin)).toEqual([]);
    expect(() => mustHaveBeenInView({ risk: "critical", packet: thin }, undefined)).not.toThrow();
  });

  it("refuses until each of them was, and says how many were not", () => {
    const of = { risk: "high" as const, packet };
    expect(() => mustHaveBeenInView(of, undefined)).toThrow(/^Two facts have not been on your screen/);
    expect(() => mustHaveBeenInView(of, ["E1", "E2", "E3"])).toThrow(/^One fact has not been on your screen/);
    expect(() => mustHaveBeenInView(of, ["E4", "E1"])).not.toThrow();
    expect(unseenWords(12)).toMatch(/^12 facts have/);
  });

  it("is recorded in the packet's order, without what is none of its facts; nobody counted is not none", () => {
    fc.assert(
      fc.property(packets, fc.array(fc.stringMatching(/^E\d{1,2}$/)), (any, said) => {
        const text = inViewText(any, said) ?? "";
        expect(text).toMatch(/^(none|E\d+( E\d+)*)$/);
        const ids = any.facts.map((f) => f.id).filter((id) => said.includes(id));
        expect(text).toBe(ids.join(" ") || "none");
        expect(inViewText(any, undefined)).toBeNull();
      }),
    );
  });

  it("I12: is told by the numbers a blind item is shown under, which lead back to each fact", () => {
    fc.assert(
      fc.property(packets, (any) => {
        const shown = shownIds(any);
        expect(new Set(shown.values()).size).toBe(shown.size);
        const view = withoutSides(viewOf(any), any);
        const back = new Map([...shown].map(([own, as]) => [as, own]));
        for (const f of view.facts)
          expect(viewOf(any).facts.find((v) => v.id === back.get(f.id))?.sentence).toBe(f.sentence);
        for (const id of askedInView("high", any)) expect(shown.has(id)).toBe(true);
      }),
    );
  });

  it("never counts more seconds than since the evidence was served", () => {
    const at = new Date("2026-11-22T09:00:00Z");
    fc.assert(
      fc.property(fc.nat(86_400), fc.nat(10_000), (said, passed) => {
        const now = new Date(at.getTime() + passed * 1_000);
        expect(boundedSeconds(said, at, now)).toBe(Math.min(said, passed));
      }),
    );
    expect(boundedSeconds(40, undefined, at)).toBe(0);
    expect(boundedSeconds(undefined, at, at)).toBeUndefined();
    expect(notInView(["E1"], undefined)).toEqual(["E1"]);
  });
});
