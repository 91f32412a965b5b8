import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { armsSecret, campaignArms } from "@/db/schema/arms";
import { campaign as campaigns } from "@/db/schema/campaigns";
import { item } from "@/db/schema/reviews";
import { ListDraw, lotOf } from "@/lib/audit-log/arms";
import { fromHex, fromUtf8, toHex, toUtf8 } from "@/lib/audit-log/bytes";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { jwsVerify } from "@/lib/audit-log/jws";
import { sequence } from "@/lib/audit-log/sequencer";
import { sha256 } from "@/lib/audit-log/sha256";
import { verifyPack } from "@/lib/audit-log/verifier/verify-pack";
import { openZip } from "@/lib/audit-log/verifier/zip";
import { revealArms } from "@/lib/campaigns/arms-secret";
import { cancelNow, closeNow } from "@/lib/campaigns/close";
import { show } from "@/lib/campaigns/queries";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { draftCampaign } from "@/lib/drafting/worker";
import { overrideEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import { decide } from "@/lib/reviews/commands";
import { reassign } from "@/lib/reviews/hand-on";
import { openItem } from "@/lib/reviews/observe";
import { freshDatabase } from "@/lib/testing/database";
import { packFiles, refreshManifest } from "@/lib/testing/pack";
import { type WorldPerson, world } from "@/lib/testing/world";
import { requestExport, takeExport } from "./commands";
import { buildExport } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let data: string;
let admin: WorldPerson;
let auditor: WorldPerson;
let bosses: WorldPerson[];
let campaign: string;

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-arms-"));
  restore = overrideEnv({ data });
  ({ handle, end } = await freshDatabase());
  const w = world();
  const heads = ["b0", "b1"];
  const people = Array.from({ length: 40 }, (_, i) => ({
    id: `p${i}`,
    name: `Person ${i}`,
    managerId: heads[i % 2] ?? "",
    title: "Clerk",
    department: "Finance",
  }));
  const rights = ["read", "post", "close"];
  const { source } = await w.source("ERP", {
    identities: [...heads.map((id) => ({ id, name: `Boss ${id}` })), ...people],
    applications: [{ id: "erp", name: "ERP" }],
    accounts: people.map((p) => ({ id: `a-${p.id}`, applicationId: "erp", identityId: p.id })),
    entitlements: rights.map((id) => ({
      id,
      applicationId: "erp",
      name: id,
      description: `May ${id}.`,
      privilege: id === "close" ? ("privileged" as const) : ("standard" as const),
    })),
    // Few enough of each of the lower rights are alike; the privileged are each their own.
    grants: people.flatMap((p, i) =>
      rights.map((id) => ({ accountId: `a-${p.id}`, entitlementId: id, uses90d: i % 7 === 0 ? 3 : 0 })),
    ),
  });
  bosses = [];
  for (const id of heads) bosses.push(await w.person({ name: `Boss ${id}`, identity: { source, id } }));
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  auditor = await w.person({ name: "Aud Itor", roles: ["auditor"] });
  campaign = await launched("By lot");
  await draftCampaign({ campaign });
});
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

async function launched(name: string): Promise<string> {
  const made = await launchNow(admin.ctx, {
    name,
    sources: ["ERP"],
    fallback: auditor.id,
    due: "2099-01-01",
    settings: { blindShare: 10, noDraftShare: 40 },
  });
  return made.campaign;
}

type Leaf = { type: string; data: Record<string, unknown> };
async function leaves(of: string): Promise<Leaf[]> {
  const found = await rows<{ leaf: string }>(
    handle.db,
    sql`SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit_event WHERE campaign_id = ${of} ORDER BY id`,
  );
  return found.map((f) => JSON.parse(f.leaf));
}
const itemsOf = (of: string) => handle.db.select().from(item).where(eq(item.campaignId, of)).orderBy(item.id);
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.slug : String(error)),
  );

async function decideOne(who: WorldPerson, id: string, outcome: "revoke" | "certify"): Promise<void> {
  const opened = await perform(who.ctx, openItem, { item: id });
  await execute(who.ctx, decide, {
    item: id,
    key: `key-${id}-${opened.supersedes ?? "first"}`,
    outcome,
    reasonCode: "other",
    words: "Looked at it.",
    evidence: opened.evidence,
    inView: opened.asksInView,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
  });
}

