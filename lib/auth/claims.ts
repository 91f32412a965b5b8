import type { Role } from "./actor";
import type { Claims } from "./schema";

/** A completed sign-in: who they say they are, the roles the configuration gives them, and how they showed it. */
export type SignIn = { claims: Claims; grant: readonly Role[]; authn: string };

/**
 * An OpenID Connect profile as a sign-in.
 * @param admins lower-case e-mails of COUNTERSIGN_ADMINS; they count only for a verified e-mail
 * @returns undefined where issuer or subject is missing
 */
export function oidcSignIn(
  profile: Readonly<Record<string, unknown>>,
  admins: readonly string[],
): SignIn | undefined {
  const issuer = text(profile.iss);
  const subject = text(profile.sub);
  if (!issuer || !subject) return undefined;
  const email = text(profile.email);
  // Some providers write the boolean as text.
  const emailVerified = profile.email_verified === true || profile.email_verified === "true";
  const admin = emailVerified && email !== null && admins.includes(email.toLowerCase());
  const name = text(profile.name) ?? text(profile.preferred_username);
  return {
    claims: { issuer, subject, email, emailVerified, name },
    grant: admin ? ["admin"] : [],
    authn: "oidc",
  };
}

function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

const demoRoles: Readonly<Record<string, Role>> = {
  admin: "admin",
  auditor: "auditor",
  "control owner": "control_owner",
};

/** Somebody chosen in the demo, as a sign-in. */
export function demoSignIn(person: { key: string; name: string; email: string; role: string }): SignIn {
  const role = demoRoles[person.role];
  return {
    claims: {
      issuer: "demo",
      subject: person.key,
      email: person.email,
      emailVerified: true,
      name: person.name,
    },
    grant: role ? [role] : [],
    authn: "demo",
  };
}
