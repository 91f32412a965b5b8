import { hostname } from "node:os";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "@/db/client";
import { campaign as campaigns } from "@/db/schema/campaigns";
import { campaignDrafting, draft, draftTask } from "@/db/schema/drafts";
import { auditEvent } from "@/db/schema/log";
import { item } from "@/db/schema/reviews";
import { canonicalRecord } from "@/lib/audit-log/canonical";
import { perform } from "@/lib/chore";
import { at, now } from "@/lib/clock";
import { execute } from "@/lib/command";
import type { Packet } from "@/lib/evidence/schema";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type Launched, launched, opened } from "@/lib/testing/launched";
import { fakePace } from "@/lib/testing/pace";
import { fact, keeper, mover, packetOf, thin } from "@/lib/testing/packets";
import { answerTo } from "./answers";
import { begin } from "./brief";
import { record, setModel } from "./commands";
import type { Drafter } from "./model";
import { progress } from "./progress";
import { promptVersion, requestFor } from "./prompt";
import { model, sent } from "./queries";
import { draftsRoot } from "./recording";
import { ruleBased } from "./rule-based";
import { drafting, startRun } from "./run";
import { keepAnswers } from "./spending";
import { claim, enqueue, start, wanted } from "./tasks";
import { draftAll, draftCampaign } from "./worker";

let end: () => Promise<void>;
beforeAll(async () => {
  ({ end } = await freshDatabase());
});
afterAll(() => end());

const db = async () => (await database()).db;
const itemsOf = async ({ id }: Launched) =>
  (await db()).select().from(item).where(eq(item.campaignId, id)).orderBy(asc(item.position));
const draftsOf = async ({ id }: Launched) =>
  (await db()).select().from(draft).where(eq(draft.campaignId, id)).orderBy(asc(draft.id));
const tasksOf = async ({ id }: Launched) =>
  (await db()).select().from(draftTask).where(eq(draftTask.campaignId, id)).orderBy(asc(draftTask.itemId));
const leavesOf = async ({ id }: Launched) =>
  (
    await (
      await db()
    )
      .select()
      .from(auditEvent)
      .where(eq(auditEvent.campaignId, id))
      .orderBy(asc(auditEvent.id))
  )
    .filter((e) => e.type === "draft.recorded")
    .map((e) => JSON.parse(new TextDecoder().decode(e.leaf)));

/** The salt of a campaign, which its drafting fixes when it begins. */
const saltOf = async ({ id }: Launched) => {
  await perform(drafting, begin, { campaign: id });
  const [row] = await (await db()).select().from(campaignDrafting).where(eq(campaignDrafting.campaignId, id));
  return row?.salt ?? "";
};

/** Packets that are told apart by one number. */
const many = (n: number): Packet[] =>
  Array.from({ length: n }, (_, i) =>
    packetOf([...keeper.facts, fact("entitlement.holders", { others: i })], { rules: keeper.rules }),
  );

/** A paid model that answers by rule; `calls` counts what it was asked. */
function paid(behave?: (n: number) => void): Drafter & { calls: number } {
  const counting: Drafter & { calls: number } = {
    calls: 0,
    atOnce: 4,
    paid: true,
    model: {
      ...ruleBased,
      provider: "hosted",
      modelId: "m-1",
      async doGenerate(options) {
        counting.calls += 1;
        behave?.(counting.calls);
        return ruleBased.doGenerate(options);
      },
    } satisfies LanguageModelV4,
  };
  return counting;
}
const noWait = { wait: async () => undefined, deadline: () => new AbortController().signal };
const fallback = "The model gave no answer.";

/** A run of a process of this host that was killed. */
const dead = `${hostname()}:${process.pid}:killed`;

