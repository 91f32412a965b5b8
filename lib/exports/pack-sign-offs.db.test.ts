import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { person } from "@/db/schema/people";
import { item, review } from "@/db/schema/reviews";
import { toUtf8 } from "@/lib/audit-log/bytes";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { jwsVerify } from "@/lib/audit-log/jws";
import { sequence } from "@/lib/audit-log/sequencer";
import { sha256 } from "@/lib/audit-log/sha256";
import { verifyPack } from "@/lib/audit-log/verifier/verify-pack";
import { openZip } from "@/lib/audit-log/verifier/zip";
import type { Ctx } from "@/lib/auth/actor";
import { returnPath } from "@/lib/auth/countersign";
import { beginPasskey, endPasskey } from "@/lib/auth/passkeys";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at, now } from "@/lib/clock";
import { execute } from "@/lib/command";
import { overrideEnv } from "@/lib/env";
import { decide } from "@/lib/reviews/commands";
import { openItem } from "@/lib/reviews/observe";
import { signOff } from "@/lib/reviews/sign-off";
import { beginPasskeySignOff, endPasskeySignOff } from "@/lib/reviews/sign-off-passkey";
import { beginSignOff, endSignOff } from "@/lib/reviews/sign-off-trip";
import { softPasskey } from "@/lib/testing/authenticator";
import { freshDatabase } from "@/lib/testing/database";
import { identityProvider, type TestProvider } from "@/lib/testing/identity-provider";
import { packFiles, refreshManifest } from "@/lib/testing/pack";
import { type WorldPerson, world } from "@/lib/testing/world";
import { requestExport, takeExport } from "./commands";
import { buildExport } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let provider: TestProvider;
let restore: () => void;
let data: string;
let olu: WorldPerson;
let noa: WorldPerson;
let pat: WorldPerson;
let admin: WorldPerson;
let campaign: string;
const origin = "http://localhost:3998";

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  data = mkdtempSync(path.join(tmpdir(), "countersign-signed-"));
  provider = await identityProvider({ returnTo: `${origin}${returnPath}`, algorithm: "ES256" });
  const { issuer, client } = provider;
  restore = overrideEnv({
    data,
    url: origin,
    oidc: { issuer, clientId: client.id, clientSecret: client.secret, signOffAcr: [] },
  });
  const w = world();
  const { source } = await w.source("Directory", {
    identities: [
      { id: "m1", name: "Olu Manager", employmentStatus: "active" },
      { id: "m2", name: "Noa Manager", employmentStatus: "active" },
      { id: "m3", name: "Pat Manager", employmentStatus: "active" },
      { id: "p1", name: "Pia Payer", employmentStatus: "active", managerId: "m1" },
      { id: "p2", name: "Tam Teller", employmentStatus: "active", managerId: "m2" },
      { id: "p3", name: "Uma Usher", employmentStatus: "active", managerId: "m3" },
    ],
    applications: [{ id: "app", name: "Ledger" }],
    accounts: ["p1", "p2", "p3"].map((id) => ({ id: `a-${id}`, applicationId: "app", identityId: id })),
    entitlements: ["one", "two"].map((id) => ({
      id,
      applicationId: "app",
      name: id.toUpperCase(),
      description: "Reads.",
      privilege: "standard" as const,
    })),
    grants: ["p1", "p2", "p3"].flatMap((id) =>
      ["one", "two"].map((entitlementId) => ({ accountId: `a-${id}`, entitlementId })),
    ),
  });
  olu = await w.person({ name: "Olu Manager", identity: { source, id: "m1" } });
  noa = await w.person({ name: "Noa Manager", identity: { source, id: "m2" } });
  pat = await w.person({ name: "Pat Manager", identity: { source, id: "m3" } });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  await handle.db.update(person).set({ issuer, subject: "olu" }).where(eq(person.id, olu.id));
  const fallback = (await w.person({ name: "Fay Fallback" })).id;
  ({ campaign } = await launchNow(admin.ctx, {
    name: "Signed",
    mode: "manager",
    fallback,
    due: "2099-01-01",
    settings: { blindShare: 0 },
  }));
});
afterAll(async () => {
  restore();
  await provider.stop();
  await end();
  rmSync(data, { recursive: true, force: true });
});

async function decideAll(who: WorldPerson): Promise<string> {
  let list = "";
  for (const i of await handle.db.select().from(item).where(eq(item.campaignId, campaign))) {
    if (i.reviewerId !== who.id) continue;
    list = i.reviewId;
    const opened = await perform(who.ctx, openItem, { item: i.id });
    await execute(who.ctx, decide, {
      item: i.id,
      key: `decide-${i.id}`,
      outcome: "revoke",
      reasonCode: "other",
      words: "Nobody on the team needs this.",
      evidence: opened.evidence,
      inView: opened.asksInView,
      draft: opened.draft,
      supersedes: opened.supersedes,
      acknowledged: true,
    });
  }
  await sequence();
  return list;
}

