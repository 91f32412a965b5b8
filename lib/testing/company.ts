import { type Content, type WorldPerson, world } from "./world";

/** A day all small-company tests stand on. */
export const today = new Date("2026-11-22T09:00:00Z");

/** The directory: who manages whom. */
export const directory: Content = {
  identities: [
    { id: "boss", name: "Bo Lindqvist", email: "bo@example.com", department: "Finance", title: "Director" },
    {
      id: "mia",
      name: "Mia Ferro",
      email: "mia@example.com",
      managerId: "boss",
      department: "Finance",
      title: "Manager",
    },
    {
      id: "pat",
      name: "Pat Okoye",
      email: "pat@example.com",
      managerId: "mia",
      department: "Finance",
      title: "Clerk",
    },
    {
      id: "sam",
      name: "Sam Idris",
      email: "sam@example.com",
      managerId: "mia",
      department: "Sales",
      title: "Seller",
    },
    { id: "lee", name: "Lee Novak", email: "lee@example.com", managerId: "gone", title: "Clerk" },
    {
      id: "gone",
      name: "Gil Duarte",
      email: "gil@example.com",
      employmentStatus: "left",
      department: "Finance",
    },
    {
      id: "own",
      name: "Oda Wren",
      email: "oda@example.com",
      department: "Systems",
      title: "Head of systems",
    },
    { id: "bot", name: "Nightly export", kind: "service", ownerId: "own" },
  ],
};

/** One application with a group that carries a right, and an account of everybody's. */
export const ledger: Content = {
  applications: [{ id: "ledger", name: "Ledger", ownerId: "oda@example.com" }],
  accounts: ["mia", "pat", "sam", "lee", "own", "bot"].map((id) => ({
    id: `a-${id}`,
    applicationId: "ledger",
    identityId: id,
    login: id,
  })),
  entitlements: [
    {
      id: "post",
      applicationId: "ledger",
      name: "Post entries",
      description: "Posts entries.",
      type: "permission",
      privilege: "standard",
    },
    {
      id: "close",
      applicationId: "ledger",
      name: "Close the year",
      description: "Closes the year.",
      type: "permission",
      privilege: "privileged",
    },
    {
      id: "grp",
      applicationId: "ledger",
      name: "Clerks",
      description: "The clerks.",
      type: "group",
      privilege: "standard",
    },
    {
      id: "read",
      applicationId: "ledger",
      name: "Read reports",
      description: "Reads reports.",
      type: "permission",
      privilege: "standard",
    },
  ],
  grants: [
    { accountId: "a-mia", entitlementId: "close", grantedBy: "own" },
    { accountId: "a-pat", entitlementId: "grp", grantedBy: "mia" },
    { accountId: "a-pat", entitlementId: "read", via: "grp" },
    { accountId: "a-pat", entitlementId: "post", approvedBy: "mia@example.com" },
    { accountId: "a-sam", entitlementId: "post" },
    { accountId: "a-lee", entitlementId: "post" },
    { accountId: "a-own", entitlementId: "read" },
    { accountId: "a-bot", entitlementId: "post" },
  ],
};

export type Company = {
  hr: { source: number; snapshot: number };
  app: { source: number; snapshot: number };
  admin: WorldPerson;
  owner: WorldPerson;
  auditor: WorldPerson;
  controlOwner: WorldPerson;
  mia: WorldPerson;
  spare: WorldPerson;
};

/** A small company: a directory, the ledger, and the people who run a campaign over it. Eight grants. */
export async function company(app: Content = ledger, hr: Content = directory): Promise<Company> {
  const w = world();
  const people = await w.source("Directory", hr, { asOf: new Date("2026-11-20T00:00:00Z") });
  const made = await w.source("Ledger export", app, { asOf: new Date("2026-11-21T00:00:00Z") });
  return {
    hr: people,
    app: made,
    admin: await w.person({ name: "Ada Moss", email: "ada@example.com", roles: ["admin"] }),
    owner: await w.person({ name: "Oda Wren", email: "oda@example.com" }),
    auditor: await w.person({ name: "Ivo Hartl", email: "ivo@example.com", roles: ["auditor"] }),
    controlOwner: await w.person({ name: "Cleo Braun", email: "cleo@example.com", roles: ["control_owner"] }),
    mia: await w.person({
      name: "Mia Ferro",
      email: "mia@example.com",
      identity: { source: people.source, id: "mia" },
    }),
    spare: await w.person({ name: "Fay Quill", email: "fay@example.com" }),
  };
}
