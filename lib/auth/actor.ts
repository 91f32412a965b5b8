import type { roleNames } from "@/db/schema/people";

export type Role = (typeof roleNames)[number];

/** The automatic steps. Each may do only what the policy names it for, and none of them decides. */
export type SystemName =
  | "import"
  | "launch"
  | "rules"
  | "drafting"
  | "sequencer"
  | "exports"
  | "remediation"
  | "close"
  | "sign-in"
  | "mail"
  | "questions"
  | "delegations"
  | "leavers"
  | "witnesses"
  | "retention"
  | "siem"
  | "demo";

/** Somebody signed in. `authn` says how, and goes into each leaf. */
export type PersonActor = {
  kind: "person";
  personId: string;
  name: string;
  roles: ReadonlySet<Role>;
  authn: string;
  sessionId: string | null;
};

/**
 * Whoever holds a link that was sent to an address: no session, nobody's name, and the one question the link is for.
 * `hash` is the SHA-256 of its secret, hexadecimal.
 */
export type LinkActor = { kind: "link"; link: string; hash: string };

/** Who acts. The command line is "Local operator": admin rights, and it never decides. A model is never an actor. */
export type Actor =
  | PersonActor
  | { kind: "operator"; personId: string }
  | { kind: "system"; name: SystemName }
  | LinkActor
  | { kind: "nobody" };

export type Ctx = { actor: Actor; requestId: string };

/** The portal user behind the actor, if one is. */
export function personOf(actor: Actor): string | null {
  return actor.kind === "person" || actor.kind === "operator" ? actor.personId : null;
}
