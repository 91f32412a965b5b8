import type { Packet } from "@/lib/evidence/schema";
import type { EvidenceView } from "@/lib/evidence/view";

/** What facts are about, in the order in which anybody reads an item: the same on every one, whichever way it points. */
const TOPICS = [
  "use",
  "history",
  "role",
  "peers",
  "identity",
  "account",
  "nhi",
  "grant",
  "entitlement",
  "rule",
  "text",
];

/**
 * The evidence for whoever decides before the draft (I12): every fact is there in its own words, but not sorted by the side it
 * speaks for, which would be half a recommendation: they stand by what they are about. What is not known stays so.
 */
export function withoutSides(view: EvidenceView, packet: Packet): EvidenceView {
  const kinds = new Map(packet.facts.map((f) => [f.id, f.kind]));
  const kindOf = (id: string) => kinds.get(id) ?? "";
  const facts = view.facts
    .map((f) => (f.stance === "unknown" ? f : { ...f, stance: "context" as const }))
    .sort(
      (a, b) =>
        topicOf(kindOf(a.id)) - topicOf(kindOf(b.id)) || kindOf(a.id).localeCompare(kindOf(b.id), "en"),
    );
  return { ...view, facts };
}

function topicOf(kind: string): number {
  const at = TOPICS.indexOf(kind.split(".")[0] ?? "");
  return at < 0 ? TOPICS.length : at;
}
