import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { controlCadence } from "@/db/schema/controls";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { setCadence } from "./cadence";
import { calendar } from "./calendar";

let handle: Handle;
let end: () => Promise<void>;
let admin: WorldPerson;
let owner: WorldPerson;
let auditor: WorldPerson;
const today = new Date("2026-11-23T09:00:00Z");

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  owner = await w.person({ name: "Olga Owner", roles: ["control_owner"] });
  auditor = await w.person({ name: "Ann Auditor", roles: ["auditor"] });
  await at(new Date("2026-01-05T09:00:00Z"), () =>
    w.source("ERP", { applications: [{ id: "erp", name: "ERP" }] }),
  );
});
afterAll(() => end());

const shown = () => at(today, () => read(auditor.ctx, calendar, { quarters: 3 }));
const states = async () => {
  const { periods, rows: applications } = await shown();
  const [row] = applications;
  return Object.fromEntries(periods.map((p, i) => [p.id, row?.cells[i]?.state]));
};
const set = (who: WorldPerson, control: "privileged" | "all", months: number) =>
  at(today, () => execute(who.ctx, setCadence, { control, months }));

describe("how often controls are reviewed", () => {
  it("is what the product begins with, until somebody sets it; then the calendar goes by that", async () => {
    expect((await shown()).cadence).toEqual([
      { control: "privileged", months: 3, since: null },
      { control: "other", months: 6, since: null },
      { control: "all", months: 6, since: null },
    ]);
    expect(await states()).toEqual({ "2026-Q2": "not_due", "2026-Q3": "missing", "2026-Q4": "not_due" });
    await set(admin, "all", 12);
    expect((await shown()).cadence.at(-1)).toEqual({
      control: "all",
      months: 12,
      since: today.toISOString(),
    });
    expect(await states()).toEqual({ "2026-Q2": "not_due", "2026-Q3": "not_due", "2026-Q4": "not_due" });
    await set(owner, "all", 1);
    expect(await states()).toEqual({ "2026-Q2": "missing", "2026-Q3": "missing", "2026-Q4": "not_due" });
  });

  it("goes by nothing that stands in the page's address", async () => {
    const asked = await at(today, () => read(auditor.ctx, calendar, { quarters: 3, all: 12 } as object));
    expect(asked.cadence.at(-1)?.months).toBe(1);
  });

  it("is an entry of the log, with the control and the months", async () => {
    const entries = await rows<{ by: string; data: unknown }>(
      handle.db,
      sql`SELECT e.actor_id AS by, convert_from(e.leaf, 'UTF8')::jsonb -> 'data' AS data FROM audit_event e
        WHERE e.type = 'settings.changed' ORDER BY e.id`,
    );
    expect(entries).toEqual([
      { by: admin.id, data: { setting: "calendar.all", to: "12 months" } },
      { by: owner.id, data: { setting: "calendar.all", to: "1 month" } },
    ]);
  });

  it("is for admins and control owners to set, between one month and three years", async () => {
    await expect(set(auditor, "privileged", 6)).rejects.toMatchObject({ code: "forbidden" });
    for (const months of [0, 37, 1.5, Number.NaN])
      await expect(set(admin, "privileged", months)).rejects.toMatchObject({
        fields: { months: "Give 1 to 36 whole months." },
      });
    expect(await handle.db.$count(controlCadence, eq(controlCadence.control, "privileged"))).toBe(0);
  });
});
