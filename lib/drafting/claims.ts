import type { Fact, Packet } from "@/lib/evidence/schema";
import { accessClaims } from "./claims-access";
import { agentClaims } from "./claims-agent";
import { credentialClaims } from "./claims-credential";
import { historyClaims } from "./claims-history";
import { identityClaims } from "./claims-identity";
import { roleClaims } from "./claims-role";
import { textClaims } from "./claims-text";
import { useClaims } from "./claims-use";
import type { Predicate, Stance } from "./predicate";

/** The closed catalogue: whatever a draft says as fact is one of these, of one fact, in one form. */
export const catalogue: readonly Predicate[] = [
  ...identityClaims,
  ...roleClaims,
  ...useClaims,
  ...historyClaims,
  ...accessClaims,
  ...credentialClaims,
  ...agentClaims,
  ...textClaims,
];

const byId = new Map(catalogue.map((p) => [p.id, p]));

/** The predicate of this name, if the catalogue has it. */
export function predicateOf(id: string): Predicate | undefined {
  return byId.get(id);
}

/** The predicates that some fact of the packet has the kind for, in the catalogue's order. */
export function applicable(packet: Pick<Packet, "facts">): Predicate[] {
  const kinds = new Set(packet.facts.map((f) => f.kind));
  return catalogue.filter((p) => p.kinds.some((k) => kinds.has(k)));
}

/** A claim as it stands in a draft: what is said, of which fact, with which value, and which way it speaks. */
export type Claim = { predicate: string; evidence: string; value: string; stance: Stance };

/** The one stance a claim of this predicate and fact can take: what was only asserted speaks neither way (I13). */
export function stanceOf(predicate: Predicate, fact: Pick<Fact, "class">): Stance {
  return fact.class === "asserted" ? "context" : predicate.stance;
}

/** The facts a true claim rests on: the one it cites, and the one its sentence draws on beside it. */
export function groundsOf(claim: Claim, packet: Packet): string[] {
  const fact = packet.facts.find((f) => f.id === claim.evidence);
  return fact ? [fact.id, ...(predicateOf(claim.predicate)?.also(fact, packet) ?? [])] : [];
}

/** Every claim that is true of the packet, in the order of the catalogue and then of the facts. */
export function trueClaims(packet: Packet): Claim[] {
  const claims = found.get(packet) ?? claimsOf(packet);
  found.set(packet, claims);
  return [...claims];
}

/** A packet is never changed, and is asked about several times while it is drafted. */
const found = new WeakMap<Packet, readonly Claim[]>();

function claimsOf(packet: Packet): Claim[] {
  const of = new Map<string, Fact[]>();
  for (const fact of packet.facts) of.set(fact.kind, [...(of.get(fact.kind) ?? []), fact]);
  return catalogue.flatMap((p) =>
    p.kinds
      .flatMap((kind) => of.get(kind) ?? [])
      .flatMap((fact) => {
        const value = p.evaluate(fact, packet);
        return value === null
          ? []
          : [{ predicate: p.id, evidence: fact.id, value, stance: stanceOf(p, fact) }];
      }),
  );
}
