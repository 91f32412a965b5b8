/** The draft of a challenge item, from its packet alone: what the facts give, or the opposite of what they say. Pure. */
import { type Claim, trueClaims } from "@/lib/drafting/claims";
import { answerByRule } from "@/lib/drafting/rules";
import { byWeight, distinct, heard } from "@/lib/drafting/saying";
import type { Answer, DraftResult, VerifiedClaim } from "@/lib/drafting/schema";
import { applying, questions, unknowns } from "@/lib/drafting/unknowns";
import { verify } from "@/lib/drafting/verify";
import type { Packet } from "@/lib/evidence/schema";

const MOST_FOR = 3;
const MOST_AGAINST = 1;

export function challengeDraft(packet: Packet, drafted: "facts" | "certify" | "revoke"): DraftResult {
  const honest = answerByRule({
    packet,
    unknowns: applying(unknowns, packet),
    questions: applying(questions, packet),
  });
  return drafted === "facts" ? verify(honest, packet, noCall).result : opposite(honest, packet, drafted);
}

/** No model is asked, so no token of a call can come back. */
const noCall = { canary: "" };

/** Every sentence is as true as in any draft; what is wrong is what is made of them, and what is left out. */
function opposite(honest: Answer, packet: Packet, recommendation: "certify" | "revoke"): DraftResult {
  const direction = recommendation === "certify" ? "keep" : "remove";
  const speaking = byWeight(heard(trueClaims(packet), packet).filter((c) => c.stance !== "context"));
  const forIt = distinct(speaking.filter((c) => c.stance === direction)).slice(0, MOST_FOR);
  const against = distinct(speaking.filter((c) => c.stance !== direction)).slice(0, MOST_AGAINST);
  const said = verify(
    {
      ...honest,
      claims: [...forIt, ...against].map(bare),
      counter: null,
      recommendation: "insufficient_evidence",
    },
    packet,
    noCall,
  ).result;
  const claims = opened(
    said.claims.map((c) =>
      c.section === "why" || c.section === "against"
        ? { ...c, section: c.stance === direction ? ("why" as const) : ("against" as const) }
        : c,
    ),
  );
  const strongest = claims.findIndex((c) => c.section === "against");
  return {
    ...said,
    claims,
    counter: strongest < 0 ? null : strongest,
    recommendation,
    refused: null,
    rule: null,
    from: claims.filter((c) => c.section === "why").map((c) => c.evidence),
    target: null,
  };
}

const bare = ({ predicate, evidence, value, stance }: Claim) => ({ predicate, evidence, value, stance });

/** The note's first sentence names what it is about; the others may say "it". */
function opened(claims: VerifiedClaim[]): VerifiedClaim[] {
  const first = claims.findIndex((c) => c.section === "why");
  return claims.map((c, at) =>
    at === first
      ? {
          ...c,
          sentence: c.sentence.replace(/^It(?= )/u, "This access").replace(/^Its(?= )/u, "This access's"),
        }
      : c,
  );
}
