import type { FactOf, Packet } from "@/lib/evidence/schema";
import { IDLE_DAYS } from "./claims-use";
import { known } from "./predicate";
import { capital, counted, holder, listed, named, person, plain, possessive, subject, titled } from "./words";

/** What a draft may say is not known, and whom it may say to ask: closed lists, each with the facts it rests on. */
export type Gap = {
  id: string;
  /** The facts it follows from, perhaps none; undefined where it is not so. */
  applies: (packet: Packet) => string[] | undefined;
  render: (packet: Packet) => string;
};

const ids = (found: readonly { id: string }[]) =>
  found.length
    ? [...new Set(found.map((f) => f.id))].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
    : undefined;
const not = (is: boolean, facts: string[] | undefined) => (is ? undefined : facts);
const machine = ({ subject: { kind } }: Packet) => ["service", "workload", "ai_agent"].includes(kind);
/** Whether the source never reports this at all, which is said once. */
const never = (packet: Packet, what: string) => packet.notReported.includes(what);

/** Who answers for a non-human identity and is still there: the owner, else the backup. */
const answerable = (packet: Packet) => {
  const owner = known(packet, "nhi.owner")[0];
  const left = packet.facts.some((f) => f.kind === "nhi.owner_left");
  const name = left ? owner?.value.backup : owner?.value.owner;
  return owner && typeof name === "string" ? { id: owner.id, name, backup: left } : undefined;
};
const idle = (packet: Packet) => [
  ...known(packet, "use.last").filter((f) => f.value.days >= IDLE_DAYS),
  ...known(packet, "use.never").filter((f) => (f.value.granted_days ?? IDLE_DAYS) >= IDLE_DAYS),
];
const inUse = (packet: Packet) => known(packet, "use.last").filter((f) => f.value.days < IDLE_DAYS);
const movedSince = (packet: Packet) =>
  known(packet, "identity.moved").filter((f) => f.value.after_grant === true);
const conflicts = (packet: Packet) => known(packet, "rule.failed").filter((f) => f.value.other !== null);
const broad = (packet: Packet) => [
  ...known(packet, "rule.failed").filter((f) => f.value.rule === "wildcard" && f.value.other === null),
  ...known(packet, "grant.covers").filter((f) => f.value.count >= 20),
];
const nobody = (packet: Packet) => known(packet, "account.orphan", "identity.not_in_directory");
const obscure = (packet: Packet) => [
  ...known(packet, "entitlement.undescribed"),
  ...known(packet, "entitlement.privilege_unknown"),
];
const ownerless = (packet: Packet) =>
  never(packet, "its owner") || packet.facts.some((f) => f.kind === "entitlement.no_owner");
const otherApprover = ({ value }: FactOf<"history.requested">) =>
  value.approved_by !== null && value.approved_by !== value.by;
/** Use of a leaver's access in the last days before they left, or after. */
const usedToTheEnd = (packet: Packet) => {
  const left = known(packet, "identity.left")[0];
  const last = known(packet, "use.last")[0];
  if (!left?.value.on || !last) return [];
  const before = Date.parse(left.value.on) - Date.parse(last.value.on);
  return before <= IDLE_DAYS * 86_400_000 ? [left, last] : [];
};

