import { predicate } from "./predicate";
import { counted, day, named, plain, titled } from "./words";

/** What can be said of the right itself and of its account. */
export const accessClaims = [
  predicate({
    id: "privileged",
    kinds: ["entitlement.privileged"],
    stance: "context",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: () => "This is privileged access.",
  }),
  predicate({
    id: "data_class",
    kinds: ["entitlement.data_class"],
    stance: "context",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: ({ data_class }) => `It reaches data of the class ${named(data_class)}.`,
  }),
  predicate({
    id: "other_holders",
    kinds: ["entitlement.holders"],
    stance: "context",
    form: "count",
    when: "always; the value is `others`",
    evaluate: ({ others }) => String(others),
    render: ({ others }) =>
      others === 0 ? "Nobody else holds it." : `It has ${counted(others, "other holder")}.`,
  }),
  predicate({
    id: "no_entitlement_owner",
    kinds: ["entitlement.no_owner"],
    stance: "context",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: () => "No owner is recorded for this right.",
  }),
  predicate({
    id: "account_dormant",
    kinds: ["account.dormant"],
    stance: "remove",
    form: "date or unknown",
    when: "always; the value is `on`, or unknown",
    evaluate: ({ on }) => on ?? "unknown",
    render: ({ on, days, never }) => {
      if (on !== null) {
        const long = days === null ? "" : `for ${counted(days, "day")}, `;
        return `Nobody has signed in to the account ${long}since ${day(on)}.`;
      }
      return never
        ? "Nobody ever signed in to the account."
        : "The account is dormant; its last sign-in is not recorded.";
    },
  }),
  predicate({
    id: "account_disabled",
    kinds: ["account.disabled"],
    stance: "remove",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: ({ status }) => `The account cannot be used: its status is ${named(status)}.`,
  }),
  predicate({
    id: "account_orphan",
    kinds: ["account.orphan"],
    stance: "remove",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: () => "The account is not matched to any identity.",
  }),
  predicate({
    id: "account_shared",
    kinds: ["account.shared"],
    stance: "remove",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: ({ type }) => `The account is not one person's; its type is ${named(type)}.`,
  }),
  predicate({
    id: "account_no_mfa",
    kinds: ["account.no_mfa"],
    stance: "remove",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: () => "The account has no second factor.",
  }),
  predicate({
    id: "last_holder",
    kinds: ["account.last_holder"],
    stance: "keep",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: () => "Nobody else holds it; removing it leaves no holder.",
  }),
  predicate({
    id: "last_admin",
    kinds: ["account.last_admin"],
    stance: "keep",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: () => "No other administrator would remain.",
  }),
  predicate({
    id: "conflict",
    kinds: ["rule.failed"],
    stance: "remove",
    form: "yes",
    when: "other is not null",
    evaluate: ({ other }) => (other === null ? null : "yes"),
    render: ({ name, other }) =>
      `Together with ${plain(other ?? "", 80) || "another right"} it breaks the rule ${titled(name)}.`,
  }),
  predicate({
    id: "rule_failed",
    kinds: ["rule.failed"],
    stance: "remove",
    form: "yes",
    when: "other is null and rule is not wildcard",
    evaluate: ({ other, rule }) => (other === null && rule !== "wildcard" ? "yes" : null),
    render: ({ name, reason }) => `It breaks the rule ${titled(name)}${because(reason)}.`,
  }),
  predicate({
    id: "wildcard",
    kinds: ["rule.failed"],
    stance: "remove",
    form: "yes",
    when: "rule is wildcard",
    evaluate: ({ other, rule }) => (other === null && rule === "wildcard" ? "yes" : null),
    render: ({ reason }) =>
      reason === null || plain(reason, 160) === ""
        ? "It allows every action, or administers access itself."
        : `It goes further than the rules allow (${plain(reason, 160).replace(/[.]+$/u, "")}).`,
  }),
];

/** What exactly failed, where the rule says it. */
const because = (reason: string | null) =>
  reason === null || plain(reason, 100) === "" ? "" : `: ${plain(reason, 100).replace(/[.]+$/u, "")}`;
