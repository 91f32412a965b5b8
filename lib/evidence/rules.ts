import { z } from "zod";
import { ownWords } from "@/lib/text/own-words";
import { type RuleType, starterId, typeOfId, wordsOf } from "./rule-words";

export { groupWords, type RuleGroup, type RuleType, ruleGroups, ruleTypes, wordsOf } from "./rule-words";

/**
 * The rules of least privilege that every item is checked against: typed data, kept in versions. Each rule answers pass, fail
 * or cannot be evaluated; `findings-sql.ts` says when. To hold privileged access is not a finding by itself. Pure.
 */

/** Days without use or sign-in from which access counts as unused and an account as dormant, in facts and at first. */
export const IDLE_DAYS = 90;
/** Days after which a credential should have been renewed, in facts and at first. */
export const CREDENTIAL_DAYS = 365;
/** An end date nearer than this is told. */
export const ENDS_SOON_DAYS = 90;
/** No group of fewer others is told: it would say something about single people, and little about anyone. */
export const SMALLEST_GROUP = 5;

/** The most rules in a set, and the most entries in a list of one. */
export const MOST_RULES = 60;
const mostEntries = 50;

const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1, "Write something here.")
    .max(most, `Keep it under ${most} characters.`)
    .refine((t) => !hasControls(t), "Keep it to one line of plain text.");

/** Whether a text holds control characters or halves of them, which no database text and no screen shows. */
function hasControls(text: string): boolean {
  return /[\p{Cc}\p{Surrogate}]/u.test(text);
}

const list = (least: string) =>
  z
    .array(line(120))
    .min(1, least)
    .max(mostEntries, `Name at most ${mostEntries}.`)
    .refine((a) => new Set(a.map((t) => t.toLowerCase())).size === a.length, "One is named twice.");
const wholeDays = "Give whole days.";
const days = (least: number) =>
  z
    .int(wholeDays)
    .min(least, `At least ${least === 1 ? "1 day" : `${least} days`}.`)
    .max(3650, "At most 3,650 days, which is ten years.");
const access = z.enum(["privileged", "any"]);

/** An entitlement by its application's and its own id; `label` is how people know it. */
export const entitlementRef = z.strictObject({
  application: line(200),
  entitlement: line(200),
  label: line(200).exactOptional(),
});
export type EntitlementRef = z.infer<typeof entitlementRef>;
const side = z
  .array(entitlementRef)
  .min(1, "Name at least one entitlement on each side.")
  .max(mostEntries, `Name at most ${mostEntries} on a side.`);

const none = z.strictObject({});
/** What can be set in a rule, by its type. */
export const ruleParams = {
  conflict: none,
  separation: z
    .strictObject({
      left: side,
      right: side,
      reason: ownWords(
        z
          .string()
          .trim()
          .max(300, "Keep it under 300 characters.")
          .refine((t) => !hasControls(t), "Keep it to one line of plain text."),
      ),
    })
    .refine(
      ({ left, right }) => !left.some((l) => right.some((r) => sameRef(l, r))),
      "The same entitlement stands on both sides; take it out of one.",
    ),
  leaver: z.strictObject({ days: days(0) }),
  secret_in_text: none,
  text_instructs: none,
  orphan: none,
  nhi_no_owner: none,
  nhi_owner_left: none,
  owner_missing: none,
  credential_exposed: none,
  secret_exposed: none,
  mover: z.strictObject({ access, days: days(0) }),
  unused: z.strictObject({ access, days: days(1) }),
  past_end: none,
  dormant: z.strictObject({ days: days(1) }),
  shared_account: z.strictObject({ access }),
  second_factor: z.strictObject({ access }),
  key_age: z.strictObject({ days: days(1) }),
  /**
   * `administrative`: every action of a service or of all, or the management of permissions, as the source's policy document
   * or list of actions is read. `actions`: patterns with `*`, as `s3:Delete*` or `escalate`.
   */
  administrative_actions: z
    .strictObject({ administrative: z.boolean(), actions: z.array(line(120)).max(mostEntries) })
    .refine((p) => p.administrative || p.actions.length > 0, "Name an action, or check administrative ones."),
  data_class: z.strictObject({
    classes: list("Name at least one class of data."),
    departments: list("Name at least one department."),
  }),
  privileged_holders: z.strictObject({ departments: list("Name at least one department.") }),
} as const satisfies Record<RuleType, z.ZodType>;

function sameRef(a: EntitlementRef, b: EntitlementRef): boolean {
  return a.application === b.application && a.entitlement === b.entitlement;
}

