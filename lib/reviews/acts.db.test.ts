import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { decision } from "@/db/schema/decisions";
import { ownershipOffer } from "@/db/schema/ownership";
import { item, review } from "@/db/schema/reviews";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { answer, withdraw } from "@/lib/ownership/commands";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { rootOfIds } from "./answers";
import { decide } from "./commands";
import { openItem } from "./observe";
import type { DecideInput } from "./schema";
import { signOff } from "./sign-off";

let handle: Handle;
let end: () => Promise<void>;
let olu: WorldPerson;
let noa: WorldPerson;
let admin: WorldPerson;
let directory: number;
let campaign: string;

const asOf = new Date("2026-11-20T00:00:00Z");
const rw = ["read", "write"];
let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  const machine = (id: string, name: string) => ({
    id,
    name,
    kind: "service" as const,
    ownerId: "p1",
    purpose: "Runs at night.",
    startDate: "2025-06-01",
  });
  ({ source: directory } = await w.source(
    "Directory",
    {
      identities: [
        { id: "p1", name: "Olu Owner", employmentStatus: "active" },
        { id: "p2", name: "Noa Next", employmentStatus: "active" },
        machine("n1", "svc-pay"),
        machine("n2", "svc-report"),
        machine("n3", "svc-backup"),
        machine("n4", "svc-mint"),
      ],
    },
    { asOf },
  ));
  await w.source(
    "Cloud",
    {
      applications: [{ id: "cloud", name: "Cloud", ownerId: "p2" }],
      accounts: ["n1", "n2", "n3", "n4"].map((id) => ({
        id: `a-${id}`,
        applicationId: "cloud",
        identityId: id,
      })),
      entitlements: [
        { id: "read", applicationId: "cloud", name: "READ", description: "Reads.", privilege: "standard" },
        { id: "write", applicationId: "cloud", name: "WRITE", description: "Writes.", privilege: "standard" },
        { id: "mint", applicationId: "cloud", name: "MINT", description: "Mints.", privilege: "standard" },
        { id: "spend", applicationId: "cloud", name: "SPEND", description: "Spends.", privilege: "standard" },
      ],
      grants: Object.entries({ n1: rw, n2: rw, n3: rw, n4: ["mint", "spend"] }).flatMap(([id, held]) =>
        held.map((e) => ({
          accountId: `a-${id}`,
          entitlementId: e,
          grantedAt: new Date("2026-06-01"),
          lastUsedAt: new Date("2026-11-18"),
        })),
      ),
      sodRules: [{ id: "r1", name: "Nobody mints and spends", left: ["mint"], right: ["spend"], reason: "" }],
      credentials: ["n1", "n2"].map((id) => ({
        id: `k-${id}`,
        identityId: id,
        kind: "api_token",
        createdAt: new Date("2026-06-01"),
        lastUsedAt: new Date("2026-08-01"),
      })),
    },
    { asOf },
  );
  olu = await w.person({
    name: "Olu Owner",
    email: "olu@example.test",
    identity: { source: directory, id: "p1" },
  });
  noa = await w.person({
    name: "Noa Next",
    email: "noa@example.test",
    identity: { source: directory, id: "p2" },
  });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  const launched = await launchNow(admin.ctx, {
    name: "Q4 review",
    mode: "manager",
    fallback: (await w.person({ name: "Fay Fallback" })).id,
    due: "2099-01-01",
    settings: { blindShare: 0 },
  });
  campaign = launched.campaign;
});
afterAll(() => end());

const all = () => handle.db.select().from(item).where(eq(item.campaignId, campaign)).orderBy(item.position);
const about = async (identityId: string, type: "grant" | "credential" | "identity") =>
  (await all()).filter((i) => i.identityId === identityId && i.type === type);
const whole = async (id: string) => (await about(id, "identity"))[0]?.id ?? "";
const listOf = async (who: WorldPerson) => {
  const [found] = await handle.db
    .select()
    .from(review)
    .where(and(eq(review.campaignId, campaign), eq(review.reviewerId, who.id)));
  if (!found) throw new Error("no review");
  return found;
};
const open = (id: string) => perform(olu.ctx, openItem, { item: id });
async function act(id: string, change: Partial<DecideInput>) {
  const opened = await open(id);
  return execute(olu.ctx, decide, {
    item: id,
    key: key(),
    outcome: "revoke",
    reasonCode: "other",
    words: "Nobody needs this.",
    evidence: opened.evidence,
    inView: opened.asksInView,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
    ...change,
  });
}
const transfer = (id: string) => act(id, { outcome: "modify", target: "transfer_owner", newOwner: noa.id });
const offers = (identityId: string) =>
  handle.db
    .select()
    .from(ownershipOffer)
    .where(eq(ownershipOffer.identityId, identityId))
    .orderBy(ownershipOffer.id);
