import { predicate } from "./predicate";
import { counted, day, listed, named, subject } from "./words";

/** A group of fewer people says nothing about one of them. */
const SMALLEST_GROUP = 5;
/** From here a right counts as over-broad. */
const MANY_RIGHTS = 20;

const peerKinds = ["peers.title", "peers.team", "peers.department", "peers.access"] as const;
type PeerKind = (typeof peerKinds)[number];
type Peers = { holders: number; others: number };

const comparable = ({ holders, others }: Peers) => others >= SMALLEST_GROUP && holders <= others;
const ratio = ({ holders, others }: Peers) => `${holders} of ${others}`;
const group: Record<PeerKind, string> = {
  "peers.title": "other people with the same title and department",
  "peers.team": "other people of the same team",
  "peers.department": "other people of the same department",
  "peers.access": "others whose other access is most alike",
};

/** What can be said of role, peers, and how the access came. */
export const roleClaims = [
  predicate({
    id: "role_includes",
    kinds: ["role.includes"],
    stance: "keep",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: ({ role }, p) => `The role ${named(role)}, which ${subject(p)} has, includes it.`,
  }),
  predicate({
    id: "role_excludes",
    kinds: ["role.excludes"],
    stance: "remove",
    form: "count",
    when: "always; the value is how many roles are listed",
    evaluate: ({ roles }) => String(roles.length),
    render: ({ roles }, p) =>
      roles.length === 0
        ? `${subject(p)} has no role that would include it.`
        : roles.length === 1
          ? `The role ${named(roles[0] ?? "")}, the only one ${subject(p)} has, does not include it.`
          : `None of the ${counted(roles.length, "role")} that ${subject(p)} has includes it.`,
  }),
  predicate({
    id: "baseline_includes",
    kinds: ["role.baseline"],
    stance: "keep",
    form: "count of count",
    when: 'includes is true; the value is "HOLDERS of OTHERS"',
    evaluate: (v) => (comparable(v) && v.includes ? ratio(v) : null),
    render: (v) => `It belongs to what the group ${named(v.group)} usually has: ${ratio(v)} others hold it.`,
  }),
  predicate({
    id: "baseline_excludes",
    kinds: ["role.baseline"],
    stance: "remove",
    form: "count of count",
    when: 'includes is false and holders is less than half of others; the value is "HOLDERS of OTHERS"',
    evaluate: (v) => (comparable(v) && !v.includes && v.holders * 2 < v.others ? ratio(v) : null),
    render: (v) => `It is outside what the group ${named(v.group)} usually has: ${ratio(v)} others hold it.`,
  }),
  predicate({
    id: "baseline_misses",
    kinds: ["role.baseline"],
    stance: "context",
    form: "count of count",
    when: 'includes is false and holders is at least half of others; the value is "HOLDERS of OTHERS"',
    evaluate: (v) => (comparable(v) && !v.includes && v.holders * 2 >= v.others ? ratio(v) : null),
    render: (v) =>
      `Many of the group ${named(v.group)} hold it, ${ratio(v)} others, but not so many that it is usual.`,
  }),
  predicate({
    id: "birthright",
    kinds: ["role.birthright"],
    stance: "keep",
    form: "count of count",
    when: 'always; the value is "HOLDERS of PEOPLE"',
    evaluate: ({ holders, people }) => `${holders} of ${people}`,
    render: ({ holders, people }) =>
      `It is held by nearly everyone: ${holders} of ${counted(people, "person", "people")}.`,
  }),
  predicate({
    id: "granted_directly",
    kinds: ["grant.direct"],
    stance: "context",
    form: "yes",
    when: "always",
    evaluate: () => "yes",
    render: () => "It was given directly, not through a role or a group.",
  }),
  predicate({
    id: "covers_some",
    kinds: ["grant.covers"],
    stance: "context",
    form: "count",
    when: `count is below ${MANY_RIGHTS}; the value is \`count\``,
    evaluate: ({ count }) => (count < MANY_RIGHTS ? String(count) : null),
    render: ({ count, examples }) => covers(count, examples),
  }),
  predicate({
    id: "covers_many",
    kinds: ["grant.covers"],
    stance: "remove",
    form: "count",
    when: `count is at least ${MANY_RIGHTS}; the value is \`count\``,
    evaluate: ({ count }) => (count >= MANY_RIGHTS ? String(count) : null),
    render: ({ count, examples }) => covers(count, examples),
  }),
  predicate({
    id: "grant_expired",
    kinds: ["grant.expires"],
    stance: "remove",
    form: "date",
    when: "days is below 0; the value is `on`",
    evaluate: ({ on, days }) => (days < 0 ? on : null),
    render: ({ on }) => `It was given until ${day(on)} and is still there.`,
  }),
  predicate({
    id: "grant_expires",
    kinds: ["grant.expires"],
    stance: "context",
    form: "date",
    when: "days is 0 or above; the value is `on`",
    evaluate: ({ on, days }) => (days >= 0 ? on : null),
    render: ({ on }) => `It ends by itself on ${day(on)}.`,
  }),
  predicate({
    id: "peers_none",
    kinds: peerKinds,
    stance: "remove",
    form: "count of count",
    when: `holders is 0; the value is "0 of OTHERS"`,
    evaluate: (v) => (comparable(v) && v.holders === 0 ? ratio(v) : null),
    render: ({ others }, _, { kind }) => `None of the ${others} ${group[kind]} holds it.`,
  }),
  predicate({
    id: "peers_few",
    kinds: peerKinds,
    stance: "remove",
    form: "count of count",
    when: 'holders is above 0 and less than half of others; the value is "HOLDERS of OTHERS"',
    evaluate: (v) => (comparable(v) && v.holders > 0 && v.holders * 2 < v.others ? ratio(v) : null),
    render: ({ holders, others }, _, { kind }) =>
      `${holders === 1 ? "Only 1" : holders} of the ${others} ${group[kind]} ${holders === 1 ? "holds" : "hold"} it.`,
  }),
  predicate({
    id: "peers_most",
    kinds: peerKinds,
    stance: "keep",
    form: "count of count",
    when: 'holders is at least half of others; the value is "HOLDERS of OTHERS"',
    evaluate: (v) => (comparable(v) && v.holders * 2 >= v.others ? ratio(v) : null),
    render: ({ holders, others }, _, { kind }) =>
      holders === others
        ? `All ${others} ${group[kind]} hold it.`
        : `${holders} of the ${others} ${group[kind]} hold it.`,
  }),
];

function covers(count: number, examples: readonly string[]): string {
  const some = examples.slice(0, 2).map(named);
  const among = some.length ? `, among them ${listed(some)}` : "";
  return `It carries ${counted(count, "further right")}${count ? among : ""}.`;
}
