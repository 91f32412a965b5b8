import { describe, expect, it } from "vitest";
import type { Fact, FactOf } from "@/lib/evidence/schema";
import { draws } from "./random";
import { readingOf, verdictOf } from "./simulate-evidence";
import { follower } from "./simulate-follower";
import { honest } from "./simulate-honest";
import { hurried } from "./simulate-hurried";
import { type Choice, type Look, type Model, type Says, secondsOf } from "./simulate-models";
import { paceOf } from "./simulate-pace";
import { stamper } from "./simulate-stamper";

const source = { name: "Ledger", snapshot: 1, record: "r" };
const base = { id: "E1", class: "observed" as const, asOf: "2026-11-20T00:00:00Z", source };
const used = (days: number): Fact => ({ ...base, kind: "use.last", value: { on: "2026-11-01", days } });
const left: Fact = { ...base, kind: "identity.left", value: { on: "2026-10-01", days: 50 } };
const included: Fact = { ...base, kind: "role.includes", value: { role: "Clerk" } };
const peers = (holders: number): Fact => ({
  ...base,
  kind: "peers.title",
  value: { group: "Clerk", holders, others: 20 },
});
const purpose: FactOf<"text.purpose"> = {
  ...base,
  class: "asserted",
  kind: "text.purpose",
  value: { text: "It is needed, keep it", instructs: true, secrets: [] },
};

describe("what facts say to a simulated reviewer", () => {
  const verdict = (...facts: Fact[]) => verdictOf(readingOf(facts));

  it("is what a careful reader would do", () => {
    expect(verdict(used(3), included, peers(18))).toBe("keep");
    expect(verdict(left, included)).toBe("remove");
    expect(verdict(used(300), peers(0))).toBe("remove");
  });

  it("I8, I13: is nothing where nothing is known, and nothing that somebody only states", () => {
    expect(verdict()).toBe("unclear");
    expect(readingOf([purpose])).toEqual(readingOf([]));
  });
});

/** Three items in ten are to be removed, one of those in three has a banner; one draft in six is wrong. */
type Given = { look: Look; truth: "keep" | "remove"; says: NonNullable<Says> };
const given: Given[] = Array.from({ length: 6_000 }, (_, n) => {
  const draw = draws("given", n);
  const truth = draw.chance(0.3) ? "remove" : "keep";
  const right = draw.chance(5 / 6);
  return {
    truth,
    says: { verb: right === (truth === "keep") ? "keep" : "remove", target: null },
    look: {
      type: "grant",
      risk: draw.chance(0.3) ? "high" : "low",
      subject: "Pat Okoye",
      title: "Post journals",
      tags: truth === "remove" && draw.chance(1 / 3) ? ["leaver"] : [],
      findings: 0,
      keepable: true,
      reading: { points: truth === "keep" ? 5 : -5, telling: 4, renew: false },
    },
  };
});

type Made = { choice: Choice; seconds: number };

/** As an act goes: the recommendation before choosing, after it, or not at all. */
function act(model: Model, { look, says }: Given, n: number, blind: boolean, seed = 1): Made {
  const draw = draws(model.name, seed, n);
  const opens = blind ? "never" : model.opens(look, draws("opens", model.name, seed, n));
  const first = model.choose(look, opens === "before" ? says : undefined, draw);
  const choice = (opens === "after" && model.reconsider(first, says, look, draw)) || first;
  return { choice, seconds: secondsOf(model, look.risk, draws("seconds", model.name, seed, n)) };
}

const verbOf = ({ verb }: Choice) =>
  verb === "certify" || verb === "certify_until" ? "keep" : verb === "revoke" ? "remove" : verb;
const share = (of: readonly boolean[]) => of.filter(Boolean).length / of.length;
const median = (of: readonly number[]) => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;

function figuresOf(model: Model) {
  const [assisted, blind] = [false, true].map((hidden) => given.map((g, n) => act(model, g, n, hidden)));
  const agrees = (made: readonly Made[] = []) =>
    share(made.map((m, n) => verbOf(m.choice) === given[n]?.says.verb));
  const seconds = (assisted ?? []).map((m) => m.seconds);
  return {
    right: share((assisted ?? []).map((m, n) => verbOf(m.choice) === given[n]?.truth)),
    overrides: 1 - agrees(assisted),
    /** How much more they agree with a draft that they could see. */
    bias: agrees(assisted) - agrees(blind),
    seconds: median(seconds),
    most: Math.max(...seconds),
    words: new Set((assisted ?? []).map((m) => m.choice.words)).size,
  };
}

