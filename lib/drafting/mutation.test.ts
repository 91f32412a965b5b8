import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Packet } from "@/lib/evidence/schema";
import { packets } from "@/lib/testing/packets";
import { type Claim, catalogue, predicateOf, stanceOf, trueClaims } from "./claims";
import { implied } from "./implied";
import { plainContext, promptVersion, requestFor } from "./prompt";
import { type Answer, MOST_CLAIMS, type Recommendation, recommendations } from "./schema";
import { verify } from "./verify";

/**
 * What the verifier catches, by what a model that errs or lies does to a note that was true: each class over thousands of notes
 * of varied packets, the same ones every time.
 */
type Note = { packet: Packet; claims: Answer["claims"] };
type Change = Partial<Answer["claims"][number]>;
/** What is done to one claim; undefined where the packet gives no way to. `n` is any number. */
type Mutation = (claim: Answer["claims"][number], note: Note, n: number) => Change | undefined;

const SEED = 20_261_120;
const NOTES = 9_000;
const EACH = 2_000;

const bare = ({ predicate, evidence, value, stance }: Claim) => ({ predicate, evidence, value, stance });
const someNotes: fc.Arbitrary<Note> = packets.chain((packet) => {
  const all = trueClaims(packet).map(bare);
  return fc.record({
    packet: fc.constant(packet),
    claims: fc.shuffledSubarray(all, { maxLength: Math.min(MOST_CLAIMS, all.length) }),
  });
});
const notes = fc.sample(someNotes, { seed: SEED, numRuns: NOTES });

const blank = { counter: null, unknowns: [], questions: [], judgement: null };
const checked = (
  packet: Packet,
  claims: Answer["claims"],
  recommendation: Recommendation = "insufficient_evidence",
) => verify({ ...blank, claims, recommendation }, packet, { canary: "cs-none" });
const keptOf = (note: Note, claims: Answer["claims"]) => checked(note.packet, claims).result.claims.map(bare);
/** Whether the claim is true of the packet, so that it is no lie to say it. */
const holds = (packet: Packet, { predicate, evidence, value, stance }: Answer["claims"][number]) =>
  trueClaims(packet).some(
    (c) => c.predicate === predicate && c.evidence === evidence && c.value === value && c.stance === stance,
  );
const DAY = /\d{4}-\d{2}-\d{2}/u;

