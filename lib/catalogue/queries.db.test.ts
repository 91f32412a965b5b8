import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { type Worded, wordless, wordlessLedger } from "@/lib/testing/catalogue";
import { ledger, today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import { type Content, world } from "@/lib/testing/world";
import { nameOwner, verify, write } from "./commands";
import { queue } from "./queries";
import { countCatalogue } from "./worker";

let end: () => Promise<void>;
let c: Worded;
beforeAll(async () => {
  ({ end } = await freshDatabase());
  c = await wordless();
  await execute(c.admin.ctx, write, { ...c.key("zfi"), title: "Release payments", version: 0 });
  await execute(c.oda.ctx, verify, { ...c.key("zfi"), version: 1 });
  await execute(c.admin.ctx, write, { ...c.key("post"), title: "Post entries", version: 0 });
  await execute(c.admin.ctx, nameOwner, { ...c.key("close"), owner: "Mia Ferro", version: 0 });
});
afterAll(() => end());

describe("the queue", () => {
  test("what nothing describes comes first, then by holders; counts and filters agree", async () => {
    const page = await read(c.admin.ctx, queue, { show: "all", application: "", q: "" });
    expect(page.oversees).toBe(true);
    expect(page.rows.map((r) => `${r.entitlement} ${r.standing} ${r.holders}`)).toEqual([
      "miasown undescribed 1",
      "post written 4",
      "read stated 2",
      "zfi verified 2",
      "close stated 1",
      "cloud derived 1",
      "grp stated 1",
    ]);
    expect(page.counts).toEqual({
      undescribed: 1,
      proposed: 0,
      derived: 1,
      stated: 3,
      written: 1,
      verified: 1,
    });
    const filtered = await read(c.admin.ctx, queue, { show: "verified", application: "", q: "release" });
    expect(filtered.rows.map((r) => r.entitlement)).toEqual(["zfi"]);
    expect(page.applications).toEqual([{ key: `${c.app.source}~ledger`, label: "Ledger (Ledger export)" }]);
  });

  test("an owner sees what is theirs and nothing else", async () => {
    const odas = await read(c.oda.ctx, queue, { show: "all", application: "", q: "" });
    expect(odas.oversees).toBe(false);
    expect(odas.rows.map((r) => r.entitlement).sort()).toEqual(["cloud", "grp", "post", "read", "zfi"]);
    const mias = await read(c.mia.ctx, queue, { show: "all", application: "", q: "" });
    expect(mias.rows.map((r) => r.entitlement).sort()).toEqual(["close", "miasown"]);
    const none = await read(c.spare.ctx, queue, { show: "all", application: "", q: "" });
    expect(none.rows).toEqual([]);
  });

  test("an import counts anew: holders, what is gone, and words that outlive it", async () => {
    await at(today, () =>
      world().source(
        "Ledger export",
        {
          ...wordlessLedger,
          entitlements: [
            ...(wordlessLedger.entitlements ?? []).filter((e) => e.id !== "cloud"),
            { id: "new", applicationId: "ledger", name: "X1" },
          ],
          grants: [
            ...(ledger.grants ?? []),
            ...["a-pat", "a-sam", "a-lee"].map((accountId) => ({ accountId, entitlementId: "new" })),
          ],
        },
        { asOf: new Date("2026-11-22T00:00:00Z") },
      ),
    );
    await countCatalogue({ source: c.app.source });
    const page = await read(c.admin.ctx, queue, { show: "all", application: "", q: "" });
    expect(page.rows[0]).toMatchObject({ entitlement: "new", standing: "undescribed", holders: 3 });
    expect(page.rows.some((r) => r.entitlement === "cloud")).toBe(false);
    expect(page.rows.find((r) => r.entitlement === "zfi")).toMatchObject({
      standing: "verified",
      title: "Release payments",
      holders: 0,
    });
  });

  test("pages go on where the last one ended", async () => {
    const many: Content = {
      applications: [{ id: "big", name: "Big" }],
      entitlements: Array.from({ length: 120 }, (_, i) => ({
        id: `e${i}`,
        applicationId: "big",
        name: `E ${i}`,
      })),
      accounts: [{ id: "a", applicationId: "big" }],
      grants: [{ accountId: "a", entitlementId: "e7" }],
    };
    const { source } = await at(today, () => world().source("Big", many));
    await countCatalogue({ source });
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await read(c.admin.ctx, queue, {
        show: "undescribed",
        application: `${source}~big`,
        q: "",
        after,
      });
      seen.push(...page.rows.map((r) => r.entitlement));
      if (!page.next) break;
      after = page.next;
    }
    expect(seen[0]).toBe("e7");
    expect(new Set(seen).size).toBe(120);
    expect(seen).toHaveLength(120);
  });
});
