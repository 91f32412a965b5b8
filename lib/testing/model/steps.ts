/** The acts as fast-check draws, runs and shrinks them: numbers and names, which mean somebody and something when it comes to them. */
import fc from "fast-check";
import { items as cast, people, type Who } from "./cast";
import { decides, decidesTogether, open, opensTogether, revealed } from "./deciding";
import { abstains, endsLending, leaves, lends, reassigns } from "./handing";
import type { Item, Model, Outcome } from "./reference";
import {
  answers,
  asks,
  asksReopening,
  closes,
  drafts,
  looks,
  opensLook,
  reopens,
  settles,
  signs,
} from "./settling";
import type { Plan, Story } from "./story";

type Plans = (m: Model, s: Story) => Iterable<Plan | undefined>;

/** One drawn act: it may be several requests, each planned once the one before it is done. */
class Step implements fc.AsyncCommand<Model, Story> {
  private readonly said: string;
  private readonly plans: Plans;
  constructor(said: string, plans: Plans) {
    this.said = said;
    this.plans = plans;
  }
  check(): boolean {
    return true;
  }
  async run(m: Model, s: Story): Promise<void> {
    for (const plan of this.plans(m, s)) if (plan) await s.play(m, plan);
  }
  toString(): string {
    return this.said;
  }
}

/** Whose the part in it is, mostly, or anybody. */
type Actor = Who | "theirs";
const actor = fc.oneof(
  { weight: 7, arbitrary: fc.constant("theirs" as const) },
  { weight: 1, arbitrary: fc.constantFrom(...people) },
);
/** Whoever it is now; nobody who has left does anything. */
function whoIs(m: Model, who: Actor, theirs: Who | null | undefined): Who | undefined {
  const is = who === "theirs" ? theirs : who;
  return !is || is === "nobody" || m.gone.has(is) ? undefined : is;
}

/** Any item; those of the conflict and privileged ones, of which there are few, more often. */
const n = fc.oneof(
  { weight: 2, arbitrary: fc.nat({ max: cast.length - 1 }) },
  { weight: 1, arbitrary: fc.constantFrom(5, 6, 10, 12) },
);
const tab = fc.nat({ max: 1 });
const yes = fc.boolean();
const mostly = fc.oneof(
  { weight: 5, arbitrary: fc.constant(true) },
  { weight: 1, arbitrary: fc.constant(false) },
);
const outcome = fc.constantFrom<Outcome>("certify", "certify", "revoke", "certify_until", "modify");
const anybody = fc.constantFrom(...people);
const some = fc.oneof(
  { weight: 2, arbitrary: n.map((at) => [at]) },
  { weight: 1, arbitrary: fc.uniqueArray(n, { minLength: 2, maxLength: 3 }) },
);

function itemOf(m: Model, at: number): Item {
  const found = m.items[at];
  if (!found) throw new Error(`There is no item ${at}.`);
  return found;
}
const of = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];

type Arb = fc.Arbitrary<fc.AsyncCommand<Model, Story>>;
/** A step from drawn values. */
const step = <T extends Record<string, unknown>>(
  drawn: { [K in keyof T]: fc.Arbitrary<T[K]> },
  name: string,
  plans: (given: T, m: Model, s: Story) => Iterable<Plan | undefined>,
): Arb =>
  fc
    .record<T>(drawn)
    .map((given) => new Step(`${name} ${JSON.stringify(given)}`, (m, s) => plans(given, m, s)));

const opening: Arb = step(
  { n, tab, who: actor, reveal: mostly, choice: fc.option(outcome) },
  "open",
  function* (g, m, s) {
    const i = itemOf(m, g.n);
    const who = whoIs(m, g.who, i.holder);
    if (who) yield open(m, s, i, who, g.tab);
    if (who && g.reveal) yield revealed(m, s, i, who, g.choice);
  },
);

