import type { ServerResponse } from "node:http";
import { hostname } from "node:os";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { campaign as campaigns } from "@/db/schema/campaigns";
import { campaignDrafting, draft, draftTask } from "@/db/schema/drafts";
import { auditEvent } from "@/db/schema/log";
import { item } from "@/db/schema/reviews";
import { source } from "@/db/schema/snapshots";
import { defaultSettings, type Settings } from "@/lib/campaigns/schema";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import type { Packet } from "@/lib/evidence/schema";
import { read } from "@/lib/query";
import { approved, evaluated, outOfForce } from "@/lib/testing/approved";
import { freshDatabase } from "@/lib/testing/database";
import { drafterSettings } from "@/lib/testing/drafters";
import { type Launched, launched, opened } from "@/lib/testing/launched";
import { type Call, fails, modelServer, says } from "@/lib/testing/model-server";
import { fakePace } from "@/lib/testing/pace";
import { fact, keeper, mover, packetOf } from "@/lib/testing/packets";
import { answerTo } from "./answers";
import { begin } from "./brief";
import { setModel } from "./commands";
import { progress } from "./progress";
import { promptVersion, requestFor } from "./prompt";
import { ruleBased } from "./rule-based";
import { drafting } from "./run";
import { keepAnswers } from "./spending";
import { draftAgain, moveDrafting, switchCampaign } from "./steering";
import { claim, enqueue } from "./tasks";
import { draftAll, type Outside } from "./worker";

let server: Awaited<ReturnType<typeof modelServer>>;
let end: () => Promise<void>;
let admin: Launched["admin"];
beforeAll(async () => {
  server = await modelServer(answering);
  vi.stubEnv("AI_BASE_URL", server.baseUrl);
  vi.stubEnv("AI_MODEL", "m-hosted");
  vi.stubEnv("AI_API_KEY", "key-of-the-test");
  vi.stubEnv("AI_LOCAL_BASE_URL", `${server.origin}/local/v1`);
  vi.stubEnv("AI_LOCAL_MODEL", "m-local");
  ({ end } = await freshDatabase());
  await (await database()).db
    .insert(source)
    .values({ name: "test", format: "folder", createdAt: new Date() });
  ({ admin } = await launched([]));
  await approved({ address: server.origin });
  await execute(admin.ctx, setModel, { model: "on" });
});
beforeEach(() => server.behave(answering));
afterAll(async () => {
  await end();
  await server.end();
  vi.unstubAllEnvs();
});

const db = async () => (await database()).db;
const draftsOf = async ({ id }: { id: string }) =>
  (await db()).select().from(draft).where(eq(draft.campaignId, id)).orderBy(asc(draft.id));
const itemsOf = async ({ id }: { id: string }) =>
  (await db()).select().from(item).where(eq(item.campaignId, id)).orderBy(asc(item.position));
const tasksOf = async ({ id }: { id: string }) =>
  (await db()).select().from(draftTask).where(eq(draftTask.campaignId, id));
const draftingOf = async ({ id }: { id: string }) =>
  (await (await db()).select().from(campaignDrafting).where(eq(campaignDrafting.campaignId, id)))[0];
const logged = async (type: string) =>
  (
    await (await db()).select().from(auditEvent).where(eq(auditEvent.type, type)).orderBy(asc(auditEvent.id))
  ).map((e) => JSON.parse(new TextDecoder().decode(e.leaf)));

/** Packets that are told apart by one number. */
const many = (n: number, of: Packet = keeper): Packet[] =>
  Array.from({ length: n }, (_, i) =>
    packetOf([...of.facts, fact("entitlement.holders", { others: i })], { rules: of.rules }),
  );

/** The same with a text that somebody wrote. */
const stated = (n: number): Packet[] =>
  Array.from({ length: n }, (_, i) =>
    packetOf(
      [
        ...keeper.facts,
        fact("text.description", { text: "Pays invoices.", instructs: false, secrets: [] }),
        fact("entitlement.holders", { others: i }),
      ],
      {
        rules: keeper.rules,
      },
    ),
  );

