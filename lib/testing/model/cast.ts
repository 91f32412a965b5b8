/**
 * The company that the reference model of a campaign is played by: few people in many parts, and few items of every kind. What
 * is said here of an item is what its source says; the model reads nothing else.
 */
import type { Content } from "@/lib/testing/world";

/** `nobody` is the stand-in that holds what nobody may decide; everybody else can sign in. */
export const people = ["ada", "adi", "bo", "bea", "olu", "fay", "cleo", "pia"] as const;
export type Who = (typeof people)[number] | "nobody";

type Part = { name: string; roles: ("admin" | "control_owner")[]; identity: boolean; manager: Who | null };
export const parts: Record<(typeof people)[number], Part> = {
  /** Built every campaign, so holds nothing of it. */
  ada: { name: "Ada Moss", roles: ["admin"], identity: false, manager: null },
  adi: { name: "Adi Renn", roles: ["admin"], identity: false, manager: null },
  bo: { name: "Bo Lindqvist", roles: [], identity: true, manager: "olu" },
  bea: { name: "Bea Ferro", roles: [], identity: true, manager: "olu" },
  /** Owns the application, manages the managers, and answers for the control: one person in three parts. */
  olu: { name: "Olu Wren", roles: ["control_owner"], identity: true, manager: null },
  /** Takes what nobody else can. */
  fay: { name: "Fay Quill", roles: [], identity: false, manager: null },
  cleo: { name: "Cleo Braun", roles: ["control_owner"], identity: false, manager: null },
  /** Holds access herself. */
  pia: { name: "Pia Okoye", roles: [], identity: true, manager: "bo" },
};
export const builder: Who = "ada";
export const fallback: Who = "fay";
export const applicationOwner: Who = "olu";
/** Answers for what makes up for the risk of each exception. */
export const controlOwner: Who = "cleo";
/** Who looks a second time where the owner cannot. */
export const pool: Who = "bea";
/** Privileged access that nobody used for so many days takes a second look. None of the cast's was used for longer. */
export const unusedDays = 30;
/** Most items decided in one act. */
export const cap = 3;

type Access = "read" | "vendor" | "pay";
type Cast = {
  /** The holder's account, which says who holds it where that is a portal user. */
  account: string;
  access: Access;
  holder: Who;
  arm?: "blind" | "undrafted";
  /** Whoever gave it, who may never decide it (I7). */
  givenBy?: Who;
  /** What its draft recommends. */
  says: "certify" | "revoke" | "insufficient_evidence";
};

/** In the order in which acts number them. */
export const items: readonly Cast[] = [
  { account: "pia", access: "read", holder: "bo", says: "certify" },
  { account: "ben", access: "read", holder: "bo", says: "certify" },
  { account: "cat", access: "read", holder: "bo", says: "certify" },
  { account: "dov", access: "read", holder: "bo", says: "revoke" },
  { account: "eva", access: "read", holder: "bo", arm: "blind", says: "revoke" },
  { account: "ben", access: "vendor", holder: "bo", says: "revoke" },
  { account: "ben", access: "pay", holder: "bo", says: "insufficient_evidence" },
  { account: "cat", access: "pay", holder: "bo", givenBy: "bea", says: "certify" },
  { account: "eli", access: "read", holder: "bea", givenBy: "bo", says: "certify" },
  { account: "fin", access: "read", holder: "bea", arm: "undrafted", says: "certify" },
  { account: "fin", access: "pay", holder: "bea", arm: "blind", says: "revoke" },
  { account: "bo", access: "read", holder: "olu", says: "certify" },
  { account: "bo", access: "pay", holder: "olu", says: "certify" },
];

/** The two sides of the one conflict, by their numbers. */
export const conflict: readonly [number, number] = [5, 6];
export const nameOf = (i: number) => `${items[i]?.account}/${items[i]?.access}`;

const managerOf = (account: string): string | null => {
  const holder = items.find((i) => i.account === account)?.holder ?? null;
  return account in parts ? parts[account as keyof typeof parts].manager : holder;
};

const entitlement = (id: Access, privilege: "standard" | "privileged", description: string) => ({
  id,
  applicationId: "erp",
  name: `ERP_${id.toUpperCase()}`,
  description,
  privilege,
  type: "role",
});

const identity = (id: string) => ({
  id,
  name: id in parts ? parts[id as keyof typeof parts].name : `Holder ${id}`,
  managerId: managerOf(id),
  title: "Clerk",
  department: "Finance",
  employmentStatus: "active",
});

/** One source with its directory. */
export const content: Content = {
  identities: [...new Set([...items.map((i) => i.account), ...people.filter((p) => parts[p].identity)])].map(
    identity,
  ),
  applications: [{ id: "erp", name: "ERP", ownerId: "olu" }],
  accounts: [...new Set(items.map((i) => i.account))].map((id) => ({
    id: `a-${id}`,
    applicationId: "erp",
    identityId: id,
  })),
  entitlements: [
    entitlement("read", "standard", "Reads the ledger."),
    entitlement("vendor", "standard", "Maintains vendors."),
    entitlement("pay", "privileged", "Releases payments."),
  ],
  grants: items.map(({ account, access, givenBy }) => ({
    accountId: `a-${account}`,
    entitlementId: access,
    grantedAt: new Date("2025-01-01T00:00:00Z"),
    ...(givenBy ? { grantedBy: givenBy } : {}),
    lastUsedAt: new Date("2026-10-01T00:00:00Z"),
    uses90d: 1,
  })),
  sodRules: [
    {
      id: "r1",
      name: "Nobody maintains vendors and pays them",
      left: ["vendor"],
      right: ["pay"],
      reason: "",
    },
  ],
};
