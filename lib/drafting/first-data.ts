import type { Fact, FactOf, Packet } from "@/lib/evidence/schema";
import type { Lists } from "./prompt";

/**
 * The data of recertification-1: facts and closed lists as its bytes have them. Drafts on record were made from these, so it is
 * changed only where they stay the same; later versions have `data.ts`.
 */
export function firstData(packet: Packet, lists: Lists) {
  const { subject } = packet;
  const kinds = new Set<string>(packet.facts.map((f) => f.kind));
  return {
    as_of: packet.asOf.slice(0, 10),
    holder: {
      person: subject.name,
      kind: subject.kind,
      title: subject.title,
      department: subject.department,
      manager: subject.manager,
      employment: subject.employment,
      since: subject.since,
    },
    access: {
      application: packet.access.application,
      right: packet.access.title,
      technical_name: packet.access.entitlement,
      type: packet.access.type,
      privilege: packet.access.privilege,
      account: packet.access.account,
    },
    facts: packet.facts.map(({ id, kind, class: of, value }) => ({ id, kind, class: of, value })),
    rules: { passed: packet.rules.passed, failed: packet.rules.failed, not_checked: packet.rules.unknown },
    never_reported: packet.notReported,
    predicates: lists.predicates
      .filter((p) => p.kinds.some((k) => kinds.has(k)))
      .map(({ id, kinds, stance, form, when }) => ({ id, kinds, stance, form, when })),
    unknowns: lists.unknowns.filter((id) => applies[id]?.(packet)),
    questions: lists.questions.filter((id) => applies[id]?.(packet)),
  };
}

const known = <K extends Fact["kind"]>(packet: Packet, kind: K): FactOf<K>[] =>
  packet.facts.filter((f: Fact): f is Extract<Fact, FactOf<K>> => f.kind === kind && f.class !== "asserted");
const there = (packet: Packet, ...kinds: Fact["kind"][]) => packet.facts.some((f) => kinds.includes(f.kind));

const idle = (p: Packet) =>
  known(p, "use.last").some((f) => f.value.days >= 90) || known(p, "use.never").length > 0;
const movedSince = (p: Packet) => known(p, "identity.moved").some((f) => f.value.after_grant === true);
const undescribed = (p: Packet) => known(p, "entitlement.undescribed").length > 0;
const unprivileged = (p: Packet) => known(p, "entitlement.privilege_unknown").length > 0;

/** When each unknown and question was so, in that version. */
const applies: Record<string, (packet: Packet) => boolean> = {
  need_after_move: movedSince,
  not_reported: (p) => p.notReported.length > 1,
  last_use: (p) => known(p, "use.not_reported").length > 0,
  rare_use: idle,
  granter: (p) => known(p, "history.granter_unknown").length > 0,
  meaning: undescribed,
  privilege: unprivileged,
  purpose: (p) => ["service", "workload", "ai_agent"].includes(p.subject.kind) && !there(p, "text.purpose"),
  peers: (p) => p.subject.kind === "human" && !p.facts.some((f) => f.kind.startsWith("peers.")),
  rules: (p) => p.rules.unknown > 0,
  ask_holder_need: (p) =>
    p.subject.kind === "human" && !there(p, "identity.left") && (idle(p) || movedSince(p)),
  ask_owner_meaning: (p) => !there(p, "entitlement.no_owner") && (undescribed(p) || unprivileged(p)),
  ask_accountable_owner: (p) => {
    const owner = known(p, "nhi.owner")[0]?.value;
    return owner !== undefined && (!there(p, "nhi.owner_left") || owner.backup !== null);
  },
  ask_approver: (p) =>
    known(p, "history.requested").some(
      ({ value }) => value.approved_by !== null && value.approved_by !== value.by,
    ),
};