export type ParamsOf<T extends RuleType> = z.output<(typeof ruleParams)[T]>;

const ruleOfType = <T extends RuleType>(type: T) =>
  z.strictObject({
    /** Fixed for as long as the rule lives; says its type. */
    id: z.string().max(60),
    type: z.literal(type),
    /** What is checked, as packets name the rule. */
    name: ownWords(line(90)),
    on: z.boolean(),
    params: ruleParams[type],
    /** Only these applications, by id or name; all where it is not there. */
    applications: list("Name an application, or take the limit away.").exactOptional(),
  });

/** One rule: what `type` says is what `params` hold. */
export const rule = z
  .discriminatedUnion("type", [
    ruleOfType("conflict"),
    ruleOfType("separation"),
    ruleOfType("leaver"),
    ruleOfType("secret_in_text"),
    ruleOfType("text_instructs"),
    ruleOfType("orphan"),
    ruleOfType("nhi_no_owner"),
    ruleOfType("nhi_owner_left"),
    ruleOfType("owner_missing"),
    ruleOfType("credential_exposed"),
    ruleOfType("secret_exposed"),
    ruleOfType("mover"),
    ruleOfType("unused"),
    ruleOfType("past_end"),
    ruleOfType("dormant"),
    ruleOfType("shared_account"),
    ruleOfType("second_factor"),
    ruleOfType("key_age"),
    ruleOfType("administrative_actions"),
    ruleOfType("data_class"),
    ruleOfType("privileged_holders"),
  ])
  .refine((r) => typeOfId(r.id) === r.type, {
    message: "The rule's id does not go with its type.",
    path: ["id"],
  });
export type Rule = z.output<typeof rule>;
export type RuleOf<T extends RuleType> = Extract<Rule, { type: T }>;

/** Whether a set can hold several rules of a type: only where there is something to tell them apart by. */
export function mayRepeat(type: RuleType): boolean {
  return ruleParams[type] !== none;
}

/** The rules of one version, in the order in which their findings are told. */
export const ruleList = z
  .array(rule)
  .max(MOST_RULES, `Keep a set to ${MOST_RULES} rules.`)
  .superRefine((rules, ctx) => {
    const ids = new Set<string>();
    const single = new Set<RuleType>();
    rules.forEach((r, i) => {
      if (ids.has(r.id))
        ctx.addIssue({ code: "custom", path: [i, "id"], message: "Two rules have this id." });
      ids.add(r.id);
      if (mayRepeat(r.type)) return;
      if (single.has(r.type))
        ctx.addIssue({ code: "custom", path: [i, "type"], message: "A rule of this kind is there already." });
      single.add(r.type);
    });
  });

/** A version's rules with its number. */
export type RuleSet = { version: number; rules: readonly Rule[] };

/** The set's name in packets and decisions: "rules-3". */
export function setName(version: number): string {
  return `rules-${version}`;
}

/** The set in a log entry: its name and the start of its hash, "rules-3@0123456789ab". */
export function setRef(version: number, hash: string): string {
  return `${setName(version)}@${hash.slice(0, 12)}`;
}

const counted = (n: number) => (n === 1 ? "1 day" : `${n.toLocaleString("en-GB")} days`);
const held = (a: "privileged" | "any") => (a === "privileged" ? "Privileged access" : "All access");
const names = (words: readonly string[]) =>
  words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** What each type checks, as a sentence of at most ninety characters. */
const checks: { [T in RuleType]: (params: ParamsOf<T>) => string } = {
  conflict: () => "No one holds both sides of a separation of duties",
  separation: () => "Separation of duties",
  leaver: (p) =>
    p.days === 0
      ? "Nobody who has left still has access"
      : `Nobody still has access ${counted(p.days)} after leaving`,
  secret_in_text: () => "No text about this access holds a secret",
  text_instructs: () => "No text about this access instructs its reader",
  orphan: () => "Somebody known holds the account",
  nhi_no_owner: () => "Somebody answers for every non-human identity",
  nhi_owner_left: () => "The owner of a non-human identity still works here",
  owner_missing: () => "Somebody answers for every entitlement or its application",
  credential_exposed: () => "No credential has an open exposure alert",
  secret_exposed: () => "No key or password of an identity stands in readable text",
  mover: (p) =>
    `${p.access === "any" ? "Access" : "Privileged access"} is not kept from before a move${p.days === 0 ? "" : ` for ${counted(p.days)}`}`,
  unused: (p) => `${held(p.access)} is used at least every ${counted(p.days)}`,
  past_end: () => "Nothing is held past its end date",
  dormant: (p) =>
    p.days === IDLE_DAYS
      ? "Disabled and dormant accounts hold no access"
      : `Accounts disabled or without a sign-in for ${counted(p.days)} hold no access`,
  shared_account: (p) => `No shared account holds ${p.access === "any" ? "access" : "privileged access"}`,
  second_factor: (p) => `${held(p.access)} is behind a second factor`,
  key_age: (p) => `No credential is older than ${counted(p.days)}`,
  administrative_actions: (p) =>
    p.administrative
      ? "No policy allows every action or administers access"
      : "No policy allows an action that is on the list",
  data_class: (p) =>
    fitting(
      `Data of class ${names(p.classes)} only for ${names(p.departments)}`,
      "Data only for the departments it is for",
    ),
  privileged_holders: (p) =>
    fitting(
      `Privileged access only in ${names(p.departments)}`,
      "Privileged access only in the departments named",
    ),
};

