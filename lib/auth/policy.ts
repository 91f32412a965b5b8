import type { Reach } from "@/db/client";
import type { Actor, Role, SystemName } from "./actor";

/**
 * Who may. One table: a permission's `check` gets the actor and the subject that the command or query loaded, and `reach`
 * is how far row-level security lets its transaction see. What is another's is `not_found`, what is visible but not
 * theirs to do is `forbidden`.
 */
export type Verdict = "allow" | "unauthenticated" | "forbidden" | "not_found";

type Entry<S> = { reach: Reach; check: (actor: Actor, subject: S) => Verdict };

/** The facts about an item that say who may touch it. */
export type ItemSubject = { reviewerId: string };
export type ReviewSubject = { reviewerId: string };
export type TaskSubject = { ownerId: string };
/** The owner of an entitlement; "" where nobody who can sign in is. */
export type EntitlementSubject = { ownerId: string };
export type PersonSubject = { personId: string };
/** A link that answers one question, by the SHA-256 of its secret. */
export type LinkSubject = { linkHash: string };

const holds = (actor: Actor, roles: readonly Role[]): boolean =>
  (actor.kind === "person" && roles.some((r) => actor.roles.has(r))) ||
  (actor.kind === "operator" && roles.includes("admin"));

/** Any of these roles; the command line counts as admin. */
function roles(...allowed: Role[]): Entry<unknown> {
  return {
    reach: "all",
    check: (actor) =>
      actor.kind === "nobody" ? "unauthenticated" : holds(actor, allowed) ? "allow" : "forbidden",
  };
}

/** Somebody signed in who holds one of these roles: never the command line. */
function people(...allowed: Role[]): Entry<unknown> {
  return {
    reach: "all",
    check: (actor) => {
      if (actor.kind === "nobody") return "unauthenticated";
      return actor.kind === "person" && holds(actor, allowed) ? "allow" : "forbidden";
    },
  };
}

/** One automatic step, by name. */
function system(...names: SystemName[]): Entry<unknown> {
  return {
    reach: "all",
    check: (actor) => (actor.kind === "system" && names.includes(actor.name) ? "allow" : "forbidden"),
  };
}

/** Whoever asks. */
function anybody(): Entry<unknown> {
  return { reach: "own", check: () => "allow" };
}

/** Somebody signed in, for what is their own; the rows are chosen by who they are. */
function signedIn(reach: Reach): Entry<unknown> {
  return {
    reach,
    check: (actor) =>
      actor.kind === "person" ? "allow" : actor.kind === "nobody" ? "unauthenticated" : "forbidden",
  };
}

/** The one person the subject names, signed in: never the command line, never an automatic step. */
function only<S>(of: (subject: S) => string, reach: Reach = "own"): Entry<S> {
  return {
    reach,
    check: (actor, subject) => {
      if (actor.kind === "nobody") return "unauthenticated";
      if (actor.kind !== "person") return "forbidden";
      return of(subject) === actor.personId ? "allow" : "not_found";
    },
  };
}

/** The one person the subject names, or any of these roles. */
function onlyOr<S>(of: (subject: S) => string, ...allowed: Role[]): Entry<S> {
  return {
    reach: "all",
    check: (actor, subject) => {
      if (actor.kind === "nobody") return "unauthenticated";
      if (holds(actor, allowed)) return "allow";
      if (actor.kind !== "person") return "forbidden";
      return of(subject) === actor.personId ? "allow" : "not_found";
    },
  };
}

/** Whoever holds the link: a wrong secret is told nothing else than one that never was. */
function linkHolder(): Entry<LinkSubject> {
  return {
    reach: "all",
    check: (actor, subject) => {
      if (actor.kind === "nobody") return "unauthenticated";
      if (actor.kind !== "link") return "forbidden";
      return sameHash(actor.hash, subject.linkHash) ? "allow" : "not_found";
    },
  };
}

/** Compares every character, whatever the first ones say. */
function sameHash(given: string, held: string): boolean {
  let differ = given.length ^ held.length;
  for (let i = 0; i < held.length; i++) differ |= given.charCodeAt(i) ^ held.charCodeAt(i);
  return differ === 0;
}

const everyRole = ["admin", "auditor", "control_owner"] as const;

/** Whether somebody signed in sees the whole, and not only what is theirs. */
export function oversees(actor: Actor): boolean {
  return actor.kind === "person" && holds(actor, everyRole);
}

