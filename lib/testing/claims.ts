import { expect, test } from "vitest";
import { forms, type Predicate } from "@/lib/drafting/predicate";
import { verify } from "@/lib/drafting/verify";
import type { Fact, Packet } from "@/lib/evidence/schema";
import { fact, packetOf } from "./packets";

/** What is known of one predicate: where it holds and what it then says, where not, and what becomes of what is not known. */
export type Case = {
  /** The first is the fact it is of. */
  holds: readonly Fact[];
  value: string;
  says: string;
  /** The facts its sentence rests on, where there is more than one. */
  on?: readonly string[];
  /** Facts it does not hold of; left out where it holds of every fact of its kind. */
  not?: readonly Fact[];
  /** With what may be unknown left unknown: what it says then, or that it does not hold. */
  blank?: readonly [facts: readonly Fact[], says: string | null];
  of?: Partial<Packet>;
};

/** Declares the tests of a list of predicates: every one of them has its case, and no case is of another. */
export function testClaims(claims: readonly Predicate[], cases: Readonly<Record<string, Case>>): void {
  test("every predicate has its case", () => {
    expect(Object.keys(cases).sort()).toEqual(claims.map((p) => p.id).sort());
  });

  test.each(claims.map((p) => [p.id, p] as const))("%s", (id, predicate) => {
    const found = cases[id];
    if (!found) throw new Error(`${id} has no case.`);
    const { holds, value, says, on, not, blank, of } = found;
    const packet = packetOf(holds, of);
    const [main] = packet.facts;
    if (!main) throw new Error(`${id} has no fact to hold of.`);

    expect(predicate.evaluate(main, packet)).toBe(value);
    expect(forms[predicate.form].safeParse(value).success).toBe(true);
    expect(predicate.render(main, packet)).toBe(says);
    expect([main.id, ...predicate.also(main, packet)]).toEqual(on ?? ["E1"]);

    // Of a fact of another kind it never holds, of its own only where its condition does.
    const other = packetOf([fact(id === "no_manager" ? "grant.direct" : "identity.no_manager", {})]);
    expect(holdsOf(predicate, other)).toBe(false);
    if (not) expect(holdsOf(predicate, packetOf(not, of))).toBe(false);

    // What somebody only states is told as theirs and speaks neither way (I13); a text says so by itself.
    const stated = packetOf(
      holds.map((f, at) => (at === 0 ? { ...f, class: "asserted" as const } : f)),
      of,
    );
    const claim = { predicate: id, evidence: "E1", value, stance: "context" };
    const { result } = verify({ ...noAnswer, claims: [claim] }, stated, { canary: "none" });
    expect(result.claims[0]).toMatchObject({ section: "stated", stance: "context" });
    if (!main.kind.startsWith("text."))
      expect(result.claims[0]?.sentence).toBe(`${main.source.name} states: ${says}`);

    if (blank) {
      const unknown = packetOf(blank[0], of);
      const first = unknown.facts[0];
      if (!first) throw new Error(`${id} has no fact that is not known.`);
      const held = predicate.evaluate(first, unknown);
      expect(held === null ? null : predicate.render(first, unknown)).toBe(blank[1]);
    }
  });
}

const noAnswer = {
  claims: [],
  counter: null,
  unknowns: [],
  questions: [],
  recommendation: "insufficient_evidence" as const,
  judgement: null,
};

const holdsOf = (predicate: Predicate, packet: Packet) =>
  packet.facts.some((f) => predicate.evaluate(f, packet) !== null);