describe("I12: lots drawn at launch", () => {
  it("draws within the cap of each list, and prints rates and counts with what the log commits to", async () => {
    const made = await itemsOf(campaign);
    const count = (arm: string) => made.filter((i) => i.arm === arm).length;
    expect(made).toHaveLength(120);
    expect(count("blind")).toBeGreaterThan(0);
    expect(count("undrafted")).toBeGreaterThan(0);
    expect(made.every((i) => (i.arm === "assisted") === (i.armWhy === null))).toBe(true);
    for (const boss of bosses) {
      const list = made.filter((i) => i.reviewerId === boss.id);
      expect(list.filter((i) => i.arm === "blind").length).toBeLessThanOrEqual(list.length / 5);
    }
    const told = await read(admin.ctx, show, { id: campaign });
    expect(told.arms).toMatchObject({
      blindRate: 2_000,
      undraftedRate: 4_000,
      blind: count("blind"),
      undrafted: count("undrafted"),
      revealed: false,
    });
    const log = await leaves(campaign);
    const [launch, commit] = ["campaign.launched", "arms.committed"].map((t) =>
      log.findIndex((l) => l.type === t),
    );
    expect(commit).toBeGreaterThan(launch ?? -1);
    expect(log[commit ?? -1]?.data).toMatchObject({
      secret: `sha256:${told.arms?.commitment}`,
      blind: count("blind"),
      undrafted: count("undrafted"),
    });
    // Alike items of one list are one draw.
    const alike = new Map<string, Set<string>>();
    for (const i of made.filter((each) => each.risk === "low")) {
      const key = `${i.reviewerId} ${i.alikeKey}`;
      alike.set(key, (alike.get(key) ?? new Set()).add(i.arm));
    }
    expect([...alike.values()].every((arms) => arms.size === 1)).toBe(true);
    expect(
      made.filter((i) => i.arm === "undrafted").every((i) => i.draftId === null && i.draftState === "none"),
    ).toBe(true);
  });

  it("keeps the secret from everybody: ciphertext in the row, and no person's transaction sees the row", async () => {
    const [held] = await handle.db.select().from(armsSecret).where(eq(armsSecret.campaignId, campaign));
    const [public_] = await handle.db
      .select()
      .from(campaignArms)
      .where(eq(campaignArms.campaignId, campaign));
    const bytes = Buffer.from(held?.sealed ?? "", "base64");
    expect(bytes).toHaveLength(12 + 32 + 16);
    for (let at = 0; at + 32 <= bytes.length; at++)
      expect(toHex(sha256(new Uint8Array(bytes.subarray(at, at + 32))))).not.toBe(public_?.commitment);
    const seen = (person: string, reach: string) =>
      handle.db.transaction(async (tx) => {
        await tx.execute(
          sql`SELECT set_config('app.person', ${person}, true), set_config('app.reach', ${reach}, true)`,
        );
        await tx.execute(sql`SET LOCAL ROLE countersign_app`);
        return (await rows(tx, sql`SELECT 1 FROM arms_secret`)).length;
      });
    expect(await seen(admin.id, "all")).toBe(0);
    expect(await seen(admin.id, "own")).toBe(0);
    expect(await seen("", "all")).toBe(1);
    expect(await refusal(handle.db.execute(sql`UPDATE arms_secret SET sealed = ''`))).toContain(
      "arms_secret",
    );
  });

  it("says the secret only when the campaign has ended, once, before it is sealed", async () => {
    const closer = { actor: { kind: "system" as const, name: "close" as const }, requestId: "test" };
    expect(await refusal(execute(closer, revealArms, { id: campaign }))).toBe("status");
    expect(await refusal(execute(admin.ctx, revealArms, { id: campaign }))).toBe("role");
    const other = await launched("To be cancelled");
    await cancelNow(admin.ctx, { id: other, reason: "Tried something." });
    expect(await refusal(execute(closer, revealArms, { id: other }))).toBe("sealed");
    const types = (await leaves(other)).map((l) => l.type);
    expect(types.slice(-3)).toEqual(["campaign.cancelled", "arms.revealed", "campaign.sealed"]);
  });
});

