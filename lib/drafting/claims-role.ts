import type { Packet } from "@/lib/evidence/schema";
import { known, predicate } from "./predicate";
import { capital, counted, day, holder, listed, named, possessive, titled } from "./words";

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
  "peers.title": "others with the same title and department",
  "peers.team": "others in the same team",
  "peers.department": "others in the same department",
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
    with: (_, p) => known(p, "role.birthright")[0],
    evaluate: () => "yes",
    render: ({ role }, p, _, all) =>
      `${capital(possessive(holder(p)))} role ${titled(role)} includes it${all === undefined ? "" : `, and ${everyone(all.value)} hold it`}.`,
  }),
  predicate({
    id: "role_excludes",
    kinds: ["role.excludes"],
    stance: "remove",
    form: "count",
    when: "always; the value is how many roles are listed",
    evaluate: ({ roles }) => String(roles.length),
    render: ({ roles }, p) => {
      const whose = possessive(holder(p));
      return roles.length === 0
        ? `No role is recorded for ${holder(p)} that would include it.`
        : roles.length === 1
          ? `${capital(whose)} only role, ${titled(roles[0] ?? "")}, does not include it.`
          : roles.length === 2
            ? `Neither of ${whose} 2 roles includes it.`
            : `None of ${whose} ${roles.length} roles includes it.`;
    },
  }),
  predicate({
    id: "baseline_includes",
    kinds: ["role.baseline"],
    stance: "keep",
    form: "count of count",
    when: 'includes is true; the value is "HOLDERS of OTHERS"',
    evaluate: (v) => (comparable(v) && v.includes ? ratio(v) : null),
    render: (v, p) =>
      `It is usual ${among(v.group, p)}: ${v.holders === v.others ? "all" : `${v.holders} of`} ${v.others} others hold it.`,
  }),
  predicate({
    id: "baseline_excludes",
    kinds: ["role.baseline"],
    stance: "remove",
    form: "count of count",
    when: 'includes is false and holders is less than half of others; the value is "HOLDERS of OTHERS"',
    evaluate: (v) => (comparable(v) && !v.includes && v.holders * 2 < v.others ? ratio(v) : null),
    render: (v, p) =>
      `It is not usual ${among(v.group, p)}: ${v.holders === 0 ? "none" : v.holders} of ${v.others} others ${v.holders > 1 ? "hold" : "holds"} it.`,
  }),
  predicate({
    id: "baseline_misses",
    kinds: ["role.baseline"],
    stance: "context",
    form: "count of count",
    when: 'includes is false and holders is at least half of others; the value is "HOLDERS of OTHERS"',
    evaluate: (v) => (comparable(v) && !v.includes && v.holders * 2 >= v.others ? ratio(v) : null),
    render: (v, p) =>
      `${ratio(v)} others ${v.group === p.subject.department ? "in" : "in the job"} ${v.group === p.subject.department ? named(v.group) : titled(v.group)} hold it, too few for it to be usual.`,
  }),
  predicate({
    id: "birthright",
    kinds: ["role.birthright"],
    stance: "keep",
    form: "count of count",
    when: 'always; the value is "HOLDERS of PEOPLE"',
    evaluate: ({ holders, people }) => `${holders} of ${people}`,
    render: (v) => `${capital(everyone(v))} hold it.`,
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

/** "all 395 people", "393 of 395 people". */
const everyone = ({ holders, people }: { holders: number; people: number }) =>
  holders === people ? `all ${people} people` : `${holders} of ${counted(people, "person", "people")}`;

/** The group a baseline was mined from: a department, else a job of that title. */
const among = (name: string, { subject }: Packet) =>
  name === subject.department ? `in ${named(name)}` : `for the job ${titled(name)}`;

function covers(count: number, examples: readonly string[]): string {
  const some = examples.slice(0, 2).map(named);
  const among = some.length ? `, among them ${listed(some)}` : "";
  return `It brings ${counted(count, "further right")} with it${count ? among : ""}.`;
}
