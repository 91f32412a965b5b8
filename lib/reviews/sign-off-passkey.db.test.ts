import { createHash } from "node:crypto";
import { eq, isNull, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { passkey } from "@/db/schema/passkeys";
import { person } from "@/db/schema/people";
import { item, review } from "@/db/schema/reviews";
import { signOff as signedOff } from "@/db/schema/sign-offs";
import { sequence } from "@/lib/audit-log/sequencer";
import type { Ctx } from "@/lib/auth/actor";
import { returnPath } from "@/lib/auth/countersign";
import { beginPasskey, endPasskey, removePasskey } from "@/lib/auth/passkeys";
import type { Settings } from "@/lib/campaigns/schema";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at, now } from "@/lib/clock";
import { execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { read } from "@/lib/query";
import { type Lies, type PasskeyAlgorithm, type SoftPasskey, softPasskey } from "@/lib/testing/authenticator";
import { freshDatabase } from "@/lib/testing/database";
import { identityProvider, type TestProvider } from "@/lib/testing/identity-provider";
import { type WorldPerson, world } from "@/lib/testing/world";
import { decide } from "./commands";
import { openItem } from "./observe";
import { signOff } from "./sign-off";
import { beginPasskeySignOff, endPasskeySignOff } from "./sign-off-passkey";
import { signing } from "./sign-off-queries";
import { askReopening, settleReopening } from "./sign-off-reopen";
import { beginSignOff, endSignOff } from "./sign-off-trip";

const origin = "https://review.example";
let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let olu: WorldPerson;
let fay: WorldPerson;
let admin: WorldPerson;
let cleo: WorldPerson;
let provider: TestProvider;
let campaign: string;
let list: string;
let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;
const session = (who: WorldPerson, id = "a".repeat(64), authn?: string): Ctx => ({
  ...who.ctx,
  actor:
    who.ctx.actor.kind === "person"
      ? { ...who.ctx.actor, sessionId: id, ...(authn ? { authn } : {}) }
      : who.ctx.actor,
});

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  restore = overrideEnv({ url: origin });
  provider = await identityProvider({ returnTo: `${origin}${returnPath}` });
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
  olu = await w.person({ name: "Olu Manager", identity: { source, id: "m1" } });
  fay = await w.person({ name: "Fay Fallback" });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  cleo = await w.person({ name: "Cleo Control", roles: ["control_owner"] });
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

async function launch(required: Settings["signOff"] = "as_set_up"): Promise<void> {
  ({ campaign } = await launchNow(admin.ctx, {
    name: `Review ${++n}`,
    mode: "manager",
    fallback: fay.id,
    due: "2099-01-01",
    settings: { blindShare: 0, signOff: required },
  }));
  const [found] = await handle.db.select().from(review).where(eq(review.campaignId, campaign));
  list = found?.id ?? "";
}
beforeEach(() => launch());
afterEach(() => handle.db.update(passkey).set({ removedAt: now() }).where(isNull(passkey.removedAt)));

async function decideOne(id: string, outcome: "certify" | "revoke" = "certify") {
  const opened = await perform(olu.ctx, openItem, { item: id });
  return execute(olu.ctx, decide, {
    item: id,
    key: key(),
    outcome,
    reasonCode: "other",
    words: "Looked at with the team.",
    evidence: opened.evidence,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
  });
}
const items = () => handle.db.select().from(item).where(eq(item.reviewId, list)).orderBy(item.id);
async function decideAll() {
  for (const i of await items()) await decideOne(i.id);
  await sequence();
}
const kept = () => handle.db.select().from(signedOff).where(eq(signedOff.reviewId, list));

/** A passkey that was enrolled so many milliseconds ago. */
async function enrolled(
  who: WorldPerson,
  ago = 86_400_000,
  algorithm?: PasskeyAlgorithm,
): Promise<{ device: SoftPasskey; id: string }> {
  const device = softPasskey(origin, algorithm);
  const then = new Date(now().getTime() - ago);
  const { passkey: id } = await at(then, async () => {
    const { challenge } = await perform(session(who), beginPasskey, {});
    return endPasskey(session(who), { name: "A key", response: device.enrol(challenge) });
  });
  return { device, id };
}

async function sign(device: SoftPasskey, lies?: Lies, ctx = session(olu)) {
  const { ticket, options } = await beginPasskeySignOff(ctx, { review: list });
  return endPasskeySignOff(ctx, { ticket, response: device.sign(options.challenge, lies) });
}

describe("signing off with a passkey", () => {
  it.each(["ES256", "EdDSA", "RS256"] as const)(
    "keeps the signature over the checkpoint and the summary, by %s",
    async (algorithm) => {
      await decideAll();
      const { device, id } = await enrolled(olu, 86_400_000, algorithm);
      const { options } = await beginPasskeySignOff(session(olu), { review: list });
      expect(options).toMatchObject({ rpId: "review.example", userVerification: "required" });
      expect(options.allowCredentials?.map((c) => c.id)).toContain(device.id);
      await sign(device);
      const [row] = await kept();
      const nonce = createHash("sha256").update(`${row?.checkpoint}${row?.summary}`).digest("base64url");
      expect(row).toMatchObject({ by: "passkey", passkeyId: id, nonce, issuer: null, tokenId: null });
      expect(options.challenge).toBe(nonce);
      const { clientDataJSON } = JSON.parse(row?.assertion ?? "");
      expect(JSON.parse(Buffer.from(clientDataJSON, "base64url").toString())).toMatchObject({
        challenge: nonce,
        origin,
      });
      const [entry] = await rows<{ data: object }>(
        handle.db,
        sql`SELECT convert_from(leaf, 'UTF8')::jsonb -> 'data' AS data FROM audit_event WHERE ref_id = ${row?.id}`,
      );
      expect(entry?.data).toMatchObject({
        by: "passkey",
        passkey: { id, challenge: nonce, origin, rp: "review.example" },
      });
      const told = await read(session(olu), signing, { review: list });
      expect(told.signed).toMatchObject([{ by: "passkey", passkey: { name: "A key" } }]);
    },
  );

  it("is refused with one enrolled less than a day before, and says from when on", async () => {
    await decideAll();
    const { id } = await enrolled(olu, 3_600_000);
    const told = await read(session(olu), signing, { review: list });
    expect(told).toMatchObject({
      ways: ["session", "passkey"],
      passkeys: { enrolled: 1, usable: false },
    });
    await expect(beginPasskeySignOff(session(olu), { review: list })).rejects.toMatchObject({
      slug: "passkey-too-new",
      message: expect.stringMatching(/yours does from \d+ \w+ \d+, \d\d:\d\d UTC on/),
    });
    const then = new Date(Date.parse(told.passkeys.from ?? ""));
    expect(
      (await at(then, () => beginPasskeySignOff(session(olu), { review: list }))).options.challenge,
    ).toHaveLength(43);
    await execute(session(olu), removePasskey, { passkey: id });
    await expect(beginPasskeySignOff(session(olu), { review: list })).rejects.toMatchObject({
      slug: "no-passkey",
    });
  });

  it.each<[what: string, lies: Lies]>([
    ["another summary", { challenge: "A".repeat(43) }],
    ["another address", { origin: "https://evil.example" }],
    ["a person who was not verified", { without: 4 }],
    ["another key", { key: softPasskey(origin).privateKey }],
  ])("refuses a signature over or by %s", async (_, lies) => {
    await decideAll();
    const { device } = await enrolled(olu);
    await expect(sign(device, lies)).rejects.toMatchObject({ slug: "passkey-answer" });
    expect(await kept()).toEqual([]);
  });

  it("refuses a key that was enrolled an hour ago, also where an older one began", async () => {
    await decideAll();
    const older = await enrolled(olu);
    const newer = await enrolled(olu, 3_600_000);
    await expect(sign(newer.device)).rejects.toMatchObject({ slug: "passkey-too-new" });
    await execute(session(olu), removePasskey, { passkey: newer.id });
    await expect(sign(newer.device)).rejects.toMatchObject({ slug: "no-passkey" });
    await expect(sign(softPasskey(origin))).rejects.toMatchObject({ slug: "no-passkey" });
    await sign(older.device);
  });

  it("refuses another person's key, a replayed answer, another session, and what comes late", async () => {
    await decideAll();
    const { device } = await enrolled(olu);
    const others = await enrolled(fay);
    await expect(sign(others.device)).rejects.toMatchObject({ slug: "no-passkey" });
    const ctx = session(olu);
    const { ticket, options } = await beginPasskeySignOff(ctx, { review: list });
    const response = device.sign(options.challenge);
    await expect(endPasskeySignOff(session(olu, "b".repeat(64)), { ticket, response })).rejects.toMatchObject(
      { slug: "sign-off-lost" },
    );
    await expect(endPasskeySignOff(session(fay), { ticket, response })).rejects.toMatchObject({
      code: "not_found",
    });
    const late = new Date(now().getTime() + 601_000);
    await expect(at(late, () => endPasskeySignOff(ctx, { ticket, response }))).rejects.toMatchObject({
      slug: "sign-off-lost",
    });
    await endPasskeySignOff(ctx, { ticket, response });
    await expect(endPasskeySignOff(ctx, { ticket, response })).rejects.toMatchObject({
      slug: "sign-off-lost",
    });
    // The same answer to another review's question.
    await launch();
    await decideAll();
    const next = await beginPasskeySignOff(ctx, { review: list });
    await expect(endPasskeySignOff(ctx, { ticket: next.ticket, response })).rejects.toMatchObject({
      slug: "passkey-answer",
    });
    expect(await kept()).toEqual([]);
  });

  it("is refused where a decision changed meanwhile, with an item open, and before the seal", async () => {
    const [first, second] = await items();
    const { device } = await enrolled(olu);
    await decideOne(first?.id ?? "");
    await expect(sign(device)).rejects.toMatchObject({ slug: "open-items" });
    await decideOne(second?.id ?? "");
    await expect(sign(device)).rejects.toMatchObject({ slug: "not-sealed-yet" });
    await sequence();
    const ctx = session(olu);
    const { ticket, options } = await beginPasskeySignOff(ctx, { review: list });
    await decideOne(first?.id ?? "", "revoke");
    await expect(
      endPasskeySignOff(ctx, { ticket, response: device.sign(options.challenge) }),
    ).rejects.toMatchObject({ slug: "changed" });
  });

  it("signs again after the review was opened again, with a counter that does not go up", async () => {
    await decideAll();
    const { device } = await enrolled(olu);
    await sign(device, { counter: 7 });
    const { reopening } = await execute(admin.ctx, askReopening, {
      review: list,
      reason: "The list of the ledger was wrong.",
      key: key(),
    });
    await execute(cleo.ctx, settleReopening, { reopening, answer: "granted", key: key() });
    await sequence();
    await sign(device, { counter: 7 });
    expect(await kept()).toHaveLength(2);
  });
});

describe("what a campaign asks for", () => {
  const plain = () => execute(session(olu), signOff, { review: list, key: key() });
  const withProvider = async () => {
    const ctx = session(olu, "a".repeat(64), "oidc");
    const { url } = await beginSignOff(ctx, { review: list });
    return (await endSignOff(ctx, await provider.visit(url, { login: "olu" }))).refused;
  };
  const refused = { slug: "countersign" };

  it("with a passkey: a session alone is not enough", async () => {
    await launch("passkey");
    await decideAll();
    const { device } = await enrolled(olu);
    expect((await read(session(olu), signing, { review: list })).ways).toEqual(["passkey"]);
    await expect(plain()).rejects.toMatchObject(refused);
    await sign(device);
  });

  it("with the identity provider: never less, whoever set the portal up", async () => {
    const { device } = await enrolled(olu);
    const { issuer, client } = provider;
    const oidc = { issuer, clientId: client.id, clientSecret: client.secret, signOffAcr: [] };
    await expect(launch("provider")).rejects.toMatchObject({ slug: "sign-off" });
    const meanwhile = overrideEnv({ oidc });
    await launch("provider").finally(meanwhile);
    await decideAll();
    expect(await read(session(olu), signing, { review: list })).toMatchObject({
      ways: [],
      impossible: expect.stringContaining("Sign in with it"),
    });
    await expect(plain()).rejects.toMatchObject(refused);
    await expect(sign(device)).rejects.toMatchObject(refused);
    const back = overrideEnv({ oidc });
    try {
      const ctx = session(olu, "a".repeat(64), "oidc");
      // As set up, a portal with a provider asks for it too.
      await launch();
      await decideAll();
      expect((await read(ctx, signing, { review: list })).ways).toEqual(["provider"]);
      await expect(execute(ctx, signOff, { review: list, key: key() })).rejects.toMatchObject(refused);
      await expect(sign(device, {}, ctx)).rejects.toMatchObject(refused);
      expect(await withProvider()).toBeNull();
      // Either of the two, where the campaign says so.
      await launch("either");
      await decideAll();
      expect((await read(ctx, signing, { review: list })).ways).toEqual(["provider", "passkey"]);
      await expect(execute(ctx, signOff, { review: list, key: key() })).rejects.toMatchObject(refused);
      await sign(device, {}, ctx);
      expect((await kept()).map((k) => k.by)).toEqual(["passkey"]);
    } finally {
      back();
    }
  });
});
