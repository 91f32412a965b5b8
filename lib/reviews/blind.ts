import type { Packet } from "@/lib/evidence/schema";
import type { EvidenceView } from "@/lib/evidence/view";

/**
 * The evidence for whoever decides before the draft (I12): every fact is there in its own words, but not sorted by the side it
 * speaks for, which would be half a recommendation. What is not known stays so.
 */
export function withoutSides(view: EvidenceView, packet: Packet): EvidenceView {
  const kinds = new Map(packet.facts.map((f) => [f.id, f.kind]));
  const kindOf = (id: string) => kinds.get(id) ?? "";
  const facts = view.facts
    .map((f) => (f.stance === "unknown" ? f : { ...f, stance: "context" as const }))
    .sort((a, b) => kindOf(a.id).localeCompare(kindOf(b.id), "en"));
  return { ...view, facts };
}
