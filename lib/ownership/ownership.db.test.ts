import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { ownershipOffer } from "@/db/schema/ownership";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { answer, offer, withdraw } from "./commands";
import { identity } from "./identity";
import { list, mine } from "./queries";

let handle: Handle;
let end: () => Promise<void>;
let admin: WorldPerson;
let auditor: WorldPerson;
let olu: WorldPerson;
let noa: WorldPerson;
let gone: WorldPerson;
let directory: number;

const asOf = new Date("2026-11-20T00:00:00Z");
let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  ({ source: directory } = await w.source(
    "Directory",
    {
      identities: [
        { id: "p1", name: "Olu Owner", employmentStatus: "active" },
        { id: "p2", name: "Noa Next", employmentStatus: "active" },
        { id: "p3", name: "Gail Gone", employmentStatus: "left" },
        {
          id: "n1",
          name: "Forecast agent",
          kind: "ai_agent",
          ownerId: "p1",
          backupOwnerId: "p3",
          purpose: "Proposes the forecast.",
          attributes: {
            sponsor: "p2",
            autonomy: "acts alone",
            tools: "ledger; mail",
            tools_used: "ledger",
            off_switch: "Switch in the console",
            off_switch_tested: "Never",
            created_by: "p3",
            dependants: "Report builder",
          },
        },
        { id: "n2", name: "Report builder", kind: "service", attributes: { parent_agent: "n1" } },
        { id: "n3", name: "Old bridge", kind: "workload", ownerId: "p3" },
      ],
    },
    { asOf },
  ));
  await w.source(
    "Cloud",
    {
      applications: [{ id: "cloud", name: "Cloud", dataClass: "confidential" }],
      accounts: [
        { id: "a1", applicationId: "cloud", identityId: "n1", status: "active" },
        { id: "a2", applicationId: "cloud", identityId: "n2", status: "active" },
      ],
      entitlements: [
        { id: "admin", applicationId: "cloud", name: "Admin", privilege: "privileged" },
        { id: "read", applicationId: "cloud", name: "Read", privilege: "standard" },
      ],
      grants: [
        { accountId: "a1", entitlementId: "admin", grantedBy: "p3", lastUsedNever: true },
        { accountId: "a1", entitlementId: "read", lastUsedAt: new Date("2026-11-18") },
        { accountId: "a2", entitlementId: "admin", grantedBy: "p3", lastUsedAt: new Date("2026-02-01") },
      ],
      credentials: [
        {
          id: "c1",
          identityId: "n2",
          kind: "api_token",
          createdAt: new Date("2024-01-01"),
          lastUsedAt: new Date("2026-11-01"),
          scopes: "a b",
          attributes: { last_used_by: "p2" },
        },
      ],
    },
    { asOf },
  );
  const bound = (id: string) => ({ identity: { source: directory, id } });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  auditor = await w.person({ name: "Aud Itor", roles: ["auditor"] });
  olu = await w.person({ name: "Olu Owner", email: "olu@example.test", ...bound("p1") });
  noa = await w.person({ name: "Noa Next", email: "noa@example.test", ...bound("p2") });
  gone = await w.person({ name: "Gail Gone", status: "disabled", ...bound("p3") });
});
afterAll(() => end());

const ask = (to: WorldPerson, id = "n2") =>
  execute(admin.ctx, offer, { source: directory, id, to: to.id, reason: "You run the reports.", key: key() });
const unowned = () => read(auditor.ctx, list, {});
const detail = (who: WorldPerson, id: string) => read(who.ctx, identity, { source: directory, id });

describe("nobody answers for these", () => {
  it("I9: lists what has no owner, or one who has left, with what is known, and nothing else", async () => {
    const page = await unowned();
    expect(page.counts).toEqual({ unowned: 2, all: 3 });
    expect(page.rows.map((r) => r.name)).toEqual(["Old bridge", "Report builder"]);
    expect(page.rows[0]).toMatchObject({
      owner: { name: "Gail Gone", left: true, basis: "source" },
      lastUse: null,
      grants: 0,
    });
    expect(page.rows[1]).toMatchObject({
      owner: null,
      keysUsedBy: ["Noa Next"],
      grantedBy: ["Gail Gone"],
      lastUse: "2026-11-01",
      grants: 1,
      privileged: 1,
      applications: ["Cloud"],
      keys: 1,
      offer: null,
    });
  });

  it("pages by name and narrows by words and kind", async () => {
    const all = await read(auditor.ctx, list, { show: "all", limit: 2 });
    expect(all.rows.map((r) => r.name)).toEqual(["Forecast agent", "Old bridge"]);
    const rest = await read(auditor.ctx, list, { show: "all", limit: 2, after: all.next ?? "" });
    expect(rest).toMatchObject({ rows: [{ name: "Report builder" }], next: null });
    const agents = await read(auditor.ctx, list, { show: "all", kind: "ai_agent", q: "olu" });
    expect(agents.rows.map((r) => r.name)).toEqual(["Forecast agent"]);
    expect((await read(auditor.ctx, list, { show: "all", after: "not a place" })).rows).toHaveLength(3);
  });
});

