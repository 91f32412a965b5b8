import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { at } from "@/lib/clock";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type Content, type WorldPerson, world } from "@/lib/testing/world";
import { heldSql, outliers } from "./outliers";
import { items } from "./queries";
import { launchNow } from "./worker";

/** Thirty clerks hold READ; one of them holds WRITE as well, which none of the others does. Two people have no department. */
const today = new Date("2026-11-21T09:00:00Z");
const clerks = Array.from({ length: 30 }, (_, i) => `c${String(i).padStart(2, "0")}`);
const content: Content = {
  identities: [
    ...clerks.map((id) => ({
      id,
      name: `Clerk ${id}`,
      title: "Clerk",
      department: "Archive",
      employmentStatus: "active",
    })),
    { id: "x", name: "Xenia Roth", employmentStatus: "active" },
    { id: "y", name: "Yusuf Hale", employmentStatus: "active" },
  ],
  applications: [{ id: "app", name: "Filing" }],
  accounts: [...clerks, "x", "y"].map((id) => ({
    id: `A-${id}`,
    applicationId: "app",
    identityId: id,
    login: id,
  })),
  entitlements: [
    { id: "READ", applicationId: "app", name: "READ", privilege: "standard", description: "Reads." },
    { id: "WRITE", applicationId: "app", name: "WRITE", privilege: "standard", description: "Writes." },
    { id: "ODD", applicationId: "app", name: "ODD", privilege: "standard", description: "Odd." },
  ],
  grants: [
    ...clerks.map((id) => ({ accountId: `A-${id}`, entitlementId: "READ" })),
    { accountId: "A-c07", entitlementId: "WRITE" },
    { accountId: "A-x", entitlementId: "ODD" },
  ],
};

let handle: Handle;
let end: () => Promise<void>;
let admin: WorldPerson;
let campaign: string;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  await w.source("Filing", content, { asOf: new Date("2026-11-20T06:00:00Z") });
  admin = await w.person({ name: "Ada Berg", roles: ["admin"] });
  await w.person({ name: "Fay Quill", email: "fay@example.com" });
  ({ campaign } = await at(today, () =>
    launchNow(admin.ctx, { name: "First", fallback: "fay@example.com", due: "2026-12-01" }),
  ));
});
afterAll(() => end());

describe("the outlier map", () => {
  it("counts a department's items by how many of the peers hold the same, and what has no peers to compare with", async () => {
    expect(await at(today, () => read(admin.ctx, outliers, { id: campaign }))).toEqual({
      departments: [
        {
          department: "Archive",
          items: 31,
          outliers: 1,
          dots: [
            { held: 0, items: 1 },
            { held: 20, items: 30 },
          ],
        },
      ],
      all: 1,
      items: 31,
      without: 1,
    });
  });

  it("a dot leads to its items", async () => {
    const found = await at(today, () =>
      read(admin.ctx, items, { id: campaign, department: "Archive", held: 0 }),
    );
    expect(found.rows.map((r) => [r.subject, r.entitlement])).toEqual([["Clerk c07", "WRITE"]]);
    const nowhere = await at(today, () => read(admin.ctx, items, { id: campaign, department: "-" }));
    expect(nowhere.rows.map((r) => r.entitlement)).toEqual(["ODD"]);
  });

  it("takes the nearest twentieth, and keeps none and all for none and all", async () => {
    const asked = [0, 1, 15, 50, 99, 299, 300].map((n) => sql`(${n}::int, 300)`);
    const found = await rows<{ held: number }>(
      handle.db,
      sql`SELECT ${heldSql(sql`h`, sql`o`)} AS held FROM (VALUES ${sql.join(asked, sql`, `)}) AS v(h, o) ORDER BY h`,
    );
    expect(found.map((f) => f.held)).toEqual([0, 1, 1, 3, 7, 19, 20]);
  });
});

describe("the order of a list", () => {
  it("puts what was never honestly examined above what was, within equal risk", async () => {
    // The first review decided READ of half of the clerks, each on its own with words, and closed.
    await handle.db.execute(
      sql`UPDATE campaign SET status = 'closed', closed_at = ${today.toISOString()} WHERE id = ${campaign}`,
    );
    await handle.db.execute(sql`WITH words AS (
        INSERT INTO private_payload (id, commit, salt, payload)
        SELECT id, 'c', NULL, '{"rationale":"Files what the auditors ask for"}' FROM item
          WHERE campaign_id = ${campaign} AND account_id < 'A-c15' AND entitlement_id = 'READ' RETURNING id)
      INSERT INTO decision (id, item_id, campaign_id, n, actor_kind, person_id, outcome, disposition, recommendation_seen, reason_code,
        rationale_id, evidence_hash, arm, eligibility, rules_passed, findings, rules_unknown, rule_set, served_at, decided_at)
      SELECT i.id, i.id, i.campaign_id, 1, 'person', i.reviewer_id, 'certify', 'undrafted', 'never', 'other', i.id, 'h', 'undrafted', '{}',
        0, 0, 0, 'x', ${today.toISOString()}, ${today.toISOString()} FROM item i JOIN words w ON w.id = i.id`);
    await handle.db.execute(sql`UPDATE item SET state = 'decided', outcome = 'certify', decision_id = id
      WHERE id IN (SELECT item_id FROM decision)`);
    const second = await at(today, () =>
      launchNow(admin.ctx, { name: "Second", fallback: "fay@example.com", due: "2026-12-20" }),
    );
    const listed = await rows<{ subject: string; debt: number; risk: string }>(
      handle.db,
      sql`SELECT subject_name AS subject, debt, risk FROM item
        WHERE campaign_id = ${second.campaign} AND entitlement_id = 'READ' ORDER BY review_id, position`,
    );
    expect(new Set(listed.map((i) => i.risk)).size).toBe(1);
    // Clerk c07 was examined for READ, but never for WRITE: that takes all of c07's access up, a person's access staying together.
    expect(listed[0]).toMatchObject({ subject: "Clerk c07", debt: 0 });
    expect(listed.slice(1).map((i) => i.debt)).toEqual([...Array(15).fill(10), ...Array(14).fill(0)]);
  });
});
