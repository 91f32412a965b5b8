import { afterAll, beforeAll, expect, test } from "vitest";
import { countCatalogue } from "@/lib/catalogue/worker";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { readiness } from "./queries";

let end: () => Promise<void>;
let admin: WorldPerson;
let reviewer: WorldPerson;
let full: { source: number };
let thin: { source: number };

beforeAll(async () => {
  ({ end } = await freshDatabase());
  const w = world();
  const asOf = new Date("2026-11-20T06:00:00Z");
  await w.source("Directory", {
    identities: [
      { id: "priya", name: "Priya Raman", managerId: "ana" },
      { id: "ana", name: "Ana Duarte" },
      { id: "svc", kind: "service", ownerId: "ana" },
      { id: "bot", kind: "ai_agent" },
    ],
    credentials: [
      { id: "k1", identityId: "svc", lastUsedNever: true },
      { id: "k2", identityId: "bot" },
    ],
  });
  full = await w.source(
    "Ledger",
    {
      applications: [{ id: "led", name: "Ledger", ownerId: "ana" }],
      accounts: [
        { id: "a1", applicationId: "led", identityId: "priya" },
        { id: "a2", applicationId: "led", identityId: "ana" },
        { id: "a3", applicationId: "led" },
      ],
      entitlements: [
        { id: "post", applicationId: "led", privilege: "standard", description: "Posts." },
        { id: "odd", applicationId: "led" },
      ],
      grants: [
        { accountId: "a1", entitlementId: "post", grantedAt: asOf, grantedBy: "ana", uses90d: 0 },
        { accountId: "a2", entitlementId: "post", lastUsedNever: true },
        { accountId: "a3", entitlementId: "odd" },
      ],
    },
    { asOf },
  );
  thin = await w.source(
    "Badges",
    {
      applications: [{ id: "gat" }],
      accounts: [{ id: "b1", applicationId: "gat" }],
      entitlements: [{ id: "host", applicationId: "gat" }],
      grants: [{ accountId: "b1", entitlementId: "host" }],
    },
    { asOf },
  );
  await countCatalogue({ source: full.source });
  await countCatalogue({ source: thin.source });
  admin = await w.person({ name: "Ada Moss", roles: ["admin"] });
  reviewer = await w.person({ name: "Ana Duarte" });
});
afterAll(() => end());

const nothing = {
  lastUse: 0,
  grantedWhen: 0,
  grantedBy: 0,
  description: 0,
  privilege: 0,
  owner: 0,
  identity: 0,
  manager: 0,
};

test("I8: counts for how many grants each kind of fact is there; a known zero or never is there, an empty field is not", async () => {
  const { applications } = await read(admin.ctx, readiness, {});
  expect(applications).toEqual([
    {
      source: "Badges",
      sourceId: thin.source,
      applicationId: "gat",
      application: "gat",
      asOf: "2026-11-20T06:00:00.000Z",
      grants: 1,
      undescribed: { entitlements: 1, holders: 1 },
      have: nothing,
    },
    {
      source: "Ledger",
      sourceId: full.source,
      applicationId: "led",
      application: "Ledger",
      asOf: "2026-11-20T06:00:00.000Z",
      grants: 3,
      undescribed: { entitlements: 1, holders: 1 },
      have: {
        lastUse: 2,
        grantedWhen: 1,
        grantedBy: 1,
        description: 2,
        privilege: 2,
        owner: 3,
        identity: 2,
        manager: 1,
      },
    },
  ]);
});

test("I8: counts credentials and machines beside grants, and of how many the last use and an owner are known", async () => {
  const { beside } = await read(admin.ctx, readiness, {});
  expect(beside).toEqual([
    {
      sourceId: expect.any(Number),
      source: "Directory",
      credentials: 2,
      lastUse: 1,
      identities: 2,
      owned: 1,
    },
  ]);
  expect((await read(admin.ctx, readiness, { sources: [full.source] })).beside).toEqual([]);
});

test("is asked for some sources by number, as a list or as text of an address", async () => {
  for (const sources of [[full.source], String(full.source)]) {
    const { applications } = await read(admin.ctx, readiness, { sources });
    expect(applications.map((a) => a.source)).toEqual(["Ledger"]);
  }
});

test("is not for a reviewer without a role", async () => {
  await expect(read(reviewer.ctx, readiness, {})).rejects.toMatchObject({ code: "forbidden" });
});
