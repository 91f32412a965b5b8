import { examined } from "./debt";
import { CREDENTIAL_DAYS, IDLE_DAYS, ruleOf } from "./rules";
import type { Fact, FactKind, FactOf, Packet } from "./schema";
import { subjectTellers } from "./subject-sentences";
import {
  ago,
  capital,
  counted,
  credentialWords,
  daysBetween,
  dayWords,
  listed,
  quoted,
  stopped,
  times,
} from "./words";

/**
 * What each fact says to a reviewer: one plain sentence, and which way it points. Pure. I13: what is only asserted never
 * points to keeping. I8: what is not known is said to be not reported, never as a no.
 */
export type Stance = "remove" | "keep" | "unknown" | "context";
export type Sentence = { stance: Stance; sentence: string; source: string; note?: string };

type Said = { stance: Stance; sentence: string; note?: string };
type Teller<K extends FactKind> = (value: FactOf<K>["value"], fact: FactOf<K>, packet: Packet) => Said;

const says = (stance: Stance, sentence: string, note?: string): Said => ({
  stance,
  sentence,
  ...(note ? { note } : {}),
});
const missing = (fact: Fact, what: string): Said =>
  says("unknown", `Not reported by ${fact.source.name}: ${what}`);

type PeerKind = "peers.title" | "peers.team" | "peers.department";
const peers =
  <K extends PeerKind>(among: (group: string, packet: Packet) => string): Teller<K> =>
  ({ holders, others, group }, _, packet) =>
    says(
      holders * 2 >= others ? "keep" : "remove",
      `${shareWords(holders, others)} ${among(group, packet)} ${holders === 1 || holders === 0 ? "holds" : "hold"} this`,
    );

/** "None of 10 others", "3 of 10 others", "All 10 others". */
function shareWords(holders: number, others: number): string {
  if (holders === 0) return `None of ${counted(others, "other")}`;
  if (holders === others && others > 1) return `All ${counted(others, "other")}`;
  return `${holders.toLocaleString("en-GB")} of ${counted(others, "other")}`;
}

/** "on its own, with words", "together with 3 others, without words". */
function manner({ together: n, blind, second_read, words }: FactOf<"history.decided">["value"]): string {
  return [
    together(n),
    blind ? "before any draft was shown" : "",
    second_read ? "read by a second person" : "",
    words === null ? "its words since erased" : words ? "with words" : "without words",
  ]
    .filter(Boolean)
    .join(", ");
}

const together = (n: number) => (n > 1 ? `together with ${counted(n - 1, "other")}` : "on its own");

const states = (
  fact: Fact,
  text: string,
  value: { instructs: boolean; secrets: readonly string[] },
  of = "",
): Said => says("unknown", `${fact.source.name}${of} states ${quoted(text)}`, warnings(value).join(" "));

/** What was found in somebody's words (I16, I17). */
function warnings(value: { instructs: boolean; secrets: readonly string[] }): string[] {
  return [
    value.instructs ? "This text tries to instruct its reader." : "",
    value.secrets.length > 0
      ? `${counted(value.secrets.length, "secret was", "secrets were")} found in it and taken out.`
      : "",
  ].filter(Boolean);
}

/** What somebody was asked and said: theirs to say, and nobody's to take for a fact (I13). */
function answered(value: FactOf<"text.answer">["value"]): Said {
  const { by, way, on, question, text: said } = value;
  return says(
    "unknown",
    `${by} answered on ${dayWords(on)}, ${way === "link" ? "by e-mail" : "here"}: ${quoted(said)}`,
    [`Asked: ${quoted(question)}`, ...warnings(value)].join(" "),
  );
}

/** Words that a model or a rule proposed and nobody has vouched for (I13, I14). */
function wording(value: FactOf<"text.wording">["value"]): Said {
  const trap = value.instructs ? "This text tries to instruct its reader." : undefined;
  return says("unknown", `Unverified wording: ${quoted(value.text)}`, trap);
}