const choosing = { n, tab, who: actor, outcome, words: mostly, excepted: mostly, looked: mostly };
const deciding: Arb = step({ ...choosing, fresh: mostly, twice: yes }, "decide", function* (g, m, s) {
  const i = itemOf(m, g.n);
  const who = whoIs(m, g.who, i.holder);
  if (!who) return;
  if (g.fresh) yield open(m, s, i, who, g.tab);
  yield decides(m, s, i, who, g.tab, g);
  // Keeps to it or revises once the draft is there; in the other tab, which may be older.
  if (g.twice && i.decisions.length > 0) {
    if (g.fresh) yield open(m, s, i, who, 1 - g.tab);
    yield decides(m, s, i, who, 1 - g.tab, { outcome: "certify", words: true, excepted: true, looked: true });
  }
});

const between: Arb = step(
  { ...choosing, to: anybody, what: fc.nat({ max: 3 }) },
  "decide, meanwhile",
  function* (g, m, s) {
    const i = itemOf(m, g.n);
    const who = whoIs(m, g.who, i.holder);
    if (!who) return;
    yield open(m, s, i, who, g.tab);
    if (g.what === 0) yield drafts(m, s, i);
    if (g.what === 1) yield reassigns(m, s, [i], "adi", g.to);
    if (g.what > 1) {
      yield asks(m, s, i, who, "application");
      const asked = m.questions.find((q) => q.item === i && q.state === "open");
      if (asked && whoIs(m, "theirs", asked.to)) yield answers(m, s, asked, asked.to);
    }
    yield decides(m, s, i, who, g.tab, g);
  },
);

/** Mostly what can be decided together; else what is not alike, or too much of it. */
const alikes = fc.oneof(
  { weight: 4, arbitrary: fc.shuffledSubarray([0, 1, 2], { minLength: 2 }) },
  { weight: 2, arbitrary: fc.shuffledSubarray([0, 1, 2, 3, 5, 8, 11], { minLength: 1, maxLength: 5 }) },
);
const joining: Arb = step(
  {
    ns: alikes,
    tab,
    who: actor,
    keep: yes,
    fresh: mostly,
    alone: mostly,
  },
  "together",
  function* (g, m, s) {
    const all = g.ns.map((at) => itemOf(m, at));
    const who = whoIs(m, g.who, all[0]?.holder);
    const list = g.alone ? all.filter((i) => i.holder === who) : all;
    if (!who || list.length === 0) return;
    if (g.fresh) yield opensTogether(m, s, list, who, g.tab);
    yield decidesTogether(m, s, list, who, g.tab, g.keep ? "certify" : "revoke");
  },
);

const handing: Arb = step({ ns: some, who: actor, to: anybody, admin: yes }, "hand on", function* (g, m, s) {
  const list = g.ns.map((at) => itemOf(m, at));
  const who = g.admin ? "adi" : whoIs(m, g.who, list[0]?.holder);
  if (who) yield reassigns(m, s, list, who, g.to);
});

const wondering: Arb = step({ n, who: actor, mine: yes }, "don't know", function* (g, m, s) {
  const i = itemOf(m, g.n);
  const who = whoIs(m, g.who, i.holder);
  if (who) yield abstains(m, s, i, who, g.mine);
});

const lending: Arb = step({ ns: some, whole: yes, who: actor, to: anybody }, "lend", function* (g, m, s) {
  const list = g.ns.map((at) => itemOf(m, at));
  const who = whoIs(m, g.who, list[0]?.holder);
  if (who) yield lends(m, s, g.whole ? null : list, who, g.to);
});

const returning: Arb = step({ at: fc.nat(), who: actor }, "end a delegation", function* (g, m, s) {
  const d = of(m.delegations, g.at);
  const who = d && whoIs(m, g.who, d.from);
  if (d && who) yield endsLending(m, s, d, who);
});

const part = fc.constantFrom(
  "holder" as const,
  "application" as const,
  "admin" as const,
  "fallback" as const,
);
const asking: Arb = step({ n, who: actor, part, by: actor, answered: yes }, "ask", function* (g, m, s) {
  const i = itemOf(m, g.n);
  const who = whoIs(m, g.who, i.holder);
  if (who) yield asks(m, s, i, who, g.part);
  const q = of(m.questions, g.n);
  const by = q && whoIs(m, g.by, q.to);
  if (g.answered && q && by) yield answers(m, s, q, by);
});

