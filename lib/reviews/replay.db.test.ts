import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows } from "@/db/client";
import { privatePayload } from "@/db/schema/decisions";
import { draft } from "@/db/schema/drafts";
import { item, review } from "@/db/schema/reviews";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import type { DraftResult } from "@/lib/drafting/schema";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { decide } from "./commands";
import { itemRecord } from "./decision-queries";
import { reassign } from "./hand-on";
import { openItem, reveal } from "./observe";
import { openRecord } from "./open-record";
import { openWords } from "./open-words";
import { type Replay, replay } from "./replay";
import type { DecideInput, Outcome } from "./schema";

let handle: Handle;
let end: () => Promise<void>;
let admin: WorldPerson;
let auditor: WorldPerson;
let boss: WorldPerson;
let peer: WorldPerson;
let campaign: string;
let list: string;
let n = 0;
const key = () => `key-${String(++n).padStart(8, "0")}`;
const SENTENCE = "The tell-tale magpie says that it was never used.";
const HASH = "ca7a".repeat(16);
/** Each act a minute after the one before. */
let minute = 0;
const later = <T>(act: () => Promise<T>) =>
  at(new Date(Date.parse("2026-11-22T09:00:00Z") + ++minute * 60_000), act);

beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  const w = world();
  const people = ["p0", "p1", "p2", "p3"].map((id, i) => ({
    id,
    name: `Person ${i}`,
    managerId: "boss",
    employmentStatus: "active",
  }));
  const { source } = await w.source(
    "ERP",
    {
      identities: [{ id: "boss", name: "Bo Boss", employmentStatus: "active" }, ...people],
      applications: [{ id: "erp", name: "ERP" }],
      accounts: people.map((p) => ({ id: `a-${p.id}`, applicationId: "erp", identityId: p.id })),
      entitlements: [
        { id: "read", applicationId: "erp", name: "ERP_READ", description: "Reads.", privilege: "standard" },
      ],
      grants: people.map((p) => ({ accountId: `a-${p.id}`, entitlementId: "read", uses90d: 0 })),
    },
    { asOf: new Date("2026-11-20T00:00:00Z") },
  );
  boss = await w.person({ name: "Bo Boss", identity: { source, id: "boss" }, roles: ["auditor"] });
  peer = await w.person({ name: "Pia Peer" });
  auditor = await w.person({ name: "Theo Marsh", roles: ["auditor"] });
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  const made = await at(new Date("2026-11-22T08:00:00Z"), () =>
    launchNow(admin.ctx, {
      name: "Q4 review",
      sources: ["ERP"],
      due: "2099-01-01",
      settings: { blindShare: 0 },
    }),
  );
  campaign = made.campaign;
  const [found] = await handle.db.select().from(review).where(eq(review.reviewerId, boss.id));
  list = found?.id ?? "";
});
afterAll(() => end());

const result: DraftResult = {
  v: 1,
  claims: [
    {
      predicate: "never_used",
      evidence: "E1",
      value: "0",
      stance: "remove",
      section: "against",
      sentence: SENTENCE,
    },
  ],
  counter: null,
  unknowns: [],
  questions: [],
  judgement: null,
  recommendation: "revoke",
  refused: null,
  rule: "unused",
  from: ["E1"],
  target: null,
};

async function itemIn(arm: "blind" | "assisted", place: number): Promise<{ id: string; draft: string }> {
  const [found] = await handle.db
    .select()
    .from(item)
    .where(sql`${item.reviewId} = ${list} AND ${item.position} = ${place + 1}`);
  if (!found) throw new Error(`There is no item ${place}.`);
  const id = uuid7(Date.parse("2026-11-22T08:30:00Z"));
  await handle.db.insert(draft).values({
    id,
    itemId: found.id,
    campaignId: campaign,
    n: 1,
    batch: id,
    state: "ready",
    evidenceHash: found.evidenceHash,
    provider: "countersign",
    model: "rules",
    promptVersion: "1",
    promptHash: HASH,
    inputHash: HASH,
    outputHash: HASH,
    raw: SENTENCE,
    result,
    note: SENTENCE,
    recommendation: "revoke",
    dropped: [],
    parameters: {},
    redaction: {},
    latencyMs: 1,
    at: new Date("2026-11-22T08:30:00Z"),
  });
  await handle.db
    .update(item)
    .set({ arm, armWhy: arm === "blind" ? "drawn" : null, draftState: "ready", draftId: id })
    .where(eq(item.id, found.id));
  return { id: found.id, draft: id };
}

