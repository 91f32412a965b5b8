import type { FactOf, Packet } from "@/lib/evidence/schema";
import { credentialWords, secretWords } from "@/lib/evidence/words";
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
    render: ({ age_days: age, rotated }, p, f) =>
      rotated === null
        ? `The ${key(f, p)} is ${counted(age ?? 0, "day")} old, and no rotation is recorded.`
        : `The ${key(f, p)} is ${counted(age ?? 0, "day")} old and was last rotated on ${day(rotated)}.`,
  }),
  predicate({
    id: "credential_expired",
    kinds: ["nhi.credential"],
    stance: "remove",
    form: "date",
    when: "expires lies before as_of; the value is `expires`",
    evaluate: ({ expires }, p) => (expires !== null && daysBetween(expires, p.asOf) > 0 ? expires : null),
    render: ({ expires }, p, f) => `The ${key(f, p)} expired on ${day(expires ?? "")}.`,
  }),
  predicate({
    id: "credential_expires_soon",
    kinds: ["nhi.credential"],
    stance: "remove",
    form: "date",
    when: `expires lies 0 to ${SOON_DAYS} days after as_of; the value is \`expires\``,
    evaluate: ({ expires }, p) => (expires !== null && within(p, expires) ? expires : null),
    render: ({ expires }, p, f) => `The ${key(f, p)} expires on ${day(expires ?? "")}.`,
  }),
  predicate({
    id: "credential_never_used",
    kinds: ["nhi.credential"],
    stance: "remove",
    form: "count",
    when: `never_used is true and age_days is at least ${IDLE_DAYS}; the value is \`age_days\``,
    evaluate: ({ never_used, age_days: age }) =>
      never_used && age !== null && age >= IDLE_DAYS ? String(age) : null,
    render: ({ age_days: age }, p, f) =>
      `The ${key(f, p)} was never used in the ${counted(age ?? 0, "day")} since it was made.`,
  }),
  predicate({
    id: "credential_unused",
    kinds: ["nhi.credential"],
    stance: "remove",
    form: "date",
    when: `last_used lies at least ${IDLE_DAYS} days before as_of; the value is \`last_used\``,
    evaluate: (v, p) => (idle(v, p) ? v.last_used : null),
    render: ({ last_used }, p, f) => `The ${key(f, p)} has not been used since ${day(last_used ?? "")}.`,
  }),
  predicate({
    id: "credential_used",
    kinds: ["nhi.credential"],
    stance: "keep",
    form: "date",
    when: `last_used lies less than ${IDLE_DAYS} days before as_of; the value is \`last_used\``,
    evaluate: (v, p) => (v.last_used !== null && !idle(v, p) ? v.last_used : null),
    render: ({ last_used }, p, f) => `The ${key(f, p)} was last used on ${day(last_used ?? "")}.`,
  }),
  predicate({
    id: "credential_exposed",
    kinds: ["nhi.credential"],
    stance: "remove",
    form: "yes",
    when: "exposed is not null",
    evaluate: ({ exposed }) => (exposed === null ? null : "yes"),
    render: ({ exposed }, p, f) => `The ${key(f, p)} was reported as exposed: ${named(exposed ?? "")}.`,
  }),
  predicate({
    id: "credential_in_text",
    kinds: ["credential.seen_in_text"],
    stance: "remove",
    form: "yes",
    when: "the fact is there",
    evaluate: () => "yes",
    render: ({ kind, place, others }) =>
      `Its ${secretWords(kind)} stands in readable text: ${named(place)}${others === 0 ? "" : `, and in ${counted(others, "other place")}`}.`,
  }),
  predicate({
    id: "scopes_unused",
    kinds: ["nhi.credential"],
    stance: "remove",
    form: "count of count",
    when: 'scopes_used is less than half of scopes; the value is "SCOPES_USED of SCOPES"',
    evaluate: ({ scopes, scopes_used: used }) =>
      scopes !== null && used !== null && used * 2 < scopes ? `${used} of ${scopes}` : null,
    render: ({ scopes, scopes_used: used }, p, f) =>
      `The ${key(f, p)} may do more than it does: ${used} of ${counted(scopes ?? 0, "scope")} ${used === 1 ? "was" : "were"} used.`,
  }),
];

function idle({ last_used }: Credential, { asOf }: Packet): boolean {
  return last_used !== null && daysBetween(last_used, asOf) >= IDLE_DAYS;
}

function within({ asOf }: Packet, expires: string): boolean {
  const days = daysBetween(asOf, expires);
  return days >= 0 && days <= SOON_DAYS;
}

/** "access key", and which one where the packet holds several. */
function key({ value }: FactOf<"nhi.credential">, packet: Packet): string {
  const kind = value.kind === null ? "credential" : credentialWords(named(value.kind.replaceAll("_", " ")));
  const several = packet.facts.filter((f) => f.kind === "nhi.credential").length > 1;
  return several ? `${kind} ${named(value.credential)}` : kind;
}