async function pack(): Promise<Map<string, Uint8Array>> {
  await sequence();
  const { export: id } = await perform(admin.ctx, requestExport, { campaign });
  await buildExport({ export: id });
  const zip = openZip((await execute(admin.ctx, takeExport, { export: id })).path);
  const files = new Map<string, Uint8Array>();
  for (const name of zip.names()) files.set(name, await zip.bytes(name));
  zip.close();
  return files;
}

const verified = (files: Map<string, Uint8Array>) =>
  verifyPack(packFiles(files), { sha256, ed25519Verify, jwsVerify });

const withSession = (who: WorldPerson, authn: string): Ctx => ({
  ...who.ctx,
  actor:
    who.ctx.actor.kind === "person" ? { ...who.ctx.actor, authn, sessionId: "a".repeat(64) } : who.ctx.actor,
});

/** Pat's own, enrolled two days before. */
async function signWithPasskey(list: string): Promise<void> {
  const device = softPasskey(origin);
  const ctx = withSession(pat, "test");
  await at(new Date(now().getTime() - 2 * 86_400_000), async () => {
    const { challenge } = await perform(ctx, beginPasskey, {});
    await endPasskey(ctx, { name: "Laptop", response: device.enrol(challenge) });
  });
  await sequence();
  const { ticket, options } = await beginPasskeySignOff(ctx, { review: list });
  await endPasskeySignOff(ctx, { ticket, response: device.sign(options.challenge) });
}

it("I20: the pack of a campaign says offline who vouches for each sign-off, and a forged one is caught", async () => {
  const list = await decideAll(olu);
  const ctx = withSession(olu, "oidc");
  const { url } = await beginSignOff(ctx, { review: list });
  expect((await endSignOff(ctx, await provider.visit(url, { login: "olu" }))).refused).toBeNull();
  await execute(noa.ctx, signOff, { review: await decideAll(noa), key: "sign-noa-1" });
  await signWithPasskey(await decideAll(pat));
  const [open] = await handle.db.select().from(review).where(eq(review.reviewerId, pat.id));
  expect(open?.signedOffAt).not.toBeNull();
  await sequence();
  await closeNow(admin.ctx, { id: campaign });
  const files = await pack();
  const whole = await verified(files);
  expect(whole.checks.filter((c) => c.ok === false)).toEqual([]);
  const told = whole.checks.find((c) => c.name === "sign-offs")?.detail;
  expect(told).toContain(`3 sign-offs: 1 vouched for by ${provider.issuer}`);
  expect(told).toContain("1 signed by a passkey enrolled at least a day before");
  expect(told).toContain("1 in a session of the portal, which no identity provider vouches for");

  const lines = new TextDecoder().decode(files.get("signoffs.jsonl")).trimEnd().split("\n");
  const forged = async (change: (signed: Record<string, unknown>) => object, by = "oidc") => {
    const made = lines.map((text) => {
      const line: { by: string; signed: Record<string, unknown> } = JSON.parse(text);
      return line.by === by ? JSON.stringify({ ...line, signed: change(line.signed) }) : text;
    });
    const tampered = new Map(files);
    tampered.set("signoffs.jsonl", toUtf8(`${made.join("\n")}\n`));
    refreshManifest(tampered);
    const found = (await verified(tampered)).checks.filter((c) => c.ok === false);
    expect(found.map((c) => c.name)).toEqual(["sign-offs"]);
    return found[0]?.detail;
  };
  expect(
    await forged((s) => ({ ...s, summary: String(s.summary).replace('"revoke":2', '"revoke":1') })),
  ).toContain("is not the one that leaf");
  expect(await forged((s) => ({ ...s, token: `${String(s.token).slice(0, -4)}AAAA` }))).toContain(
    "its token",
  );
  expect(await forged((s) => ({ ...s, jwks: '{"keys":[]}' }))).toContain("the provider's keys are not those");
  expect(await forged((s) => ({ ...s, decisions: [] }))).toContain("do not make the root");
  const passkey = (change: (signed: Record<string, unknown>) => object) => forged(change, "passkey");
  expect(
    await passkey((s) => ({ ...s, summary: String(s.summary).replace('"revoke":2', '"revoke":1') })),
  ).toContain("is not the one that leaf");
  expect(
    await passkey((s) => ({
      ...s,
      assertion: String(s.assertion).replace('"signature":"', '"signature":"A'),
    })),
  ).toContain("the passkey's signature is not the one");
  expect(await passkey((s) => ({ ...s, assertion: null }))).toContain("signature is missing");
});