function fitting(long: string, short: string): string {
  return long.length <= 90 ? long : short;
}

/** The name a rule of this type and these parameters has by itself. */
export function nameOf<T extends RuleType>(type: T, params: ParamsOf<T>): string {
  return checks[type](params);
}

/** What a new rule of a type starts with; lists start empty, which is not yet a rule. */
export const firstParams: { [T in RuleType]: ParamsOf<T> } = {
  conflict: {},
  separation: { left: [], right: [], reason: "" },
  leaver: { days: 0 },
  secret_in_text: {},
  text_instructs: {},
  orphan: {},
  nhi_no_owner: {},
  nhi_owner_left: {},
  owner_missing: {},
  credential_exposed: {},
  secret_exposed: {},
  mover: { access: "privileged", days: 0 },
  unused: { access: "privileged", days: IDLE_DAYS },
  past_end: {},
  dormant: { days: IDLE_DAYS },
  shared_account: { access: "privileged" },
  second_factor: { access: "privileged" },
  key_age: { days: CREDENTIAL_DAYS },
  administrative_actions: { administrative: true, actions: [] },
  data_class: { classes: [], departments: [] },
  privileged_holders: { departments: [] },
};

/** In the order in which findings are told. */
const starterTypes = [
  "conflict",
  "leaver",
  "secret_in_text",
  "text_instructs",
  "orphan",
  "nhi_no_owner",
  "nhi_owner_left",
  "credential_exposed",
  "secret_exposed",
  "mover",
  "unused",
  "past_end",
  "dormant",
  "shared_account",
  "second_factor",
  "key_age",
  "administrative_actions",
] as const satisfies readonly RuleType[];

/** What ships switched on, as version 1; made by nobody. */
export const starterRules: readonly Rule[] = starterTypes.map((type) =>
  rule.parse({
    id: starterId(type),
    type,
    name: checksOf(type),
    on: true,
    params: firstParams[type],
  }),
);
export const starterSet: RuleSet = { version: 1, rules: starterRules };

/** A type's own parameters go with its own sentence; the compiler cannot follow that through the index. */
function checksOf(type: RuleType, params: unknown = firstParams[type]): string {
  const said = checks[type] as (params: unknown) => string;
  return said(params);
}

/** The rule under the name that its parameters give it; a separation of duties keeps the one somebody gave it. */
export function named(of: Rule): Rule {
  return of.type === "separation" ? of : { ...of, name: checksOf(of.type, of.params) };
}

/** A new rule of a type, switched on; what must be listed is not there yet. */
export function newRule(type: RuleType, taken: readonly { id: string }[]): Rule {
  const made = {
    id: newRuleId(type, taken),
    type,
    name: checksOf(type),
    on: true,
    params: firstParams[type],
  };
  // Type and parameters are of one type by `firstParams`; the compiler cannot follow that through the index.
  return made as Rule;
}

/** The id of a new rule: "data_class_2", one that none of these has. */
export function newRuleId(type: RuleType, taken: readonly { id: string }[]): string {
  for (let n = 1; ; n++) {
    const id = `${type}_${n}`;
    if (!taken.some((r) => r.id === id)) return id;
  }
}

/** What people read of the rule of this id, or undefined where no version could have one such. */
export function ruleOf(id: string) {
  const type = typeOfId(id);
  return type && { id, type, ...wordsOf(type) };
}

/** Ids of the starter set's rules, by which a scope can name them. */
export const ruleIds: readonly string[] = starterRules.map((r) => r.id);
