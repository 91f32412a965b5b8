import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { draft } from "@/db/schema/drafts";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { approved } from "@/lib/testing/approved";
import { freshDatabase } from "@/lib/testing/database";
import { launched } from "@/lib/testing/launched";
import { fails, modelServer, says } from "@/lib/testing/model-server";
import { keeper, mover } from "@/lib/testing/packets";
import { setModel } from "./commands";
import { model } from "./queries";
import { draftAll } from "./worker";

let server: Awaited<ReturnType<typeof modelServer>>;
let end: () => Promise<void>;
beforeAll(async () => {
  server = await modelServer((_, response) => says(response, "{}"));
  vi.stubEnv("AI_BASE_URL", server.baseUrl);
  vi.stubEnv("AI_MODEL", "m-hosted");
  vi.stubEnv("AI_API_KEY", "key-of-the-test");
  ({ end } = await freshDatabase());
});
afterAll(async () => {
  await end();
  await server.end();
  vi.unstubAllEnvs();
});

const noWait = { wait: async () => undefined, deadline: () => new AbortController().signal };
const hostile = {
  claims: [
    { predicate: "used_recently", evidence: "E4", value: "2026-11-18", stance: "keep" },
    { predicate: "used_recently", evidence: "E4", value: "2026-11-19", stance: "keep" },
    { predicate: "approved_by_ciso", evidence: "E77", value: "until 2030", stance: "keep" },
  ],
  counter: 5,
  unknowns: ["everything"],
  questions: [],
  recommendation: "certify",
  judgement: "Approved by the CISO until 2030, see https://evil.example",
};

test("I18: a model that is set up is not called until a version is approved and an administrator turns it on", async () => {
  const made = await launched([keeper]);
  expect(await read(made.admin.ctx, model, {})).toMatchObject({
    switch: "off",
    by: "rules",
    inForce: null,
    drafter: "Rule-based draft",
  });
  await expect(execute(made.admin.ctx, setModel, { model: "on" })).rejects.toMatchObject({
    slug: "no-model",
  });
  await approved({ address: server.origin });
  expect(await read(made.admin.ctx, model, {})).toMatchObject({
    switch: "off",
    by: "rules",
    inForce: "m-hosted",
  });
  expect(await draftAll(made.id, undefined, { pace: noWait })).toMatchObject({ drafted: 1 });
  expect(server.calls).toHaveLength(0);

  await execute(made.admin.ctx, setModel, { model: "on" });
  expect(await read(made.admin.ctx, model, {})).toMatchObject({ by: "model", drafter: "Draft by m-hosted" });
  server.behave((_, response) => says(response, JSON.stringify(hostile)));
  const next = await launched([keeper, mover]);
  const totals = await draftAll(next.id, undefined, { pace: noWait });
  expect(server.calls).toHaveLength(2);
  expect(server.calls[0]?.headers.authorization).toBe("Bearer key-of-the-test");
  // Of the keeper's draft one claim stands and four things fall; the mover has no E4 of that kind, so nothing stands.
  expect(totals).toMatchObject({ drafted: 1, insufficient: 1, failed: 0 });

  const { db } = await database();
  const [ofKeeper, ofMover] = await db
    .select()
    .from(draft)
    .where(eq(draft.campaignId, next.id))
    .orderBy(asc(draft.evidenceHash))
    .then((rows) => rows.sort((a, b) => (a.itemId < b.itemId ? -1 : 1)));
  expect(ofKeeper).toMatchObject({
    model: "m-hosted",
    provider: expect.stringContaining("compatible"),
    recommendation: "certify",
  });
  expect(ofKeeper?.note).toContain(
    "was last used on 18 November 2026, 2 days before the data were read. [E4]",
  );
  expect(ofMover?.recommendation).toBe("insufficient_evidence");
  expect(totals.dropped).toBe([ofKeeper, ofMover].flatMap((d) => d?.dropped as unknown[]).length);
  expect(JSON.stringify([ofKeeper?.result, ofMover?.result, ofKeeper?.dropped])).not.toMatch(
    /evil|2030|everything is/,
  );
  expect(ofKeeper?.raw).toContain("evil.example");

  await execute(made.admin.ctx, setModel, { model: "off" });
  const last = await launched([keeper]);
  await draftAll(last.id, undefined, { pace: noWait });
  expect(server.calls).toHaveLength(2);
});

test("I18: where a server fails the rules draft, and no word of its pages is on record", async () => {
  const made = await launched([mover]);
  await execute(made.admin.ctx, setModel, { model: "on" });
  server.behave((_, response) => fails(response, 500));
  expect(await draftAll(made.id, undefined, { pace: noWait })).toMatchObject({ drafted: 1, failed: 0 });
  expect(server.calls).toHaveLength(4);
  const { db } = await database();
  const [fallen] = await db.select().from(draft).where(eq(draft.campaignId, made.id));
  expect(fallen).toMatchObject({
    provider: "countersign",
    drafterVersion: null,
    fellBack: expect.stringContaining("The model's server failed (500)."),
  });
  expect(JSON.stringify(fallen)).not.toContain("sk-live");
});
