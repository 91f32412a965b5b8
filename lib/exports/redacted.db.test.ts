import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Handle, rows } from "@/db/client";
import { remediation } from "@/db/schema/remediation";
import { item, review } from "@/db/schema/reviews";
import { sequence } from "@/lib/audit-log/sequencer";
import { openZip } from "@/lib/audit-log/verifier/zip";
import { closeNow } from "@/lib/campaigns/close";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { draftCampaign } from "@/lib/drafting/worker";
import { overrideEnv } from "@/lib/env";
import { observeRemediation, requestRemediation } from "@/lib/remediation/worker";
import { decide } from "@/lib/reviews/commands";
import { delegate } from "@/lib/reviews/delegate";
import { openItem } from "@/lib/reviews/observe";
import { signOff } from "@/lib/reviews/sign-off";
import { freshDatabase } from "@/lib/testing/database";
import { type Content, type WorldPerson, world } from "@/lib/testing/world";
import { requestExport, takeExport } from "./commands";
import { buildExport } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let data: string;
let auditor: WorldPerson;
let admin: WorldPerson;
let campaign: string;

const staff = ["ifeoma", "tomasz", "yuki", "zanele", "petra", "quentin"].map((login, n) => ({
  id: `hr-55${n}-${login}`,
  login: `cod:${login}.example`,
  account: `acct-${login}-77`,
  email: `${login}@people.example.test`,
  name: `${login[0]?.toUpperCase()}${login.slice(1)} Testperson`,
}));
const [boss, other, ...team] = staff;
if (!boss || !other) throw new Error("Nobody is there.");
const bot = {
  id: "machine-90-nightrun",
  name: "Nightrun Robot",
  account: "acct-nightrun-77",
  key: "AKIAZX81NIGHTRUN4471",
};

const directory: Content = {
  identities: [
    ...staff.map((p) => ({
      id: p.id,
      name: p.name,
      email: p.email,
      ...(p === boss || p === other ? {} : { managerId: p === team[3] ? other.id : boss.id }),
    })),
    { id: bot.id, name: bot.name, kind: "service", ownerId: boss.id, purpose: "Runs at night." },
  ],
};
const vault = (): Content => ({
  applications: [{ id: "vault", name: "Vault" }],
  accounts: [
    ...team.map((p) => ({
      id: p.account,
      applicationId: "vault",
      identityId: p.id,
      login: p.login,
      email: p.email,
    })),
    { id: bot.account, applicationId: "vault", identityId: bot.id, login: `cod:${bot.id}` },
  ],
  entitlements: [
    { id: "read", applicationId: "vault", name: "Read", description: "Reads." },
    { id: "clerks", applicationId: "vault", name: "Clerks", description: "The clerks.", type: "group" },
  ],
  grants: [
    ...team.map((p) => ({ accountId: p.account, entitlementId: "read", grantedBy: team[2]?.id ?? "" })),
    { accountId: team[0]?.account ?? "", entitlementId: "clerks" },
    { accountId: team[0]?.account ?? "", entitlementId: "read", via: "clerks" },
    { accountId: bot.account, entitlementId: "read" },
  ],
  credentials: [{ id: bot.key, identityId: bot.id, kind: "access_key", createdAt: new Date("2026-06-01") }],
});

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-redacted-"));
  restore = overrideEnv({ data });
  ({ handle, end } = await freshDatabase());
  const w = world();
  const hr = await w.source("Directory", directory, { asOf: new Date("2026-11-20") });
  await w.source("Vault", vault(), {
    asOf: new Date("2026-11-20"),
    parameters: { user: team[0]?.login ?? "" },
  });
  const person = (p: typeof boss) =>
    w.person({ name: p.name, email: p.email, identity: { source: hr.source, id: p.id } });
  const lead = await person(boss);
  const helper = await w.person({ name: "Henrike Lender", email: "henrike@people.example.test" });
  admin = await w.person({ name: "Adalbert Admin", email: "adalbert@people.example.test", roles: ["admin"] });
  auditor = await w.person({ name: "Auguste Auditor", roles: ["auditor"] });
  const fallback = await w.person({ name: "Frauke Fallback" });
  ({ campaign } = await launchNow(admin.ctx, {
    name: "Quarter review",
    mode: "manager",
    fallback: fallback.id,
    due: "2099-01-01",
    settings: { blindShare: 0 },
  }));
  await draftCampaign({ campaign });
  const list = (await items()).filter((i) => i.reviewerId === lead.id);
  const lent = list.find((i) => i.accountId === team[1]?.account);
  await execute(lead.ctx, delegate, {
    items: [lent?.id ?? ""],
    to: helper.id,
    until: new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10),
    reason: "Henrike knows the Brunnenweg archive.",
    key: "lent-to-helper",
  });
  for (const one of list) await decideOne(one.id === lent?.id ? helper : lead, one, helper.id);
  const [mine] = await handle.db.select().from(review).where(eq(review.reviewerId, lead.id));
  await execute(lead.ctx, signOff, { review: mine?.id ?? "", key: "signed-by-lead" });
  await requestRemediation({ campaign });
  await handle.db.update(remediation).set({ state: "applied" });
  const later = await w.source("Vault", vault(), { asOf: new Date("2099-01-01") });
  await observeRemediation({ source: later.source, snapshot: later.snapshot });
  await closeNow(admin.ctx, { id: campaign });
  await sequence();
}, 120_000);
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