const drafting: Arb = step({ n, anew: yes }, "draft", function* (g, m, s) {
  yield drafts(m, s, itemOf(m, g.n));
  if (g.anew) yield drafts(m, s, itemOf(m, g.n));
});

/** Items with one that waits, else with any. */
function waitingOr(m: Model, one: (i: Item) => { state: string } | null): Item[] {
  const pending = m.items.filter((i) => one(i)?.state === "pending");
  return pending.length > 0 ? pending : m.items.filter(one);
}
const seconding: Arb = step(
  { at: fc.nat(), who: actor, says: yes, fresh: mostly },
  "second",
  function* (g, m, s) {
    const looked = of(
      waitingOr(m, (i) => i.look),
      g.at,
    );
    const looker = looked && whoIs(m, g.who, looked.look?.second);
    if (looked && looker) {
      if (g.fresh) yield opensLook(s, looked, looker);
      yield looks(m, s, looked, looker, g.says ? "agreed" : "refused");
    }
    const asked = of(
      waitingOr(m, (i) => i.exception),
      g.at,
    );
    const granter = asked && whoIs(m, g.who, asked.exception?.second);
    if (asked && granter) yield settles(m, s, asked, granter, g.says ? "granted" : "refused");
  },
);

/** Somebody removes or keeps all that is left on their list, and signs it. */
const finishing: Arb = step(
  { of: fc.constantFrom<Who>("bo", "bea", "olu", "fay"), who: actor, all: mostly },
  "finish",
  function* (g, m, s) {
    const who = whoIs(m, "theirs", g.of);
    for (const i of m.items)
      if (who && g.all && i.holder === who && i.state === "open") {
        yield open(m, s, i, who, 0);
        yield decides(m, s, i, who, 0, {
          outcome: i.n % 2 ? "revoke" : "certify",
          words: true,
          looked: true,
          excepted: true,
        });
      }
    const signer = whoIs(m, g.who, g.of);
    if (signer) yield signs(m, s, g.of, signer);
  },
);

const overseers = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Who>("adi", "olu", "cleo") },
  { weight: 1, arbitrary: anybody },
);
const reopening: Arb = step(
  { at: fc.nat({ max: 9 }), by: overseers, who: overseers, says: mostly },
  "reopen",
  function* (g, m, s) {
    // Mostly what somebody has signed.
    const reviewer = of([...m.signed], g.at) ?? of(["bo", "bea"] as const, g.at) ?? "bo";
    if (whoIs(m, g.by, null)) yield asksReopening(m, s, reviewer, g.by);
    const asked = m.reopenings.find((r) => r.of === reviewer && r.state === "asked");
    if (asked && whoIs(m, g.who, null)) yield reopens(m, s, asked, g.who, g.says ? "granted" : "refused");
  },
);

/** Two leave at most, and a campaign is closed at most now and then. */
const ending: Arb = fc.oneof(
  {
    weight: 5,
    arbitrary: step(
      { who: fc.constantFrom<Who>("bo", "bea", "olu", "fay", "cleo") },
      "leave",
      function* (g, m, s) {
        if (m.gone.has(g.who) || m.gone.size < 2) yield leaves(m, s, g.who);
      },
    ),
  },
  {
    weight: 1,
    arbitrary: step({ who: anybody }, "close", function* (g, m, s) {
      if (!m.gone.has(g.who)) yield closes(m, s, g.who);
    }),
  },
);

const weights: [Arb, number][] = [
  [opening, 2],
  [deciding, 5],
  [between, 2],
  [joining, 3],
  [handing, 2],
  [wondering, 2],
  [lending, 2],
  [returning, 1],
  [asking, 2],
  [drafting, 1],
  [seconding, 3],
  [finishing, 2],
  [reopening, 2],
  [ending, 1],
];

/** What can happen to a campaign, in any order. */
export function anyStory(most: number): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Story>>> {
  const all = weights.flatMap(([arb, weight]) => Array.from({ length: weight }, () => arb));
  return fc.commands(all, { maxCommands: most, size: "max" });
}
