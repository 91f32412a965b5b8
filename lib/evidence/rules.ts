/**
 * The rules of least privilege that every item is checked against. Each answers pass, fail or cannot be evaluated; `findings.ts`
 * says when, in SQL. To hold privileged access is not a finding. Pure.
 */

/** Days without use or sign-in from which access counts as unused and an account as dormant. */
export const IDLE_DAYS = 90;
/** Days after which a credential should have been renewed. */
export const CREDENTIAL_DAYS = 365;
/** An end date nearer than this is told. */
export const ENDS_SOON_DAYS = 90;
/** No group of fewer others is told: it would say something about single people, and little about anyone. */
export const SMALLEST_GROUP = 5;

export type Rule = {
  id: string;
  /** What is checked, as the rule's name in a packet: at most 60 characters. */
  checks: string;
  /** What a person reads when it fails. */
  failed: string;
  /** One word for the banner. */
  word: string;
  /** The short word in the worklist's row. */
  tag: string;
};

const list = [
  {
    id: "conflict",
    checks: "No one holds both sides of a separation of duties",
    failed: "Breaks a separation of duties",
    word: "Conflict",
    tag: "conflict",
  },
  {
    id: "leaver",
    checks: "Nobody who has left still has access",
    failed: "The person has left and the access is still there",
    word: "Leaver",
    tag: "leaver",
  },
  {
    id: "secret_in_text",
    checks: "No text about this access holds a secret",
    failed: "A text about this access holds a secret",
    word: "Secret",
    tag: "secret",
  },
  {
    id: "text_instructs",
    checks: "No text about this access instructs its reader",
    failed: "A text about this access tries to instruct its reader",
    word: "Instructing text",
    tag: "instructs",
  },
  {
    id: "orphan",
    checks: "Somebody known holds the account",
    failed: "Nobody known holds the account",
    word: "Orphan",
    tag: "orphan",
  },
  {
    id: "nhi_no_owner",
    checks: "Somebody answers for every non-human identity",
    failed: "Nobody answers for this non-human identity",
    word: "No owner",
    tag: "no owner",
  },
  {
    id: "nhi_owner_left",
    checks: "The owner of a non-human identity still works here",
    failed: "The accountable owner has left",
    word: "Owner left",
    tag: "owner left",
  },
  {
    id: "credential_exposed",
    checks: "No credential has an open exposure alert",
    failed: "A credential has an open exposure alert",
    word: "Exposed",
    tag: "exposed",
  },
  {
    id: "kept_after_move",
    checks: "Privileged access is not kept from before a move",
    failed: "Privileged access kept from before a move",
    word: "Moved",
    tag: "moved",
  },
  {
    id: "privileged_unused",
    checks: `Privileged access is used at least every ${IDLE_DAYS} days`,
    failed: `Privileged access, not used for ${IDLE_DAYS} days or more`,
    word: "Unused",
    tag: "unused",
  },
  {
    id: "past_end",
    checks: "Nothing is held past its end date",
    failed: "Held past its end date",
    word: "Past its end",
    tag: "expired",
  },
  {
    id: "idle_account",
    checks: "Disabled and dormant accounts hold no access",
    failed: "A disabled or dormant account still holds access",
    word: "Idle account",
    tag: "dormant",
  },
  {
    id: "shared_privileged",
    checks: "No shared account holds privileged access",
    failed: "A shared account holds privileged access",
    word: "Shared",
    tag: "shared",
  },
  {
    id: "no_mfa_privileged",
    checks: "Privileged access is behind a second factor",
    failed: "Privileged access without a second factor",
    word: "No second factor",
    tag: "no mfa",
  },
  {
    id: "old_credential",
    checks: `No credential is older than ${CREDENTIAL_DAYS} days`,
    failed: `A credential is older than ${CREDENTIAL_DAYS} days`,
    word: "Old credential",
    tag: "old key",
  },
  {
    id: "wildcard",
    checks: "No policy allows every action or administers access",
    failed: "The policy allows every action, or administers access itself",
    word: "Wildcard",
    tag: "wildcard",
  },
] as const satisfies readonly Rule[];

/** In the order in which findings are told. */
export const rules: readonly Rule[] = list;
export type RuleId = (typeof list)[number]["id"];
export const ruleIds: readonly RuleId[] = list.map((r) => r.id);

/** The rule of this id, or undefined if this version has none such. */
export function ruleOf(id: string): Rule | undefined {
  return rules.find((r) => r.id === id);
}