/** A campaign with settings of its own. */
async function campaignOf(packets: readonly Packet[], more: Partial<Settings> = {}): Promise<Launched> {
  const made = await launched(packets);
  await (await db())
    .update(campaigns)
    .set({ settings: { ...defaultSettings, ...more } })
    .where(eq(campaigns.id, made.id));
  return made;
}

const run = (made: Launched, outside: Partial<Outside> = {}) =>
  draftAll(made.id, undefined, { pace: fakePace().pace, ...outside });

/** What the prompt of a call says. */
function promptOf({ body }: Call): string {
  const messages: unknown = body.messages;
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
  const content = typeof last === "object" && last !== null && "content" in last ? last.content : "";
  return typeof content === "string" ? content : "";
}

/** What the rules would say to the same prompt. */
async function answerOf(call: Call): Promise<string> {
  const { content } = await ruleBased.doGenerate({
    prompt: [{ role: "user", content: [{ type: "text", text: promptOf(call) }] }],
  });
  const [said] = content;
  return said?.type === "text" ? said.text : "";
}

function answering(call: Call, response: ServerResponse): void {
  void answerOf(call).then((text) => says(response, text));
}

describe("who drafts a campaign", () => {
  test("is fixed when its drafting begins, until an administrator moves it", async () => {
    const made = await campaignOf(many(3));
    await run(made);
    const first = await draftingOf(made);
    expect(first?.drafterVersion).toBe(1);
    expect(first?.salt).toMatch(/^[0-9a-f]{32}$/);

    const next = await approved({ address: server.origin, temperature: 100 });
    await (await db())
      .update(item)
      .set({ draftState: "pending", draftId: null })
      .where(eq(item.campaignId, made.id));
    await run(made);
    expect((await draftsOf(made)).every((d) => d.drafterVersion === 1)).toBe(true);

    await execute(made.admin.ctx, moveDrafting, { campaign: made.id, version: next.version });
    await expect(
      execute(made.admin.ctx, moveDrafting, { campaign: made.id, version: 1 }),
    ).rejects.toMatchObject({ slug: "not-in-force" });
    await expect(
      execute(made.reviewer.ctx, moveDrafting, { campaign: made.id, version: null }),
    ).rejects.toMatchObject({ code: "forbidden" });
    await (await db())
      .update(item)
      .set({ draftState: "pending", draftId: null })
      .where(eq(item.campaignId, made.id));
    await run(made);
    const drafts = await draftsOf(made);
    expect(drafts.map((d) => d.drafterVersion)).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2]);
    expect(drafts.at(-1)?.parameters).toMatchObject({ temperature: 100 });
    expect((await draftingOf(made))?.salt).toBe(first?.salt);
    expect((await logged("settings.changed")).at(-1)).toMatchObject({
      campaign: made.id,
      data: { setting: "drafter", to: "version 2" },
    });
  });

  test("is a version only where the campaign and the portal let a model draft", async () => {
    const without = await campaignOf([keeper], { model: false });
    await run(without);
    expect(await draftingOf(without)).toMatchObject({ drafterVersion: null });
    expect((await draftsOf(without)).map((d) => [d.provider, d.fellBack])).toEqual([["countersign", null]]);
    expect(server.calls).toHaveLength(0);
  });

  test("can be moved in the middle of a run, which goes on with the new one", async () => {
    const made = await campaignOf(many(40));
    let asked = 0;
    const { pace, tick } = fakePace();
    let moved: Promise<void> | undefined;
    server.behave((call, response) => {
      asked += 1;
      if (asked < 8) return answering(call, response);
      // Nothing more is answered until it is moved, however fast the rest would be.
      moved ??= execute(made.admin.ctx, moveDrafting, { campaign: made.id, version: null }).then(() =>
        tick(),
      );
      void moved.then(() => answering(call, response));
    });
    await run(made, { pace });
    const drafts = await draftsOf(made);
    expect(drafts).toHaveLength(40);
    const byModel = drafts.filter((d) => d.drafterVersion === 2).length;
    expect(byModel).toBeGreaterThanOrEqual(8);
    expect(byModel).toBeLessThan(40);
    expect(drafts.filter((d) => d.drafterVersion === null).every((d) => d.fellBack === null)).toBe(true);
  });

  test("privileged access is pinned to rules or to the local model, and nothing of a source that is off is sent", async () => {
    const pinned = await campaignOf(many(3), { privilegedDrafter: "rules" });
    const [one, two] = await itemsOf(pinned);
    const set = async (id: string | undefined, to: Partial<typeof item.$inferInsert>) =>
      (await db())
        .update(item)
        .set(to)
        .where(eq(item.id, id ?? ""));
    await set(one?.id, { privilege: "standard" });
    await set(two?.id, { privilege: "privileged" });
    await run(pinned);
    expect(server.calls).toHaveLength(1);
    const providers = new Map((await draftsOf(pinned)).map((d) => [d.itemId, d.drafterVersion]));
    expect((await itemsOf(pinned)).map((i) => providers.get(i.id))).toEqual([2, null, null]);

    const [off] = await (await db())
      .insert(source)
      .values({ name: "off", format: "folder", modelOff: true, createdAt: new Date() })
      .returning();
    const sourced = await campaignOf(many(2));
    await set((await itemsOf(sourced))[0]?.id, { sourceId: off?.id ?? 0 });
    server.behave(answering);
    await run(sourced);
    expect(server.calls).toHaveLength(1);
    expect((await draftsOf(sourced)).map((d) => d.fellBack).filter((f) => f !== null)).toEqual([
      "Nothing of this source goes to a model.",
    ]);
  });

  test("the local model drafts what is pinned to it", async () => {
    const local = await approved({
      connection: "local",
      model: "m-local",
      address: server.origin,
      terms: null,
      price: null,
    });
    const made = await campaignOf(many(2), { privilegedDrafter: "local" });
    const [one] = await itemsOf(made);
    await (await db())
      .update(item)
      .set({ privilege: "standard" })
      .where(eq(item.id, one?.id ?? ""));
    await run(made);
    await outOfForce(local.version);
    const versions = new Map((await draftsOf(made)).map((d) => [d.itemId, d.drafterVersion]));
    expect((await itemsOf(made)).map((i) => versions.get(i.id))).toEqual([2, local.version]);
    expect(server.calls.map((c) => c.path).sort()).toEqual([
      "/local/v1/chat/completions",
      "/v1/chat/completions",
    ]);
  });
});

