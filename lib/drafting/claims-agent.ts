import { IDLE_DAYS } from "./claims-use";
import { predicate } from "./predicate";
import { capital, counted, day, holder, listed, named, person, possessive } from "./words";

/** What can be said of a credential's scopes, and of a non-human identity as a whole. */
export const agentClaims = [
  predicate({
    id: "beneath",
    kinds: ["identity.covers"],
    stance: "context",
    form: "count",
    when: "always; the value is `grants`",
    evaluate: ({ grants }) => String(grants),
    render: ({ grants, credentials }, p) =>
      `Beneath ${holder(p)}: ${counted(grants, "grant")}${credentials === null ? "; its keys are not reported" : ` and ${counted(credentials, "key")}`}.`,
  }),
  predicate({
    id: "rights_unused",
    kinds: ["nhi.rights"],
    stance: "remove",
    form: "count of count",
    when: 'unused is above 0; the value is "UNUSED of COUNT"',
    evaluate: ({ count, unused }) => (unused > 0 && unused <= count ? `${unused} of ${count}` : null),
    render: ({ count, unused, use_unknown: silent }, p) =>
      `${idle(possessive(holder(p)), "grant", count, unused)}${silent === 0 ? "" : `; for ${silent} use is not reported`}.`,
  }),
  predicate({
    id: "rights_privileged",
    kinds: ["nhi.rights"],
    stance: "context",
    form: "count of count",
    when: 'privileged is above 0; the value is "PRIVILEGED of COUNT"',
    evaluate: ({ count, privileged }) => (privileged > 0 ? `${privileged} of ${count}` : null),
    render: ({ count, privileged }, p) =>
      `${privileged} of ${possessive(holder(p))} ${counted(count, "grant")} ${privileged === 1 ? "is" : "are"} privileged.`,
  }),
  predicate({
    id: "keys_unused",
    kinds: ["nhi.keys"],
    stance: "remove",
    form: "count of count",
    when: 'unused is above 0; the value is "UNUSED of COUNT"',
    evaluate: ({ count, unused }) => (unused > 0 ? `${unused} of ${count}` : null),
    render: ({ count, unused, use_unknown: silent }, p) =>
      `${idle(possessive(holder(p)), "key", count, unused)}${silent === 0 ? "" : `; for ${silent} use is not reported`}.`,
  }),
  predicate({
    id: "whole_unused",
    kinds: ["nhi.last_use"],
    stance: "remove",
    form: "date",
    when: `days is at least ${IDLE_DAYS}; the value is \`on\``,
    evaluate: ({ on, days }) => (days >= IDLE_DAYS ? on : null),
    render: ({ on }, p) => `No use of anything ${holder(p)} holds is reported after ${day(on)}.`,
  }),
  predicate({
    id: "whole_used",
    kinds: ["nhi.last_use"],
    stance: "keep",
    form: "date",
    when: `days is below ${IDLE_DAYS}; the value is \`on\``,
    evaluate: ({ on, days }) => (days < IDLE_DAYS ? on : null),
    render: ({ on, of }, p) => `${capital(holder(p))} was last used on ${day(on)}, ${how[of]}.`,
  }),
  predicate({
    id: "reaches",
    kinds: ["nhi.reach"],
    stance: "context",
    form: "count",
    when: "always; the value is `applications`",
    evaluate: ({ applications }) => String(applications),
    render: ({ applications, privileged, privilege_unknown: unclear }, p) =>
      `${capital(holder(p))} reaches ${counted(applications, "application")} with ${counted(privileged, "privileged right")}${unclear ? "; for some of its rights that is not reported" : ""}.`,
  }),
  predicate({
    id: "tools_unused",
    kinds: ["agent.tools"],
    stance: "remove",
    form: "count of count",
    when: 'used is not null and less than granted; the value is "USED of GRANTED"',
    evaluate: ({ granted, used }) => (used !== null && used < granted ? `${used} of ${granted}` : null),
    render: ({ granted, used, unused }, p) =>
      `${capital(holder(p))} used ${used} of the ${counted(granted, "tool")} it may use${left(unused, granted - (used ?? 0))}.`,
  }),
  predicate({
    id: "scope_never_used",
    kinds: ["credential.scopes"],
    stance: "remove",
    form: "count",
    when: "unused has entries; the value is how many",
    evaluate: ({ unused }) => (unused !== null && unused.length > 0 ? String(unused.length) : null),
    render: ({ unused }) =>
      `It was not used for ${listed((unused ?? []).map(named))}, which it may be used for.`,
  }),
  predicate({
    id: "credential_first_seen",
    kinds: ["credential.first_seen"],
    stance: "context",
    form: "date",
    when: "always; the value is `on`",
    evaluate: ({ on }) => on,
    render: ({ on }) => `It was first seen on ${day(on)}.`,
  }),
  predicate({
    id: "sponsored",
    kinds: ["agent.sponsor"],
    stance: "context",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: ({ sponsor }, p) => `${capital(person(sponsor))} sponsors ${holder(p)}.`,
  }),
  predicate({
    id: "acts_delegated",
    kinds: ["agent.delegation"],
    stance: "context",
    form: "yes",
    when: "authority is delegated",
    evaluate: ({ authority }) => (authority === "delegated" ? "yes" : null),
    render: (_, p) => `${capital(holder(p))} acts on the authority of the person it works for.`,
  }),
  predicate({
    id: "acts_alone",
    kinds: ["agent.autonomy"],
    stance: "context",
    form: "yes",
    when: "autonomy is acts_alone",
    evaluate: ({ autonomy }) => (autonomy === "acts_alone" ? "yes" : null),
    render: (_, p) => `${capital(holder(p))} acts without asking anybody.`,
  }),
  predicate({
    id: "model_named",
    kinds: ["agent.model"],
    stance: "context",
    form: "yes",
    when: "model is not null",
    evaluate: ({ model }) => (model === null ? null : "yes"),
    render: ({ model }, p) => `${capital(holder(p))} runs on ${named(model ?? "")}.`,
  }),
  predicate({
    id: "instructed_by",
    kinds: ["agent.instructions"],
    stance: "context",
    form: "count",
    when: "names has entries; the value is how many",
    evaluate: ({ names }) => (names.length > 0 ? String(names.length) : null),
    render: ({ names }, p) =>
      `${capital(listed(names.map(person)))} can change what ${holder(p)} is told to do.`,
  }),
  predicate({
    id: "started_by",
    kinds: ["agent.family"],
    stance: "context",
    form: "yes",
    when: "parent is not null",
    evaluate: ({ parent }) => (parent === null ? null : "yes"),
    render: ({ parent }, p) => `${capital(holder(p))} is started by ${named(parent ?? "")}.`,
  }),
  predicate({
    id: "off_switch_tested",
    kinds: ["agent.off_switch"],
    stance: "context",
    form: "date",
    when: "tested is not null; the value is `tested`",
    evaluate: ({ tested }) => tested,
    render: ({ tested }, p) => `How to switch ${holder(p)} off was last tested on ${day(tested ?? "")}.`,
  }),
];

const how = {
  right: "through one of its rights",
  credential: "with one of its keys",
  account: "through one of its accounts",
} as const;

/** "1 of its 5 grants was not used in the last 90 days", without the full stop. */
function idle(whose: string, what: string, count: number, unused: number): string {
  const days = `in the last ${IDLE_DAYS} days`;
  if (count === 1) return `${capital(whose)} only ${what} was not used ${days}`;
  if (unused === count) return `None of ${whose} ${count} ${what}s was used ${days}`;
  return `${unused} of ${whose} ${count} ${what}s ${unused === 1 ? "was" : "were"} not used ${days}`;
}

/** Which tools were not used, as far as they are named. */
function left(names: readonly string[], all: number): string {
  if (names.length === 0) return "";
  return names.length === all
    ? `, not ${listed(names.map(named))}`
    : `; not ${names.map(named).join(", ")} and others`;
}
