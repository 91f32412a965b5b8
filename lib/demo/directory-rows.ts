import { AGENTS, MAKERS } from "@/lib/demo/agents";
import { BIRTHRIGHT, DEPARTMENTS, LEADERSHIP } from "@/lib/demo/departments";
import { DEPENDANTS, type Machine } from "@/lib/demo/machines";
import type { Identity } from "@/lib/demo/people";
import { draws } from "@/lib/demo/random";
import { type Row, rowOf, type SourceFiles, type View } from "@/lib/demo/source-files";
import { words } from "@/lib/demo/table";

const JOBS = DEPARTMENTS.flatMap((department) =>
  department.posts.map((post, position) => ({
    id: `ROLE-${department.costCenter}-${position + 1}`,
    department: department.name,
    title: post.title,
    name: `${post.title}, ${department.name}`,
    kind: "job",
    entitlements: post.baseline.filter(({ share }) => share > 0.9).map(({ entitlement }) => entitlement),
  })),
);

const EVERYONE = { id: "ROLE-ALL", name: "Everyone", kind: "birthright", entitlements: [...BIRTHRIGHT] };
const LEADS = { id: "ROLE-LEAD", name: "Leads people", kind: "job", entitlements: [...LEADERSHIP] };
const ROLES = [EVERYONE, LEADS, ...JOBS];

/** Nobody wrote job roles for the small applications, so what is usual there can only be found from who holds what. */
const UNMODELLED = /^(gat|lab|brd):/u;

/** The HR directory: people and machines, and which job role carries which entitlement. Grants are elsewhere. */
export function directoryFiles(view: View): SourceFiles {
  const known = view.people.all.filter(({ started }) => started >= view.asOfAgo);
  return {
    identities: known.map((identity) =>
      identity.machine ? machineRow(identity, view) : personRow(identity, view),
    ),
    roles: ROLES.map(({ id, name, kind }) => ({ id, name, kind })),
    role_entitlements: ROLES.flatMap(({ id, entitlements }) =>
      entitlements
        .filter((entitlement) => !UNMODELLED.test(entitlement))
        .map((entitlement) => ({ role_id: id, entitlement_id: entitlement })),
    ),
    identity_roles: known.flatMap((identity) =>
      rolesOf(identity, view.asOfAgo).map((role) => ({ identity_id: identity.id, role_id: role })),
    ),
  };
}

/** The person's job and manager as the directory had them then. */
function jobThen({ moved, department, title, managerId }: Identity, asOfAgo: number) {
  return moved && moved.ago < asOfAgo ? { ...moved, moved: null } : { department, title, managerId, moved };
}

const COLUMNS =
  words(`id kind name email manager_id owner_id backup_owner_id department title cost_center location
  employment_status start_date end_date previous_department moved_at purpose employment_type acts_for dependants
  sponsor delegation autonomy model provider instructions_by parent_agent child_agents off_switch off_switch_tested tools tools_used created_by`);

function personRow(identity: Identity, { days, asOfAgo }: View): Row {
  const { id, name, email, ends, location, started } = identity;
  const { department, title, managerId, moved } = jobThen(identity, asOfAgo);
  const left = identity.left !== null && identity.left >= asOfAgo ? identity.left : null;
  const home = DEPARTMENTS.find((found) => found.name === department);
  return rowOf(COLUMNS, {
    ...{ id, kind: "human", name, email, manager_id: managerId, department, title, location },
    cost_center: home?.costCenter ?? identity.costCenter,
    employment_status: left !== null ? "left" : identity.onLeave ? "on leave" : "active",
    start_date: days.date(started),
    end_date: left !== null ? days.date(left) : ends !== null ? days.date(-ends) : "",
    previous_department: moved?.department ?? "",
    moved_at: moved ? days.date(moved.ago) : "",
    employment_type: ends !== null ? "fixed term" : "permanent",
  });
}

/** Machines of the directory by name, for those that name another. */
const idOf = (name: string, people: View["people"]) =>
  people.all.find((other) => other.machine && other.name === name)?.id ?? "";

/** The last test there had been by then: one a quarter. */
const testedAgo = (ago: number, asOfAgo: number) => ago + Math.ceil(Math.max(0, asOfAgo - ago) / 91) * 91;

function agentCells(machine: Machine | null, { people, days, asOfAgo }: View): Row {
  const agent = machine && AGENTS.get(machine.name);
  if (!agent) return {};
  const { delegation, autonomy, model, provider, offSwitch, tested } = agent;
  const tools = machine.grants.filter((grant) => grant.startsWith("aip:tool-"));
  const named = (list: string[]) => list.map((tool) => tool.slice("aip:tool-".length)).join("|");
  const children = [...AGENTS].flatMap(([name, other]) => (other.parent === machine.name ? [name] : []));
  return {
    ...{ delegation, autonomy, model, provider, off_switch: offSwitch },
    sponsor: people.resolve(agent.sponsor),
    instructions_by: people.resolve(agent.instructions),
    parent_agent: agent.parent === "-" ? "" : idOf(agent.parent, people),
    child_agents: children.map((name) => idOf(name, people)).join("|"),
    off_switch_tested: /^\d+$/.test(tested) ? days.date(testedAgo(Number(tested), asOfAgo)) : tested,
    tools: named(tools),
    tools_used: named(tools.filter((tool) => !machine.unused.has(tool))),
  };
}

function machineRow({ id, name, machine, started }: Identity, view: View): Row {
  const { people, days } = view;
  return rowOf(COLUMNS, {
    ...{
      id,
      kind: machine?.kind ?? "unknown",
      name,
      employment_status: "active",
      start_date: days.date(started),
    },
    owner_id: people.resolve(machine?.owner ?? "-"),
    backup_owner_id: people.resolve(machine?.backup ?? "-"),
    purpose: machine?.purpose ?? "",
    acts_for: machine?.actsFor ?? "",
    dependants: DEPENDANTS[name] ?? "",
    created_by: people.resolve(MAKERS[name] ?? "-"),
    ...agentCells(machine, view),
  });
}

function rolesOf(identity: Identity, asOfAgo: number): string[] {
  if (identity.machine) return [];
  const job = jobThen(identity, asOfAgo);
  const jobRole = (department: string, title: string) =>
    JOBS.filter((role) => role.department === department && role.title === title).map(({ id }) => id);
  const kept = job.moved && draws("kept role", identity.id).chance(0.15);
  return [
    EVERYONE.id,
    ...(identity.level === "member" ? [] : [LEADS.id]),
    ...jobRole(job.department, job.title),
    ...(job.moved && kept ? jobRole(job.moved.department, job.moved.title) : []),
  ];
}