describe("provenance", () => {
  test("each draft says which version made it, how it was asked, what came back and what it cost", async () => {
    const made = await campaignOf([mover, keeper], { hideNames: true });
    await run(made);
    const drafts = await draftsOf(made);
    for (const d of drafts)
      expect(d).toMatchObject({
        drafterVersion: 2,
        model: "m-hosted",
        modelReturned: "m",
        fingerprint: null,
        parameters: { asserted: false, hideNames: true, temperature: 100, maxOutputTokens: 1_500 },
        inputTokens: 900,
        outputTokens: 120,
        // 900 at 2.50 and 120 at 10.00 a million.
        cost: 3_450,
        currency: "EUR",
        fellBack: null,
        masked: null,
      });
    expect(await draftingOf(made)).toMatchObject({
      calls: 2,
      inputTokens: 1_800,
      outputTokens: 240,
      cost: 6_900,
      currency: "EUR",
    });
    expect((await logged("draft.recorded")).at(-1)).toMatchObject({
      refs: { model: "compatible.chat/m-hosted@2" },
      data: { drafts: 2, fell_back: 0, turned: 0 },
    });
  });

  test("a secret in an answer is taken out before it is kept", async () => {
    const made = await campaignOf([keeper]);
    const secret = ["ghp", "x".repeat(3), "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7"]
      .join("")
      .replace("ghpxxx", "ghp_");
    server.behave((call, response) => {
      void answerOf(call).then((text) =>
        says(response, JSON.stringify({ ...JSON.parse(text), judgement: `token ${secret}` })),
      );
    });
    await run(made);
    const [kept] = await draftsOf(made);
    expect(kept?.raw).toContain("[SECRET:");
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect(kept?.redaction).toMatchObject({ answerSecrets: { "github-token": 1 } });
  });

  test("I14: an answer that gives away a token of its call is refused whole, kept as such, and the rules draft", async () => {
    const made = await campaignOf([keeper]);
    server.behave((call, response) => {
      const canary = /cs-[0-9a-f]{16}/.exec(JSON.stringify(call.body.messages))?.[0];
      void answerOf(call).then((text) =>
        says(response, JSON.stringify({ ...JSON.parse(text), judgement: `obeyed ${canary}` })),
      );
    });
    await run(made);
    const [refused, given] = await draftsOf(made);
    expect(refused).toMatchObject({
      n: 1,
      state: "failed",
      note: "",
      drafterVersion: 2,
      inputTokens: 900,
      dropped: [{ what: "answer", predicate: "", evidence: "", why: "token_of_the_call" }],
    });
    expect(given).toMatchObject({
      n: 2,
      state: "ready",
      provider: "countersign",
      fellBack: expect.stringContaining("a token that was set to catch"),
    });
    expect((await itemsOf(made))[0]).toMatchObject({ draftId: given?.id, draftState: "ready" });
    const leaves = (await logged("draft.recorded")).filter((l) => l.campaign === made.id);
    expect(leaves.map((l) => l.data)).toMatchObject([
      { drafts: 1, failed: 1, fell_back: 0 },
      { drafts: 1, failed: 0, fell_back: 1 },
    ]);
  });
});