const open = (id: string, who = boss) => later(() => perform(who.ctx, openItem, { item: id }));
async function decideAs(id: string, outcome: Outcome, change: Partial<DecideInput> = {}, who = boss) {
  const opened = await open(id, who);
  return later(() =>
    execute(who.ctx, decide, {
      item: id,
      key: key(),
      outcome,
      reasonCode: outcome === "certify" ? "needed_for_job" : "not_needed",
      evidence: opened.evidence,
      inView: ["E1"],
      seconds: 12,
      draft: opened.draft,
      supersedes: opened.supersedes,
      acknowledged: true,
      ...change,
    }),
  );
}
const replayed = async (id: string, who = auditor, person?: string): Promise<Replay> => {
  const found = await read(who.ctx, replay, { item: id, ...(person ? { person } : {}) });
  if (!found) throw new Error("It is withheld.");
  return found;
};
const said = (step: Replay["steps"][number]) =>
  step.said.map((p) => (typeof p === "string" ? p : p.name)).join("");
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "answered",
    (error: unknown) => (error instanceof AppError ? error.slug : String(error)),
  );

describe("a replay of an item with a draft", () => {
  let id: string;
  let made: Replay;
  beforeAll(async () => {
    const one = await itemIn("assisted", 0);
    id = one.id;
    await open(id);
    await later(() => perform(boss.ctx, reveal, { item: id, draft: one.draft, choice: "certify" }));
    await decideAs(id, "revoke", { words: "Nobody of us uses it." });
    made = await replayed(id);
  });

  it("shows in order what was frozen, served, opened, decided, each with what stood on the screen", () => {
    expect(made.steps.map((s) => s.kind).filter((k) => k !== "entry")).toEqual([
      "frozen",
      "drafted",
      "opened",
      "revealed",
      "opened",
      "decided",
    ]);
    const screens = made.steps.filter((s) => s.kind !== "entry").map((s) => s.screen);
    const served = { packet: 1, hidden: false, draft: made.drafts[0]?.id, without: "none" };
    expect(screens).toEqual([
      null,
      null,
      { ...served, recommendation: "closed" },
      { ...served, recommendation: "open" },
      { ...served, recommendation: "closed" },
      { ...served, recommendation: "closed" },
    ]);
    expect(made.steps.find((s) => s.kind === "revealed")?.more).toEqual(["They had pressed keep before."]);
    expect(made).toMatchObject({ person: boss.id, arm: "assisted", campaignName: "Q4 review" });
    expect(made.people).toEqual([{ id: boss.id, name: "Bo Boss", reviewer: true }]);
  });

  it("has the very facts and the very draft that were served", async () => {
    const opened = await open(id);
    expect(made.packets[0]?.view).toEqual(opened.view);
    expect(made.packets[0]?.hash).toBe(opened.evidence);
    expect(made.drafts[0]?.view.against).toEqual(opened.note.against);
  });

  it("says what was in view and where it is sealed, and not how long it took somebody", () => {
    const decided = made.steps.find((s) => s.kind === "decided");
    expect(decided && said(decided)).toMatch(/^Bo Boss recorded remove on /);
    expect(decided?.receipt?.hash).toMatch(/^[0-9a-f]{64}$/);
    const [d] = made.decisions;
    expect(d).toMatchObject({ outcome: "revoke", seconds: null, superseded: false });
    expect(d?.seen?.inView).toEqual(["E1"]);
    expect(d?.seen?.notInView).not.toContain("E1");
  });

  it("holds nobody's words; opening them is logged, and what was erased is told as erased", async () => {
    expect(JSON.stringify(made)).not.toContain("Nobody of us uses it.");
    const entry = made.steps.find((s) => s.kind === "decided")?.words ?? 0;
    const reads = () =>
      rows<{ leaf: string }>(
        handle.db,
        sql`SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit_event WHERE type = 'access.read' ORDER BY id`,
      );
    const before = (await reads()).length;
    const opened = await execute(auditor.ctx, openWords, { entry });
    expect(opened.words.map((w) => w.text)).toContain("Nobody of us uses it.");
    const [last, ...none] = (await reads()).slice(before);
    expect(none).toEqual([]);
    expect(JSON.parse(last?.leaf ?? "{}")).toMatchObject({
      actor: { id: auditor.id },
      data: { what: "words", entry: expect.stringMatching(/^sha256:/) },
    });
    await handle.db.transaction(async (tx) => {
      await tx
        .update(privatePayload)
        .set({ payload: null, salt: null, erasedAt: new Date("2026-12-01T00:00:00Z") })
        .where(sql`payload LIKE '%Nobody of us uses it.%'`);
    });
    expect(await execute(auditor.ctx, openWords, { entry })).toEqual({
      words: [],
      erasedAt: expect.stringContaining("2026-12-01"),
    });
    const without = made.steps.find((s) => s.receipt && s.words === null);
    expect(without).toBeUndefined();
    expect(await refusal(execute(auditor.ctx, openWords, { entry: 1 }))).toBe("words");
  });

  it("opened by another leaves one entry an hour, and by whoever's screen it is none", async () => {
    const mine = await replayed(id, boss);
    expect([made.own, mine.own]).toEqual([false, true]);
    const leaves = () =>
      rows<{ leaf: { actor: { id: string }; data: Record<string, string> } }>(
        handle.db,
        sql`SELECT convert_from(leaf, 'UTF8')::jsonb AS leaf FROM audit_event WHERE type = 'access.read' ORDER BY id`,
      );
    const before = (await leaves()).length;
    const replayOf = { what: "replay" as const, item: id, person: boss.id };
    const opens = (who: WorldPerson, hour: string) =>
      execute(who.ctx, openRecord, { ...replayOf, key: `replay ${id} ${boss.id} ${hour}` });
    await opens(auditor, "2026-11-22T09");
    await opens(auditor, "2026-11-22T09");
    await opens(auditor, "2026-11-22T10");
    const prompt = (who: WorldPerson) =>
      execute(who.ctx, openRecord, { what: "prompt", item: id, key: `prompt ${id} 2026-11-22T09` });
    await prompt(auditor);
    await prompt(auditor);
    expect((await leaves()).slice(before).map(({ leaf }) => [leaf.actor.id, leaf.data])).toEqual([
      [auditor.id, { what: "replay", of: id, person: boss.id }],
      [auditor.id, { what: "replay", of: id, person: boss.id }],
      [auditor.id, { what: "prompt", of: id }],
    ]);
    expect(await refusal(opens(boss, "2026-11-22T09"))).toBe("own");
    expect(await refusal(prompt(boss))).toBe("own");
    expect(await leaves()).toHaveLength(before + 3);
  });

  it("shows one person's screen at a time, and everybody who had a hand in it can be chosen", async () => {
    const other = await itemIn("assisted", 3);
    await open(other.id);
    await later(() =>
      execute(boss.ctx, reassign, {
        items: [other.id],
        to: peer.id,
        reason: "Ada knows the ERP.",
        key: key(),
      }),
    );
    const whole = await replayed(other.id);
    expect(new Set(whole.people.map((p) => p.id))).toEqual(new Set([boss.id, peer.id]));
    expect(whole.steps.map(said)).toContainEqual(expect.stringMatching(/^Bo Boss handed .* to Pia Peer$/));
    const his = await replayed(other.id, auditor, boss.id);
    expect(his.steps.filter((s) => s.kind === "opened")).toHaveLength(1);
    expect(await refusal(read(auditor.ctx, replay, { item: other.id, person: auditor.id }))).toBe("person");
  });
});

