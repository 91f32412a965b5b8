/** The types of rule, and what people read of each. Pure. */

export type RuleWords = {
  /** What the type is called where a rule is chosen. */
  kind: string;
  /** What a person reads when it fails. */
  failed: string;
  /** One word for the banner. */
  word: string;
  /** The short word in the worklist's row. */
  tag: string;
  /** Under which heading it stands. */
  group: RuleGroup;
};

export const ruleGroups = ["duties", "people", "use", "accounts", "nonhuman", "data", "texts"] as const;
export type RuleGroup = (typeof ruleGroups)[number];
export const groupWords: Record<RuleGroup, string> = {
  duties: "Separation of duties",
  people: "Joiners, movers and leavers",
  use: "Use and end dates",
  accounts: "Accounts and how they are protected",
  nonhuman: "Non-human identities and their keys",
  data: "What the access reaches, and who answers for it",
  texts: "Words in the data",
};

const words = {
  conflict: {
    kind: "Separation of duties that sources bring",
    failed: "Breaks a separation of duties",
    word: "Conflict",
    tag: "conflict",
    group: "duties",
  },
  separation: {
    kind: "Separation of duties defined here",
    failed: "Breaks a separation of duties",
    word: "Conflict",
    tag: "conflict",
    group: "duties",
  },
  leaver: {
    kind: "Leavers",
    failed: "The person has left and the access is still there",
    word: "Leaver",
    tag: "leaver",
    group: "people",
  },
  secret_in_text: {
    kind: "Secrets in texts",
    failed: "A text about this access holds a secret",
    word: "Secret",
    tag: "secret",
    group: "texts",
  },
  text_instructs: {
    kind: "Texts that instruct their reader",
    failed: "A text about this access tries to instruct its reader",
    word: "Instructing text",
    tag: "instructs",
    group: "texts",
  },
  orphan: {
    kind: "Accounts that nobody known holds",
    failed: "Nobody known holds the account",
    word: "Orphan",
    tag: "orphan",
    group: "accounts",
  },
  nhi_no_owner: {
    kind: "Non-human identities without an owner",
    failed: "Nobody answers for this non-human identity",
    word: "No owner",
    tag: "no owner",
    group: "nonhuman",
  },
  nhi_owner_left: {
    kind: "Non-human identities whose owner has left",
    failed: "The accountable owner has left",
    word: "Owner left",
    tag: "owner left",
    group: "nonhuman",
  },
  owner_missing: {
    kind: "Entitlements nobody answers for",
    failed: "Nobody answers for this entitlement or its application",
    word: "Nobody answers",
    tag: "unowned",
    group: "data",
  },
  credential_exposed: {
    kind: "Exposed credentials",
    failed: "A credential has an open exposure alert",
    word: "Exposed",
    tag: "exposed",
    group: "nonhuman",
  },
  secret_exposed: {
    kind: "Keys and passwords in readable text",
    failed: "A key or password of it stands in readable text",
    word: "Key in text",
    tag: "key in text",
    group: "nonhuman",
  },
  mover: {
    kind: "Movers",
    failed: "Kept from before a move",
    word: "Moved",
    tag: "moved",
    group: "people",
  },
  unused: {
    kind: "Unused access",
    failed: "Not used for longer than the rule allows",
    word: "Unused",
    tag: "unused",
    group: "use",
  },
  past_end: {
    kind: "Access past its end date",
    failed: "Held past its end date",
    word: "Past its end",
    tag: "expired",
    group: "use",
  },
  dormant: {
    kind: "Dormant and disabled accounts",
    failed: "A disabled or dormant account still holds access",
    word: "Idle account",
    tag: "dormant",
    group: "accounts",
  },
  shared_account: {
    kind: "Shared accounts",
    failed: "Held by a shared account",
    word: "Shared",
    tag: "shared",
    group: "accounts",
  },
  second_factor: {
    kind: "Second factor",
    failed: "Not behind a second factor",
    word: "No second factor",
    tag: "no mfa",
    group: "accounts",
  },
  key_age: {
    kind: "Age of credentials",
    failed: "A credential is older than the rule allows",
    word: "Old credential",
    tag: "old key",
    group: "nonhuman",
  },
  administrative_actions: {
    kind: "Wildcard and administrative actions",
    failed: "The policy allows too much",
    word: "Wildcard",
    tag: "wildcard",
    group: "data",
  },
  data_class: {
    kind: "Class of data for departments",
    failed: "Reaches data that is not for the holder's department",
    word: "Data class",
    tag: "data class",
    group: "data",
  },
  privileged_holders: {
    kind: "Privileged access for departments",
    failed: "Privileged access outside the departments it is for",
    word: "Privileged",
    tag: "outside",
    group: "data",
  },
} as const satisfies Record<string, RuleWords>;

export type RuleType = keyof typeof words;
export const ruleTypes = Object.keys(words) as readonly RuleType[];

/** What people read of a type. */
export function wordsOf(type: RuleType): RuleWords {
  return words[type];
}

/** Ids the starter set has had from the first; every other rule's id is its type and a number. */
const starterIds: Partial<Record<RuleType, string>> = {
  mover: "kept_after_move",
  unused: "privileged_unused",
  dormant: "idle_account",
  shared_account: "shared_privileged",
  second_factor: "no_mfa_privileged",
  key_age: "old_credential",
  administrative_actions: "wildcard",
};
const typeByStarterId = new Map(ruleTypes.map((type) => [starterId(type), type]));

/** The id that the starter set's rule of a type has. */
export function starterId(type: RuleType): string {
  return starterIds[type] ?? type;
}

/** The type of the rule of this id, or undefined where no rule can have it. */
export function typeOfId(id: string): RuleType | undefined {
  const starter = typeByStarterId.get(id);
  if (starter) return starter;
  const type = /^([a-z_]+)_[1-9][0-9]{0,3}$/u.exec(id)?.[1];
  return ruleTypes.find((t) => t === type);
}