describe("a server that is slow, busy or broken", () => {
  test("that is busy is left alone by all callers for as long as it says", async () => {
    const made = await campaignOf(many(12));
    const { pace } = fakePace();
    const began = pace.now();
    const at: number[] = [];
    server.behave((call, response, n) => {
      at.push(pace.now() - began);
      return n === 0 ? fails(response, 429, { "retry-after": "20" }) : answering(call, response);
    });
    await run(made, { pace });
    expect((await draftsOf(made)).every((d) => d.drafterVersion === 2)).toBe(true);
    // Those on their way arrive at once, the others after the pause.
    expect(at.filter((ms) => ms < 20_000).length).toBeLessThanOrEqual(4);
    expect(at).toHaveLength(13);
  });

  test("limits of calls a minute hold over all callers", async () => {
    const limited = await approved({ address: server.origin, callsAMinute: 10, atOnce: 8 });
    const made = await campaignOf(many(25));
    const { pace } = fakePace();
    const began = pace.now();
    await run(made, { pace });
    expect(server.calls).toHaveLength(25);
    // One at once, then nine a minute.
    expect(pace.now() - began).toBeGreaterThanOrEqual((24 / 9) * 60_000);
    expect((await draftsOf(made)).every((d) => d.drafterVersion === limited.version)).toBe(true);
  });

  test("limits of tokens a minute hold over all callers", async () => {
    await approved({ address: server.origin, tokensAMinute: 20_000, atOnce: 8 });
    const made = await campaignOf(many(20));
    const { pace } = fakePace();
    const began = pace.now();
    await run(made, { pace });
    expect(server.calls).toHaveLength(20);
    // Each used 1,020 tokens; 2,000 at once, then 18,000 a minute.
    expect(pace.now() - began).toBeGreaterThanOrEqual((((20 - 8) * 1_020 - 2_000) / 18_000) * 60_000);
    await approved({ address: server.origin, temperature: 200 });
  });
});

