import { createHmac, randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { decision, timing } from "@/db/schema/decisions";
import { item } from "@/db/schema/reviews";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { freshDatabase } from "@/lib/testing/database";
import { world } from "@/lib/testing/world";
import { decide } from "./commands";
import { openItem } from "./observe";
import { pseudonymIn, pseudonymOf } from "./timings";

let handle: Handle;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(async () => end());

it("a pseudonym in SQL is the one in code, and HMAC-SHA-256 of the id's bytes", async () => {
  for (let n = 0; n < 50; n++) {
    const key = randomBytes(32);
    const id = crypto.randomUUID();
    const [found] = await rows<{ ref: string }>(
      handle.db,
      sql`SELECT ${pseudonymIn(key, sql`${id}::uuid`)}::text AS ref`,
    );
    const mac = createHmac("sha256", key).update(Buffer.from(id.replaceAll("-", ""), "hex"));
    expect(found?.ref).toBe(pseudonymOf(key, id));
    expect(found?.ref.replaceAll("-", "")).toBe(mac.digest("hex").slice(0, 32));
  }
});

it("keeps no times of whom no figures are made, by the campaign or by where they work", async () => {
  const w = world();
  const bosses = [
    { id: "off", name: "Ole Off", department: "Works" },
    { id: "on", name: "Ona On", department: "Sales" },
  ];
  const holders = bosses.map((b) => ({ id: `h-${b.id}`, name: `Holder ${b.id}`, managerId: b.id }));
  const { source } = await w.source("ERP", {
    identities: [...bosses, ...holders],
    applications: [{ id: "erp", name: "ERP" }],
    accounts: holders.map((h) => ({ id: `a-${h.id}`, applicationId: "erp", identityId: h.id })),
    entitlements: [
      { id: "e", applicationId: "erp", name: "Ledger", description: "Reads.", privilege: "standard" },
    ],
    grants: holders.map((h) => ({ accountId: `a-${h.id}`, entitlementId: "e" })),
  });
  const people = new Map<string, Awaited<ReturnType<typeof w.person>>>();
  for (const b of bosses) {
    const one = await w.person({ name: b.name, identity: { source, id: b.id } });
    people.set(one.id, one);
  }
  const admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  const fallback = await w.person({ name: "Fay Fallback" });
  const timed = async (oversight: Parameters<typeof launchNow>[1]["settings"]) => {
    const { campaign } = await launchNow(admin.ctx, {
      name: `Timed ${crypto.randomUUID()}`,
      sources: ["ERP"],
      fallback: fallback.id,
      due: "2099-01-01",
      settings: { blindShare: 0, ...oversight },
    });
    for (const one of await handle.db.select().from(item).where(sql`campaign_id = ${campaign}`)) {
      const by = people.get(one.reviewerId);
      if (!by) throw new Error("an item of nobody's");
      const opened = await perform(by.ctx, openItem, { item: one.id });
      await execute(by.ctx, decide, {
        item: one.id,
        key: crypto.randomUUID(),
        outcome: "certify",
        reasonCode: "needed_for_job",
        words: "She closes the books each month with it.",
        evidence: opened.evidence,
        inView: opened.asksInView,
        seconds: 9,
        draft: opened.draft,
        supersedes: opened.supersedes,
        acknowledged: true,
      });
    }
    const made = await handle.db.$count(decision, sql`campaign_id = ${campaign}`);
    return { made, times: await handle.db.$count(timing, sql`campaign_id = ${campaign}`) };
  };
  expect(await timed({ oversight: { level: "teams", except: [] } })).toEqual({ made: 2, times: 2 });
  expect(await timed({ oversight: { level: "off", except: [] } })).toEqual({ made: 2, times: 0 });
  const works = { of: "department" as const, value: "Works", level: "off" as const };
  expect(await timed({ oversight: { level: "teams", except: [works] } })).toEqual({ made: 2, times: 1 });
});