const leafOf = async (decisionId: string) => {
  const [found] = await rows<{ leaf: string }>(
    handle.db,
    sql`SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit_event WHERE ref_id = ${decisionId} AND type = 'decision.recorded'`,
  );
  return JSON.parse(found?.leaf ?? "{}");
};
const kept = { outcome: "certify", words: "Checked.", reasonCode: "needed_for_job" } as const;

describe("the items of a machine", () => {
  it("are its own, its keys and its grants, on its owner's list, its own first", async () => {
    const mine = (await all()).filter((i) => i.identityId === "n1");
    expect(mine.map((i) => i.type)).toEqual(["identity", "credential", "grant", "grant"]);
    expect(new Set(mine.map((i) => i.reviewerId))).toEqual(new Set([olu.id]));
    const opened = await open(mine[0]?.id ?? "");
    expect(opened).toMatchObject({ beneath: 3, about: { href: `/identities/${directory}/n1` } });
    expect(opened.choices.change.changes?.map((c) => c.value)).toEqual(["transfer_owner", "reduce"]);
    expect(opened.choices.remove.effects.join(" ")).toMatch(
      /all access of svc-pay .* answers the 3 other open items/,
    );
    expect((await open(mine[1]?.id ?? "")).choices.change.changes?.map((c) => c.value)).toEqual([
      "rotate",
      "reduce",
    ]);
  });

  it("take only the changes that fit them", async () => {
    const [grant] = await about("n1", "grant");
    await expect(act(grant?.id ?? "", { outcome: "modify", target: "rotate" })).rejects.toMatchObject({
      slug: "target",
    });
    await expect(act(await whole("n1"), { outcome: "modify", target: "rotate" })).rejects.toMatchObject({
      slug: "target",
    });
    await expect(
      act(await whole("n1"), { outcome: "modify", target: "transfer_owner" }),
    ).rejects.toMatchObject({ slug: "new-owner" });
  });
});

describe("retiring an identity", () => {
  it("I5: answers its other open items by reference, in one decision and one leaf", async () => {
    const id = await whole("n1");
    const before = await listOf(olu);
    const beneath = [...(await about("n1", "credential")), ...(await about("n1", "grant"))]
      .map((i) => i.id)
      .sort();
    const done = await act(id, {});
    expect(done.beneath).toBe(3);
    const after = (await all()).filter((i) => beneath.includes(i.id));
    expect(after.map((i) => [i.state, i.decisionId, i.outcome, i.answeredBy])).toEqual(
      beneath.map(() => ["decided", done.decision, "revoke", id]),
    );
    expect((await listOf(olu)).decided).toBe(before.decided + 4);
    expect((await leafOf(done.decision)).data).toMatchObject({
      answers: 3,
      answers_root: `sha256:${rootOfIds(beneath)}`,
    });
    const [written] = await handle.db.select().from(decision).where(eq(decision.id, done.decision));
    expect(written?.answers).toBe(3);
  });

  it("leaves what it answers to be changed there, and nowhere else", async () => {
    const [grant] = await about("n1", "grant");
    expect((await open(grant?.id ?? "")).ended).toMatch(/identity as a whole answers this/);
    await expect(act(grant?.id ?? "", kept)).rejects.toMatchObject({ slug: "answered-by" });
  });

  it("I5: on a change of mind opens them again, and supersedes", async () => {
    const id = await whole("n1");
    const before = await listOf(olu);
    const [first] = await handle.db.select().from(decision).where(eq(decision.itemId, id));
    const done = await act(id, kept);
    expect(done.beneath).toBe(3);
    const open = (await all()).filter((i) => i.identityId === "n1" && i.type !== "identity");
    expect(open.map((i) => [i.state, i.decisionId, i.outcome, i.answeredBy])).toEqual(
      open.map(() => ["open", null, null, null]),
    );
    expect((await listOf(olu)).decided).toBe(before.decided - 3);
    expect((await leafOf(done.decision)).data).toMatchObject({ supersedes: first?.id });
  });
});

