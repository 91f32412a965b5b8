/**
 * The draw that says in whose lists challenge items stand, items made up to test the review itself. Pure, so that the launch and
 * the verifier make the same of the same secret.
 *
 * Each item of a reviewer's list at launch has a lot, HMAC-SHA256(secret, "challenge" LF item LF reviewer), compared byte by
 * byte as lower-case hexadecimal. Of each list as many items as a twentieth of it, rounded down, can be drawn, those with the
 * lowest lots; of all that can be, the campaign draws its number, again the lowest lots first. Each drawn item is one challenge
 * item on that list; the item itself is left as it is.
 */
import { hmac } from "@/lib/audit-log/arms";
import { toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import type { Sha256 } from "@/lib/audit-log/merkle";

/** A list never holds more than one challenge item to so many of its own. */
export const ONE_CHALLENGE_IN = 20;
/** Of a campaign's items one in so many, and never fewer than these, as far as the lists are long enough. */
const SHARE = 40;
const FEWEST = 20;

/** How many challenge items a campaign of so many items asks for; its lists may be too short to hold them. */
export function challengesWanted(items: number): number {
  return Math.max(FEWEST, Math.ceil(items / SHARE));
}

/** How many a list of so many items can hold: none below twenty, one below forty. */
export function challengesFitting(items: number): number {
  return Math.floor(items / ONE_CHALLENGE_IN);
}

export type DrawnChallenge = { item: string; reviewer: string };
type Drawn = DrawnChallenge & { lot: string };

const byLot = (a: Drawn, b: Drawn) => (a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : a.item < b.item ? -1 : 1);

/** The draw of one campaign: a list's items come one after the other. Memory holds one list, and a twentieth of the others. */
export class ChallengeDraw {
  private readonly mac: (message: Uint8Array) => Uint8Array;
  private readonly can: Drawn[] = [];
  private list: { reviewer: string; items: Drawn[] } | undefined;
  private items = 0;

  constructor(sha256: Sha256, secret: Uint8Array) {
    this.mac = hmac(sha256, secret);
  }

  /** Each item once, with whom the launch gave it to. */
  add(item: string, reviewer: string): void {
    if (this.list?.reviewer !== reviewer) {
      this.endList();
      this.list = { reviewer, items: [] };
    }
    this.items++;
    const lot = toHex(this.mac(toUtf8(`challenge\n${item}\n${reviewer}`)));
    this.list.items.push({ item, reviewer, lot });
  }

  private endList(): void {
    if (!this.list) return;
    const { items } = this.list;
    this.can.push(...items.sort(byLot).slice(0, challengesFitting(items.length)));
  }

  /** The items drawn, the lowest lot first. */
  end(): DrawnChallenge[] {
    this.endList();
    this.list = undefined;
    return this.can
      .sort(byLot)
      .slice(0, challengesWanted(this.items))
      .map(({ item, reviewer }) => ({ item, reviewer }));
  }
}

/** All that a challenge item is, as the log commits to it before anybody is served and the pack tells it afterwards. */
export type ChallengeFacts = {
  challenge: string;
  reviewer: string;
  drawn_for: string;
  made_after: string;
  kind: string;
  planted: string;
  facts_say: string;
  drafted: string;
  evidence_hash: string;
};

/** The leaf's text of one challenge item in the root over all of them. */
export function challengeLine(of: ChallengeFacts): string {
  const { challenge, reviewer, drawn_for, made_after, kind, planted, facts_say, drafted } = of;
  const { evidence_hash } = of;
  return canonicalRecord({
    challenge,
    reviewer,
    drawn_for,
    made_after,
    kind,
    planted,
    facts_say,
    drafted,
    evidence_hash,
  });
}

export const challengeAnswers = ["certify", "certify_until", "revoke", "modify", "dont_know"] as const;
export type ChallengeAnswer = (typeof challengeAnswers)[number];

/** What became of it: seen through, fallen for, or not known, which is an answer of its own kind. */
export type ChallengeOutcome = "caught" | "missed" | "not_known";

/**
 * Of planted facts and of a wrong draft alike: caught is what goes with the facts. To change access is not to keep it as it is,
 * so where the facts say keep, a change is no error either.
 */
export function challengeOutcome(factsSay: "keep" | "remove", answer: ChallengeAnswer): ChallengeOutcome {
  if (answer === "dont_know") return "not_known";
  if (factsSay === "remove") return answer === "revoke" || answer === "modify" ? "caught" : "missed";
  return answer === "revoke" ? "missed" : "caught";
}

/** Teams of fewer people are not told apart: nothing is said of single reviewers. */
export const SMALLEST_TEAM = 5;