const tellers: { [K in FactKind]: Teller<K> } = {
  "identity.active": ({ status }, fact, { subject }) =>
    says(
      "context",
      subject.kind === "human" || subject.kind === "unknown"
        ? `Employment status: ${status}`
        : `Its status in ${fact.source.name}: ${status}`,
    ),
  "identity.left": ({ on, days }) =>
    says(
      "remove",
      on === null
        ? "Has left; the day is not recorded"
        : `Left on ${dayWords(on)}${days === null ? "" : `, ${ago(days)}`}`,
    ),
  "identity.ends_soon": ({ on, days }) => says("remove", `Leaves on ${dayWords(on)}, ${ago(-days)}`),
  "identity.moved": ({ from, to, on, days, after_grant }) => {
    const way = `${from === null ? "" : ` from ${from}`}${to === null ? "" : ` to ${to}`}`;
    const when = `Moved${way} on ${dayWords(on)}, ${ago(days)}`;
    if (after_grant === null) return says("unknown", `${when}; whether this is older is not reported`);
    return after_grant
      ? says("remove", `${when}, after this was granted`)
      : says("keep", `${when}, and this was granted only then or later`);
  },
  "identity.latest_grant": ({ on, days }, fact) =>
    says("context", `Newest grant in ${fact.source.name}: ${dayWords(on)}, ${ago(days)}`),
  "identity.grants": ({ count }, fact) =>
    says("context", `Holds ${counted(count, "right")} in ${fact.source.name} in all`),
  "identity.no_manager": (_, fact) => missing(fact, "a manager"),
  "identity.not_in_directory": ({ login }) =>
    says("remove", `The directory does not know ${login === null ? "the holder" : login}`),
  "role.includes": ({ role }) => says("keep", `The role ${quoted(role)} includes this`),
  "role.excludes": ({ roles }) =>
    says(
      "remove",
      roles.length === 1
        ? `The role ${quoted(roles[0] ?? "")} does not include this`
        : roles.length === 0
          ? "No role includes this"
          : `None of the roles held includes this: ${listed(roles.map(quoted))}`,
    ),
  "role.baseline": ({ group, holders, others, includes }, _, { subject }) => {
    const wide = group === subject.department;
    const who = wide
      ? `in ${group}`
      : `with the title ${group}${subject.department === null ? "" : ` in ${subject.department}`}`;
    const whose = wide ? "that department's" : "that job's";
    return says(
      includes ? "keep" : holders * 2 < others ? "remove" : "context",
      `${shareWords(holders, others)} ${who} ${holders <= 1 ? "holds" : "hold"} this: it is ${
        includes ? "part of" : "outside"
      } ${whose} usual access`,
      "Found from who holds what, for want of a role model.",
    );
  },
  "role.birthright": ({ holders, people }) =>
    says(
      "keep",
      holders === people
        ? `Everyone has this: all ${counted(people, "person", "people")}`
        : `Nearly everyone has this: ${holders.toLocaleString("en-GB")} of ${counted(people, "person", "people")}`,
    ),
  "grant.direct": () => says("context", "Given directly, not through a role or a group"),
  "grant.covers": ({ count, examples }) =>
    says(
      "context",
      `Brings ${counted(count, "further right")} with it${examples.length ? `: ${listed(examples)}${count > examples.length ? " among them" : ""}` : ""}`,
    ),
  "grant.expires": ({ on, days }) =>
    days < 0
      ? says("remove", `Was given until ${dayWords(on)}, ${ago(-days)}, and is still there`)
      : says("context", `Ends by itself on ${dayWords(on)}, ${ago(-days)}`),
  "peers.title": peers(
    (group, { subject }) =>
      `with the title ${group}${subject.department === null ? "" : ` in ${subject.department}`}`,
  ),
  "peers.team": peers((group) => `who report to ${group}`),
  "peers.department": peers((group) => `in ${group}`),
  "peers.access": ({ holders, others }, _, { subject }) => {
    const like =
      subject.kind === "human" || subject.kind === "unknown"
        ? "people whose other access is most like theirs"
        : "accounts of its sort whose other access is most like its own";
    return says(
      holders * 2 >= others ? "keep" : "remove",
      `Of the ${others.toLocaleString("en-GB")} ${like}, ${
        holders === 0 ? "none" : holders === others ? "all" : holders.toLocaleString("en-GB")
      } ${holders === 1 || holders === 0 ? "holds" : "hold"} this`,
    );
  },
  "use.last": ({ on, days }) =>
    days >= IDLE_DAYS
      ? says("remove", `Not used for ${counted(days, "day")}; last use ${dayWords(on)}`)
      : says("keep", `Last used ${dayWords(on)}, ${ago(days)}`),
  "use.never": ({ granted_days }) =>
    granted_days === null
      ? says("remove", "Never used; since when it is held is not reported")
      : says(
          granted_days >= IDLE_DAYS ? "remove" : "context",
          granted_days === 0
            ? "Not used yet; granted the day the data was taken"
            : `Never used in the ${counted(granted_days, "day")} since it was granted`,
        ),
  "use.count": ({ uses, window }) =>
    uses === 0
      ? says("remove", `No use in ${counted(window, "day")}`)
      : says("keep", `Used ${times(uses)} in ${counted(window, "day")}`),
  "use.after_move": ({ uses, moved }) =>
    uses === 0
      ? says("remove", `Not used after the move on ${dayWords(moved)}`)
      : says("keep", `Used ${times(uses)} after the move on ${dayWords(moved)}`),
  "use.months": ({ months }) => {
    const used = months.filter((m) => m > 0).length;
    const all = months.reduce((a, b) => a + b, 0);
    return says(
      "context",
      used === 0
        ? "Not used in any of the last 12 months"
        : `Used in ${used} of the last 12 months, ${times(all)} in all`,
    );
  },
  "use.not_reported": (_, fact) => missing(fact, "last use"),
  "history.granted": ({ on, days, by }) =>
    says("context", `Granted on ${dayWords(on)}, ${ago(days)}${by === null ? "" : `, by ${by}`}`),
  "history.granter_unknown": (_, fact) => missing(fact, "who granted it"),
  "history.requested": ({ request, by, approved_by, on }) => {
    if (by === null && approved_by !== null)
      return says(
        "keep",
        `Approved by ${approved_by}; who requested it${on === null ? "" : ` on ${dayWords(on)}`} is not reported`,
        request === null ? undefined : `Request ${request}`,
      );
    const asked = by === null ? "Requested" : `Requested by ${by}`;
    const when = on === null ? "" : ` on ${dayWords(on)}`;
    if (by !== null && by === approved_by)
      return says(
        "remove",
        `${asked}${when}, and approved by the same person`,
        request === null ? undefined : `Request ${request}`,
      );
    const approved = approved_by === null ? "; an approval is not reported" : `, approved by ${approved_by}`;
    return says(
      approved_by === null ? "context" : "keep",
      `${asked}${when}${approved}`,
      request === null ? undefined : `Request ${request}`,
    );
  },
  "history.decided": (value) => {
    const { on, by, outcome, campaign, seed } = value;
    const how = `on ${dayWords(on)} by ${by} in ${campaign}, ${manner(value)}`;
    const made = seed === null ? undefined : `Made by ${seed}, not by a person.`;
    if (outcome === "revoke") return says("remove", `Removal was decided ${how}`, made);
    if (outcome === "modify") return says("context", `A change was decided ${how}`, made);
    const kept = `${outcome === "certify" ? "Kept" : "Kept until a day"} ${how}`;
    if (examined({ ...value, secondRead: value.second_read })) return says("keep", kept, made);
    return says(
      "context",
      kept,
      ["Kept like this it says nothing about the need.", made].filter(Boolean).join(" "),
    );
  },
  "history.group_decided": ({ group, kept, removed, honest_kept }, _, { subject }) => {
    const all = kept + removed;
    const who =
      group === subject.department
        ? `others in ${group}`
        : `others with the title ${group}${subject.department === null ? "" : ` in ${subject.department}`}`;
    const parts = [
      removed === 0 ? "never removed" : `removed ${times(removed)}`,
      kept === 0 ? "never kept" : `kept ${times(kept)}`,
      kept === 0
        ? ""
        : honest_kept === 0
          ? "never with a sign that somebody looked"
          : `${honest_kept === kept ? "each time" : times(honest_kept)} with a sign that somebody looked`,
    ].filter(Boolean);
    return says(
      removed * 2 >= all ? "remove" : honest_kept * 2 >= all ? "keep" : "context",
      `For ${who} this was ${parts.join(", ")}`,
      "In reviews closed within the last 24 months. Somebody looked: decided blind, read twice, or on its own with words.",
    );
  },
  "history.exception": ({ on, until, by, ended }) =>
    ended
      ? says(
          "remove",
          `Kept as an exception that ${by} granted on ${dayWords(on)}; it ended on ${dayWords(until)}`,
        )
      : says(
          "context",
          `Kept as an exception that ${by} granted on ${dayWords(on)}, until ${dayWords(until)}`,
        ),
  "history.not_decided": ({ campaign }) => says("context", `It was in ${campaign}, and nobody decided it`),
  "history.revoked_before": ({ on, by, campaign }) =>
    says("remove", `Removal was decided before, on ${dayWords(on)} by ${by} in ${campaign}`),
  "history.returned": ({ on }) =>
    says("remove", `Had been removed and is back: seen again on ${dayWords(on)}`),
  "history.first_seen": ({ campaign }) => says("context", `New: it was not in ${campaign}`),
  "history.never_reviewed": (_, __, { access, keys }) =>
    says(
      "context",
      `No earlier review covered ${
        keys.type === "grant"
          ? access.application
          : `the ${keys.type === "credential" ? "credentials" : "identities"} of ${keys.source}`
      }`,
    ),
  "entitlement.privileged": () => says("context", "Privileged access"),
  "entitlement.privilege_unknown": (_, fact) => missing(fact, "whether this is privileged"),
  "entitlement.data_class": ({ data_class }) =>
    says("context", `Class of the data it reaches: ${data_class}`),
  "entitlement.holders": ({ others }) =>
    says(
      "context",
      others === 0
        ? "No one else holds this"
        : `${counted(others, "other")} ${others === 1 ? "holds" : "hold"} this`,
    ),
  "entitlement.no_owner": (_, fact) => missing(fact, "who owns this access"),
  "entitlement.undescribed": (_, fact) => missing(fact, "what this allows"),
  "account.dormant": ({ on, days, never }) =>
    on === null || days === null
      ? says(
          "remove",
          never ? "Nobody has ever signed in to this account" : "Nobody signs in to this account",
        )
      : says("remove", `No sign-in to this account for ${counted(days, "day")}; last one ${dayWords(on)}`),
  "account.disabled": ({ status }) => says("remove", `The account cannot be used; its status: ${status}`),
  "account.orphan": (_, __, { access }) =>
    says(
      "remove",
      `No known person or service holds this ${access.account === null ? "credential" : "account"}`,
    ),
  "account.shared": ({ type }) => says("remove", `Several people can use this account; its type: ${type}`),
  "account.no_mfa": () => says("remove", "The account has no second factor"),
  "account.last_holder": () => says("keep", "No one else holds this; removing it leaves no holder"),
  "account.last_admin": (_, __, { access }) =>
    says("keep", `The only administrator of ${access.application}`),
  "nhi.owner": ({ owner, backup }) =>
    says(
      "context",
      `${owner} answers for it${backup === null ? "; no backup is reported" : `, ${backup} is the backup`}`,
    ),
  "nhi.owner_left": ({ owner }) => says("remove", `Its owner, ${owner}, has left`),
  "nhi.no_owner": () => says("remove", "Nobody is named as answering for it"),
  "nhi.acts_for": ({ names }) => says("context", `Acts for ${listed(names) || "others"}`),
  "nhi.dependants": ({ names }) =>
    says("keep", `${listed(names) || "Others"} ${names.length > 1 ? "depend" : "depends"} on it`),
  "nhi.credential": (value, fact) => credential(value, fact.asOf),
  ...subjectTellers,
  "rule.failed": ({ rule, name, other, reason }) => {
    if (other !== null)
      return says("remove", stopped(`Also holds ${other}`), `${capital(stopped(reason ?? name))}`);
    return says("remove", `${ruleOf(rule)?.failed ?? name}${reason === null ? "" : `: ${reason}`}`);
  },
  "text.description": (value, fact) => states(fact, value.text, value),
  "text.request": (value, fact) =>
    states(fact, value.text, value, value.request === "" ? "" : `, request ${value.request},`),
  "text.purpose": (value, fact) => states(fact, value.text, value, ", on what it is for,"),
  "text.wording": (value) => wording(value),
  "text.answer": (value) => answered(value),
};