export const policy = {
  "source.read": roles(...everyRole),
  "source.import": roles("admin"),
  "source.match": roles("admin"),
  "source.load": system("import"),

  "catalogue.list": signedIn("all"),
  "catalogue.read": onlyOr<EntitlementSubject>((e) => e.ownerId, ...everyRole),
  "catalogue.write": onlyOr<EntitlementSubject>((e) => e.ownerId, "admin"),
  "catalogue.verify": only<EntitlementSubject>((e) => e.ownerId, "all"),
  "catalogue.name_owner": roles("admin"),
  "catalogue.count": system("import"),

  "people.read": roles(...everyRole),
  "people.manage": roles("admin"),
  "people.bind": system("sign-in"),
  "session.start": system("sign-in"),
  "session.read": signedIn("own"),
  "session.end": signedIn("own"),
  "passkey.own": signedIn("own"),
  "passkey.remove": only<PersonSubject>((p) => p.personId),

  "campaign.read": roles(...everyRole),
  "campaign.launch": roles("admin"),
  "campaign.accept": roles("control_owner"),
  "challenge.allow": people("control_owner"),
  "challenge.answer": only<ItemSubject>((i) => i.reviewerId),
  "campaign.materialise": system("launch"),
  "campaign.close": roles("admin", "control_owner"),
  "campaign.close_due": system("close"),
  "campaign.seal": system("close"),
  "campaign.cancel": roles("admin", "control_owner"),

  "review.list": signedIn("own"),
  "review.read": only<ReviewSubject>((r) => r.reviewerId),
  "review.ask_reopening": people("admin", "control_owner"),
  "review.settle_reopening": people("control_owner"),
  "review.prepare": only<ReviewSubject>((r) => r.reviewerId),
  "review.brief": only<ReviewSubject>((r) => r.reviewerId),
  "review.sign_off": only<ReviewSubject>((r) => r.reviewerId),
  "item.open": only<ItemSubject>((i) => i.reviewerId),
  "item.decide": only<ItemSubject>((i) => i.reviewerId),
  "item.abstain": only<ItemSubject>((i) => i.reviewerId, "all"),
  "item.reassign": onlyOr<ItemSubject>((i) => i.reviewerId, "admin"),
  "item.delegate": signedIn("all"),
  "delegation.end": onlyOr<PersonSubject>((d) => d.personId, "admin"),
  "delegation.end_due": system("delegations"),
  "item.replace": system("leavers"),
  "item.read": roles(...everyRole),
  "item.score": onlyOr<ItemSubject>((i) => i.reviewerId, ...everyRole),
  "own.decisions": signedIn("all"),
  "own.access": signedIn("all"),
  "own.views": signedIn("own"),
  "view.change": only<PersonSubject>((v) => v.personId),

  "identity.list": roles(...everyRole),
  "identity.read": onlyOr<TaskSubject>((i) => i.ownerId, ...everyRole),
  "own.identities": signedIn("all"),
  "ownership.offer": roles("admin"),
  "ownership.answer": only<TaskSubject>((o) => o.ownerId, "all"),

  "second_look.list": signedIn("all"),
  "second_look.answer": only<PersonSubject>((l) => l.personId, "all"),
  "second_look.move": roles("admin"),

  "question.ask": only<ItemSubject>((i) => i.reviewerId),
  "question.read": onlyOr<ItemSubject>((i) => i.reviewerId, ...everyRole),
  "question.answer": only<PersonSubject>((q) => q.personId, "all"),
  "question.by_link": linkHolder(),
  "question.expire": system("questions"),
  "own.questions": signedIn("all"),

  "mail.read": roles(...everyRole),
  "mail.send": system("mail"),

  "drafter.read": roles(...everyRole),
  "drafter.make": roles("admin"),
  "drafter.decide": people("admin", "control_owner"),

  "draft.start": roles("admin"),
  "draft.record": system("drafting"),

  "exception.list": signedIn("all"),
  "exception.read": onlyOr<PersonSubject>((e) => e.personId, ...everyRole),
  "exception.settle": only<PersonSubject>((e) => e.personId, "all"),

  "rules.read": roles(...everyRole),
  "rules.make": roles("admin", "control_owner"),
  "rules.decide": people("admin", "control_owner"),
  "rules.dry_run": system("rules"),

  "weights.read": roles(...everyRole),
  "weights.install": roles("admin"),

  "remediation.list": signedIn("all"),
  "remediation.read": roles(...everyRole),
  "remediation.apply": only<TaskSubject>((t) => t.ownerId, "all"),
  "remediation.observe": system("remediation"),

  "oversight.read": roles("auditor", "control_owner"),
  "oversight.respond": people("control_owner"),

  "calendar.set": roles("admin", "control_owner"),

  "workpaper.make": people("auditor"),
  "reperformance.make": people("auditor"),
  "reperformance.read": people("auditor", "control_owner"),
  "reperformance.answer": only<PersonSubject>((r) => r.personId, "all"),

  "log.read": roles(...everyRole),
  "decision.prove": onlyOr<PersonSubject>((p) => p.personId, ...everyRole),
  "retention.read": roles(...everyRole),
  "retention.hold": roles("admin", "control_owner"),
  "retention.set": roles("admin", "control_owner"),
  "retention.erase": people("control_owner"),
  "retention.grant": people("admin", "control_owner"),
  "retention.purge": system("retention"),
  "raw.open": roles(...everyRole),
  "log.feed": system("siem"),
  "log.sequence": system("sequencer"),
  "log.anchor": system("witnesses"),

  "export.create": roles(...everyRole),
  "export.read": roles(...everyRole),
  "export.build": system("exports"),

  "demo.seed": system("demo"),

  "health.read": anybody(),
} satisfies Record<string, Entry<never>>;

export type Permission = keyof typeof policy;
export type SubjectOf<P extends Permission> = Parameters<(typeof policy)[P]["check"]>[1];

/** The verdict of the policy table. */
export function permits<P extends Permission>(permission: P, actor: Actor, subject: SubjectOf<P>): Verdict {
  return entry(permission).check(actor, subject);
}

/** How far the permission's transaction may see. */
export function reachOf(permission: Permission): Reach {
  return policy[permission].reach;
}

/** `policy[P]` is an entry for P's own subject; the compiler cannot follow that through the index. */
function entry<P extends Permission>(permission: P): Entry<SubjectOf<P>> {
  return policy[permission] as Entry<SubjectOf<P>>;
}
