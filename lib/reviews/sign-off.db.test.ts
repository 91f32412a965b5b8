import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { person } from "@/db/schema/people";
import { item, review } from "@/db/schema/reviews";
import { signOff as signedOff, signOffPreparation } from "@/db/schema/sign-offs";
import { sequence } from "@/lib/audit-log/sequencer";
import type { Ctx } from "@/lib/auth/actor";
import { returnPath } from "@/lib/auth/countersign";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at, now } from "@/lib/clock";
import { execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { identityProvider, type TestProvider } from "@/lib/testing/identity-provider";
import { type WorldPerson, world } from "@/lib/testing/world";
import { decide } from "./commands";
import { openItem } from "./observe";
import { signOff } from "./sign-off";
import { reopenings, signing } from "./sign-off-queries";
import { askReopening, settleReopening } from "./sign-off-reopen";
import { beginSignOff, endSignOff } from "./sign-off-trip";

let handle: Handle;
let end: () => Promise<void>;
let provider: TestProvider;
let restore: () => void;
let olu: WorldPerson;
let admin: WorldPerson;
let fay: WorldPerson;
let cleo: WorldPerson;
let cara: WorldPerson;
let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;
const origin = "http://127.0.0.1:3999";
const session = (who: WorldPerson, id = "a".repeat(64)): Ctx => ({
  ...who.ctx,
  actor: who.ctx.actor.kind === "person" ? { ...who.ctx.actor, authn: "oidc", sessionId: id } : who.ctx.actor,
});

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  provider = await identityProvider({ returnTo: `${origin}${returnPath}` });
  restore = overrideEnv({ url: origin, oidc: configured() });
  const w = world();
  const { source } = await w.source("Directory", {
    identities: [
      { id: "m1", name: "Olu Manager", employmentStatus: "active" },
      { id: "p1", name: "Pia Payer", employmentStatus: "active", managerId: "m1" },
    ],
    applications: [{ id: "app", name: "Ledger" }],
    accounts: [{ id: "a1", applicationId: "app", identityId: "p1" }],
    entitlements: ["one", "two"].map((id) => ({
      id,
      applicationId: "app",
      name: id.toUpperCase(),
      description: "Reads.",
      privilege: "standard" as const,
    })),
    grants: ["one", "two"].map((entitlementId) => ({ accountId: "a1", entitlementId })),
  });
  olu = await w.person({ name: "Olu Manager", email: "olu@example.test", identity: { source, id: "m1" } });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  fay = await w.person({ name: "Fay Fallback" });
  cleo = await w.person({ name: "Cleo Control", roles: ["control_owner"] });
  cara = await w.person({ name: "Cara Control", roles: ["control_owner"] });
  await handle.db
    .update(person)
    .set({ issuer: provider.issuer, subject: "olu" })
    .where(eq(person.id, olu.id));
});
afterAll(async () => {
  restore();
  await provider.stop();
  await end();
});

const configured = (acr: string[] = []) => ({
  issuer: provider.issuer,
  clientId: provider.client.id,
  clientSecret: provider.client.secret,
  signOffAcr: acr,
});

let campaign: string;
let list: string;
beforeEach(async () => {
  ({ campaign } = await launchNow(admin.ctx, {
    name: `Review ${++n}`,
    mode: "manager",
    fallback: fay.id,
    due: "2099-01-01",
    settings: { blindShare: 0 },
  }));
  const [found] = await handle.db.select().from(review).where(eq(review.campaignId, campaign));
  list = found?.id ?? "";
});

const items = () => handle.db.select().from(item).where(eq(item.reviewId, list)).orderBy(item.id);
async function decideOne(id: string, outcome: "certify" | "revoke" = "certify") {
  const opened = await perform(olu.ctx, openItem, { item: id });
  return execute(olu.ctx, decide, {
    item: id,
    key: key(),
    outcome,
    reasonCode: "other",
    words: "Looked at with the team.",
    evidence: opened.evidence,
    inView: opened.asksInView,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
  });
}
async function decideAll() {
  for (const i of await items()) await decideOne(i.id);
  await sequence();
}
const state = async () => {
  const [found] = await handle.db.select().from(review).where(eq(review.id, list));
  const kept = await handle.db.select().from(signedOff).where(eq(signedOff.reviewId, list));
  return { signed: found?.signedOffAt !== null, kept };
};
const seconds = () => Math.floor(now().getTime() / 1000);