function credential(value: FactOf<"nhi.credential">["value"], asOf: string): Said {
  const { age_days: age, rotated, expires, last_used: used, never_used: never } = value;
  const idle = used === null ? null : daysBetween(used, asOf);
  const left = expires === null ? null : daysBetween(asOf, expires);
  const parts = [
    age === null ? "age not reported" : `${counted(age, "day")} old`,
    rotated === null ? "" : `renewed ${dayWords(rotated)}`,
    expires === null || left === null
      ? ""
      : left < 0
        ? `expired ${dayWords(expires)}`
        : `expires ${dayWords(expires)}`,
    used !== null
      ? `last used ${dayWords(used)}, ${ago(Math.max(0, idle ?? 0))}`
      : never
        ? "never used"
        : "last use not reported",
    value.scopes === null
      ? ""
      : value.scopes_used === null
        ? counted(value.scopes, "scope")
        : `${value.scopes_used} of ${counted(value.scopes, "scope")} used`,
  ].filter(Boolean);
  const against =
    value.exposed !== null ||
    (age !== null && age > CREDENTIAL_DAYS) ||
    (left !== null && left < 0) ||
    (never && age !== null && age >= IDLE_DAYS) ||
    (idle !== null && idle >= IDLE_DAYS);
  return says(
    against ? "remove" : idle !== null ? "keep" : "context",
    `${capital(credentialWords(value.kind ?? "credential"))} ${value.credential}: ${parts.join(", ")}`,
    value.exposed === null ? undefined : `Exposure alert: ${value.exposed}`,
  );
}

/** The fact in words, with which way it points. */
export function sentenceOf(fact: Fact, packet: Packet): Sentence {
  const said = tell(fact, packet);
  const stance = fact.class === "asserted" ? "unknown" : said.stance;
  return { ...said, stance, source: fact.source.name };
}

/** A fact's teller is of the fact's own kind; the compiler cannot follow that through the index. */
function tell(fact: Fact, packet: Packet): Said {
  const teller = tellers[fact.kind] as Teller<FactKind>;
  return teller(fact.value as FactOf<FactKind>["value"], fact as FactOf<FactKind>, packet);
}