describe("I12: a replay of an item that is decided before its draft", () => {
  let one: { id: string; draft: string };
  beforeAll(async () => {
    one = await itemIn("blind", 1);
    await open(one.id);
  });

  it("I12: is not there for its reviewer before they decided, whatever roles they hold; nor are its words", async () => {
    expect(await read(boss.ctx, replay, { item: one.id })).toBeNull();
    const early = { what: "replay" as const, item: one.id, person: peer.id, key: "too-early" };
    expect(await refusal(execute(boss.ctx, openRecord, early))).toBe("decide-first");
    expect((await replayed(one.id)).arm).toBe("blind");
  });

  it("I12: shows the screen of that moment without the draft and unsorted, and afterwards with it", async () => {
    await decideAs(one.id, "certify");
    await open(one.id);
    const made = await replayed(one.id, boss);
    const opened = made.steps
      .filter((s) => s.screen !== null)
      .map((s) => [s.kind, s.screen?.hidden, s.screen?.draft, s.screen?.recommendation]);
    expect(opened.filter(([kind]) => kind !== "entry")).toEqual([
      ["opened", true, null, "closed"],
      ["opened", true, null, "closed"],
      ["decided", true, null, "closed"],
      ["opened", false, one.draft, "closed"],
      ["revealed", false, one.draft, "open"],
    ]);
    expect(made.steps.find((s) => s.kind === "opened")?.screen?.without).toBe("withheld");
    const [packet] = made.packets;
    expect(packet?.hiddenView.facts.some((f) => f.stance === "remove" || f.stance === "keep")).toBe(false);
    expect(packet?.view.facts.some((f) => f.stance === "remove" || f.stance === "keep")).toBe(true);
  });
});

it("an item's record on its page carries nobody's words unopened", async () => {
  const [first] = await rows<{ id: string }>(
    handle.db,
    sql`SELECT item_id::text AS id FROM decision LIMIT 1`,
  );
  const record = await read(auditor.ctx, itemRecord, { item: first?.id ?? "" });
  expect(record.decisions.map((d) => d.words)).toEqual(record.decisions.map(() => null));
});