describe("I18: a campaign is drafted whole without any model", () => {
  let made: Launched;
  beforeAll(async () => {
    made = await launched([mover, keeper, thin, ...many(1)]);
  });

  test("to the end, with progress, and says how many", async () => {
    const seen: string[] = [];
    const totals = await draftAll(made.id, ({ done, total }) => seen.push(`${done}/${total}`));
    expect(totals).toEqual({ drafted: 3, insufficient: 1, failed: 0, dropped: 0 });
    expect(seen).toEqual(["0/4", "4/4"]);
    expect((await itemsOf(made)).map((i) => i.draftState)).toEqual([
      "ready",
      "ready",
      "insufficient",
      "ready",
    ]);
  });

  test("each item has the draft of its own packet, rebuilt to the byte", async () => {
    const drafts = new Map((await draftsOf(made)).map((d) => [d.id, d]));
    for (const i of await itemsOf(made)) {
      const own = drafts.get(i.draftId ?? "");
      expect(own).toMatchObject({
        itemId: i.id,
        n: 1,
        evidenceHash: i.evidenceHash,
        provider: "countersign",
        model: "rule-based-1",
        promptVersion: promptVersion().version,
        promptHash: promptVersion().hash,
        dropped: [],
      });
      const shown = await read(made.admin.ctx, sent, { item: i.id });
      expect(shown).toMatchObject({
        asDrafted: true,
        inputHash: own?.inputHash,
        model: "countersign/rule-based-1",
      });
      expect(shown.prompt).not.toContain("Priya");
    }
    const [first] = await draftsOf(made);
    expect(first?.note).toContain("Together with Maintain vendors it breaks the rule");
    expect(first?.note).not.toMatch(/revoke|certify/);
  });

  test("one log entry commits to the batch: the root over draft id and output hash", async () => {
    const leaves = await leavesOf(made);
    expect(leaves).toHaveLength(1);
    const drafts = await draftsOf(made);
    for (const d of drafts) {
      const { createHash } = await import("node:crypto");
      const result = JSON.parse(JSON.stringify(d.result));
      expect(d.outputHash).toBe(createHash("sha256").update(canonicalRecord(result)).digest("hex"));
    }
    expect(leaves[0]).toMatchObject({
      actor: { kind: "system:drafting" },
      campaign: made.id,
      refs: { prompt: `sha256:${promptVersion().hash}`, model: "countersign/rule-based-1" },
      data: {
        drafts: 4,
        ready: 3,
        insufficient: 1,
        failed: 0,
        fell_back: 0,
        turned: 0,
        root: `sha256:${draftsRoot(drafts)}`,
      },
    });
  });

  test("again changes nothing", async () => {
    const before = await draftsOf(made);
    expect(await draftAll(made.id)).toEqual({ drafted: 3, insufficient: 1, failed: 0, dropped: 0 });
    await draftCampaign({ campaign: made.id });
    expect(await draftsOf(made)).toEqual(before);
    expect(await leavesOf(made)).toHaveLength(1);
  });

  test("the monitor sees how far it is; a reviewer and a stranger do not", async () => {
    expect(await read(made.admin.ctx, progress, { campaign: made.id })).toMatchObject({
      items: 4,
      ready: 3,
      insufficient: 1,
      failed: 0,
      pending: 0,
      late: 0,
      by: [{ drafter: "Rule-based draft", version: null, fellBack: null, items: 4 }],
      problem: null,
    });
    await expect(read(made.reviewer.ctx, progress, { campaign: made.id })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(read(made.reviewer.ctx, sent, { item: made.items[0]?.id ?? "" })).rejects.toMatchObject({
      code: "forbidden",
    });
    const nobody = { actor: { kind: "nobody" } as const, requestId: "t" };
    await expect(read(nobody, model, {})).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(read(made.admin.ctx, progress, { campaign: made.admin.id })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("a run that was killed", () => {
  test("gives up its items at once on the same host, and each is drafted once", async () => {
    const made = await launched(many(30));
    while ((await perform(drafting, enqueue, { campaign: made.id })) > 0);
    expect(await perform(drafting, claim, { campaign: made.id, run: dead, size: 12 })).toHaveLength(12);
    const totals = await draftAll(made.id, undefined, {
      pace: { ...noWait, wait: () => Promise.reject(new Error("waited for a run that is gone")) },
    });
    expect(totals.drafted).toBe(30);
    const drafts = await draftsOf(made);
    expect(new Set(drafts.map((d) => d.itemId)).size).toBe(30);
    expect(drafts).toHaveLength(30);
    const tasks = await tasksOf(made);
    expect(tasks.filter((t) => t.attempts === 2)).toHaveLength(12);
    expect(tasks.every((t) => t.state === "done" && t.claimedBy === null)).toBe(true);
  });

  test("does not have its answers paid for again", async () => {
    const made = await launched(many(10));
    while ((await perform(drafting, enqueue, { campaign: made.id })) > 0);
    const taken = await perform(drafting, claim, { campaign: made.id, run: dead, size: 6 });
    for (const { item: id } of taken.slice(0, 5)) {
      const packet = many(10)[made.items.findIndex((i) => i.id === id)] ?? keeper;
      const request = requestFor(packet, promptVersion(), {
        asserted: false,
        hideNames: false,
        salt: await saltOf(made),
      });
      const { content } = await ruleBased.doGenerate({
        prompt: [{ role: "user", content: [{ type: "text", text: request.prompt }] }],
      });
      const [said] = content;
      const call = { inputTokens: 900, outputTokens: 120, cachedTokens: 0, cost: 0 };
      await perform(drafting, keepAnswers, {
        campaign: made.id,
        run: dead,
        calls: [
          {
            ...call,
            item: id,
            apart: { tokens: 0, cost: 0 },
            answer: {
              ...call,
              to: answerTo({ version: null, provider: "hosted", model: "m-1" }, request.inputHash, 1),
              raw: said?.type === "text" ? said.text : "",
              modelReturned: null,
              fingerprint: null,
            },
          },
        ],
      });
    }

    const hosted = paid();
    const totals = await draftAll(made.id, undefined, { drafter: hosted, pace: noWait });
    expect(totals.drafted).toBe(10);
    expect(hosted.calls).toBe(5);
    expect((await tasksOf(made)).every((t) => JSON.stringify(t.answers) === "[]")).toBe(true);
    // What the killed run was told it used stands in the drafts, once.
    expect((await draftsOf(made)).filter((d) => d.inputTokens === 900)).toHaveLength(5);
  });

  test("on another host keeps its items until its lease ends", async () => {
    const made = await launched(many(3));
    while ((await perform(drafting, enqueue, { campaign: made.id })) > 0);
    await perform(drafting, claim, { campaign: made.id, run: "another-host:1:run", size: 2 });
    let clock = now().getTime();
    const waits: number[] = [];
    const wait = async (ms: number) => {
      waits.push(ms);
      clock += ms;
      if (waits.length === 2) throw new Error("enough");
    };
    await at(new Date(clock), () =>
      expect(draftAll(made.id, undefined, { pace: { ...noWait, wait } })).rejects.toThrow("enough"),
    );
    expect(await draftsOf(made)).toHaveLength(1);
    const later = new Date(clock + 11 * 60_000);
    expect((await at(later, () => draftAll(made.id, undefined, { pace: { ...noWait, wait } }))).drafted).toBe(
      3,
    );
  });
});

describe("several runs at once", () => {
  test("draft each item once", async () => {
    const made = await launched(many(60));
    const all = await Promise.all(
      [paid(), paid(), paid()].map((drafter) => draftAll(made.id, undefined, { drafter, pace: noWait })),
    );
    expect(all.map((t) => t.drafted)).toEqual([60, 60, 60]);
    const drafts = await draftsOf(made);
    expect(drafts).toHaveLength(60);
    expect(new Set(drafts.map((d) => d.itemId)).size).toBe(60);
    const leaves = await leavesOf(made);
    expect(leaves.reduce((sum, l) => sum + l.data.drafts, 0)).toBe(60);
  });

  test("a run that lost its items records nothing of them", async () => {
    const made = await launched([keeper]);
    while ((await perform(drafting, enqueue, { campaign: made.id })) > 0);
    await draftAll(made.id);
    const [done] = await draftsOf(made);
    const input = {
      campaign: made.id,
      run: startRun().id,
      batches: [
        {
          by: {
            provider: "hosted",
            model: "m-1",
            version: null,
            promptVersion: promptVersion().version,
            promptHash: promptVersion().hash,
          },
          drafts: [
            {
              item: made.items[0]?.id ?? "",
              evidenceHash: made.items[0]?.hash ?? "",
              inputHash: done?.inputHash ?? "",
              state: "ready" as const,
              raw: "{}",
              result: JSON.parse(JSON.stringify(done?.result)),
              dropped: [],
              modelReturned: null,
              fingerprint: null,
              parameters: { asserted: false, hideNames: false, temperature: 0, maxOutputTokens: 0 },
              redaction: JSON.parse(JSON.stringify(done?.redaction)),
              masked: null,
              fellBack: null,
              inputTokens: 1,
              outputTokens: 1,
              cachedTokens: null,
              cost: null,
              currency: null,
              latencyMs: 1,
              problem: null,
            },
          ],
        },
      ],
    };
    await expect(execute(drafting, record, input)).rejects.toMatchObject({ slug: "draft-taken" });
    expect(await draftsOf(made)).toHaveLength(1);
    expect(await leavesOf(made)).toHaveLength(1);
    await expect(execute(made.admin.ctx, record, input)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("a paid model", () => {
  test("is asked once for packets that say the same", async () => {
    const made = await launched([keeper, mover, keeper, keeper, mover]);
    const hosted = paid();
    const totals = await draftAll(made.id, undefined, { drafter: hosted, pace: noWait });
    expect(totals).toMatchObject({ drafted: 5 });
    expect(hosted.calls).toBe(2);
    const drafts = await draftsOf(made);
    expect(drafts).toHaveLength(5);
    expect(drafts.filter((d) => d.inputTokens !== null)).toHaveLength(2);
    const elsewhere = await launched([mover]);
    await draftAll(elsewhere.id, undefined, { drafter: hosted, pace: noWait });
    expect(hosted.calls).toBe(3);
  });

  test("is asked once also where the same comes up in a later lot", async () => {
    const made = await launched(Array.from({ length: 120 }, () => keeper));
    const hosted = paid();
    expect(await draftAll(made.id, undefined, { drafter: hosted, pace: noWait })).toMatchObject({
      drafted: 120,
    });
    expect(hosted.calls).toBe(1);
    const lots = (await leavesOf(made)).map((l) => l.data.drafts);
    expect(lots.reduce((sum, n) => sum + n, 0)).toBe(120);
    expect(lots.length).toBeLessThanOrEqual(3);
  });

  test("I18: that does not answer is left alone, and the rules draft in its place and say why", async () => {
    const made = await launched(many(50));
    const broken = paid(() => {
      throw new Error("no answer");
    });
    const { pace, waits } = fakePace();
    const totals = await draftAll(made.id, undefined, { drafter: broken, pace });
    expect(totals).toMatchObject({ drafted: 50, insufficient: 0, failed: 0 });
    // Five in a row, those on their way then, and one after each of three pauses.
    expect(broken.calls).toBeLessThan(12);
    expect(waits.filter((ms) => ms >= 30_000)).toEqual([30_000, 60_000, 120_000]);
    const drafts = await draftsOf(made);
    expect(drafts).toHaveLength(50);
    expect(drafts.every((d) => d.provider === "countersign" && d.fellBack === fallback)).toBe(true);
    const leaves = await leavesOf(made);
    expect(leaves.reduce((sum, l) => sum + l.data.fell_back, 0)).toBe(50);
  });

  test("that answers again after a pause goes on", async () => {
    const made = await launched(many(30));
    const flaky = paid((n) => {
      if (n <= 8) throw new Error("no answer");
    });
    const { pace, waits } = fakePace();
    await draftAll(made.id, undefined, { drafter: flaky, pace });
    const drafts = await draftsOf(made);
    expect(drafts.filter((d) => d.fellBack === fallback).length).toBeLessThan(10);
    expect(drafts.filter((d) => d.provider === "hosted").length).toBeGreaterThan(20);
    expect(waits.filter((ms) => ms >= 30_000)).toEqual([30_000]);
  });
});

describe("an item", () => {
  test("that was served before its draft came stays without one", async () => {
    const made = await launched([keeper, mover]);
    await opened(made, made.items[0]?.id ?? "");
    expect(await draftAll(made.id)).toMatchObject({ drafted: 1 });
    const [seen, other] = await itemsOf(made);
    expect(seen).toMatchObject({ draftState: "none", draftId: null });
    expect(other?.draftState).toBe("ready");
    expect(await draftsOf(made)).toHaveLength(2);
    expect(await read(made.admin.ctx, progress, { campaign: made.id })).toMatchObject({
      ready: 1,
      late: 1,
      pending: 0,
    });
  });

  test("that left or was settled before its draft needs none", async () => {
    const made = await launched([keeper, mover]);
    await (await db())
      .update(item)
      .set({ state: "removed_at_source" })
      .where(eq(item.id, made.items[0]?.id ?? ""));
    while ((await perform(drafting, enqueue, { campaign: made.id })) > 0);
    await (await db()).insert(draftTask).values({
      itemId: made.items[0]?.id ?? "",
      campaignId: made.id,
      state: "pending",
      at: now(),
    });
    expect(await draftAll(made.id)).toMatchObject({ drafted: 1 });
    expect(await draftsOf(made)).toHaveLength(1);
    expect((await tasksOf(made)).find((t) => t.itemId === made.items[0]?.id)).toMatchObject({
      state: "done",
      problem: "The item was settled before its draft.",
    });
  });

  test("of a campaign that is over is not drafted", async () => {
    const made = await launched([keeper]);
    await (await db()).update(campaigns).set({ status: "sealed" }).where(eq(campaigns.id, made.id));
    expect(await draftAll(made.id)).toMatchObject({ drafted: 0 });
    expect(await draftsOf(made)).toEqual([]);
    expect(await leavesOf(made)).toEqual([]);
    expect((await tasksOf(made)).map((t) => t.state)).toEqual(["pending"]);
  });

  test("whose reviewer is at work comes first", async () => {
    const made = await launched(many(6));
    while ((await perform(drafting, enqueue, { campaign: made.id })) > 0);
    await (await db())
      .update(draftTask)
      .set({ priority: 5_000 })
      .where(eq(draftTask.itemId, made.items[5]?.id ?? ""));
    const first = await perform(drafting, claim, { campaign: made.id, run: startRun().id, size: 1 });
    expect(first[0]?.item).toBe(made.items[5]?.id);
    await perform(made.reviewer.ctx, wanted, { review: made.review });
    const next = await perform(drafting, claim, { campaign: made.id, run: startRun().id, size: 2 });
    expect(next.map((t) => t.item).sort()).toEqual(made.items.slice(0, 2).map((i) => i.id));
    // Whoever is at an item gets that one first, and the next ones after it.
    const at = made.items.at(-3)?.id ?? "";
    await perform(made.reviewer.ctx, wanted, { review: made.review, item: at });
    const order = (await tasksOf(made))
      .sort((a, b) => b.priority - a.priority)
      .map((t) => made.items.findIndex((i) => i.id === t.itemId));
    const n = made.items.length;
    expect(order.slice(0, 3)).toEqual([n - 3, n - 2, 0]);
    await expect(perform(made.admin.ctx, wanted, { review: made.review })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("the switch of the hosted model (I18)", () => {
  test("is off, stays off where none is set up, and only an administrator has it", async () => {
    const made = await launched([]);
    expect(await read(made.admin.ctx, model, {})).toEqual({
      switch: "off",
      by: "rules",
      inForce: null,
      drafter: "Rule-based draft",
      currency: null,
      why: null,
    });
    await expect(execute(made.admin.ctx, setModel, { model: "on" })).rejects.toMatchObject({
      slug: "no-model",
      message: expect.stringContaining("No version has been approved"),
    });
    await expect(execute(made.reviewer.ctx, setModel, { model: "off" })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await execute(made.admin.ctx, setModel, { model: "off" })).toEqual({ model: "off" });
    const [event] = await (await db())
      .select()
      .from(auditEvent)
      .where(eq(auditEvent.type, "settings.changed"));
    expect(JSON.parse(new TextDecoder().decode(event?.leaf))).toMatchObject({
      data: { setting: "model", to: "off" },
    });
  });

  test("drafting is started by an administrator, once at a time", async () => {
    const made = await launched([keeper]);
    expect(await perform(made.admin.ctx, start, { campaign: made.id })).toEqual({ campaign: made.id });
    await expect(perform(made.reviewer.ctx, start, { campaign: made.id })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});