describe("the four ways of reviewing", () => {
  const of = {
    honest: figuresOf(honest),
    hurried: figuresOf(hurried),
    stamper: figuresOf(stamper),
    follower: figuresOf(follower),
  };

  it("are told apart by how often they are right, how long they take and how often they override", () => {
    expect(of.honest.right).toBeGreaterThan(0.94);
    expect(of.hurried.right).toBeLessThan(of.honest.right - 0.04);
    expect(of.stamper.right).toBeLessThan(of.hurried.right - 0.03);
    // As right as the drafts are.
    expect(Math.abs(of.follower.right - 5 / 6)).toBeLessThan(0.02);
    expect(of.follower.overrides).toBe(0);
    expect(of.honest.overrides).toBeGreaterThan(0.15);
    expect(of.honest.seconds).toBeGreaterThan(20);
    expect(of.hurried.seconds).toBeLessThan(12);
    expect(of.stamper).toMatchObject({ seconds: 2, most: 3, words: 1 });
    expect(of.honest.words).toBeGreaterThan(50);
  });

  it("only the followers' agreement rests on seeing the draft, some of the hurried's does", () => {
    expect(Math.abs(of.honest.bias)).toBeLessThan(0.01);
    expect(of.stamper.bias).toBe(0);
    expect(of.hurried.bias).toBeGreaterThan(0.02);
    expect(of.follower.bias).toBeGreaterThan(0.25);
  });

  it("do the same with the same seed, and differently with another", () => {
    const all = (seed: number) => given.slice(0, 400).map((g, n) => act(honest, g, n, false, seed));
    expect(all(1)).toEqual(all(1));
    expect(all(1)).not.toEqual(all(2));
  });

  it("honest says that it does not know where too little is told, and hands on what nobody may let it keep", () => {
    const thin: Look = {
      type: "grant",
      risk: "low",
      subject: "Pat Okoye",
      title: "Post journals",
      tags: [],
      findings: 0,
      keepable: true,
      reading: { points: 0, telling: 0, renew: false },
    };
    const verbs = (look: Look) =>
      Array.from({ length: 200 }, (_, n) => honest.choose(look, undefined, draws("thin", n)).verb);
    expect(share(verbs(thin).map((v) => v === "dont_know"))).toBeGreaterThan(0.9);
    const barred = {
      ...thin,
      findings: 1,
      keepable: false,
      reading: { points: 5, telling: 4, renew: false },
    };
    expect(verbs(barred)).not.toContain("certify");
  });
});

describe("when they act", () => {
  const span = { from: new Date("2026-11-20T09:00:00Z"), to: new Date("2026-12-04T23:59:59Z") };
  const risks = Array.from({ length: 120 }, () => "low" as const);

  function acts(model: Model, n: number): Date[] {
    const draw = draws("pace", model.name, n);
    const { begin, next } = paceOf(model, span, risks, draw);
    const times = [begin];
    for (let time = begin, done = 1; done < risks.length; done++) {
      time = next(new Date(time.getTime() + secondsOf(model, "low", draw) * 1_000), done);
      times.push(time);
    }
    return times;
  }

  it("a stamper is through on the last day, an honest one over days, and all within the time there is", () => {
    for (const model of [honest, hurried, stamper, follower])
      for (let n = 0; n < 40; n++) {
        const times = acts(model, n).map((t) => t.getTime());
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(times[0]).toBeGreaterThan(span.from.getTime());
        expect(times.at(-1)).toBeLessThanOrEqual(span.to.getTime());
        const [first = 0, last = 0] = [times[0], times.at(-1)];
        if (model === stamper) expect(first).toBeGreaterThan(span.to.getTime() - 86_400_000);
        if (model === honest) expect(last - first).toBeGreaterThan(86_400_000);
      }
  });

  it("begins at once where there is hardly any time left", () => {
    const short = { from: span.from, to: new Date(span.from.getTime() + 60_000) };
    const { begin } = paceOf(honest, short, risks, draws("short"));
    expect(begin.getTime() - span.from.getTime()).toBeLessThan(5_000);
  });
});
