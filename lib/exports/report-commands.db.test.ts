import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Handle } from "@/db/client";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { simulatedReview } from "@/lib/oversight/simulator";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { written } from "@/lib/testing/reviewed";
import { world } from "@/lib/testing/world";
import { requestExport, takeExport } from "./commands";
import { list as exportsNow } from "./queries";
import { requestReport, takeReport } from "./report-commands";

let handle: Handle;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
});
afterAll(() => end());

it("I12: a report's figures are not taken as a file by whoever has an item left to decide before its draft", async () => {
  const w = world();
  const auditor = await w.person({ name: "Ivo Hartl", roles: ["auditor"] });
  const owner = await w.person({ name: "Cora Control", roles: ["control_owner"] });
  const who = await w.person({ name: "Rita Reviewer" });
  const list = simulatedReview("honest", { items: 20, blind: 0.5, challenges: 0, seed: 1 });
  const id = await written([{ who, list }], { name: "Q4" });
  await handle.db.execute(sql`UPDATE item SET state = 'open', decision_id = NULL, outcome = NULL, reviewer_id = ${owner.id}
    WHERE id = (SELECT id FROM item WHERE campaign_id = ${id} AND arm = 'blind' ORDER BY id LIMIT 1)`);
  const left = { slug: "blind-items-left" };
  await expect(perform(owner.ctx, requestReport, { id, format: "html" })).rejects.toMatchObject(left);
  const made = await perform(auditor.ctx, requestReport, { id, format: "html" });
  await expect(execute(owner.ctx, takeReport, made)).rejects.toMatchObject(left);
  await expect(execute(auditor.ctx, takeReport, made)).rejects.toMatchObject({ slug: "not-ready" });
  await handle.db.execute(sql`UPDATE item SET reviewer_id = ${who.id} WHERE reviewer_id = ${owner.id}`);
  await expect(execute(owner.ctx, takeReport, made)).rejects.toMatchObject({ slug: "not-ready" });
});

it("a pack with figures on how people reviewed is made and taken by whoever may see them, and admins make one without", async () => {
  const w = world();
  const auditor = await w.person({ name: "Ines Auditor", roles: ["auditor"] });
  const admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  const who = await w.person({ name: "Rex Reviewer" });
  const list = simulatedReview("honest", { items: 20, blind: 0.5, challenges: 0, seed: 2 });
  const campaign = await written([{ who, list }], { name: "Q3" });
  const theirs = await perform(auditor.ctx, requestExport, { campaign });
  const own = await perform(admin.ctx, requestExport, { campaign });
  const shown = async (by: typeof admin) =>
    Object.fromEntries(
      (await read(by.ctx, exportsNow, { campaign })).map((f) => [f.id, `${f.profile} ${f.yours}`]),
    );
  expect(await shown(admin)).toEqual({ [theirs.export]: "full false", [own.export]: "without_figures true" });
  expect(await shown(auditor)).toEqual({
    [theirs.export]: "full true",
    [own.export]: "without_figures true",
  });
  await expect(execute(admin.ctx, takeExport, theirs)).rejects.toMatchObject({ slug: "figures" });
  await expect(execute(admin.ctx, takeExport, own)).rejects.toMatchObject({ slug: "not-ready" });
  await expect(execute(auditor.ctx, takeExport, theirs)).rejects.toMatchObject({ slug: "not-ready" });
});
