import { z } from "zod";
import { ownWords } from "@/lib/text/own-words";
import type { Role } from "./actor";

export const roles = ["admin", "auditor", "control_owner"] as const satisfies readonly Role[];
export const role = z.enum(roles);

/** A role as a person reads it. */
export const roleLabels: Record<Role, string> = {
  admin: "Admin",
  auditor: "Auditor",
  control_owner: "Control owner",
};

const id = z.uuid();

const identityRef = z.object({ source: z.number().int(), id: z.string().min(1).max(500) });
export type IdentityRef = z.infer<typeof identityRef>;

/** Why somebody was not let in: a closed list, each with its one sentence. */
export const refusals = {
  "email-unverified":
    "Your identity provider does not say that your e-mail is verified, and it belongs to someone known here, so you were not signed in; an administrator can settle this on the People page.",
  "email-taken":
    "Your e-mail belongs to someone who signs in another way, so you were not signed in; an administrator can settle this on the People page.",
  "email-ambiguous":
    "Your e-mail matches more than one entry in the directory, so you were not signed in; an administrator can settle this on the People page.",
  "identity-taken":
    "Your entry in the directory belongs to someone who signs in another way, so you were not signed in; an administrator can settle this on the People page.",
  disabled:
    "Your access to Countersign was ended, so you were not signed in; an administrator can give it back.",
  "demo-host":
    "The demo can be used on this computer only: open it at http://localhost, not under another name.",
  "demo-person": "There is nobody of that name in the demo; choose one of the people on this page.",
} as const;
export type Refusal = keyof typeof refusals;
export const refusal = z.enum(Object.keys(refusals) as [Refusal, ...Refusal[]]);

/** What an identity provider says of who signs in. */
export const claims = z.object({
  issuer: z.string().min(1).max(500),
  subject: z.string().min(1).max(500),
  email: z.string().max(320).nullable(),
  emailVerified: z.boolean(),
  name: z.string().max(500).nullable(),
});
export type Claims = z.infer<typeof claims>;

/** What a sign-in comes to. `known` is in already; the next three write; `refuse` stays outside. */
export const verdict = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("known"), person: id }),
  z.object({ kind: z.literal("bind"), person: id, identity: identityRef, email: z.string().nullable() }),
  z.object({ kind: z.literal("claim"), person: id, identity: identityRef.nullable() }),
  z.object({ kind: z.literal("create"), identity: identityRef.nullable(), email: z.string().nullable() }),
  z.object({ kind: z.literal("refuse"), why: refusal }),
]);
export type Verdict = z.infer<typeof verdict>;

export const signInInput = z.object({ claims, grant: z.array(role) });
export const signInAnswer = z.object({ verdict, missing: z.array(role) });

/** The id of a session is the SHA-256 of what the browser holds. */
const sessionId = z.string().regex(/^[0-9a-f]{64}$/);
export const sessionInput = z.object({ id: sessionId });
export const sessionAnswer = z.object({
  person: id,
  name: z.string(),
  authn: z.string(),
  roles: z.array(role),
  /** The last request is long enough ago to be worth a write. */
  refresh: z.boolean(),
});
export const sessionStart = sessionInput.extend({
  issuer: z.string(),
  subject: z.string(),
  authn: z.string().min(1).max(100),
});

export const placeholderKind = z.enum(["operator", "unassigned"]);
export type PlaceholderKind = z.infer<typeof placeholderKind>;

/** What the frame around every page needs to know of who looks at it. */
export const shell = z.object({
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(role),
  bound: z.boolean(),
  /** Items still open in reviews that run. */
  open: z.number().int(),
  /** Holds or held a review. */
  reviewer: z.boolean(),
  /** Has or had a removal to do. */
  remover: z.boolean(),
  /** Answers for what an entitlement is called. */
  describes: z.boolean(),
  /** Questions that wait for this person's word: whether they answer for a service or an agent. */
  offers: z.number().int(),
  /** Answers for a service or an agent. */
  answers: z.boolean(),
  /** Exceptions that wait for their word. */
  exceptions: z.number().int(),
  /** Has or had something to do with an exception. */
  excepting: z.boolean(),
  /** Second looks that wait for them; whether they were ever asked for one. */
  looks: z.number().int(),
  looking: z.boolean(),
  /** Samples of ended campaigns that they are to decide again. */
  again: z.number().int(),
  /** Questions about access that wait for their answer. */
  questions: z.number().int(),
  /** Is or was asked one. */
  questioned: z.boolean(),
});
export type Shell = z.infer<typeof shell>;

const base64url = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/);

/** How many passkeys one person may have enrolled at a time. */
export const MOST_PASSKEYS = 5;

/** What a device answers when a passkey is made on it. */
export const enrolInput = z.object({
  name: ownWords(z.string().trim().min(1, "Give it a name.").max(60, "Keep the name under 60 characters.")),
  response: z.object({
    id: base64url(1_400),
    response: z.object({
      clientDataJSON: base64url(4_000),
      attestationObject: base64url(20_000),
      transports: z
        .array(z.string().regex(/^[a-z-]{1,20}$/))
        .max(8)
        .optional(),
    }),
  }),
});
export type EnrolInput = z.infer<typeof enrolInput>;

/** What a device answers when it is asked to sign. */
export const assertionInput = z.object({
  id: base64url(1_400),
  response: z.object({
    clientDataJSON: base64url(4_000),
    authenticatorData: base64url(4_000),
    signature: base64url(2_000),
  }),
});
export type AssertionInput = z.infer<typeof assertionInput>;

/** The passkeys of whoever looks, the last enrolled first. */
export const passkeyList = z.object({
  /** The host they hold for; null where this address cannot have passkeys. */
  host: z.string().nullable(),
  rows: z.array(
    z.object({
      id,
      /** Null where it was erased. */
      name: z.string().nullable(),
      enrolledAt: z.string(),
      /** From when on it may sign, and whether it may now. */
      from: z.string(),
      usable: z.boolean(),
      synced: z.boolean(),
      /** When it signed last. */
      lastAt: z.string().nullable(),
      removedAt: z.string().nullable(),
    }),
  ),
});
export type PasskeyList = z.infer<typeof passkeyList>;
