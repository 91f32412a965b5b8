/**
 * Facts in words a manager understands: one sentence a fact, and which way it points. The sentence and the picture of a fact
 * come from the same value.
 *
 * I8  unknown is said as unknown: "not reported", never zero or never
 * I13 somebody's text is "SOURCE states …" and points neither to keeping nor to removing
 */
import { ruleOf } from "./rules";
import type { Fact, FactKind, FactOf, Packet } from "./schema";

export type Stance = "remove" | "keep" | "unknown" | "context";
export type Sentence = { stance: Stance; text: string; note?: string };

type Subject = Pick<Packet, "subject" | "access">;
type Saying<K extends FactKind> = (fact: FactOf<K>, of: Subject) => Sentence;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "14 Apr 2026" for 2026-04-14. */
export function dayText(iso: string): string {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return `${day} ${months[(month ?? 1) - 1]} ${year}`;
}

const number = (n: number) => n.toLocaleString("en-GB");
const plural = (n: number, one: string, many = `${one}s`) => (n === 1 ? `1 ${one}` : `${number(n)} ${many}`);
const agoText = (on: string, days: number) =>
  `${dayText(on)}, ${days === 0 ? "today" : `${plural(days, "day")} ago`}`;
const list = (names: readonly string[]) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
const say = (stance: Stance, text: string, note?: string): Sentence =>
  note ? { stance, text, note } : { stance, text };

/** "None of 10 other Treasury analysts holds it", "All 5 …", "3 of 10 …". */
function peers(fact: FactOf<"peers.title" | "peers.team" | "peers.department">, who: string): Sentence {
  const { holders, others } = fact.value;
  const stance: Stance = holders * 2 >= others ? "keep" : holders * 10 <= others ? "remove" : "context";
  if (holders === 0) return say(stance, `None of ${number(others)} ${who} holds it`);
  if (holders === others) return say(stance, `All ${number(others)} ${who} hold it`);
  return say(stance, `${number(holders)} of ${number(others)} ${who} ${holders === 1 ? "holds" : "hold"} it`);
}

const outcomes = {
  certify: "Kept",
  certify_until: "Kept until a day",
  revoke: "Removed",
  modify: "To be changed",
} as const;

function states(
  what: string,
  value: { text: string; instructs: boolean; secrets: readonly string[] },
  source: string,
): Sentence {
  const note = [
    value.instructs ? "The text tries to instruct whoever reads it." : "",
    value.secrets.length > 0 ? "It held a secret, which is not shown." : "",
  ]
    .filter((n) => n !== "")
    .join(" ");
  return say("unknown", `${source} states ${what} “${value.text}”`, note);
}

