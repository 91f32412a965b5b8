import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ItemType, Packet } from "@/lib/evidence/schema";
import { packets } from "@/lib/testing/packets";
import { catalogue, groundsOf, predicateOf, trueClaims } from "./claims";
import { accessClaims } from "./claims-access";
import { agentClaims } from "./claims-agent";
import { credentialClaims } from "./claims-credential";
import { historyClaims } from "./claims-history";
import { identityClaims } from "./claims-identity";
import { roleClaims } from "./claims-role";
import { textClaims } from "./claims-text";
import { useClaims } from "./claims-use";
import { applying, questions, unknowns } from "./unknowns";
import { verify } from "./verify";
import { plain } from "./words";

const all = fc
  .tuple(packets, fc.constantFrom<ItemType[]>("grant", "credential", "identity"))
  .map(([packet, type]): Packet => ({ ...packet, keys: { ...packet.keys, type } }));

test("the catalogue holds at least 40 predicates, each in one list that is tested one by one", () => {
  const lists = [
    identityClaims,
    roleClaims,
    useClaims,
    historyClaims,
    accessClaims,
    credentialClaims,
    agentClaims,
    textClaims,
  ].flat();
  expect(catalogue.length).toBeGreaterThanOrEqual(100);
  expect(lists.map((p) => p.id).sort()).toEqual(catalogue.map((p) => p.id).sort());
  expect(catalogue.map((p) => p.id)).toContain("used_after_move");
});

const months = "January February March April May June July August September October November December".split(
  " ",
);
const numbers = (text: string) => text.match(/\d+/gu) ?? [];

/** What a sentence may say of the facts it names: their strings and numbers, dates as they are written out. */
function saidBy(packet: Packet, ids: readonly string[]): { text: string; numbers: Set<string> } {
  const facts = packet.facts.filter((f) => ids.includes(f.id));
  const { subject } = packet;
  const values = JSON.stringify(facts.map((f) => [f.value, f.source.name]));
  const text = [JSON.parse(values), subject.name].map((v) => leaves(v).join(" ")).join(" ");
  const known = new Set(numbers(text));
  for (const [, year, month, date] of values.matchAll(/(\d{4})-(\d{2})-(\d{2})/gu))
    for (const part of [year, month, date]) known.add(String(Number(part)));
  // Sums of what one fact counts, and the number of what it lists.
  for (const { value } of facts) {
    const held = Object.values(value);
    const counts = held.filter((v) => typeof v === "number");
    for (const a of counts) {
      known.add(String(a));
      for (const b of counts) {
        known.add(String(a + b));
        known.add(String(Math.abs(a - b)));
      }
    }
    for (const list of held.filter((v) => Array.isArray(v))) {
      const of: unknown[] = list;
      for (let n = 0; n <= of.length; n++) known.add(String(n));
      const sum = of.reduce<number>((s, v) => s + (typeof v === "number" ? v : 0), 0);
      known.add(String(sum));
    }
  }
  return { text, numbers: known };
}

function leaves(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leaves);
  return value === null ? [] : [plain(String(value), 400)];
}

/** Our own numbers: the days from which access counts as unused, months in a year, and counts written as words. */
const ours = new Set(["90", "12"]);

describe("I14: a sentence holds nothing that its facts do not", () => {
  test("no number and no date", () => {
    fc.assert(
      fc.property(all, (packet) => {
        const claims = trueClaims(packet);
        for (let at = 0; at < claims.length; at += 8) {
          const { result } = verify({ ...blank, claims: claims.slice(at, at + 8) }, packet, {
            canary: "none",
          });
          for (const { sentence, evidence, also = [] } of result.claims) {
            const of = saidBy(packet, [evidence, ...also]);
            const without = sentence.split(plain(packet.subject.name, 60) || "\u0000").join(" ");
            const strange = numbers(without).filter(
              (n) =>
                !ours.has(n) &&
                !of.numbers.has(n) &&
                !of.numbers.has(String(Number(n))) &&
                !of.text.includes(n),
            );
            expect(strange, sentence).toEqual([]);
            for (const month of months.filter((m) => new RegExp(`\\d ${m} \\d{4}`, "u").test(sentence)))
              expect(JSON.stringify(packet.facts.filter((f) => [evidence, ...also].includes(f.id)))).toMatch(
                new RegExp(`-${String(months.indexOf(month) + 1).padStart(2, "0")}-|${month}`, "u"),
              );
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  test("no name: with every fact that it does not cite taken away, it reads the same", () => {
    fc.assert(
      fc.property(all, (packet) => {
        for (const claim of trueClaims(packet)) {
          const grounds = groundsOf(claim, packet);
          const alone = { ...packet, facts: packet.facts.filter((f) => grounds.includes(f.id)) };
          const [fact] = alone.facts.filter((f) => f.id === claim.evidence);
          // A key is named where there are several; which of them is the only thing that others decide.
          const several = packet.facts.filter((f) => f.kind === "nhi.credential").length > 1;
          if (!fact || (fact.kind === "nhi.credential" && several)) continue;
          const predicate = predicateOf(claim.predicate);
          expect(predicate?.render(fact, alone)).toBe(predicate?.render(fact, packet));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("nor does what is not known, or whom to ask", () => {
    fc.assert(
      fc.property(all, (packet) => {
        for (const list of [unknowns, questions])
          for (const id of applying(list, packet)) {
            const gap = list.find((g) => g.id === id);
            const text = gap?.render(packet) ?? "";
            expect(text).toMatch(/^\S.*[.]$/su);
            expect(text).not.toMatch(/undefined|null|NaN|\[object|\s{2}|[<>`]|:\/\//u);
            const of = saidBy(packet, gap?.applies(packet) ?? []);
            const around = `${of.text} ${JSON.stringify([packet.subject, packet.access, packet.keys, packet.rules, packet.notReported])}`;
            expect(
              numbers(text).filter((n) => !of.numbers.has(n) && !plain(around, 9_000).includes(n)),
              text,
            ).toEqual([]);
          }
      }),
      { numRuns: 300 },
    );
  });
});

const blank = {
  claims: [],
  counter: null,
  unknowns: [],
  questions: [],
  recommendation: "insufficient_evidence" as const,
  judgement: null,
};
