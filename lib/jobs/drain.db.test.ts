import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rows } from "@/db/client";
import type { Handle } from "@/db/handle";
import { databaseKind, freshDatabase } from "@/lib/testing/database";
import { drain } from "./drain";
import { giveBackOrphans } from "./orphans";
import { type JobName, jobNames, queue } from "./queue";
import type { Handlers } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(() => end());

/** Handlers that keep what they were given; `act` may fail or queue more. */
function kept(act: (name: JobName, data: object) => Promise<void> = async () => undefined) {
  const seen: [JobName, object][] = [];
  const handlers = Object.fromEntries(
    jobNames.map((name) => [
      name,
      async (data: object) => {
        seen.push([name, data]);
        await act(name, data);
      },
    ]),
  ) as unknown as Handlers;
  return { seen, handlers };
}

async function states(): Promise<Record<string, string[]>> {
  const found = await rows<{ name: string; state: string }>(
    handle.db,
    sql`SELECT name, state::text AS state FROM pgboss.job WHERE name NOT LIKE '\_\_pgboss%' ORDER BY name, state`,
  );
  const of = (name: string) => found.filter((f) => f.name === name).map((f) => f.state);
  return Object.fromEntries(found.map((f) => [f.name, of(f.name)]));
}

it("works every kind of job to idle, also those that jobs send", async () => {
  const boss = await queue();
  await boss.insert("import.run", [{ data: { job: "a" } }]);
  const { seen, handlers } = kept(async (name) => {
    if (name === "import.run")
      await boss.insert("remediation.observe", [{ data: { source: 1, snapshot: 2 } }]);
  });
  expect(await drain(handlers)).toEqual({ worked: 2, failed: [] });
  expect(seen).toEqual([
    ["import.run", { job: "a" }],
    ["remediation.observe", { source: 1, snapshot: 2 }],
  ]);
  expect(await states()).toEqual({ "import.run": ["completed"], "remediation.observe": ["completed"] });
  expect(await drain(handlers)).toEqual({ worked: 0, failed: [] });
});

it("says what failed, leaves it to be tried again later, and does not wait for it", async () => {
  const boss = await queue();
  await boss.insert("draft.campaign", [{ data: { campaign: "c" } }]);
  const { seen, handlers } = kept(async () => {
    throw new Error("no model today");
  });
  const { worked, failed } = await drain(handlers);
  expect({ worked, failed }).toMatchObject({ worked: 0, failed: [{ name: "draft.campaign" }] });
  expect(seen).toHaveLength(1);
  expect((await states())["draft.campaign"]).toEqual(["retry"]);
});

it("takes back what a killed process had in hand, where nobody else can be at it", async () => {
  const boss = await queue();
  await boss.insert("export.build", [{ data: { export: "e" } }]);
  await boss.insert("campaign.materialise", [{ data: { campaign: "m" } }]);
  expect(await boss.fetch("export.build")).toHaveLength(1);
  expect(await boss.fetch("campaign.materialise")).toHaveLength(1);
  expect(await giveBackOrphans()).toBe(databaseKind === "pglite" ? 2 : 0);
  const after = await states();
  const given = { export: after["export.build"], launch: after["campaign.materialise"] };
  // A pack is built again; a launch is tried once, and who launched is told.
  expect(given).toEqual(
    databaseKind === "pglite"
      ? { export: ["retry"], launch: ["failed"] }
      : { export: ["active"], launch: ["active"] },
  );
});
