import type { Fact, Packet } from "@/lib/evidence/schema";
import { type Claim, groundsOf, predicateOf, stanceOf } from "./claims";
import { implied } from "./implied";
import { judged } from "./judgement";
import type { Sent } from "./prompt";
import {
  type Answer,
  type DraftResult,
  type Dropped,
  MOST_CLAIMS,
  type Recommendation,
  type VerifiedClaim,
} from "./schema";
import { type Gap, questions, unknowns } from "./unknowns";
import { person, plain } from "./words";

/**
 * Checks a model's answer against the packet and keeps only what code can verify (I14): a predicate of the catalogue, of a fact
 * that is there and of its kind, with the one right value and the one right stance. The recommendation stands only where a
 * rule over the verified claims implies it. Pure.
 */
export function verify(
  answer: Answer,
  packet: Packet,
  sent: Pick<Sent, "canary">,
): { result: DraftResult; dropped: Dropped[] } {
  const dropped: Dropped[] = [];
  const drop = (what: Dropped["what"], predicate: string, evidence: string, why: Dropped["why"]) =>
    void dropped.push({ what, predicate: predicate.slice(0, 60), evidence: evidence.slice(0, 20), why });
  const facts = new Map(packet.facts.map((f) => [f.id, f]));

  /** Where each claim of the answer went, so that `counter` can be followed. */
  const place = new Map<number, Claim & { fact: Fact }>();
  const seen = new Set<string>();
  answer.claims.forEach((claim, at) => {
    const checked = check(claim, facts, packet);
    const key = `${claim.predicate} ${claim.evidence}`;
    if (typeof checked === "string") drop("claim", claim.predicate, claim.evidence, checked);
    else if (seen.has(key)) drop("claim", claim.predicate, claim.evidence, "repeated");
    else if (place.size === MOST_CLAIMS) drop("claim", claim.predicate, claim.evidence, "too_many");
    else {
      seen.add(key);
      place.set(at, checked);
    }
  });

  const verified = [...place.values()];
  const rule = implied(answer.recommendation, verified, packet);
  const recommendation: Recommendation = rule ? answer.recommendation : "insufficient_evidence";
  if (recommendation !== answer.recommendation)
    drop("recommendation", answer.recommendation, "", "no_rule_implies_it");

  const claims = opened(placed(verified, recommendation, packet), packet);
  const counter =
    recommendation === "insufficient_evidence" ? undefined : counterOf(answer.counter, place, claims);
  if (answer.counter !== null && counter?.given !== true)
    drop("counter", String(answer.counter), "", "not_so");

  const judgement = answer.judgement?.trim() ? judged(answer.judgement, packet, sent) : undefined;
  if (answer.judgement?.trim() && judgement === undefined) drop("judgement", "", "", "unverified_wording");

  return {
    result: {
      v: 1,
      claims,
      counter: counter?.at ?? null,
      unknowns: gaps(answer.unknowns, unknowns, packet, (id, why) => drop("unknown", id, "", why)),
      questions: gaps(answer.questions, questions, packet, (id, why) => drop("question", id, "", why)),
      judgement: judgement ?? null,
      recommendation,
      refused: recommendation === answer.recommendation ? null : answer.recommendation,
      rule: rule?.rule.id ?? null,
      from: rule?.from ?? [],
      target: rule?.rule.target ?? null,
    },
    dropped,
  };
}

function check(
  claim: Answer["claims"][number],
  facts: ReadonlyMap<string, Fact>,
  packet: Packet,
): (Claim & { fact: Fact }) | Dropped["why"] {
  const predicate = predicateOf(claim.predicate);
  if (!predicate) return "no_such_predicate";
  const fact = facts.get(claim.evidence);
  if (!fact) return "no_such_fact";
  if (!predicate.kinds.includes(fact.kind)) return "wrong_kind";
  const value = predicate.evaluate(fact, packet);
  if (value === null) return "does_not_hold";
  if (value !== claim.value) return "wrong_value";
  const stance = stanceOf(predicate, fact);
  if (claim.stance !== stance) return fact.class === "asserted" ? "only_asserted" : "wrong_stance";
  return { predicate: predicate.id, evidence: fact.id, value, stance, fact };
}

/**
 * The claims with their sentences, each in the paragraph where it belongs. Without a recommendation, what speaks for keeping
 * stands against what speaks for removing, where there is both.
 */
function placed(
  claims: readonly (Claim & { fact: Fact })[],
  recommendation: Recommendation,
  packet: Packet,
): VerifiedClaim[] {
  const divided = recommendation === "insufficient_evidence" && claims.some((c) => c.stance === "remove");
  const direction =
    divided || !["certify", "insufficient_evidence"].includes(recommendation) ? "remove" : "keep";
  const open = recommendation === "insufficient_evidence" && !divided;
  return claims.map(({ fact, ...bare }) => {
    const predicate = predicateOf(bare.predicate);
    const [, ...also] = groundsOf(bare, packet);
    const claim = also.length > 0 ? { ...bare, also } : bare;
    const sentence = predicate?.render(fact, packet) ?? "";
    if (fact.class === "asserted")
      return { ...claim, section: "stated", sentence: attributed(fact, sentence) };
    if (predicate?.section) return { ...claim, section: predicate.section, sentence };
    const against = !open && claim.stance !== "context" && claim.stance !== direction;
    return { ...claim, section: against ? "against" : "why", sentence };
  });
}

/** The note's first sentence names what it is about; the others may say "it". */
function opened(claims: VerifiedClaim[], packet: Packet): VerifiedClaim[] {
  const first = claims.findIndex((c) => c.section === "why");
  const about =
    packet.keys.type === "identity"
      ? person(packet.subject.name)
      : packet.keys.type === "credential"
        ? "This credential"
        : "This access";
  return claims.map((c, at) =>
    at === first
      ? {
          ...c,
          sentence: c.sentence.replace(/^It(?= )/u, () => about).replace(/^Its(?= )/u, () => `${about}'s`),
        }
      : c,
  );
}

/** What was only asserted says so itself: the text predicates do, anything else is put behind its source. */
function attributed(fact: Fact, rendered: string): string {
  return fact.kind.startsWith("text.")
    ? rendered
    : `${plain(fact.source.name, 60) || "The source"} states: ${rendered}`;
}

/** The strongest claim against: the one the answer points at if it speaks against, else the first that does. */
function counterOf(
  given: number | null,
  place: ReadonlyMap<number, Claim>,
  claims: readonly VerifiedClaim[],
): { at: number; given: boolean } | undefined {
  const pointed = given === null ? -1 : [...place.keys()].indexOf(given);
  if (claims[pointed]?.section === "against") return { at: pointed, given: true };
  const first = claims.findIndex((c) => c.section === "against");
  return first < 0 ? undefined : { at: first, given: given === null };
}

function gaps(
  named: readonly string[],
  known: readonly Gap[],
  packet: Packet,
  drop: (id: string, why: Dropped["why"]) => void,
): { id: string; text: string; facts: string[] }[] {
  return [...new Set(named)].flatMap((id) => {
    const gap = known.find((g) => g.id === id);
    const facts = gap?.applies(packet);
    if (!gap || !facts) {
      drop(id, gap ? "not_so" : "no_such_predicate");
      return [];
    }
    return [{ id, text: gap.render(packet), facts }];
  });
}
