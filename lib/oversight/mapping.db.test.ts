import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { items, list } from "@/lib/campaigns/queries";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { written } from "@/lib/testing/reviewed";
import { type WorldPerson, world } from "@/lib/testing/world";
import { mapping } from "./mapping-queries";
import { testOf } from "./report";
import { simulatedReview } from "./simulator";

let handle: Handle;
let end: () => Promise<void>;
let auditor: WorldPerson;
let sealed: string;

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  auditor = await world().person({ name: "Ann Auditor", roles: ["auditor"] });
  const who = await world().person({ name: "Reviewer" });
  const list = simulatedReview("honest", { items: 60, blind: 0.2, seed: 3 });
  sealed = await written([{ who, list }], { name: "Sealed" });
  await written([{ who, list: simulatedReview("honest", { items: 5, blind: 0, seed: 4 }) }], {
    name: "Running",
  });
  await handle.db.execute(
    sql`UPDATE campaign SET status = 'sealed', closed_at = due_at, sealed_at = due_at WHERE id = ${sealed}`,
  );
  await handle.db.execute(sql`UPDATE item SET type = 'credential', credential_id = id::text, entitlement_id = NULL
    WHERE id IN (SELECT id FROM item WHERE campaign_id = ${sealed} ORDER BY id LIMIT 3)`);
});
afterAll(() => end());

describe("what the control mapping counts", () => {
  const shown = async (framework: string, id: string) => {
    const { controls } = await read(auditor.ctx, mapping, {});
    const found = controls.find((c) => c.framework === framework && c.id === id);
    if (!found) throw new Error(`No ${framework} ${id}.`);
    return found;
  };
  const asked = (href: string) => Object.fromEntries(new URL(href, "http://x").searchParams);

  it("is what the page behind the count shows: sealed campaigns, and no others", async () => {
    const { count, query } = await shown("SOX ITGC", "Access review");
    expect({ count, query: query.name }).toEqual({ count: 1, query: "campaigns.list" });
    const { rows } = await read(auditor.ctx, list, asked(query.href));
    expect(rows.map((r) => r.name)).toEqual(["Sealed"]);
  });

  it("is what the page behind the count shows: credentials of the newest campaign that has any", async () => {
    const { count, query } = await shown("OWASP NHI Top 10", "NHI7");
    expect(query).toMatchObject({
      name: "campaigns.items",
      href: `/campaigns/${sealed}/items?type=credential`,
    });
    const { rows } = await read(auditor.ctx, items, { id: sealed, ...asked(query.href) });
    expect(rows.map((r) => r.type)).toEqual(Array(count).fill("credential"));
    expect(count).toBe(3);
  });

  it("is what the page behind the count shows: items decided blind, each once", async () => {
    const { count, query } = await shown("NIST AI RMF 1.0", "MAP 3.5");
    expect(query.href).toBe(`/campaigns/${sealed}/report/blind-arm`);
    const line = await read(auditor.ctx, testOf, { id: sealed, test: "blind-arm" });
    expect(line.test.examined).toBe(count);
    expect(count).toBeGreaterThan(0);
  });

  it("leads to the feature's own page where nothing was counted", async () => {
    const { count, query, page } = await shown("NIST AI RMF 1.0", "MEASURE 2.10");
    expect({ count, href: query.href }).toEqual({ count: 0, href: page.href });
  });
});