describe("asking somebody to answer for it", () => {
  it("I1: only their own yes counts; a no needs words and is told", async () => {
    const asked = await ask(olu);
    expect((await unowned()).rows.find((r) => r.id === "n2")).toMatchObject({
      owner: null,
      offer: { state: "offered", to: "Olu Owner", reason: "You run the reports." },
    });
    expect((await read(olu.ctx, mine, {})).offers).toMatchObject([
      { id: asked.offer, name: "Report builder", by: "Ada Admin", grants: 1, privileged: 1 },
    ]);
    await expect(
      execute(noa.ctx, answer, { offer: asked.offer, answer: "accept", key: key() }),
    ).rejects.toMatchObject({ code: "not_found" });
    await expect(
      execute(olu.ctx, answer, { offer: asked.offer, answer: "decline", key: key() }),
    ).rejects.toMatchObject({ code: "invalid" });
    const once = key();
    const said = { offer: asked.offer, answer: "decline" as const, words: "Noa runs them now.", key: once };
    expect(await execute(olu.ctx, answer, said)).toMatchObject({ state: "declined" });
    expect(await execute(olu.ctx, answer, said)).toMatchObject({ state: "declined" });
    expect((await unowned()).rows.find((r) => r.id === "n2")).toMatchObject({
      owner: null,
      offer: { state: "declined", words: "Noa runs them now." },
    });
  });

  it("asks one person at a time, and nobody who cannot sign in or does it already", async () => {
    const first = await ask(olu);
    await expect(ask(noa)).rejects.toMatchObject({ slug: "asked-already" });
    await execute(admin.ctx, withdraw, { offer: first.offer, key: key() });
    await expect(
      execute(olu.ctx, answer, { offer: first.offer, answer: "accept", key: key() }),
    ).rejects.toMatchObject({ slug: "withdrawn" });
    await expect(ask(gone)).rejects.toMatchObject({ slug: "new-owner" });
    await expect(ask(olu, "n1")).rejects.toMatchObject({ slug: "owner-already" });
    await expect(ask(noa, "p1")).rejects.toMatchObject({ code: "not_found" });
    await expect(
      handle.db.insert(ownershipOffer).values([
        { ...row("n3"), id: id(1) },
        { ...row("n3"), id: id(2) },
      ]),
    ).rejects.toThrow();
  });

  it("asked twice at once, asks once and tells the other who was asked", async () => {
    const both = await Promise.allSettled([ask(olu, "n3"), ask(noa, "n3")]);
    expect(both.map((b) => b.status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = both.find((b) => b.status === "rejected");
    expect(refused?.reason).toMatchObject({ slug: "asked-already" });
    const made = both.find((b) => b.status === "fulfilled");
    await execute(admin.ctx, withdraw, { offer: made?.value.offer ?? "", key: key() });
  });

  const id = (k: number) => `018f0000-0000-7000-8000-0000000000b${k}`;
  const row = (identityId: string) => ({
    sourceId: directory,
    identityId,
    toId: noa.id,
    byId: admin.id,
    reasonId: id(9),
    state: "offered" as const,
    offeredAt: asOf,
  });

  it("makes the person who accepted the one who answers, above what the source says", async () => {
    const asked = await ask(noa);
    await execute(noa.ctx, answer, { offer: asked.offer, answer: "accept", key: key() });
    expect((await unowned()).rows.map((r) => r.id)).toEqual(["n3"]);
    expect((await read(noa.ctx, mine, {})).answersFor.map((a) => a.id)).toEqual(["n2"]);
    expect((await detail(noa, "n2")).owner).toMatchObject({
      name: "Noa Next",
      left: false,
      basis: "accepted",
    });
    const logged = await rows<{ type: string; n: number }>(
      handle.db,
      sql`SELECT type, count(*)::int AS n FROM audit_event WHERE type LIKE 'ownership.%' GROUP BY 1 ORDER BY 1`,
    );
    expect(logged).toEqual([
      { type: "ownership.answered", n: 4 },
      { type: "ownership.offered", n: 4 },
    ]);
    expect(await handle.db.select().from(ownershipOffer).where(eq(ownershipOffer.state, "offered"))).toEqual(
      [],
    );
  });
});

describe("an agent's page", () => {
  it("is for those who oversee and for who answers for it", async () => {
    expect((await detail(auditor, "n1")).name).toBe("Forecast agent");
    expect((await detail(olu, "n1")).name).toBe("Forecast agent");
    await expect(detail(noa, "n1")).rejects.toMatchObject({ code: "not_found" });
    await expect(detail(auditor, "p1")).rejects.toMatchObject({ code: "not_found" });
  });

  it("I8: says what the sources say, by name where they know it, and leaves the rest unknown", async () => {
    const shown = await detail(auditor, "n1");
    expect(shown).toMatchObject({
      owner: { name: "Olu Owner", left: false, basis: "source" },
      backup: { name: "Gail Gone", left: true },
      agent: {
        sponsor: { name: "Noa Next", id: "p2" },
        autonomy: "acts alone",
        tools: ["ledger", "mail"],
        toolsUsed: ["ledger"],
        offSwitchTested: "never",
        model: null,
        provider: null,
        createdBy: { name: "Gail Gone" },
      },
      parent: null,
      children: [{ name: "Report builder", id: "n2" }],
      dependants: [{ name: "Report builder", id: "n2" }],
      keys: [],
      reportsKeys: true,
      reach: [
        {
          application: "Cloud",
          dataClasses: ["confidential"],
          privileged: 1,
          standard: 1,
          used: 1,
          idle: 1,
          unreported: 0,
        },
      ],
      items: [],
    });
    const service = await detail(auditor, "n2");
    expect(service.keys).toMatchObject([
      { label: "c1", kind: "api_token", created: "2024-01-01", scopes: ["a", "b"], scopesUsed: null },
    ]);
    expect(service.parent).toMatchObject({ name: "Forecast agent" });
  });
});
