import { CREDENTIAL_DAYS, IDLE_DAYS, ruleOf } from "./rules";
import type { Fact, FactKind, FactOf, Packet } from "./schema";
import { ago, capital, counted, daysBetween, dayWords, listed, quoted, stopped, times } from "./words";

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

const together = (n: number) => (n > 1 ? `together with ${counted(n - 1, "other")}` : "on its own");

const states = (
  fact: Fact,
  text: string,
  value: { instructs: boolean; secrets: readonly string[] },
  of = "",
): Said =>
  says(
    "unknown",
    `${fact.source.name}${of} states ${quoted(text)}`,
    [
      value.instructs ? "This text tries to instruct its reader." : "",
      value.secrets.length > 0
        ? `${counted(value.secrets.length, "secret was", "secrets were")} found in it and taken out.`
        : "",
    ]
      .filter(Boolean)
      .join(" "),
  );

const tellers: { [K in FactKind]: Teller<K> } = {
  "identity.active": ({ status }) => says("context", `Employment status: ${status}`),
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
  "role.birthright": ({ holders, people }) =>
    says(
      "keep",
      `Nearly everyone has this: ${holders.toLocaleString("en-GB")} of ${counted(people, "person", "people")}`,
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
    const asked =
      by === null ? (approved_by === null ? "Requested" : "Requested by somebody") : `Requested by ${by}`;
    const when = on === null ? "" : ` on ${dayWords(on)}`;
    const approved = approved_by === null ? "; an approval is not reported" : `, approved by ${approved_by}`;
    return says(
      approved_by === null ? "context" : "keep",
      `${asked}${when}${approved}`,
      request === null ? undefined : `Request ${request}`,
    );
  },
  "history.decided": ({ on, by, outcome, together: n, campaign, seed }) => {
    const how = `on ${dayWords(on)} by ${by} in ${campaign}, ${together(n)}`;
    const note = seed === null ? undefined : `Made by ${seed}, not by a person.`;
    if (outcome === "revoke") return says("remove", `Removal was decided ${how}`, note);
    if (outcome === "modify") return says("context", `A change was decided ${how}`, note);
    const kept = outcome === "certify" ? "Kept" : "Kept until a day";
    return says(n > 1 ? "context" : "keep", `${kept} ${how}`, note);
  },
  "history.revoked_before": ({ on, by, campaign }) =>
    says("remove", `Removal was decided before, on ${dayWords(on)} by ${by} in ${campaign}`),
  "history.returned": ({ on }) =>
    says("remove", `Had been removed and is back: seen again on ${dayWords(on)}`),
  "history.first_seen": ({ campaign }) => says("context", `New: it was not in ${campaign}`),
  "history.never_reviewed": (_, __, { access }) =>
    says("context", `No earlier review covered ${access.application}`),
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
  "account.orphan": () => says("remove", "No known person or service holds this account"),
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
  "rule.failed": ({ rule, name, other, reason }) => {
    if (other !== null)
      return says("remove", stopped(`Also holds ${other}`), `${capital(stopped(reason ?? name))}`);
    return says("remove", `${ruleOf(rule)?.failed ?? name}${reason === null ? "" : `: ${reason}`}`);
  },
  "text.description": (value, fact) => states(fact, value.text, value),
  "text.request": (value, fact) =>
    states(fact, value.text, value, value.request === "" ? "" : `, request ${value.request},`),
  "text.purpose": (value, fact) => states(fact, value.text, value, ", on what it is for,"),
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
    `${capital((value.kind ?? "credential").replace(/_/gu, " "))} ${value.credential}: ${parts.join(", ")}`,
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