describe("signing off at the identity provider", () => {
  it("records the provider's word over the checkpoint and the summary, and its keys", async () => {
    await decideAll();
    const ctx = session(olu);
    const { url } = await beginSignOff(ctx, { review: list });
    const asked = new URL(url).searchParams;
    expect(asked.get("max_age")).toBe("0");
    expect(asked.get("prompt")).toBe("login");
    const done = await endSignOff(ctx, await provider.visit(url, { login: "olu" }));
    expect(done).toEqual({ review: list, refused: null });
    const { signed, kept } = await state();
    expect(signed).toBe(true);
    const [row] = kept;
    const nonce = createHash("sha256").update(`${row?.checkpoint}${row?.summary}`).digest("base64url");
    expect(row?.nonce).toBe(nonce);
    expect(asked.get("nonce")).toBe(nonce);
    expect(JSON.parse(row?.summary ?? "")).toMatchObject({
      items: 2,
      outcomes: { certify: 2 },
      review: list,
    });
    const [entry] = await rows<{ data: Record<string, unknown>; token: string }>(
      handle.db,
      sql`SELECT convert_from(e.leaf, 'UTF8')::jsonb -> 'data' AS data, p.payload::jsonb ->> 'token' AS token
        FROM audit_event e JOIN private_payload p ON p.commit = substr(convert_from(e.leaf, 'UTF8')::jsonb ->> 'commit', 8)
        WHERE e.type = 'review.signed_off' AND e.campaign_id = ${campaign}`,
    );
    expect(entry?.data).toMatchObject({ by: "oidc", provider: { nonce, issuer: provider.issuer } });
    const claims = JSON.parse(Buffer.from(entry?.token.split(".")[1] ?? "", "base64url").toString());
    expect(claims).toMatchObject({ nonce, sub: "olu", aud: "countersign" });
    expect(JSON.parse(row?.jwks ?? "").keys.every((k: object) => !("d" in k))).toBe(true);
  });

  it.each([
    ["another person's sign-in", "other-person", { login: "somebody" }],
    ["an old sign-in", "token", { login: "olu", at: 1_700_000_000 }],
    ["a sign-in that was left", "sign-off-left", "left"],
  ] as const)("refuses %s", async (_, slug, as) => {
    await decideAll();
    const ctx = session(olu);
    const { url } = await beginSignOff(ctx, { review: list });
    const done = await endSignOff(ctx, await provider.visit(url, as));
    expect(done.refused?.slug).toBe(slug);
    expect(await state()).toEqual({ signed: false, kept: [] });
  });

  it("asks for the strength of sign-in that is required, and refuses less", async () => {
    const back = overrideEnv({ oidc: configured(["urn:test:two"]) });
    try {
      await decideAll();
      const ctx = session(olu);
      const weak = await beginSignOff(ctx, { review: list });
      expect(new URL(weak.url).searchParams.get("acr_values")).toBe("urn:test:two");
      const refused = await endSignOff(ctx, await provider.visit(weak.url, { login: "olu" }));
      expect(refused.refused?.message).toContain("urn:test:two is required");
      const strong = await beginSignOff(ctx, { review: list });
      const done = await endSignOff(
        ctx,
        await provider.visit(strong.url, { login: "olu", acr: "urn:test:two" }),
      );
      expect(done.refused).toBeNull();
    } finally {
      back();
    }
  });

  it("is refused with an item open, and where a decision is not sealed yet", async () => {
    const [first, second] = await items();
    await decideOne(first?.id ?? "");
    await expect(beginSignOff(session(olu), { review: list })).rejects.toMatchObject({ slug: "open-items" });
    await decideOne(second?.id ?? "");
    await expect(beginSignOff(session(olu), { review: list })).rejects.toMatchObject({
      slug: "not-sealed-yet",
    });
  });

  it("is refused where a decision changed meanwhile", async () => {
    await decideAll();
    const ctx = session(olu);
    const { url } = await beginSignOff(ctx, { review: list });
    const search = await provider.visit(url, { login: "olu" });
    const [first] = await items();
    await decideOne(first?.id ?? "", "revoke");
    expect((await endSignOff(ctx, search)).refused).toMatchObject({ slug: "changed", code: "conflict" });
    expect((await state()).signed).toBe(false);
  });

  it("belongs to one session, counts once, and ends after ten minutes", async () => {
    await decideAll();
    const ctx = session(olu);
    const first = await beginSignOff(ctx, { review: list });
    const search = await provider.visit(first.url, { login: "olu" });
    expect((await endSignOff(session(olu, "b".repeat(64)), search)).refused?.slug).toBe("sign-off-lost");
    await expect(endSignOff(session(fay), search)).rejects.toMatchObject({ code: "not_found" });
    const late = new Date((seconds() + 601) * 1000);
    expect((await at(late, () => endSignOff(ctx, search))).refused?.slug).toBe("sign-off-lost");
    expect((await endSignOff(ctx, search)).refused).toBeNull();
    expect((await endSignOff(ctx, search)).refused?.slug).toBe("sign-off-lost");
    expect((await state()).kept).toHaveLength(1);
    const kept = await handle.db
      .select()
      .from(signOffPreparation)
      .where(eq(signOffPreparation.reviewId, list));
    expect(kept.map((k) => k.verifier)).toEqual([""]);
  });

  it("is not another's, and a session that signed in there cannot sign off without it", async () => {
    await decideAll();
    await expect(beginSignOff(session(fay), { review: list })).rejects.toMatchObject({ code: "not_found" });
    await expect(execute(session(olu), signOff, { review: list, key: key() })).rejects.toMatchObject({
      slug: "countersign",
    });
    await execute(olu.ctx, signOff, { review: list, key: key() });
    expect((await state()).kept.map((k) => [k.by, k.nonce])).toEqual([["session", null]]);
  });
});

