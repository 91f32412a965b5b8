import type { Draws } from "./random";
import type { Reading } from "./simulate-evidence";

/**
 * Ways of reviewing that can be told apart: what a simulated person looks at, how long they take, and what they make of it. A
 * model is pure: the same item and the same draws give the same act. It never sees more than the screen would show a person, and
 * whatever it wants is held against the gate as a person's act is.
 */
export const modelNames = ["honest", "hurried", "stamper", "follower"] as const;
export type ModelName = (typeof modelNames)[number];

/** What is to be simulated. */
export type Asked = {
  campaign: string;
  as: ModelName;
  /** Of each list's open items, from its top: 0 to 1. */
  share: number;
  seed: number;
  /** One person's list, by id, e-mail or name; all lists where nobody is named. */
  reviewer?: string | undefined;
  /** The last day of it, ISO; the campaign's due day where none is named. */
  until?: string | undefined;
  signOff: boolean;
};

/** An item as it lies before its reviewer. */
export type Look = {
  type: "grant" | "credential" | "identity";
  risk: "low" | "high" | "critical";
  subject: string;
  title: string;
  tags: readonly string[];
  findings: number;
  /** Whether it can be kept at all: false where that takes a second person and nobody could be that. */
  keepable: boolean;
  /** What all of its facts say, for whoever reads them. */
  reading: Reading;
};

/** What a draft's recommendation says; `null` where there is none to open. */
export type Says = {
  verb: "keep" | "remove" | "change" | "insufficient";
  target: string | null;
} | null;

export type Choice =
  | { verb: "certify"; reasonCode: string; words?: string; exception?: Excuse }
  | { verb: "certify_until"; reasonCode: string; words?: string; days: number }
  | { verb: "revoke"; reasonCode: string; words?: string }
  | { verb: "modify"; reasonCode: string; words: string; target: "reduce" | "rotate" }
  | { verb: "dont_know"; missing: "what_it_does" | "whether_needed"; words: string };

/** Why it is kept although it breaks a rule, and what makes up for that. */
export type Excuse = { reason: string; control: string; days: number };

/** When the recommendation is opened, if it is. */
export type Opens = "before" | "after" | "never";
/** What of the evidence is on the screen: all of it, only what a high risk asks for, the top of it, nothing. */
export type Shows = "all" | "asked" | "top" | "none";

export type Model = {
  name: ModelName;
  /** Seconds on one item, drawn from a lognormal distribution with this median by risk and this spread. */
  seconds: Record<Look["risk"], number>;
  spread: number;
  /** No act of theirs takes longer. */
  most?: number;
  /** In which part of the time that is left they begin, from 0 to 1; `last`: so late that the list is just done. */
  begins: readonly [from: number, to: number] | "last";
  /** Items in one sitting; then a break until another day. */
  sitting: number;
  opens: (look: Look, draw: Draws) => Opens;
  shows: (look: Look) => Shows;
  /** @param says of the recommendation, where it was opened before choosing */
  choose: (look: Look, says: Says | undefined, draw: Draws) => Choice;
  /** On seeing a recommendation after choosing: another choice, or `null` to stay. */
  reconsider: (first: Choice, says: Says, look: Look, draw: Draws) => Choice | null;
  /** How likely they look at the draft of what they decided before it, and decide it once more. */
  revisits: number;
};

/** Seconds of one act: exp(ln median + spread × a standard normal draw), never less than one. */
export function secondsOf(model: Model, risk: Look["risk"], draw: Draws): number {
  // Box and Muller; the first draw is never zero.
  const normal = Math.sqrt(-2 * Math.log(1 - draw.next())) * Math.cos(2 * Math.PI * draw.next());
  const drawn = Math.round(model.seconds[risk] * Math.exp(model.spread * normal));
  return Math.min(model.most ?? 3_600, Math.max(1, drawn));
}