describe("a budget", () => {
  test("in tokens is never exceeded, and the rest is drafted by rules and says so", async () => {
    const made = await campaignOf(many(40), { budget: { tokens: 20_000, money: null, currency: null } });
    await run(made);
    const row = await draftingOf(made);
    const used = (row?.inputTokens ?? 0) + (row?.outputTokens ?? 0);
    expect(used).toBeLessThanOrEqual(20_000);
    expect(used).toBe(server.calls.length * 1_020);
    expect(server.calls.length).toBeGreaterThan(10);
    const drafts = await draftsOf(made);
    expect(drafts).toHaveLength(40);
    const fallen = drafts.filter((d) => d.fellBack !== null);
    expect(fallen).toHaveLength(40 - server.calls.length);
    expect(new Set(fallen.map((d) => d.fellBack))).toEqual(
      new Set(["The campaign's budget for the model is used up."]),
    );
    expect((await tasksOf(made)).every((t) => t.reservedTokens === 0 && t.reservedCost === 0)).toBe(true);
  });

  test("in money is never exceeded by runs at once", async () => {
    // 0.10: at 3,450 millionths a call, 28 calls and what is set apart for the last.
    const made = await campaignOf(many(60), { budget: { tokens: null, money: 10, currency: "EUR" } });
    await Promise.all([run(made), run(made), run(made)]);
    const row = await draftingOf(made);
    expect(row?.cost).toBeLessThanOrEqual(100_000);
    expect(row?.cost).toBe(server.calls.length * 3_450);
    expect(server.calls.length).toBeGreaterThan(15);
    const drafts = await draftsOf(made);
    expect(drafts).toHaveLength(60);
    expect(new Set(drafts.map((d) => d.itemId)).size).toBe(60);
  });

  test("is used up where each item is asked about twice, and nobody waits for what nobody gives back", async () => {
    for (const tokens of [9_000, 20_000, 31_000]) {
      server.behave(answering);
      const made = await campaignOf(stated(30), {
        assertedText: true,
        budget: { tokens, money: null, currency: null },
      });
      await run(made);
      const row = await draftingOf(made);
      const used = (row?.inputTokens ?? 0) + (row?.outputTokens ?? 0);
      expect(used).toBeLessThanOrEqual(tokens);
      expect(used).toBe(server.calls.length * 1_020);
      expect(server.calls.length).toBeGreaterThan(1);
      const drafts = await draftsOf(made);
      expect(drafts).toHaveLength(30);
      expect(new Set(drafts.flatMap((d) => d.fellBack ?? []))).toEqual(
        new Set(["The campaign's budget for the model is used up."]),
      );
      expect((await tasksOf(made)).every((t) => t.reservedTokens === 0)).toBe(true);
    }
  });

  test("in a currency that the model is not priced in keeps the model out", async () => {
    const made = await campaignOf([keeper], { budget: { tokens: null, money: 10, currency: "CZK" } });
    await run(made);
    expect(server.calls).toHaveLength(0);
    expect((await draftsOf(made))[0]?.fellBack).toBe(
      "The campaign's budget is in CZK, and the price of m-hosted is in EUR.",
    );
  });
});

describe("I18: the switch", () => {
  test.each([
    [
      "of the portal",
      () => execute(admin.ctx, setModel, { model: "off" }),
      () => execute(admin.ctx, setModel, { model: "on" }),
      "Drafting with a model was turned off for the whole portal.",
    ],
    [
      "of the campaign",
      (campaign: string) => execute(admin.ctx, switchCampaign, { campaign, model: "off" }),
      async () => undefined,
      "Drafting with a model was turned off for this campaign.",
    ],
    [
      "of the source",
      async () => (await db()).update(source).set({ modelOff: true }).where(eq(source.id, 1)),
      async () => (await db()).update(source).set({ modelOff: false }).where(eq(source.id, 1)),
      "Nothing of this source goes to a model.",
    ],
  ])("%s cuts off calls on their way, and rules draft the rest", async (_, off, on, why) => {
    const made = await campaignOf(many(20));
    const { pace, tick } = fakePace();
    let cut = 0;
    server.behave((call, response, n) => {
      if (n < 4) return answering(call, response);
      // This one and those beside it never get an answer.
      response.on("close", () => {
        cut += 1;
      });
      if (n === 4) void off(made.id).then(tick);
    });
    await run(made, { pace });
    await on();
    const drafts = await draftsOf(made);
    // Answers of the first four that were on their way back were cut off with the rest.
    const answered = drafts.filter((d) => d.drafterVersion !== null).length;
    expect(answered).toBeGreaterThanOrEqual(1);
    expect(answered).toBeLessThanOrEqual(4);
    expect(drafts.filter((d) => d.fellBack === why)).toHaveLength(20 - answered);
    expect(server.calls.length).toBeLessThanOrEqual(8);
    await vi.waitFor(() => expect(cut).toBe(server.calls.length - 4));
  });
});

