import type { FactOf } from "@/lib/evidence/schema";
import { testClaims } from "@/lib/testing/claims";
import { fact } from "@/lib/testing/packets";
import { credentialClaims } from "./claims-credential";

const key = (more: Partial<FactOf<"nhi.credential">["value"]>) =>
  fact("nhi.credential", {
    credential: "CRD-7",
    kind: "api_token",
    age_days: null,
    rotated: null,
    expires: null,
    last_used: null,
    never_used: false,
    scopes: null,
    scopes_used: null,
    exposed: null,
    ...more,
  });
const seen = (others: number) =>
  fact("credential.seen_in_text", { credential: null, kind: "aws-access-key", place: "request T-1", others });

testClaims(credentialClaims, {
  credential_old: {
    holds: [key({ age_days: 900 })],
    value: "900",
    says: "The API token is 900 days old, and no rotation is recorded.",
    not: [key({ age_days: 900, rotated: "2026-05-01" })],
    blank: [
      [key({ age_days: 900, rotated: "2025-11-20", kind: null })],
      "The credential is 900 days old and was last rotated on 20 November 2025.",
    ],
  },
  credential_expired: {
    holds: [key({ expires: "2026-11-19" }), key({ credential: "CRD-8" })],
    value: "2026-11-19",
    says: "The API token CRD-7 expired on 19 November 2026.",
    not: [key({ expires: "2026-11-20" })],
    blank: [[key({})], null],
  },
  credential_expires_soon: {
    holds: [key({ expires: "2026-12-20" })],
    value: "2026-12-20",
    says: "The API token expires on 20 December 2026.",
    not: [key({ expires: "2026-12-21" })],
    blank: [[key({})], null],
  },
  credential_never_used: {
    holds: [key({ never_used: true, age_days: 283 })],
    value: "283",
    says: "The API token was never used in the 283 days since it was made.",
    not: [key({ never_used: true, age_days: 89 })],
    // Use that is not reported is not taken for none (I8).
    blank: [[key({ age_days: 283 })], null],
  },
  credential_unused: {
    holds: [key({ last_used: "2026-08-22" })],
    value: "2026-08-22",
    says: "The API token has not been used since 22 August 2026.",
    not: [key({ last_used: "2026-08-23" })],
    blank: [[key({})], null],
  },
  credential_used: {
    holds: [key({ last_used: "2026-08-23", kind: null })],
    value: "2026-08-23",
    says: "The credential was last used on 23 August 2026.",
    not: [key({ last_used: "2026-08-22" })],
    blank: [[key({})], null],
  },
  credential_exposed: {
    holds: [key({ exposed: "public repository" })],
    value: "yes",
    says: "The API token was reported as exposed: public repository.",
    not: [key({})],
  },
  credential_in_text: {
    holds: [seen(0)],
    value: "yes",
    says: "Its key stands in readable text: request T-1.",
    blank: [[seen(1)], "Its key stands in readable text: request T-1, and in 1 other place."],
  },
  scopes_unused: {
    holds: [key({ scopes: 3, scopes_used: 1 })],
    value: "1 of 3",
    says: "The API token may do more than it does: 1 of 3 scopes was used.",
    not: [key({ scopes: 4, scopes_used: 2 })],
    blank: [[key({ scopes: 4 })], null],
  },
});
