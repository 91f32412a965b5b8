import type { FactOf, Packet } from "@/lib/evidence/schema";
import { credentialWords } from "@/lib/evidence/words";
import { IDLE_DAYS } from "./claims-use";
import { predicate } from "./predicate";
import { counted, day, daysBetween, named } from "./words";

/** A key older than this is due for a new one. */
const OLD_DAYS = 365;
const SOON_DAYS = 30;

type Credential = FactOf<"nhi.credential">["value"];

/** What can be said of a key, secret, certificate or token. */
export const credentialClaims = [
  predicate({
    id: "credential_old",
    kinds: ["nhi.credential"],
    stance: "remove",
    form: "count",
    when: `age_days is at least ${OLD_DAYS} and rotated is null or as long before as_of; the value is \`age_days\``,
    evaluate: ({ age_days: age, rotated }, p) =>
      age !== null && age >= OLD_DAYS && (rotated === null || daysBetween(rotated, p.asOf) >= OLD_DAYS)
        ? String(age)
        : null,
    render: ({ kind, age_days: age, rotated }) =>
      rotated === null
        ? `The ${what(kind)} is ${counted(age ?? 0, "day")} old, and no rotation is recorded.`
        : `The ${what(kind)} is ${counted(age ?? 0, "day")} old and was last rotated on ${day(rotated)}.`,
  }),
  predicate({
    id: "credential_expired",
    kinds: ["nhi.credential"],
    stance: "remove",
    form: "date",
    when: "expires lies before as_of; the value is `expires`",
    evaluate: ({ expires }, p) => (expires !== null && daysBetween(expires, p.asOf) > 0 ? expires : null),
    render: ({ kind, expires }) => `The ${what(kind)} expired on ${day(expires ?? "")}.`,
  }),
  predicate({
    id: "credential_expires_soon",
    kinds: ["nhi.credential"],
    stance: "remove",
    form: "date",
    when: `expires lies 0 to ${SOON_DAYS} days after as_of; the value is \`expires\``,
    evaluate: ({ expires }, p) => (expires !== null && within(p, expires) ? expires : null),
    render: ({ kind, expires }) => `The ${what(kind)} expires on ${day(expires ?? "")}.`,
  }),
  predicate({
    id: "credential_never_used",
    kinds: ["nhi.credential"],
    stance: "remove",
    form: "count",
    when: `never_used is true and age_days is at least ${IDLE_DAYS}; the value is \`age_days\``,
    evaluate: ({ never_used, age_days: age }) =>
      never_used && age !== null && age >= IDLE_DAYS ? String(age) : null,
    render: ({ kind, age_days: age }) =>
      `The ${what(kind)} was never used in the ${counted(age ?? 0, "day")} since it was made.`,
  }),
  predicate({
    id: "credential_unused",
    kinds: ["nhi.credential"],
    stance: "remove",
    form: "date",
    when: `last_used lies at least ${IDLE_DAYS} days before as_of; the value is \`last_used\``,
    evaluate: (v, p) => (idle(v, p) ? v.last_used : null),
    render: ({ kind, last_used }) => `The ${what(kind)} was last used on ${day(last_used ?? "")}.`,
  }),
  predicate({
    id: "credential_used",
    kinds: ["nhi.credential"],
    stance: "keep",
    form: "date",
    when: `last_used lies less than ${IDLE_DAYS} days before as_of; the value is \`last_used\``,
    evaluate: (v, p) => (v.last_used !== null && !idle(v, p) ? v.last_used : null),
    render: ({ kind, last_used }) => `The ${what(kind)} was last used on ${day(last_used ?? "")}.`,
  }),
  predicate({
    id: "credential_exposed",
    kinds: ["nhi.credential"],
    stance: "remove",
    form: "yes",
    when: "exposed is not null",
    evaluate: ({ exposed }) => (exposed === null ? null : "yes"),
    render: ({ kind, exposed }) => `The ${what(kind)} was reported as exposed: ${named(exposed ?? "")}.`,
  }),
  predicate({
    id: "scopes_unused",
    kinds: ["nhi.credential"],
    stance: "remove",
    form: "count of count",
    when: 'scopes_used is less than half of scopes; the value is "SCOPES_USED of SCOPES"',
    evaluate: ({ scopes, scopes_used: used }) =>
      scopes !== null && used !== null && used * 2 < scopes ? `${used} of ${scopes}` : null,
    render: ({ kind, scopes, scopes_used: used }) =>
      `The ${what(kind)} may do more than it does: ${used} of ${counted(scopes ?? 0, "scope")} ${used === 1 ? "was" : "were"} used.`,
  }),
];

function idle({ last_used }: Credential, { asOf }: Packet): boolean {
  return last_used !== null && daysBetween(last_used, asOf) >= IDLE_DAYS;
}

function within({ asOf }: Packet, expires: string): boolean {
  const days = daysBetween(asOf, expires);
  return days >= 0 && days <= SOON_DAYS;
}

const what = (kind: string | null) =>
  kind === null ? "credential" : credentialWords(named(kind.replaceAll("_", " ")));