describe("opening a signed review again", () => {
  const ask = (who: WorldPerson) =>
    execute(who.ctx, askReopening, { review: list, reason: "The list of the ledger was wrong.", key: key() });
  const settle = (who: WorldPerson, id: string, answer: "granted" | "refused" = "granted") =>
    execute(who.ctx, settleReopening, { reopening: id, answer, key: key() });

  it("takes somebody who asks and a control owner who grants, neither of them the reviewer", async () => {
    await decideAll();
    await expect(ask(admin)).rejects.toMatchObject({ slug: "not-signed" });
    await execute(olu.ctx, signOff, { review: list, key: key() });
    await expect(ask(olu)).rejects.toMatchObject({ code: "forbidden" });
    const { reopening: id } = await ask(cleo);
    const seen = async (who: WorldPerson) => {
      const { mayAsk, rows: waiting } = await read(who.ctx, reopenings, { campaign });
      return [mayAsk, ...waiting.map((w) => w.mayAnswer)];
    };
    expect([await seen(admin), await seen(cleo), await seen(cara)]).toEqual([
      [true, false],
      [true, false],
      [true, true],
    ]);
    await expect(ask(admin)).rejects.toMatchObject({ slug: "asked" });
    await expect(settle(cleo, id)).rejects.toMatchObject({ slug: "own-request" });
    await expect(settle(admin, id)).rejects.toMatchObject({ code: "forbidden" });
    await settle(cara, id, "refused");
    expect((await state()).signed).toBe(true);
    await expect(settle(cara, id)).rejects.toMatchObject({ slug: "settled" });
    const second = await ask(admin);
    await settle(cleo, second.reopening);
    expect((await state()).signed).toBe(false);
    expect((await read(olu.ctx, signing, { review: list })).reopened).toMatchObject({
      by: "Cleo Control",
      asked: "Ada Admin",
      reason: "The list of the ledger was wrong.",
    });
    const [first] = await items();
    await decideOne(first?.id ?? "", "certify");
    await execute(olu.ctx, signOff, { review: list, key: key() });
    expect((await state()).kept).toHaveLength(2);
    expect((await read(olu.ctx, signing, { review: list })).reopened).toBeNull();
    const told = await rows<{ data: object; actor: string }>(
      handle.db,
      sql`SELECT convert_from(leaf, 'UTF8')::jsonb -> 'data' AS data, actor_id AS actor FROM audit_event
        WHERE type = 'review.reopened' AND campaign_id = ${campaign}`,
    );
    expect(told).toEqual([
      { actor: cleo.id, data: { reviewer: olu.id, reopening: second.reopening, asked_by: admin.id } },
    ]);
  });

  it("is never the reviewer's, whatever roles they hold", async () => {
    await decideAll();
    await execute(olu.ctx, signOff, { review: list, key: key() });
    const actor = olu.ctx.actor;
    const both: WorldPerson = {
      ...olu,
      ctx: {
        ...olu.ctx,
        actor: actor.kind === "person" ? { ...actor, roles: new Set(["control_owner" as const]) } : actor,
      },
    };
    await expect(ask(both)).rejects.toMatchObject({ slug: "own-review" });
    const { reopening: id } = await ask(admin);
    await expect(settle(both, id)).rejects.toMatchObject({ slug: "own-review" });
  });
});
