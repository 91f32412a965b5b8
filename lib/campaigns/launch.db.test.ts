import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { at } from "@/lib/clock";
import { type Company, company, today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import { launchNow } from "./launch";

let handle: Handle;
let end: () => Promise<void>;
let c: Company;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  c = await at(today, () => company());
});
afterAll(() => end());

describe("a launch", () => {
  it("works", async () => {
    const made = await at(today, () =>
      launchNow(c.admin.ctx, { name: "First", fallback: "fay@example.com", due: "2026-12-01" }, (p) =>
        console.log(p),
      ),
    );
    console.log(made);
    console.log(
      await rows(
        handle.db,
        sql`SELECT subject_name, entitlement_name, p.name, reviewer_basis, eligibility, blocked, risk, position, tags FROM item JOIN person p ON p.id = reviewer_id ORDER BY item.id`,
      ),
    );
    console.log(await rows(handle.db, sql`SELECT * FROM campaign_grant`));
    console.log(
      await rows(
        handle.db,
        sql`SELECT type, actor_kind, convert_from(leaf, 'UTF8') as leaf FROM audit_event ORDER BY id`,
      ),
    );
  });
});
