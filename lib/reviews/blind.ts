import type { Packet } from "@/lib/evidence/schema";
import { type EvidenceView, viewOf } from "@/lib/evidence/view";

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
 * speaks for, which would be half a recommendation: they stand by what they are about, and are numbered in that order, as a
 * packet's own numbers begin with what speaks against. What is not known stays so.
 */
export function withoutSides(view: EvidenceView, packet: Packet): EvidenceView {
  const { facts, numbers } = renumbered(view, packet);
  const shown = (id: string) => numbers.get(id) ?? id;
  return {
    ...view,
    facts: facts.map((f) => ({ ...f, id: shown(f.id) })),
    findings: view.findings.map((f) => ({ ...f, fact: shown(f.fact) })),
  };
}

/** The number that each fact of a packet is shown under there, by the packet's own. */
export function shownIds(packet: Packet): ReadonlyMap<string, string> {
  return renumbered(viewOf(packet), packet).numbers;
}

function renumbered(view: EvidenceView, packet: Packet) {
  const kinds = new Map(packet.facts.map((f) => [f.id, f.kind]));
  const kindOf = (id: string) => kinds.get(id) ?? "";
  const facts = view.facts
    .map((f) => (f.stance === "unknown" ? f : { ...f, stance: "context" as const }))
    .sort(
      (a, b) =>
        topicOf(kindOf(a.id)) - topicOf(kindOf(b.id)) || kindOf(a.id).localeCompare(kindOf(b.id), "en"),
    );
  const numbers = new Map(facts.map((f, at) => [f.id, `E${at + 1}`]));
  // Findings stand in their banners and not among the facts; their numbers follow.
  for (const { fact } of view.findings) if (!numbers.has(fact)) numbers.set(fact, `E${numbers.size + 1}`);
  return { facts, numbers };
}

function topicOf(kind: string): number {
  const at = TOPICS.indexOf(kind.split(".")[0] ?? "");
  return at < 0 ? TOPICS.length : at;
}
