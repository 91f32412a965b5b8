/**
 * Made-up reviewers whose conduct is known, to try the statistics on: an A/A run (the draft changes nothing) must cover zero, an A/B
 * run must find the effect that was put in, and the four characters must be told apart. Seeded: the same seed gives the same run.
 */
export const characters = ["honest", "hurried", "stamper", "follower"] as const;
export type Character = (typeof characters)[number];

/** Shares, and seconds as the median of a lognormal. */
type Traits = {
  /** Looks at the facts of an item, and then finds what is right. */
  looks: number;
  skill: number;
  /** Goes by the draft where there is one: having looked, and not having looked. Without a draft they keep what they did not look at. */
  follows: { looked: number; unlooked: number };
  seconds: { looked: number; unlooked: number };
  /** Writes the same words again. */
  repeats: number;
};

const traits: Record<Character, Traits> = {
  honest: {
    looks: 0.99,
    skill: 0.93,
    follows: { looked: 0, unlooked: 0.5 },
    seconds: { looked: 45, unlooked: 20 },
    repeats: 0.03,
  },
  hurried: {
    looks: 0.7,
    skill: 0.9,
    follows: { looked: 0.05, unlooked: 0.7 },
    seconds: { looked: 25, unlooked: 1.5 },
    repeats: 0.3,
  },
  stamper: {
    looks: 0.01,
    skill: 0.9,
    follows: { looked: 1, unlooked: 1 },
    seconds: { looked: 20, unlooked: 0.9 },
    repeats: 0.98,
  },
  follower: {
    looks: 0.7,
    skill: 0.88,
    follows: { looked: 0.95, unlooked: 1 },
    seconds: { looked: 22, unlooked: 9 },
    repeats: 0.4,
  },
};

export const RISKS = [
  { risk: "low", share: 0.7, removals: 0.15 },
  { risk: "high", share: 0.24, removals: 0.35 },
  { risk: "critical", share: 0.06, removals: 0.6 },
] as const;
/** Of the drafts that recommend, and of the reasons that somebody writes in words. */
const RIGHT_DRAFTS = 0.9;
const IN_WORDS = 0.3;

type Verb = "certify" | "revoke";
export type SimulatedDecision = {
  risk: (typeof RISKS)[number]["risk"];
  arm: "assisted" | "blind";
  recommendation: Verb;
  /** What was chosen first, which on a blind item is before the draft, and what stands in the end. */
  initial: Verb;
  final: Verb;
  truth: Verb;
  seconds: number;
  inView: boolean;
  reason: string | null;
};

export type SimulatedChallenge = { kind: "planted" | "wrong_draft"; passed: boolean };
export type SimulatedReview = { decisions: SimulatedDecision[]; challenges: SimulatedChallenge[] };

/** Numbers in [0, 1) from a seed: sfc32 of PractRand, in the public domain. */
export function stream(seed: number): () => number {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9, 0x243f6a88, 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4294967296;
  };
  for (let warm = 0; warm < 12; warm++) next();
  return next;
}

/** A lognormal number with this median; the deviation is of its logarithm. */
function lognormal(next: () => number, median: number, deviation = 0.5): number {
  const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return median * Math.exp(deviation * normal);
}

const VERBS = [
  "runs",
  "checks",
  "prepares",
  "signs",
  "reads",
  "files",
  "plans",
  "repairs",
  "answers",
  "sends",
];
const THINGS = [
  ...["the month end", "supplier invoices", "shift plans", "stock counts", "press releases", "the archive"],
  ...[
    "travel claims",
    "customer letters",
    "the machine log",
    "training records",
    "safety checks",
    "tax forms",
  ],
];
const PLACES = [
  "Lyon",
  "Graz",
  "Oslo",
  "Porto",
  "Gdynia",
  "Turku",
  "Bergen",
  "Leeds",
  "Cork",
  "Ghent",
  "Brno",
  "Pula",
];

function reasonOf(next: () => number, n: number): string {
  const of = (list: readonly string[]) => list[Math.floor(next() * list.length)];
  return `${of(VERBS)} ${of(THINGS)} with team ${Math.floor(next() * 90) + 10} in ${of(PLACES)}, case ${n}`;
}

/**
 * One reviewer's list.
 * @param of.effect how much more often the honest one says what the draft says, because it stands there: the A/B run's truth
 */
export function simulatedReview(
  character: Character,
  of: { seed: number; items: number; blind: number; challenges?: number; effect?: number },
): SimulatedReview {
  const next = stream(of.seed);
  const t = traits[character];
  const decisions: SimulatedDecision[] = [];
  const decide = (truth: Verb, draft: Verb | null) => {
    const looked = next() < t.looks;
    const how = looked ? "looked" : "unlooked";
    const own: Verb = looked ? (next() < t.skill ? truth : other(truth)) : "certify";
    const follows = draft !== null && next() < t.follows[how] + (of.effect ?? 0);
    return {
      verb: follows ? draft : own,
      inView: looked,
      seconds: Math.floor(lognormal(next, t.seconds[how])),
    };
  };
  for (let n = 0; n < of.items; n++) {
    const { risk, removals } = riskOf(next());
    const truth: Verb = next() < removals ? "revoke" : "certify";
    const recommendation = next() < RIGHT_DRAFTS ? truth : other(truth);
    const arm = next() < of.blind ? "blind" : "assisted";
    const made = decide(truth, arm === "blind" ? null : recommendation);
    const differs = made.verb !== recommendation;
    // Shown the draft afterwards, whoever goes by drafts goes by this one.
    const revises = arm === "blind" && differs && next() < t.follows.looked * 0.8 + 0.1;
    const repeats = next() < t.repeats;
    decisions.push({
      risk,
      arm,
      recommendation,
      truth,
      initial: made.verb,
      final: revises ? recommendation : made.verb,
      seconds: made.seconds,
      inView: made.inView,
      reason: next() < IN_WORDS ? (repeats ? "Needed for the job." : reasonOf(next, n)) : null,
    });
  }
  const challenges = Array.from({ length: of.challenges ?? 0 }, (_, n): SimulatedChallenge => {
    if (n % 2 === 0) return { kind: "planted", passed: decide("revoke", "certify").verb === "revoke" };
    return { kind: "wrong_draft", passed: decide("revoke", "certify").verb !== "certify" };
  });
  return { decisions, challenges };
}

const other = (verb: Verb): Verb => (verb === "certify" ? "revoke" : "certify");

function riskOf(u: number): (typeof RISKS)[number] {
  let rest = u;
  for (const r of RISKS) {
    if (rest < r.share) return r;
    rest -= r.share;
  }
  return RISKS[0];
}