describe("somebody's text", () => {
  const says_ = (recommendation: string) =>
    JSON.stringify({
      claims: [],
      counter: null,
      unknowns: [],
      questions: [],
      recommendation,
      judgement: null,
    });
  const withText = (call: Call) => promptOf(call).includes("invoices");
  /** Whether the text turns the model, by how often it was asked about it. */
  const turning = (turns: (n: number) => boolean) => {
    const seen = new Map<string, number>();
    return (call: Call, response: ServerResponse) => {
      const prompt = promptOf(call);
      const n = (seen.get(prompt) ?? 0) + 1;
      seen.set(prompt, n);
      void answerOf(call).then((honest) =>
        says(response, withText(call) && turns(n) ? says_("insufficient_evidence") : honest),
      );
    };
  };

  test("that does not turn the draft costs one more call, and the item stays as it is", async () => {
    const made = await campaignOf(stated(2), { assertedText: true });
    await run(made);
    expect(server.calls).toHaveLength(4);
    expect(server.calls.filter(withText)).toHaveLength(2);
    const drafts = await draftsOf(made);
    for (const d of drafts) {
      expect(d).toMatchObject({ parameters: { asserted: true }, inputTokens: 1_800, cost: 6_900 });
      expect(d.masked).toMatchObject({
        turned: false,
        asked: [{ recommendation: "certify", maskedRecommendation: "certify" }],
      });
    }
    expect((await itemsOf(made)).map((i) => i.arm)).toEqual(["assisted", "assisted"]);
  });

  test("that turns it twice makes the item blind-first, with both drafts kept", async () => {
    const made = await campaignOf(stated(1), { assertedText: true });
    server.behave(turning(() => true));
    await run(made);
    expect(server.calls).toHaveLength(4);
    const [turned] = await draftsOf(made);
    expect(turned).toMatchObject({
      recommendation: "insufficient_evidence",
      masked: {
        turned: true,
        asked: [
          { recommendation: "insufficient_evidence", maskedRecommendation: "certify" },
          { recommendation: "insufficient_evidence", maskedRecommendation: "certify" },
        ],
      },
      inputTokens: 3_600,
    });
    expect(turned?.result).toMatchObject({
      recommendation: "insufficient_evidence",
      turned: { recommendation: "certify" },
    });
    expect((await itemsOf(made))[0]).toMatchObject({
      arm: "blind",
      armWhy: "text_turned_draft",
      draftId: turned?.id,
    });
    expect((await logged("draft.recorded")).at(-1)).toMatchObject({ data: { drafts: 1, turned: 1 } });
    expect(await read(made.admin.ctx, progress, { campaign: made.id })).toMatchObject({ turned: 1 });
  });

  test("that turned it once and not again has not turned it", async () => {
    const made = await campaignOf(stated(1), { assertedText: true });
    server.behave(turning((n) => n === 1));
    await run(made);
    expect(server.calls).toHaveLength(4);
    const [kept] = await draftsOf(made);
    expect(kept).toMatchObject({ recommendation: "certify", masked: { turned: false } });
    expect(kept?.result).not.toHaveProperty("turned");
    expect((await itemsOf(made))[0]).toMatchObject({ arm: "assisted", armWhy: null });
  });

  test("that turns the draft of what somebody was served already changes nothing of it", async () => {
    const made = await campaignOf(stated(1), { assertedText: true });
    server.behave(turning(() => true));
    await opened(made, made.items[0]?.id ?? "");
    await run(made);
    expect((await itemsOf(made))[0]).toMatchObject({ arm: "assisted", draftId: null, draftState: "none" });
  });

  test("shared by items that say the same is asked about once, turned or not, also in a later run", async () => {
    const same = Array.from({ length: 5 }, () => stated(1)).flat();
    const made = await campaignOf(same, { assertedText: true });
    server.behave(turning(() => true));
    await run(made);
    expect(server.calls).toHaveLength(4);
    expect((await itemsOf(made)).every((i) => i.armWhy === "text_turned_draft")).toBe(true);
    await (await db())
      .update(item)
      .set({ draftState: "pending", draftId: null })
      .where(eq(item.campaignId, made.id));
    await run(made);
    expect(server.calls).toHaveLength(4);
    expect((await draftsOf(made)).every((d) => JSON.stringify(d.result).includes('"turned"'))).toBe(true);
  });

  test("a run that was killed between the two calls is not paid for the first again", async () => {
    const [packet = keeper] = stated(1);
    const made = await campaignOf([packet], { assertedText: true });
    await perform(drafting, begin, { campaign: made.id });
    while ((await perform(drafting, enqueue, { campaign: made.id })) > 0);
    const dead = `${hostname()}:${process.pid}:killed`;
    const [taken] = await perform(drafting, claim, { campaign: made.id, run: dead, size: 1 });
    const row = await draftingOf(made);
    const request = requestFor(packet, promptVersion(drafterSettings().prompt), {
      asserted: true,
      hideNames: false,
      salt: row?.salt ?? "",
    });
    const { content } = await ruleBased.doGenerate({
      prompt: [{ role: "user", content: [{ type: "text", text: request.prompt }] }],
    });
    const [said] = content;
    const used = { inputTokens: 900, outputTokens: 120, cachedTokens: 0 };
    await perform(drafting, keepAnswers, {
      campaign: made.id,
      run: dead,
      calls: [
        {
          ...used,
          item: taken?.item ?? "",
          cost: 3_450,
          apart: { tokens: 0, cost: 0 },
          answer: {
            ...used,
            to: answerTo(
              { version: row?.drafterVersion ?? 0, provider: "compatible.chat", model: "m-hosted" },
              request.inputHash,
              1,
            ),
            raw: said?.type === "text" ? said.text : "",
            modelReturned: "m",
            fingerprint: null,
          },
        },
      ],
    });
    await run(made);
    expect(server.calls.map(withText)).toEqual([false]);
    expect((await draftsOf(made))[0]).toMatchObject({
      inputTokens: 1_800,
      cost: 6_900,
      masked: { turned: false },
    });
    expect(await draftingOf(made)).toMatchObject({ calls: 2, cost: 6_900 });
  });
});