describe("a conflict beneath a retired identity", () => {
  const side = async (of: string) => {
    const found = (await about("n4", "grant")).find((i) => i.entitlementId === of);
    if (!found) throw new Error("There is no such item.");
    return found;
  };
  const stateOf = async (of: string) => (await side(of)).outcome;

  it("I15: what is kept because the retirement removes the other side holds the retirement in place", async () => {
    const id = await whole("n4");
    expect((await side("mint")).findings).toBe(1);
    await act((await side("spend")).id, {});
    expect(await act(id, {})).toMatchObject({ beneath: 1 });
    const kept2 = await act((await side("spend")).id, kept);
    const [written] = await handle.db.select().from(decision).where(eq(decision.id, kept2.decision));
    expect(written).toMatchObject({ exceptionId: null, eligibility: { conflict: expect.any(String) } });
    await expect(act(id, kept)).rejects.toMatchObject({ slug: "settled-by-this" });
    await expect(act(id, { outcome: "modify", target: "retire" })).rejects.toMatchObject({
      slug: "settled-by-this",
    });
    expect(await stateOf("mint")).toBe("revoke");
  });

  it("I15: of two windows that keep the one side and the identity, one is refused", async () => {
    await act((await side("spend")).id, {});
    const both = await Promise.allSettled([
      act((await side("spend")).id, kept),
      act(await whole("n4"), kept),
    ]);
    expect(both.filter((b) => b.status === "fulfilled")).toHaveLength(1);
    expect([await stateOf("spend"), await stateOf("mint")]).toContain("revoke");
    if ((await stateOf("spend")) === "certify") await act((await side("spend")).id, {});
    if ((await stateOf("mint")) === "revoke") await act(await whole("n4"), kept);
    expect([await stateOf("spend"), await stateOf("mint")]).toEqual(["revoke", null]);
  });
});

describe("transferring an identity", () => {
  it("I1: waits for the new owner's own yes, and goes back with their words on a no", async () => {
    const id = await whole("n2");
    const done = await transfer(id);
    expect(done.waiting).toBe("acceptance");
    const [asked] = await offers("n2");
    expect(asked).toMatchObject({ state: "offered", toId: noa.id, itemId: id, decisionId: done.decision });
    expect((await open(id)).transfer).toMatchObject({ state: "offered", name: "Noa Next" });
    await execute(noa.ctx, answer, {
      offer: asked?.id ?? "",
      answer: "decline",
      words: "I leave in spring.",
      key: key(),
    });
    const [back] = await about("n2", "identity");
    expect(back).toMatchObject({ state: "open", decisionId: null, waiting: null });
    expect((await open(id)).transfer).toMatchObject({ state: "declined", words: "I leave in spring." });
  });

  it("I5: the next decision supersedes the one that came to nothing", async () => {
    const id = await whole("n2");
    const [declined] = await handle.db.select().from(decision).where(eq(decision.itemId, id));
    const again = await transfer(id);
    expect((await leafOf(again.decision)).data).toMatchObject({
      supersedes: declined?.id,
      new_owner: noa.id,
    });
    const [, asked] = await offers("n2");
    const kept2 = await act(id, kept);
    expect((await offers("n2")).map((o) => o.state)).toEqual(["declined", "withdrawn"]);
    expect((await about("n2", "identity"))[0]).toMatchObject({ waiting: null, decisionId: kept2.decision });
    await expect(
      execute(noa.ctx, answer, { offer: asked?.id ?? "", answer: "accept", key: key() }),
    ).rejects.toMatchObject({ slug: "withdrawn" });
  });

  it("a no after sign-off opens the review again; a question that is taken back does too", async () => {
    await transfer(await whole("n3"));
    for (const i of await all())
      if (i.reviewerId === olu.id && i.state === "open")
        await act(i.id, i.type === "credential" ? { outcome: "modify", target: "rotate" } : {});
    const list = await listOf(olu);
    expect(list.decided).toBe(list.items);
    await execute(olu.ctx, signOff, { review: list.id, key: key() });
    const [asked] = await offers("n3");
    await execute(admin.ctx, withdraw, { offer: asked?.id ?? "", key: key() });
    expect(await listOf(olu)).toMatchObject({ signedOffAt: null, decided: list.items - 1 });
    const [logged] = await rows<{ n: number }>(
      handle.db,
      sql`SELECT count(*)::int AS n FROM audit_event WHERE type = 'review.reopened'`,
    );
    expect(logged?.n).toBe(1);
    const again = await transfer(await whole("n3"));
    await execute(olu.ctx, signOff, { review: list.id, key: key() });
    const [, second] = await offers("n3");
    await execute(noa.ctx, answer, { offer: second?.id ?? "", answer: "accept", key: key() });
    expect((await about("n3", "identity"))[0]).toMatchObject({ state: "decided", waiting: null });
    const [owner] = await rows<{ decision_id: string }>(
      handle.db,
      sql`SELECT decision_id FROM ownership_offer WHERE state = 'accepted'`,
    );
    expect(owner?.decision_id).toBe(again.decision);
  });
});