/** Everything a draft may call not known, what matters more first. */
export const unknowns: readonly Gap[] = [
  {
    id: "which_side",
    applies: (p) => ids(conflicts(p)),
    render: (p) =>
      `Which of the two ${possessive(holder(p))} work needs: this, or ${plain(conflicts(p)[0]?.value.other ?? "", 80) || "the other right"}.`,
  },
  {
    id: "need_after_move",
    applies: (p) => ids(movedSince(p)),
    render: (p) => {
      const to = movedSince(p)[0]?.value.to;
      return to ? `Whether the work in ${named(to)} needs it.` : "Whether the new post needs it.";
    },
  },
  {
    id: "handover",
    applies: (p) => ids(usedToTheEnd(p)),
    render: (p) => `Who took over what ${subject(p)} used it for.`,
  },
  {
    id: "whose",
    applies: (p) => ids(nobody(p)),
    render: (p) => `Whose account it is${inUse(p).length > 0 ? ", and who uses it" : ""}.`,
  },
  {
    id: "successor",
    applies: (p) => not(answerable(p) !== undefined, ids(known(p, "nhi.owner_left", "nhi.no_owner"))),
    render: (p) => `Who could answer for ${holder(p)}.`,
  },
  {
    id: "what_signs_in",
    applies: (p) => not(p.keys.type !== "credential", ids(known(p, "nhi.credential"))),
    render: () => "What signs in with it.",
  },
  {
    id: "which_needed",
    applies: (p) => ids(broad(p)),
    render: () => "Which part of it the work needs.",
  },
  {
    id: "why_used",
    applies: (p) =>
      not(
        machine(p) || inUse(p).length === 0 || known(p, "history.requested").some(otherApprover),
        known(p, "role.excludes").length > 0 ? ids([...inUse(p), ...known(p, "role.excludes")]) : undefined,
      ),
    render: (p) => `What ${subject(p)} uses it for.`,
  },
  {
    id: "not_reported",
    applies: (p) =>
      p.notReported.length > 1 ||
      (p.notReported.length === 1 && !(never(p, "last use") && known(p, "use.not_reported").length > 0))
        ? []
        : undefined,
    render: (p) => {
      const all = p.notReported.map((n) => plain(n, 60));
      return `${plain(p.keys.source, 60) || "The source"} does not report ${listed(all, "or")}.`;
    },
  },
  {
    id: "last_use",
    applies: (p) => not(p.notReported.length > 1 && never(p, "last use"), ids(known(p, "use.not_reported"))),
    render: (p) =>
      `Whether it is used: ${named(known(p, "use.not_reported")[0]?.source.name ?? "the source")} does not report it.`,
  },
  {
    id: "rare_use",
    applies: (p) => ids(idle(p)),
    render: () => "Whether it is needed only at times, such as at the end of a year.",
  },
  {
    id: "approval",
    applies: (p) => ids(known(p, "history.requested").filter((f) => f.value.approved_by === null)),
    render: () => "Who approved it: the request names nobody.",
  },
  {
    id: "granter",
    applies: (p) => not(never(p, "who granted it"), ids(known(p, "history.granter_unknown"))),
    render: () => "Who granted it.",
  },
  {
    id: "meaning",
    applies: (p) => not(never(p, "what it allows"), ids(known(p, "entitlement.undescribed"))),
    render: () => "What it allows: there is no description.",
  },
  {
    id: "privilege",
    applies: (p) => not(never(p, "whether it is privileged"), ids(known(p, "entitlement.privilege_unknown"))),
    render: () => "Whether it is privileged.",
  },
  {
    id: "purpose",
    applies: (p) =>
      machine(p) && !never(p, "what it is for") && !p.facts.some((f) => f.kind === "text.purpose")
        ? []
        : undefined,
    render: (p) => `What ${subject(p)} is for.`,
  },
  {
    id: "peers",
    applies: (p) =>
      p.keys.type === "grant" &&
      p.subject.kind === "human" &&
      !p.facts.some((f) => f.kind.startsWith("peers."))
        ? []
        : undefined,
    render: () => "How many colleagues hold it: there is no group large enough to compare with.",
  },
  {
    id: "rules",
    applies: (p) => (p.rules.unknown > 0 ? [] : undefined),
    render: ({ rules }) => {
      const [one, ...more] = rules.unanswered ?? [];
      return one && more.length === 0 && one.lacks.length > 0
        ? `Whether the rule ${titled(one.name)} holds, for want of ${listed(one.lacks.map((l) => plain(l, 60)))}.`
        : `${capital(counted(rules.unknown, "rule"))} could not be checked with these data.`;
    },
  },
];

/** Everybody a draft may say to ask. */
export const questions: readonly Gap[] = [
  {
    id: "ask_holder_need",
    applies: (p) =>
      p.subject.kind === "human" && !p.facts.some((f) => f.kind === "identity.left")
        ? ids([...idle(p), ...movedSince(p), ...known(p, "use.not_reported")])
        : undefined,
    render: (p) => `Ask ${subject(p)} whether it is still needed.`,
  },
  {
    id: "ask_accountable_owner",
    applies: (p) => {
      const who = answerable(p);
      return who && ids([who]);
    },
    render: (p) => {
      const who = answerable(p);
      return `Ask ${person(who?.name ?? "")}, who ${who?.backup ? "is named as backup" : "answers for it"}, what still runs on it.`;
    },
  },
  {
    id: "ask_owner_meaning",
    applies: (p) => not(ownerless(p), ids(obscure(p))),
    render: () => "Ask the owner of the right what it allows.",
  },
  {
    id: "ask_source_meaning",
    applies: (p) => not(!ownerless(p), ids(obscure(p))),
    render: (p) => `Ask whoever runs ${named(p.access.application)} what it allows.`,
  },
  {
    id: "ask_approver",
    applies: (p) => ids(known(p, "history.requested").filter(otherApprover)),
    render: (p) =>
      `Ask ${person(known(p, "history.requested").find(otherApprover)?.value.approved_by ?? "")}, who approved it, for how long it was meant.`,
  },
];

/** The ids of those that are so for the packet. */
export function applying(gaps: readonly Gap[], packet: Packet): string[] {
  return gaps.filter((g) => g.applies(packet) !== undefined).map((g) => g.id);
}
