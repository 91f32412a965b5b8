import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Handle } from "@/db/client";
import { campaign as campaigns } from "@/db/schema/campaigns";
import { campaignDrafting } from "@/db/schema/drafts";
import { setting } from "@/db/schema/people";
import { defaultSettings, type Settings } from "@/lib/campaigns/schema";
import { now } from "@/lib/clock";
import { read } from "@/lib/query";
import { approved } from "@/lib/testing/approved";
import { freshDatabase } from "@/lib/testing/database";
import { type Launched, launched } from "@/lib/testing/launched";
import { mover } from "@/lib/testing/packets";
import { currentVersion, plainContext, promptVersion, requestFor } from "./prompt";
import { sent } from "./queries";
import { ruleBased } from "./rule-based";

let handle: Handle;
let end: () => Promise<void>;
let made: Launched;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  made = await launched([mover]);
});
afterAll(() => end());

const settings = (more: Partial<Settings>) =>
  handle.db
    .update(campaigns)
    .set({ settings: { ...defaultSettings, ...more } })
    .where(eq(campaigns.id, made.id));
const shown = () => read(made.admin.ctx, sent, { item: made.items[0]?.id ?? "" });

test("I17: what would be sent for an item without a draft is what its campaign began with, or what the rules read", async () => {
  const byRule = {
    version: currentVersion,
    model: `${ruleBased.provider}/${ruleBased.modelId}`,
    inputHash: requestFor(mover, promptVersion(), plainContext).inputHash,
    asserted: false,
    masked: null,
    asDrafted: null,
  };
  await settings({ assertedText: true, hideNames: true });
  expect(await shown()).toMatchObject(byRule);

  const { version, settings: of } = await approved();
  await handle.db
    .insert(setting)
    .values({ key: "model", value: "on", changedAt: now(), changedBy: made.admin.id });
  await handle.db
    .insert(campaignDrafting)
    .values({ campaignId: made.id, drafterVersion: version, salt: "a salt", at: now() });
  const asked = { asserted: true, hideNames: true, salt: "a salt" };
  const request = requestFor(mover, promptVersion(of.prompt), asked);
  const masked = requestFor(mover, promptVersion(of.prompt), { ...asked, asserted: false });
  expect(await shown()).toMatchObject({
    model: `${of.provider}/${of.model}`,
    prompt: request.prompt,
    inputHash: request.inputHash,
    asserted: true,
    hideNames: true,
    masked: { inputHash: masked.inputHash, prompt: masked.prompt },
    asDrafted: null,
  });

  await settings({ privilegedDrafter: "rules" });
  expect(await shown()).toMatchObject(byRule);
  await settings({ model: false });
  expect(await shown()).toMatchObject(byRule);
  await settings({});
  expect(await shown()).toMatchObject({ asserted: false, masked: null, model: `${of.provider}/${of.model}` });
  await handle.db.update(campaignDrafting).set({ modelOff: true });
  expect(await shown()).toMatchObject(byRule);
});