const sayings: { [K in FactKind]: Saying<K> } = {
  "identity.active": (f) => say("context", `Works here: ${f.value.status}`),
  "identity.left": (f) =>
    say(
      "remove",
      f.value.on
        ? `Left on ${agoText(f.value.on, f.value.days ?? 0)}; the access is still there`
        : "Has left; the access is still there",
    ),
  "identity.ends_soon": (f) =>
    say("remove", `Works here until ${dayText(f.value.on)}, ${plural(f.value.days, "more day")}`),
  "identity.moved": (f) => {
    const way =
      f.value.from && f.value.to
        ? ` from ${f.value.from} to ${f.value.to}`
        : f.value.from
          ? ` away from ${f.value.from}`
          : "";
    const when = `Moved${way} on ${agoText(f.value.on, f.value.days)}`;
    if (f.value.after_grant === null)
      return say("unknown", `${when}; whether this was granted before is not known`);
    return f.value.after_grant
      ? say("remove", `${when}, after this was granted`)
      : say("keep", `${when}, before this was granted`);
  },
  "identity.no_manager": () => say("unknown", "The directory names no manager"),
  "identity.not_in_directory": (f) =>
    say(
      "unknown",
      f.value.login
        ? `No entry of the directory fits the account ${f.value.login}`
        : "No entry of the directory fits the account",
    ),
  "role.includes": (f) => say("keep", `Comes with the role ${f.value.role}`),
  "role.excludes": (f) =>
    say(
      "remove",
      f.value.roles.length
        ? `Not part of the roles held: ${list(f.value.roles)}`
        : "Not part of any role held",
    ),
  "role.birthright": (f) =>
    say("keep", `Nearly everybody holds it: ${number(f.value.holders)} of ${number(f.value.people)} people`),
  "grant.direct": () => say("context", "Given directly, not through a role or group"),
  "grant.covers": (f) => {
    const names = list(f.value.examples);
    const some = f.value.examples.length < f.value.count ? `, such as ${names}` : `: ${names}`;
    return say("context", `Brings ${plural(f.value.count, "other entitlement")} with it${names ? some : ""}`);
  },
  "grant.expires": (f) =>
    f.value.days < 0
      ? say("remove", `Should have ended on ${dayText(f.value.on)}, ${plural(-f.value.days, "day")} ago`)
      : say("context", `Ends by itself on ${dayText(f.value.on)}, in ${plural(f.value.days, "day")}`),
  "peers.title": (f) => peers(f, `others with the job ${f.value.group}`),
  "peers.team": (f, of) =>
    peers(f, of.subject.manager ? `others in ${of.subject.manager}'s team` : "others in the same team"),
  "peers.department": (f) => peers(f, `others in ${f.value.group}`),
  "use.last": (f) =>
    f.value.days >= 90
      ? say("remove", `Not used for ${plural(f.value.days, "day")}; last on ${dayText(f.value.on)}`)
      : say("keep", `Last used on ${agoText(f.value.on, f.value.days)}`),
  "use.never": (f) =>
    say(
      "remove",
      f.value.granted_days === null
        ? "Never used"
        : `Never used in the ${plural(f.value.granted_days, "day")} since it was granted`,
    ),
  "use.count": (f) =>
    f.value.uses === 0
      ? say("remove", `Not used in the last ${plural(f.value.window, "day")}`)
      : say("keep", `Used ${plural(f.value.uses, "time")} in the last ${plural(f.value.window, "day")}`),
  "use.after_move": (f) =>
    f.value.uses === 0
      ? say("remove", `Not used since the move on ${dayText(f.value.moved)}`)
      : say("keep", `Used ${plural(f.value.uses, "time")} after the move on ${dayText(f.value.moved)}`),
  "use.months": (f) => {
    const used = f.value.months.filter((m) => m > 0).length;
    return say(
      "context",
      used === 0 ? "Used in none of the last 12 months" : `Used in ${number(used)} of the last 12 months`,
    );
  },
  "use.not_reported": (f) => say("unknown", `${f.source.name} does not report when this was last used`),
  "history.granted": (f) =>
    say(
      "context",
      `Granted on ${agoText(f.value.on, f.value.days)}${f.value.by ? `, by ${f.value.by}` : ""}`,
    ),
  "history.granter_unknown": () => say("unknown", "Who granted it is not known"),
  "history.requested": (f) => {
    const { request, by, approved_by: approved, on } = f.value;
    const who = by ? ` by ${by}` : "";
    const then = approved ? `, approved by ${approved}` : "; who approved it is not known";
    return say(
      "context",
      `Requested${who}${on ? ` on ${dayText(on)}` : ""}${request ? ` under ${request}` : ""}${then}`,
    );
  },
  "history.decided": (f) => {
    const { outcome, on, by, together, campaign, seed } = f.value;
    const how = together > 1 ? `together with ${number(together - 1)} others` : "on its own";
    const kept = outcome === "certify" || outcome === "certify_until";
    return say(
      kept ? "context" : "remove",
      `${outcomes[outcome]} on ${dayText(on)} by ${seed ? `${by} (${seed})` : by}, ${how}, in ${campaign}`,
    );
  },
  "history.revoked_before": (f) =>
    say(
      "remove",
      `Was to be removed on ${dayText(f.value.on)}, decided by ${f.value.by} in ${f.value.campaign}`,
    ),
  "history.returned": (f) =>
    say("remove", `Came back: it had been gone, and stands again since ${dayText(f.value.on)}`),
  "history.first_seen": (f) => say("context", `New: it was not there in ${f.value.campaign}`),
  "history.never_reviewed": () => say("unknown", "Never reviewed here before"),
  "entitlement.privileged": () => say("context", "Privileged access"),
  "entitlement.privilege_unknown": (f) =>
    say("unknown", `${f.source.name} does not say whether this is privileged`),
  "entitlement.data_class": (f) => say("context", `Reaches data of the class ${f.value.data_class}`),
  "entitlement.holders": (f) =>
    say(
      "context",
      f.value.others === 0
        ? "Nobody else holds it"
        : f.value.others === 1
          ? "One other account holds it"
          : `${number(f.value.others)} other accounts hold it`,
    ),
  "entitlement.no_owner": () => say("unknown", "Nobody is named as its owner"),
  "entitlement.undescribed": (f) => say("unknown", `${f.source.name} does not describe what it allows`),
  "account.dormant": (f) =>
    say(
      "remove",
      f.value.never
        ? "Nobody ever signed in to the account"
        : f.value.on
          ? `Last sign-in to the account on ${agoText(f.value.on, f.value.days ?? 0)}`
          : "Nobody signs in to the account",
    ),
  "account.disabled": (f) => say("remove", `The account is ${f.value.status}`),
  "account.orphan": () => say("remove", "Nobody known holds the account"),
  "account.shared": (f) => say("context", `Several people use the account (${f.value.type})`),
  "account.no_mfa": () => say("context", "The account has no second factor"),
  "account.last_holder": () => say("keep", "Nobody else holds this entitlement"),
  "account.last_admin": () => say("keep", "This is the last administrator"),
  "nhi.owner": (f) =>
    say(
      "context",
      `Owned by ${f.value.owner}${f.value.backup ? `, in their absence by ${f.value.backup}` : "; nobody is named for their absence"}`,
    ),
  "nhi.owner_left": (f) => say("remove", `Its owner, ${f.value.owner}, has left`),
  "nhi.no_owner": () => say("remove", "Nobody is named as its owner"),
  "nhi.acts_for": (f) => say("context", `Acts on behalf of ${list(f.value.names)}`),
  "nhi.dependants": (f) => say("keep", `Needed by ${list(f.value.names)}`),
  "nhi.credential": (f) => credential(f),
  "rule.failed": (f) => {
    const words = f.value.other
      ? `${ruleOf(f.value.rule)?.failed ?? f.value.name}: also holds ${f.value.other}`
      : (ruleOf(f.value.rule)?.failed ?? f.value.name);
    return say("remove", words, f.value.reason ?? undefined);
  },
  "text.description": (f) => states("what it allows:", f.value, f.source.name),
  "text.request": (f) => states(`in request ${f.value.request}`, f.value, f.source.name),
  "text.purpose": (f) => states("its purpose:", f.value, f.source.name),
};

