import type { Fact, FactKind, FactOf, Packet } from "@/lib/evidence/schema";
import { IDLE_DAYS } from "./claims-use";
import { counted, listed, named, person, plain, subject } from "./words";

/** What a draft may say is not known, and whom it may say to ask: closed lists, each with the facts it rests on. */
export type Gap = {
  id: string;
  /** The facts it follows from, perhaps none; undefined where it is not so. */
  applies: (packet: Packet) => string[] | undefined;
  render: (packet: Packet) => string;
};

/** Facts of a kind that are more than somebody's word. */
const facts = <K extends FactKind>(packet: Packet, kind: K): FactOf<K>[] =>
  packet.facts.filter((f: Fact): f is Extract<Fact, FactOf<K>> => f.kind === kind && f.class !== "asserted");
const ids = (found: readonly { id: string }[]) =>
  found.length ? found.map((f) => f.id).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))) : undefined;
/** Who answers for a non-human identity and is still there: the owner, else the backup. */
const answerable = (packet: Packet) => {
  const owner = facts(packet, "nhi.owner")[0];
  const left = packet.facts.some((f) => f.kind === "nhi.owner_left");
  const name = left ? owner?.value.backup : owner?.value.owner;
  return owner && typeof name === "string" ? { id: owner.id, name } : undefined;
};
const idle = (packet: Packet) => [
  ...facts(packet, "use.last").filter((f) => f.value.days >= IDLE_DAYS),
  ...facts(packet, "use.never"),
];
const movedSince = (packet: Packet) =>
  facts(packet, "identity.moved").filter((f) => f.value.after_grant === true);
const obscure = (packet: Packet) => [
  ...facts(packet, "entitlement.undescribed"),
  ...facts(packet, "entitlement.privilege_unknown"),
];

const otherApprover = ({ value }: FactOf<"history.requested">) =>
  value.approved_by !== null && value.approved_by !== value.by;

/** Everything a draft may call not known, what matters more first. */
export const unknowns: readonly Gap[] = [
  {
    id: "need_after_move",
    applies: (p) => ids(movedSince(p)),
    render: (p) => {
      const to = movedSince(p)[0]?.value.to;
      return to ? `Whether the work in ${named(to)} needs it.` : "Whether the new post needs it.";
    },
  },
  {
    id: "not_reported",
    applies: (p) => (p.notReported.length > 1 ? [] : undefined),
    render: (p) => `The source never reports ${listed(p.notReported.map((n) => plain(n, 60)))}.`,
  },
  {
    id: "last_use",
    applies: (p) => ids(facts(p, "use.not_reported")),
    render: (p) =>
      `Whether it is used: ${named(facts(p, "use.not_reported")[0]?.source.name ?? "the source")} does not report it.`,
  },
  {
    id: "rare_use",
    applies: (p) => ids(idle(p)),
    render: () => "Whether it is needed only at times, such as at the end of a year.",
  },
  {
    id: "granter",
    applies: (p) => ids(facts(p, "history.granter_unknown")),
    render: () => "Who granted it.",
  },
  {
    id: "meaning",
    applies: (p) => ids(facts(p, "entitlement.undescribed")),
    render: () => "What it allows: there is no description.",
  },
  {
    id: "privilege",
    applies: (p) => ids(facts(p, "entitlement.privilege_unknown")),
    render: () => "Whether it is privileged.",
  },
  {
    id: "purpose",
    applies: (p) =>
      ["service", "workload", "ai_agent"].includes(p.subject.kind) &&
      !p.facts.some((f) => f.kind === "text.purpose")
        ? []
        : undefined,
    render: (p) => `What ${subject(p)} is for.`,
  },
  {
    id: "peers",
    applies: (p) =>
      p.subject.kind === "human" && !p.facts.some((f) => f.kind.startsWith("peers.")) ? [] : undefined,
    render: () => "How many colleagues hold it: there is no group large enough to compare with.",
  },
  {
    id: "rules",
    applies: (p) => (p.rules.unknown > 0 ? [] : undefined),
    render: ({ rules }) => `${counted(rules.unknown, "rule")} could not be checked with these data.`,
  },
];

/** Everybody a draft may say to ask. */
export const questions: readonly Gap[] = [
  {
    id: "ask_holder_need",
    applies: (p) =>
      p.subject.kind === "human" && !p.facts.some((f) => f.kind === "identity.left")
        ? ids([...idle(p), ...movedSince(p)])
        : undefined,
    render: (p) => `${subject(p)} can say whether it is still needed.`,
  },
  {
    id: "ask_owner_meaning",
    applies: (p) => (p.facts.some((f) => f.kind === "entitlement.no_owner") ? undefined : ids(obscure(p))),
    render: () => "The owner of the right can say what it allows.",
  },
  {
    id: "ask_accountable_owner",
    applies: (p) => {
      const who = answerable(p);
      return who && ids([who]);
    },
    render: (p) => `${person(answerable(p)?.name ?? "")} answers for it and can say what still runs on it.`,
  },
  {
    id: "ask_approver",
    applies: (p) => ids(facts(p, "history.requested").filter(otherApprover)),
    render: (p) =>
      `${person(facts(p, "history.requested").find(otherApprover)?.value.approved_by ?? "")} approved the request and can say for how long it was meant.`,
  },
];

/** The ids of those that are so for the packet. */
export function applying(gaps: readonly Gap[], packet: Packet): string[] {
  return gaps.filter((g) => g.applies(packet) !== undefined).map((g) => g.id);
}
