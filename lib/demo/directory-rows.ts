import { BIRTHRIGHT, DEPARTMENTS, LEADERSHIP } from "@/lib/demo/departments";
import { DEPENDANTS } from "@/lib/demo/machines";
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

/** The HR directory: people and machines, and which job role carries which entitlement. Grants are elsewhere. */
export function directoryFiles(view: View): SourceFiles {
  const known = view.people.all.filter(({ started }) => started >= view.asOfAgo);
  return {
    identities: known.map((identity) =>
      identity.machine ? machineRow(identity, view) : personRow(identity, view),
    ),
    roles: ROLES.map(({ id, name, kind }) => ({ id, name, kind })),
    role_entitlements: ROLES.flatMap(({ id, entitlements }) =>
      entitlements.map((entitlement) => ({ role_id: id, entitlement_id: entitlement })),
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
  employment_status start_date end_date previous_department moved_at purpose employment_type acts_for dependants`);

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

function machineRow({ id, name, machine, started }: Identity, { people, days }: View): Row {
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