describe("a model that calls itself otherwise", () => {
  const called = (model: string) => (call: Call, response: ServerResponse) => {
    void answerOf(call).then((content) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          id: "c",
          object: "chat.completion",
          created: 0,
          model,
          system_fingerprint: "fp_2",
          choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
          usage: { prompt_tokens: 900, completion_tokens: 120, total_tokens: 1_020 },
        }),
      );
    });
  };

  const other = called("m-another");

  test("is examined before anything it said counts, and goes on where it passes", async () => {
    const made = await campaignOf(many(12));
    server.behave(other);
    const examined: number[] = [];
    const during: unknown[] = [];
    await run(made, {
      regression: async (version) => {
        examined.push(version);
        during.push((await draftingOf(made))?.paused, (await draftsOf(made)).length);
        return { passed: true, evaluation: "a".repeat(64) };
      },
    });
    expect(examined).toHaveLength(1);
    expect(during).toEqual([
      "m-hosted calls itself otherwise than when it was approved. It is being examined.",
      0,
    ]);
    const drafts = await draftsOf(made);
    expect(drafts.every((d) => d.modelReturned === "m-another" && d.fingerprint === "fp_2")).toBe(true);
    expect(await draftingOf(made)).toMatchObject({ paused: null, pausedBy: null });
    expect((await logged("drafter.changed")).slice(-2)).toMatchObject([
      { data: { step: "paused", returned: "m-another", fingerprint: "fp_2" } },
      { data: { step: "regression_passed", evaluation: `sha256:${"a".repeat(64)}` } },
    ]);
  });

  test("drafts nothing where it does not pass, and the screen says why", async () => {
    const made = await campaignOf(many(12));
    server.behave(other);
    await run(made, { regression: async () => ({ passed: false, evaluation: "b".repeat(64) }) });
    const why =
      "m-hosted calls itself otherwise than when it was approved, and did not pass the regression set.";
    const drafts = await draftsOf(made);
    expect(drafts).toHaveLength(12);
    expect(drafts.every((d) => d.provider === "countersign" && d.fellBack === why)).toBe(true);
    expect(server.calls.length).toBeLessThanOrEqual(8);
    expect(await read(made.admin.ctx, progress, { campaign: made.id })).toMatchObject({
      paused: why,
      again: 12,
      by: [{ drafter: "Rule-based draft", version: null, fellBack: why, items: 12 }],
    });
    expect((await logged("drafter.changed")).at(-1)).toMatchObject({ data: { step: "regression_failed" } });

    // Asked for again, it is examined again; what passed once needs no other examination.
    const inForce = (await draftingOf(made))?.drafterVersion;
    await execute(admin.ctx, moveDrafting, { campaign: made.id, version: inForce ?? null });
    await perform(admin.ctx, draftAgain, { campaign: made.id });
    await evaluated(drafterSettings({ address: server.origin, temperature: 200 }), {
      kind: "regression",
      modelReturned: "m-another",
      fingerprint: "fp_2",
    });
    await run(made, {
      regression: async () => {
        throw new Error("was examined again");
      },
    });
    expect((await draftsOf(made)).filter((d) => d.modelReturned === "m-another")).toHaveLength(12);
    expect((await itemsOf(made)).every((i) => i.draftState === "ready")).toBe(true);
  });

  test("I18: is asked no more of the regression set once somebody switches it off", async () => {
    const made = await campaignOf(many(1));
    const { pace, tick } = fakePace();
    server.behave((call, response, n) => {
      const third = called("m-a-third");
      if (n < 2) return third(call, response);
      // What is asked after it waits for its answer until it is cut off.
      if (n > 2) return;
      void execute(made.admin.ctx, switchCampaign, { campaign: made.id, model: "off" }).then(() => {
        tick();
        third(call, response);
      });
    });
    await run(made, { pace });
    // The item, and what was on its way when the switch was seen.
    expect(server.calls.length).toBeLessThan(20);
    const [draft] = await draftsOf(made);
    expect(draft).toMatchObject({ provider: "countersign" });
    expect(await draftingOf(made)).toMatchObject({ modelOff: true, pausedBy: null });
  });
});