const items = () => handle.db.select().from(item).where(eq(item.campaignId, campaign)).orderBy(item.position);

type Item = Awaited<ReturnType<typeof items>>[number];
async function decideOne(by: WorldPerson, { id, type }: Item, newOwner: string): Promise<void> {
  const opened = await perform(by.ctx, openItem, { item: id });
  await execute(by.ctx, decide, {
    item: id,
    key: `key-${id}`,
    ...(type === "identity"
      ? { outcome: "modify" as const, target: "transfer_owner" as const, newOwner }
      : { outcome: type === "grant" ? ("revoke" as const) : ("certify" as const) }),
    reasonCode: "other",
    words: "Seen with the Brunnenweg archive on Tuesday.",
    evidence: opened.evidence,
    inView: opened.asksInView,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
  });
}

async function packed(redacted: boolean): Promise<string> {
  const { export: id } = await perform(auditor.ctx, requestExport, { campaign, redacted });
  await buildExport({ export: id });
  return (await execute(auditor.ctx, takeExport, { export: id })).path;
}

/** Every string of the campaign that is about a person, an account or an identity, or that somebody wrote. */
async function secrets(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const add = (kind: string, text: string | null | undefined) => {
    if (text && text.length > 3 && !found.has(text)) found.set(text, kind);
  };
  for (const p of [...staff, { ...bot, login: `cod:${bot.id}`, email: null }]) {
    for (const [kind, text] of Object.entries(p)) add(kind, text);
    add("part of a login", p.login.split(":")[1]);
  }
  const people = await rows<{ name: string; email: string | null }>(
    handle.db,
    sql`SELECT name, email FROM person WHERE kind = 'person'`,
  );
  for (const p of people) {
    add("name", p.name);
    add("e-mail", p.email);
  }
  const words = await rows<{ payload: string }>(
    handle.db,
    sql`SELECT payload FROM private_payload WHERE payload IS NOT NULL`,
  );
  for (const { payload } of words)
    for (const text of stringsOf(JSON.parse(payload))) add("words", text.length > 12 ? text : undefined);
  return found;
}

function stringsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

const line = z.object({ leaf: z.string().optional() });
const leaf = z.object({ type: z.string() });