describe("the pack of a campaign that drew by lot", () => {
  let files: Map<string, Uint8Array>;
  const arms = async (changed = files) => {
    const verdict = await verifyPack(packFiles(changed), { sha256, ed25519Verify, jwsVerify });
    return { check: verdict.checks.find((c) => c.name === "arms"), ok: verdict.ok };
  };
  const pack = async () => {
    await sequence();
    const { export: id } = await perform(auditor.ctx, requestExport, { campaign });
    await buildExport({ export: id });
    const zip = openZip((await execute(auditor.ctx, takeExport, { export: id })).path);
    const all = new Map<string, Uint8Array>();
    for (const name of zip.names()) all.set(name, await zip.bytes(name));
    zip.close();
    return all;
  };

  it("is open while it runs, and says of no item how it was drawn", async () => {
    files = await pack();
    expect((await arms()).check).toMatchObject({ ok: null, detail: expect.stringContaining("is sealed") });
    const csv = fromUtf8(files.get("items.csv") ?? new Uint8Array()) ?? "";
    expect(csv).not.toContain("blind");
    const made = await itemsOf(campaign);
    const blind = made.find((i) => i.arm === "blind" && i.draftId);
    expect(fromUtf8(files.get("drafts.jsonl") ?? new Uint8Array())).not.toContain(blind?.id ?? "none");
  });

  it("I20: holds after the close: every arm is drawn again from what the log reveals", async () => {
    for (const boss of bosses) {
      const list = (await itemsOf(campaign)).filter((i) => i.reviewerId === boss.id);
      for (const arm of ["blind", "undrafted", "assisted"])
        for (const i of list.filter((each) => each.arm === arm).slice(0, 3))
          await decideOne(boss, i.id, "revoke");
      const [again] = list.filter((i) => i.arm === "blind");
      if (again) await decideOne(boss, again.id, "revoke");
    }
    const moved = (await itemsOf(campaign)).find((i) => i.arm === "blind" && i.state === "open");
    if (moved)
      await execute(admin.ctx, reassign, {
        items: [moved.id],
        to: bosses.find((b) => b.id !== moved.reviewerId)?.id ?? "",
        reason: "On leave.",
        key: "key-of-the-move",
      });
    await closeNow(admin.ctx, { id: campaign });
    files = await pack();
    const { check, ok } = await arms();
    expect(check).toMatchObject({ ok: true, detail: expect.stringMatching(/^120 items drawn again/) });
    expect(ok).toBe(true);

    const [row] = await handle.db.select().from(campaigns).where(eq(campaigns.id, campaign));
    expect(row?.sealedAt).not.toBeNull();
  });

  it("I20: fails with the item's name where an arm was changed in the database before the pack was made", async () => {
    const csv = fromUtf8(files.get("items.csv") ?? new Uint8Array()) ?? "";
    const [changed] = (await itemsOf(campaign)).filter((i) => i.arm === "blind");
    const lines = csv.split("\r\n");
    const at = lines.findIndex((l) => l.startsWith(changed?.id ?? "none"));
    lines[at] = (lines[at] ?? "").replace(",blind,drawn,", ",assisted,,");
    const tampered = new Map(files);
    tampered.set("items.csv", toUtf8(lines.join("\r\n")));
    refreshManifest(tampered);
    const { check } = await arms(tampered);
    expect(check).toMatchObject({
      ok: false,
      detail: expect.stringContaining(`item ${changed?.id} is called assisted, the secret draws it blind`),
    });
  });

  it("is drawn by the same function that the verifier draws with", async () => {
    const [revealed] = (await leaves(campaign)).filter((l) => l.type === "arms.revealed");
    const secret = fromHex(String(revealed?.data.secret)) ?? new Uint8Array();
    const made = await itemsOf(campaign);
    const first = new Map(
      (
        await rows<{ item: string; from: string }>(
          handle.db,
          sql`SELECT item_id AS item, from_id AS "from" FROM reassignment`,
        )
      ).map((r) => [r.item, r.from]),
    );
    for (const boss of bosses) {
      const draw = new ListDraw(lotOf(sha256, secret), { blind: 2_000, undrafted: 4_000 }, boss.id);
      const units = new Map<string, string[]>();
      for (const i of made.filter((each) => (first.get(each.id) ?? each.reviewerId) === boss.id)) {
        const unit = i.risk === "low" && !i.firstSeen ? `alike/${i.alikeKey}` : `item/${i.id}`;
        units.set(unit, [...(units.get(unit) ?? []), i.id]);
      }
      for (const [unit, ids] of units) draw.add(unit, ids.length);
      const drawn = draw.end();
      for (const [unit, ids] of units)
        for (const id of ids) expect(made.find((i) => i.id === id)?.arm).toBe(drawn.get(unit) ?? "assisted");
    }
  });
});
