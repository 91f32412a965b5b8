import type { Claims, IdentityRef, Refusal, Verdict } from "./schema";

/*
 * - A person is (issuer, subject); an e-mail only finds who has never signed in, and only a verified one.
 * - What could be two people is nobody: it is refused and queued, never guessed.
 * - A session ends after 30 minutes without a request and after 12 hours in any case.
 */

/** A person as the sign-in sees one. */
export type Known = {
  id: string;
  status: "active" | "disabled";
  kind: "person" | "operator" | "unassigned" | "simulated";
  signsIn: boolean;
  identity: IdentityRef | null;
};

export type BindingFacts = {
  /** Who has this issuer and subject. */
  login: Known | null;
  /** Who has this e-mail. */
  byEmail: Known | null;
  /** Human entries of the snapshots in force with this e-mail, and who they are here; two stand for many. */
  identities: readonly { ref: IdentityRef; holder: Known | null }[];
};

/** What a sign-in comes to, by the facts. */
export function verdictOn(claims: Claims, facts: BindingFacts): Verdict {
  if (facts.login) return knownVerdict(claims, facts, facts.login);
  if (claims.email === null) return { kind: "create", identity: null, email: null };
  if (!claims.emailVerified)
    return facts.byEmail || facts.identities.length > 0
      ? refuse("email-unverified")
      : { kind: "create", identity: null, email: null };
  if (facts.byEmail) return claimVerdict(facts, facts.byEmail);
  const [only, second] = facts.identities;
  if (!only) return { kind: "create", identity: null, email: claims.email };
  if (second) return refuse("email-ambiguous");
  if (!only.holder) return { kind: "create", identity: only.ref, email: claims.email };
  const refused = notClaimable(only.holder, "identity-taken");
  return refused ?? { kind: "claim", person: only.holder.id, identity: null };
}

/** Somebody who signed in before. Who came before their directory did is bound once it is there. */
function knownVerdict(claims: Claims, facts: BindingFacts, person: Known): Verdict {
  if (person.status === "disabled") return refuse("disabled");
  const email = claims.emailVerified ? claims.email : null;
  const [only, second] = facts.identities;
  const free = facts.byEmail === null || facts.byEmail.id === person.id;
  if (person.identity || !email || !only || second || only.holder || !free)
    return { kind: "known", person: person.id };
  return { kind: "bind", person: person.id, identity: only.ref, email };
}

/** A person without a sign-in who has this e-mail, unless the directory now says the e-mail is somebody else's. */
function claimVerdict(facts: BindingFacts, person: Known): Verdict {
  const refused = notClaimable(person, "email-taken");
  if (refused) return refused;
  const { identity } = person;
  const theirs = facts.identities.some((i) => identity && sameIdentity(i.ref, identity));
  if (identity && facts.identities.length > 0 && !theirs) return refuse("email-ambiguous");
  const [only, second] = facts.identities;
  const unbound = !identity && only && !second && !only.holder ? only.ref : null;
  return { kind: "claim", person: person.id, identity: unbound };
}

/** Why this person cannot be claimed by a new sign-in, if they cannot. */
export function notClaimable(
  person: Known,
  taken: Refusal,
): Extract<Verdict, { kind: "refuse" }> | undefined {
  if (person.kind !== "person" || person.signsIn) return refuse(taken);
  if (person.status === "disabled") return refuse("disabled");
  return undefined;
}

function refuse(why: Refusal): Extract<Verdict, { kind: "refuse" }> {
  return { kind: "refuse", why };
}

export function sameIdentity(a: IdentityRef, b: IdentityRef): boolean {
  return a.source === b.source && a.id === b.id;
}

/** Minutes and hours in milliseconds. */
const minute = 60_000;
export const idle = 30 * minute;
export const absolute = 12 * 60 * minute;

export type SessionFacts = {
  status: "active" | "disabled";
  kind: Known["kind"];
  seenAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
};

/** Whether a session is somebody's at `now`, and whether its last request is a minute old. */
export function sessionState(s: SessionFacts, now: Date): "ended" | "fresh" | "refresh" {
  const age = now.getTime() - s.seenAt.getTime();
  const over = s.revokedAt !== null || s.expiresAt <= now || age >= idle;
  if (over || s.status !== "active" || s.kind !== "person") return "ended";
  return age >= minute ? "refresh" : "fresh";
}

/** A path of our own; anything else is the start page. */
export function ownPath(to: string | null | undefined): string {
  if (!to?.startsWith("/")) return "/";
  const base = "http://own.invalid";
  const url = URL.parse(to, base);
  if (url?.origin !== base || url.pathname.startsWith("//")) return "/";
  return `${url.pathname}${url.search}`;
}

/** Where to go on to after signing in. */
export function afterSignIn(to: string | null | undefined): string {
  const path = ownPath(to);
  return path.startsWith("/sign-in") ? "/" : path;
}

/** Whether a Host header (or a URL's host) names this computer. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
}

/** How a simulated reviewer is let in, before the name of their way of reviewing. */
export const simulatedAuthn = "simulated:";

/**
 * The mark of whoever acts without being anybody: the demo's past, and simulated reviewers. It stands in each leaf as how they
 * were let in, and in each decision; null for people.
 */
export function simulatedMark(authn: string | undefined): string | null {
  return authn === "demo-seed" || authn?.startsWith(simulatedAuthn) ? authn : null;
}