describe("drafting again", () => {
  test("what the rules drafted in a model's place, and nothing that somebody was served", async () => {
    const made = await campaignOf(many(6));
    server.behave((_, response) => fails(response, 401));
    await run(made);
    expect(
      (await draftsOf(made)).every((d) => d.fellBack === "The model's server refused the call (401)."),
    ).toBe(true);
    const [seen] = made.items;
    await opened(made, seen?.id ?? "");
    const before = (await itemsOf(made))[0];

    server.behave(answering);
    expect(await perform(admin.ctx, draftAgain, { campaign: made.id })).toEqual({ items: 5 });
    // An item that is drafted again is no item more.
    expect(await read(admin.ctx, progress, { campaign: made.id })).toMatchObject({
      ready: 6,
      pending: 5,
      redrafting: 5,
      late: 0,
    });
    await run(made);
    const drafts = await draftsOf(made);
    expect(drafts).toHaveLength(11);
    expect(drafts.filter((d) => d.n === 2 && d.drafterVersion !== null)).toHaveLength(5);
    const items = await itemsOf(made);
    expect(items[0]).toMatchObject({ draftId: before?.draftId, draftState: "ready" });
    expect(items.slice(1).every((i) => drafts.find((d) => d.id === i.draftId)?.n === 2)).toBe(true);
    expect(await perform(admin.ctx, draftAgain, { campaign: made.id })).toEqual({ items: 0 });
  });

  test("makes no second rule-based draft where the model is still not there", async () => {
    const made = await campaignOf(many(3));
    server.behave((_, response) => fails(response, 401));
    await run(made);
    await perform(admin.ctx, draftAgain, { campaign: made.id });
    await run(made);
    expect(await draftsOf(made)).toHaveLength(3);
    expect((await tasksOf(made)).every((t) => t.state === "done")).toBe(true);
    expect(await read(admin.ctx, progress, { campaign: made.id })).toMatchObject({
      ready: 3,
      late: 0,
      again: 3,
    });
  });

  test("one item asks the model anew; one that was served is not drafted again", async () => {
    const made = await campaignOf(many(2));
    await run(made);
    expect(server.calls).toHaveLength(2);
    const [one, two] = made.items;
    await perform(admin.ctx, draftAgain, { campaign: made.id, item: one?.id ?? "" });
    await run(made);
    expect(server.calls).toHaveLength(3);
    const drafts = await draftsOf(made);
    expect(drafts.map((d) => d.n)).toEqual([1, 1, 2]);
    expect((await itemsOf(made))[0]?.draftId).toBe(drafts[2]?.id);
    await opened(made, two?.id ?? "");
    await expect(
      perform(admin.ctx, draftAgain, { campaign: made.id, item: two?.id ?? "" }),
    ).rejects.toMatchObject({ slug: "not-drafted-again" });
    await expect(perform(made.reviewer.ctx, draftAgain, { campaign: made.id })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});
