import { jsonDay, jsonPlain, jsonText } from "./canonical-sql";
import { type FactSql, shareBucket, sharePoint, stance } from "./fact-sql";
import { BASELINE } from "./mining-sql";
import { SMALLEST_GROUP } from "./rules";

/** Facts of the people around the holder, over the columns of `featuresSql` (as `f`). */
const people = "f.subject_kind IN ('human', 'unknown')";
const from = { source: "f.holders_source", asOf: "f.as_of_text" };

type Group = { when: string; held: string; others: string; name: string };

/** A group of the directory, without the subject. */
function group(kind: "title" | "team" | "department", name: string): Group {
  const others = `(f.size_${kind} - f.in_groups)`;
  return {
    when: `(${people} AND f.g_${kind} IS NOT NULL AND ${others} >= ${SMALLEST_GROUP} AND ${name} IS NOT NULL)`,
    held: `greatest(0, f.${kind}_holders - f.in_groups)`,
    others,
    name,
  };
}

const title = group("title", "f.person_title");
const team = group("team", "f.manager_name");
const department = group("department", "f.department");
const alike: Group = {
  when: "(f.like_others IS NOT NULL)",
  held: "f.like_holders",
  others: "f.like_others",
  name: "''",
};

const peers = (
  kind: "peers.title" | "peers.team" | "peers.department" | "peers.access",
  { when, held, others, name }: Group,
): FactSql => ({
  kind,
  class: "derived",
  when,
  stance: sharePoint(held, others),
  bucket: shareBucket(held, others),
  value: {
    ...(kind === "peers.access" ? {} : { group: jsonText(name) }),
    holders: jsonPlain(held),
    others: jsonPlain(others),
  },
  ...from,
});

/** The usual access of a group, where its application has a baseline there besides this entitlement. */
function baseline(kind: "title" | "department", { held, others }: Group) {
  const includes = `(${held} * 100 >= ${others} * ${BASELINE})`;
  const itself = `CASE WHEN f.${kind}_holders * 100 >= f.size_${kind} * ${BASELINE} THEN 1 ELSE 0 END`;
  return { includes, known: `(${includes} OR f.${kind}_baseline > ${itself})` };
}

const job = baseline("title", title);
const wide = baseline("department", department);
/** Of the job where its group is large enough, else of the department. */
const ofJob = (a: string, b: string) => `CASE WHEN ${title.when} THEN ${a} ELSE ${b} END`;
const included = ofJob(job.includes, wide.includes);
const heldThere = ofJob(title.held, department.held);
const othersThere = ofJob(title.others, department.others);

/** In the order in which a picture is drawn of the first. */
const groups = [title, team, department, alike];
const first = (of: (g: Group) => string) =>
  `CASE ${groups.map((g) => `WHEN ${g.when} THEN ${of(g)}`).join(" ")} END`;

/** `holders` and `others` of the group that a picture is drawn of; null where none is told. */
export const bestPeerHolders = first((g) => g.held);
export const bestPeerOthers = first((g) => g.others);

export const peerFacts: readonly FactSql[] = [
  peers("peers.title", title),
  peers("peers.team", team),
  peers("peers.department", department),
  peers("peers.access", alike),
  {
    kind: "role.baseline",
    class: "derived",
    when: `NOT f.role_modelled AND CASE WHEN ${title.when} THEN f.title_baseline > 0 AND ${job.known}
      WHEN ${department.when} THEN f.department_baseline > 0 AND ${wide.known} END`,
    stance: `CASE WHEN ${included} THEN ${stance.keep} WHEN ${heldThere} * 2 < ${othersThere} THEN ${stance.remove} ELSE ${stance.context} END`,
    bucket: included,
    value: {
      group: jsonText(ofJob(title.name, department.name)),
      holders: jsonPlain(heldThere),
      others: jsonPlain(othersThere),
      includes: jsonPlain(included),
    },
    ...from,
  },
];

/** Of the holder's access as a whole; they speak neither way. */
export const heldFacts: readonly FactSql[] = [
  {
    kind: "identity.latest_grant",
    class: "derived",
    when: "f.latest_grant_on IS NOT NULL",
    stance: stance.context,
    value: { on: jsonDay("f.latest_grant_on"), days: jsonPlain("f.latest_grant_days") },
    source: "f.held_source",
    asOf: "f.as_of_text",
  },
  {
    kind: "identity.grants",
    class: "derived",
    when: "f.held_grants IS NOT NULL",
    stance: stance.context,
    value: { count: jsonPlain("f.held_grants") },
    source: "f.held_source",
    asOf: "f.as_of_text",
  },
];
