import type { FactOf } from "@/lib/evidence/schema";
import { type Case, testClaims } from "@/lib/testing/claims";
import { fact, machine } from "@/lib/testing/packets";
import { agentClaims } from "./claims-agent";

const of: NonNullable<Case["of"]> = {
  subject: machine.subject,
  keys: { ...machine.keys, type: "identity" },
};
const rights = (more: Partial<FactOf<"nhi.rights">["value"]>) =>
  fact("nhi.rights", { count: 5, privileged: 0, privilege_unknown: 0, unused: 0, use_unknown: 0, ...more });
const keys = (count: number, unused: number, use_unknown = 0) =>
  fact("nhi.keys", { count, oldest_days: null, unused, use_unknown });
const used = (on: string, days: number) => fact("nhi.last_use", { on, days, of: "right" });
const tools = (granted: number, seen: number | null, unused: string[]) =>
  fact("agent.tools", { granted, used: seen, unused });
const off = (tested: string | null) =>
  fact("agent.off_switch", { how: "By hand", tested, days: null, never_tested: tested === null });

const cases: Record<string, Case> = {
  beneath: {
    holds: [fact("identity.covers", { grants: 2, credentials: 1, examples: [] })],
    value: "2",
    says: "Beneath it: 2 grants and 1 key.",
    blank: [
      [fact("identity.covers", { grants: 1, credentials: null, examples: [] })],
      "Beneath it: 1 grant; its keys are not reported.",
    ],
  },
  rights_unused: {
    holds: [rights({ unused: 2, use_unknown: 1 })],
    value: "2 of 5",
    says: "2 of its 5 grants were not used in the last 90 days; for 1 use is not reported.",
    not: [rights({ use_unknown: 5 })],
    blank: [[rights({ count: 1, unused: 1 })], "Its only grant was not used in the last 90 days."],
  },
  rights_privileged: {
    holds: [rights({ privileged: 1 })],
    value: "1 of 5",
    says: "1 of its 5 grants is privileged.",
    not: [rights({ privilege_unknown: 5 })],
  },
  keys_unused: {
    holds: [keys(2, 2)],
    value: "2 of 2",
    says: "None of its 2 keys was used in the last 90 days.",
    not: [keys(2, 0, 2)],
    blank: [[keys(1, 1)], "Its only key was not used in the last 90 days."],
  },
  whole_unused: {
    holds: [used("2026-08-22", 90)],
    value: "2026-08-22",
    says: "No use of anything it holds is reported after 22 August 2026.",
    not: [used("2026-08-23", 89)],
  },
  whole_used: {
    holds: [used("2026-11-14", 6)],
    value: "2026-11-14",
    says: "It was last used on 14 November 2026, through one of its rights.",
    not: [used("2026-08-22", 90)],
  },
  reaches: {
    holds: [
      fact("nhi.reach", {
        applications: 1,
        names: ["Ledgerwise ERP"],
        privileged: 0,
        privilege_unknown: false,
        classes: [],
      }),
    ],
    value: "1",
    says: "It reaches 1 application with no privileged rights.",
    blank: [
      [
        fact("nhi.reach", {
          applications: 2,
          names: [],
          privileged: 1,
          privilege_unknown: true,
          classes: [],
        }),
      ],
      "It reaches 2 applications with 1 privileged right; for some of its rights that is not reported.",
    ],
  },
  tools_unused: {
    holds: [tools(3, 1, ["mail-send", "payment-draft"])],
    value: "1 of 3",
    says: "It used 1 of the 3 tools it may use, not mail-send and payment-draft.",
    not: [tools(3, 3, [])],
    blank: [[tools(3, null, [])], null],
  },
  scope_never_used: {
    holds: [fact("credential.scopes", { names: ["read", "write"], unused: ["write"] })],
    value: "1",
    says: "It was not used for write, which it may be used for.",
    not: [fact("credential.scopes", { names: ["read"], unused: [] })],
    blank: [[fact("credential.scopes", { names: ["read"], unused: null })], null],
  },
  credential_first_seen: {
    holds: [fact("credential.first_seen", { on: "2026-03-04", days: 261 })],
    value: "2026-03-04",
    says: "It was first seen on 4 March 2026.",
  },
  sponsored: {
    holds: [fact("agent.sponsor", { sponsor: "Ana Duarte" })],
    value: "yes",
    says: "Ana Duarte sponsors it.",
    blank: [[fact("agent.sponsor", { sponsor: "" })], "Somebody without a name sponsors it."],
  },
  acts_delegated: {
    holds: [fact("agent.delegation", { authority: "delegated" })],
    value: "yes",
    says: "It acts on the authority of the person it works for.",
    not: [fact("agent.delegation", { authority: "own" })],
  },
  acts_alone: {
    holds: [fact("agent.autonomy", { autonomy: "acts_alone" })],
    value: "yes",
    says: "It acts without asking anybody.",
    not: [fact("agent.autonomy", { autonomy: "suggests" })],
  },
  model_named: {
    holds: [fact("agent.model", { model: "Kompass 12b", provider: null })],
    value: "yes",
    says: "It runs on Kompass 12b.",
    not: [fact("agent.model", { model: null, provider: "Polaris Models" })],
  },
  instructed_by: {
    holds: [fact("agent.instructions", { names: ["Ana Duarte", "Marek Vrba"] })],
    value: "2",
    says: "Ana Duarte and Marek Vrba can change what it is told to do.",
    not: [fact("agent.instructions", { names: [] })],
  },
  started_by: {
    holds: [fact("agent.family", { parent: "Support reply agent", children: [] })],
    value: "yes",
    says: "It is started by Support reply agent.",
    not: [fact("agent.family", { parent: null, children: ["N106"] })],
  },
  off_switch_tested: {
    holds: [off("2026-10-08")],
    value: "2026-10-08",
    says: "How to switch it off was last tested on 8 October 2026.",
    not: [off(null)],
  },
};

testClaims(agentClaims, Object.fromEntries(Object.entries(cases).map(([id, c]) => [id, { ...c, of }])));