function credential(f: FactOf<"nhi.credential">): Sentence {
  const v = f.value;
  const parts = [
    v.age_days === null ? "age not known" : `${plural(v.age_days, "day")} old`,
    v.rotated ? `renewed on ${dayText(v.rotated)}` : "",
    v.expires ? `ends on ${dayText(v.expires)}` : "no end date",
    v.never_used ? "never used" : v.last_used ? `last used on ${dayText(v.last_used)}` : "use not reported",
    v.scopes === null
      ? ""
      : v.scopes_used === null
        ? plural(v.scopes, "scope")
        : `${number(v.scopes_used)} of ${plural(v.scopes, "scope")} used`,
    v.exposed ? `exposed: ${v.exposed}` : "",
  ].filter((p) => p !== "");
  const bad = v.exposed !== null || v.never_used;
  return say(bad ? "remove" : "context", `${v.kind ?? "Credential"} ${v.credential}: ${parts.join(", ")}`);
}

/** One fact in words. What is asserted never points to keeping (I13). */
export function sentenceOf(fact: Fact, of: Subject): Sentence {
  const said = saying(fact.kind)(fact, of);
  return fact.class === "asserted" && said.stance !== "unknown" ? { ...said, stance: "unknown" } : said;
}

/** A fact's own kind picks its saying; the table above is typed kind by kind. */
function saying(kind: FactKind): Saying<FactKind> {
  return sayings[kind] as unknown as Saying<FactKind>;
}