/** Texts of a pack: each file's, and what each disclosed leaf holds, under the leaf's kind. */
async function textsOf(file: string): Promise<{ where: string; text: string }[]> {
  const zip = await openZip(file);
  const texts: { where: string; text: string }[] = [];
  const addLeaf = (bytes: string) => {
    const text = Buffer.from(bytes, "base64").toString("utf8");
    texts.push({ where: `leaf ${leaf.parse(JSON.parse(text)).type}`, text });
  };
  for (const name of zip.names()) {
    const text = Buffer.from(await zip.bytes(name)).toString("utf8");
    texts.push({ where: name, text });
    if (name === "leaves.jsonl")
      for (const one of text.trimEnd().split("\n")) {
        const { leaf: bytes } = line.parse(JSON.parse(one));
        if (bytes) addLeaf(bytes);
      }
    if (name.startsWith("proofs/")) {
      const extra = /^extra (.+)$/mu.exec(text)?.[1];
      expect(extra, name).toBeDefined();
      addLeaf(extra ?? "");
    }
  }
  await zip.close();
  return texts;
}

async function leaks(file: string): Promise<{ where: string; kind: string; text: string }[]> {
  const known = await secrets();
  return (await textsOf(file)).flatMap(({ where, text }) =>
    [...known]
      .filter(([secret]) => text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1)))
      .map(([secret, kind]) => ({ where, kind, text: secret })),
  );
}

const verdictOf = (file: string): { checks: { name: string; ok: boolean | null; detail: string }[] } => {
  const verifier = path.resolve("lib/audit-log/verifier/verify.mjs");
  try {
    return JSON.parse(execFileSync(process.execPath, [verifier, file, "--json"], { encoding: "utf8" }));
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout);
  }
};

describe("a redacted pack", () => {
  it("I20: holds no login, id of the source, name, address or word; only what leaves hold in the clear, which its README names", async () => {
    const whole = await leaks(await packed(false));
    // What is searched for is all in the whole pack, so that the search can find it.
    expect([...new Set(whole.map((l) => l.kind))].sort()).toEqual([
      "account",
      "id",
      "login",
      "name",
      "part of a login",
      "words",
    ]);
    const found = await leaks(await packed(true));
    const kinds = new Set(found.map((l) => `${l.where}: ${l.kind}`));
    expect([...kinds].sort()).toEqual([
      "leaf decision.recorded: name",
      "leaf ownership.offered: id",
      "leaf person.bound: id",
    ]);
    const [readme] = (await textsOf(await packed(true))).filter((t) => t.where === "README.txt");
    for (const kind of kinds) expect(readme?.text).toContain(`    ${/^leaf ([a-z_.]+)/u.exec(kind)?.[1]} `);
  });

  it("joins by pseudonyms", async () => {
    const zip = await openZip(await packed(true));
    const csv = async (name: string) => {
      const [head, ...lines] = Buffer.from(await zip.bytes(name))
        .toString("utf8")
        .trimEnd()
        .split("\r\n");
      const columns = head?.split(",") ?? [];
      return lines.map((l) => Object.fromEntries(l.split(",").map((cell, n) => [columns[n], cell])));
    };
    const [all, made] = [await csv("items.csv"), await csv("decisions.csv")];
    await zip.close();
    for (const d of made) {
      const of = all.find((i) => i.item_id === d.item_id);
      expect([d.account_id, d.identity_id]).toEqual([of?.account_id, of?.identity_id]);
      expect(d.identity_id).toMatch(/^p-[0-9a-f]{24}$/);
    }
    expect(new Set(all.map((i) => i.identity_id)).size).toBe(team.length + 1);
    expect(all.find((i) => i.type === "credential")?.credential_id).toMatch(/^p-[0-9a-f]{24}$/);
  });

  it("verifies, and says what pseudonyms cannot show", async () => {
    const { checks } = verdictOf(await packed(true));
    expect(checks.filter((c) => c.ok === false)).toEqual([]);
    expect(checks.find((c) => c.name === "removals")).toMatchObject({ ok: true });
    for (const name of ["duties", "second looks"])
      expect(checks.find((c) => c.name === name)).toMatchObject({
        ok: null,
        detail: expect.stringMatching(/ids of identities are withheld/),
      });
    const whole = verdictOf(await packed(false));
    expect(whole.checks.find((c) => c.name === "duties")).toMatchObject({ ok: true });
  });
});