const mutations: Record<string, Mutation> = {
  "an altered value": ({ value }, _, n) => {
    const digits = [...value.matchAll(/\d/gu)];
    if (digits.length === 0)
      return { value: ["no", "Yes", "true", "yes ", "unknown", "1", "", "yes."][n % 8] ?? "no" };
    const at = digits[n % digits.length]?.index ?? 0;
    const other = String((Number(value[at]) + 1 + (n % 9)) % 10);
    return { value: value.slice(0, at) + other + value.slice(at + 1) };
  },
  "a wrong citation": (claim, { packet }, n) => {
    const wrong = packet.facts.filter(
      (f) => f.id !== claim.evidence && !holds(packet, { ...claim, evidence: f.id }),
    );
    const taken = wrong[n % Math.max(1, wrong.length)];
    return taken && { evidence: taken.id };
  },
  "a turned polarity": ({ stance }, _, n) => ({
    stance: ["remove", "keep", "context"].filter((s) => s !== stance)[n % 2] ?? "",
  }),
  "a stance there is none of": (_, __, n) => ({
    stance: ["for", "against", "", "Keep", "keep ", "neutral"][n % 6] ?? "",
  }),
  "an invented reason": (_, __, n) => ({
    predicate:
      ["approved_by_ciso", "mandatory_access", "business_critical", "", "unused2", "UNUSED", "__proto__"][
        n % 7
      ] ?? "",
  }),
  "a reason of the catalogue that does not hold": (claim, { packet }, n) => {
    const of = packet.facts.find((f) => f.id === claim.evidence);
    const untrue = catalogue.filter((p) => of && p.evaluate(of, packet) === null);
    const taken = untrue[n % Math.max(1, untrue.length)];
    return taken && of && { predicate: taken.id, stance: stanceOf(taken, of) };
  },
  "a vague comparison": (_, __, n) => ({
    value:
      [
        "most",
        "many",
        "few",
        "nearly all",
        "about 200",
        "a long time",
        "more than half",
        "rarely",
        "> 90",
        "10+",
      ][n % 10] ?? "",
  }),
  "swapped dates": ({ value }, { packet }, n) => {
    const own = DAY.exec(value)?.[0];
    const others = [...new Set(JSON.stringify(packet.facts).match(/\d{4}-\d{2}-\d{2}(?=")/gu) ?? [])].filter(
      (d) => d !== own,
    );
    const other = others[n % Math.max(1, others.length)];
    if (own === undefined) return undefined;
    const turned = `${own.slice(0, 5)}${own.slice(8)}-${own.slice(5, 7)}`;
    return { value: value.replace(own, other ?? (turned === own ? "2026-02-30" : turned)) };
  },
  "swapped numbers": ({ value }) => {
    const [first, second, ...more] = value.match(/\d+/gu) ?? [];
    if (first === undefined || second === undefined || more.length > 0 || first === second) return undefined;
    return { value: value.replace(first, "#").replace(second, first).replace("#", second) };
  },
  "a ghost of evidence": (_, { packet }, n) => ({
    evidence: [`E${packet.facts.length + 1 + n}`, "E0", "", "e1", "E1 ", "E01", "E1,E2"][n % 7] ?? "",
  }),
  "another item's fact": (_, { packet }, n) => {
    for (let i = 0; i < 20; i++) {
      const [foreign] = notes[(n + i * 31) % notes.length]?.claims ?? [];
      if (foreign && !holds(packet, foreign)) return foreign;
    }
    return undefined;
  },
};

const counts: Record<string, number> = {};

/** What went wrong over the notes: a mutant that was kept, or a true claim that was lost to it. */
function survivors(name: string, mutate: Mutation): string[] {
  const wrong: string[] = [];
  let tried = 0;
  for (let round = 0; round < MOST_CLAIMS && tried < EACH; round++)
    for (const [at, note] of notes.entries()) {
      const claim = note.claims[round];
      const n = at * 7 + round * 3 + 1;
      const change = claim && mutate(claim, note, n);
      if (!claim || !change) continue;
      const mutant = { ...claim, ...change };
      const rest = note.claims.filter((c) => c !== claim);
      if (holds(note.packet, mutant)) continue;
      tried += 1;
      const all = [...rest.slice(0, n % (rest.length + 1)), mutant, ...rest.slice(n % (rest.length + 1))];
      const { result, dropped } = checked(note.packet, all);
      const kept = JSON.stringify(result.claims.map(bare)) === JSON.stringify(rest);
      if (!kept || dropped.length !== 1) wrong.push(JSON.stringify([claim, mutant]));
      if (tried === EACH) break;
    }
  counts[name] = tried;
  return wrong;
}

describe("I14: over notes of varied packets", () => {
  afterAll(() => console.info(`mutated notes caught, by class: ${JSON.stringify(counts)}`));

  test("no clean note is refused, in whole or in part", () => {
    const refused = notes.filter(
      (note) => JSON.stringify(keptOf(note, note.claims)) !== JSON.stringify(note.claims),
    );
    expect(refused).toEqual([]);
    expect(notes.filter((n) => n.claims.length > 0).length).toBeGreaterThan(EACH);
    counts.clean = notes.length;
  });

  test.each(Object.entries(mutations))(
    "%s is caught every time, and takes no true claim with it",
    (name, mutate) => {
      expect(survivors(name, mutate)).toEqual([]);
      expect(counts[name]).toBe(EACH);
    },
  );

  test("a claim said twice is kept once", () => {
    let tried = 0;
    for (let round = 0; round < MOST_CLAIMS && tried < EACH; round++)
      for (const note of notes) {
        const claim = note.claims[round];
        if (!claim || tried === EACH) continue;
        tried += 1;
        const { result, dropped } = checked(note.packet, [...note.claims, { ...claim }]);
        expect(dropped.map((d) => d.why)).toEqual(["repeated"]);
        expect(result.claims).toHaveLength(note.claims.length);
      }
    counts["a claim said twice"] = tried;
    expect(tried).toBe(EACH);
  });

  test("a recommendation that no rule implies is not made, whatever true claims it stands on", () => {
    let tried = 0;
    for (const note of notes.slice(0, EACH))
      for (const wanted of recommendations) {
        const claims = trueClaims(note.packet).filter((c) =>
          note.claims.some((m) => m.predicate === c.predicate && m.evidence === c.evidence),
        );
        if (wanted === "insufficient_evidence" || implied(wanted, claims, note.packet)) continue;
        tried += 1;
        const { result, dropped } = checked(note.packet, note.claims, wanted);
        expect(result).toMatchObject({
          recommendation: "insufficient_evidence",
          refused: wanted,
          rule: null,
          from: [],
        });
        expect(dropped.map((d) => d.why)).toEqual(["no_rule_implies_it"]);
      }
    counts["a recommendation no rule implies"] = tried;
    expect(tried).toBeGreaterThan(EACH);
  });

  test("an unknown or a question that is not so is not asked", () => {
    let tried = 0;
    for (const { packet } of notes.slice(0, EACH)) {
      const { lists } = promptVersion();
      const data = requestFor(packet, promptVersion(), plainContext).prompt;
      const { unknowns, questions } = JSON.parse(data.slice(data.indexOf("\n{")));
      const answer = { ...blank, claims: [], recommendation: "insufficient_evidence" as const };
      const { result } = verify({ ...answer, unknowns: lists.unknowns, questions: lists.questions }, packet, {
        canary: "cs-none",
      });
      expect(result.unknowns.map((u) => u.id)).toEqual(unknowns);
      expect(result.questions.map((q) => q.id)).toEqual(questions);
      tried += lists.unknowns.length + lists.questions.length - unknowns.length - questions.length;
    }
    counts["an unknown that is not so"] = tried;
    expect(tried).toBeGreaterThan(EACH);
  });
});

describe("I14, I13: over any packet", () => {
  test("whatever claims an answer makes, those kept are true, in their own stance, and rest on more than somebody's word", () => {
    const anything = fc.oneof(fc.constantFrom(...catalogue.map((p) => p.id)), fc.string({ maxLength: 12 }));
    const ids = fc.oneof(
      fc.integer({ min: 0, max: 18 }).map((n) => `E${n}`),
      fc.string({ maxLength: 4 }),
    );
    const values = fc.oneof(
      fc.constantFrom("yes", "unknown", "0", "1", "0 of 10"),
      fc.string({ maxLength: 20 }),
      fc
        .date({ noInvalidDate: true, min: new Date("2020-01-01"), max: new Date("2030-01-01") })
        .map((d) => d.toISOString().slice(0, 10)),
    );
    const claim = fc.record({
      predicate: anything,
      evidence: ids,
      value: values,
      stance: fc.constantFrom("keep", "remove", "context", "for"),
    });
    fc.assert(
      fc.property(
        packets,
        fc.array(claim, { maxLength: 30 }),
        fc.constantFrom(...recommendations),
        (packet, made, wanted) => {
          const all = [...made, ...trueClaims(packet).map(bare)];
          const { result } = checked(packet, all, wanted);
          for (const c of result.claims) {
            expect(holds(packet, c)).toBe(true);
            const asserted = [c.evidence, ...(c.also ?? [])].filter(
              (id) => packet.facts.find((f) => f.id === id)?.class === "asserted",
            );
            if (c.stance !== "context") expect(asserted).toEqual([]);
            expect(predicateOf(c.predicate)).toBeDefined();
          }
          for (const id of result.from)
            expect(packet.facts.find((f) => f.id === id)?.class).not.toBe("asserted");
        },
      ),
    );
  });
});
