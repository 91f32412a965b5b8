import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Handle, rows, transaction } from "@/db/client";
import { campaign as campaigns } from "@/db/schema/campaigns";
import { challenge, challengeAnswer, challengeSecret } from "@/db/schema/challenges";
import { decision } from "@/db/schema/decisions";
import { question } from "@/db/schema/questions";
import { item, review } from "@/db/schema/reviews";
import { fromUtf8, toUtf8 } from "@/lib/audit-log/bytes";
import { challengesWanted } from "@/lib/audit-log/challenges";
import { ed25519Verify } from "@/lib/audit-log/ed25519";
import { jwsVerify } from "@/lib/audit-log/jws";
import { sequence } from "@/lib/audit-log/sequencer";
import { sha256 } from "@/lib/audit-log/sha256";
import { verifyPack } from "@/lib/audit-log/verifier/verify-pack";
import { openZip } from "@/lib/audit-log/verifier/zip";
import { allowChallenges, challengeLeaves, takeBackChallenges } from "@/lib/campaigns/challenge-leave";
import { challengeResults } from "@/lib/campaigns/challenge-queries";
import { closeNow } from "@/lib/campaigns/close";
import { progress, show as showCampaign } from "@/lib/campaigns/queries";
import { challengeNotice } from "@/lib/campaigns/schema";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { draftCampaign } from "@/lib/drafting/worker";
import { overrideEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { itemNeedScore } from "@/lib/evidence/need-queries";
import { read } from "@/lib/query";
import { askEither } from "@/lib/questions/ask-either";
import { ofItem, recipients } from "@/lib/questions/queries";
import { showBriefing } from "@/lib/reviews/briefing";
import { abstainEither, decideEither, openEither, reassignEither, revealEither } from "@/lib/reviews/either";
import { show } from "@/lib/reviews/queries";
import type { WorklistRow } from "@/lib/reviews/schema";
import { signOff } from "@/lib/reviews/sign-off";
import { page } from "@/lib/reviews/worklist-queries";
import { freshDatabase } from "@/lib/testing/database";
import { packFiles, refreshManifest } from "@/lib/testing/pack";
import { type WorldPerson, world } from "@/lib/testing/world";
import { requestExport, takeExport } from "./commands";
import { buildExport } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let restore: () => void;
let data: string;
let admin: WorldPerson;
let auditor: WorldPerson;
let owner: WorldPerson;
let bosses: WorldPerson[];

const HEADS = ["b0", "b1", "b2", "b3", "b4", "b5"];

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "countersign-challenges-"));
  restore = overrideEnv({ data });
  ({ handle, end } = await freshDatabase());
  const w = world();
  const people = Array.from({ length: 90 }, (_, i) => ({
    id: `p${String(i).padStart(3, "0")}`,
    name: `Person ${"abcdefghij"[i % 10]}${"klmnopqrs"[Math.floor(i / 10)]}`,
    managerId: HEADS[i % HEADS.length] ?? "",
    title: i % 2 === 0 ? "Clerk" : "Seller",
    department: i % 2 === 0 ? "Finance" : "Sales",
    employmentStatus: "active",
  }));
  const rights = ["read", "post", "close", "pay"];
  const { source } = await w.source("ERP", {
    identities: [...HEADS.map((id) => ({ id, name: `Boss ${id}`, employmentStatus: "active" })), ...people],
    applications: [{ id: "erp", name: "ERP" }],
    accounts: people.map((p) => ({
      id: `a-${p.id}`,
      applicationId: "erp",
      identityId: p.id,
      login: `u${p.id}`,
    })),
    entitlements: rights.map((id) => ({
      id,
      applicationId: "erp",
      name: `May ${id}`,
      description: `Lets its holder ${id}.`,
      privilege: id === "close" ? ("privileged" as const) : ("standard" as const),
    })),
    grants: people.flatMap((p, i) =>
      rights.map((id, k) => ({
        accountId: `a-${p.id}`,
        entitlementId: id,
        uses90d: (i + k) % 5 === 0 ? 0 : 9,
        lastUsedAt: new Date((i + k) % 5 === 0 ? "2026-02-01T00:00:00Z" : "2026-11-15T00:00:00Z"),
        grantedAt: new Date("2025-01-10T00:00:00Z"),
      })),
    ),
  });
  bosses = [];
  for (const id of HEADS) bosses.push(await w.person({ name: `Boss ${id}`, identity: { source, id } }));
  admin = await w.person({ name: "Ada Admin", roles: ["admin"] });
  auditor = await w.person({ name: "Aud Itor", roles: ["auditor"] });
  owner = await w.person({ name: "Cora Owner", roles: ["control_owner"] });
}, 120_000);
afterAll(async () => {
  await end();
  restore();
  rmSync(data, { recursive: true, force: true });
});

async function launched(name: string, on: boolean): Promise<string> {
  if (on) await execute(owner.ctx, allowChallenges, { campaign: name });
  const made = await launchNow(admin.ctx, {
    name,
    sources: ["ERP"],
    fallback: auditor.id,
    due: "2099-01-01",
    settings: { blindShare: 0, challengeItems: on },
  });
  await draftCampaign({ campaign: made.campaign });
  return made.campaign;
}

const madeUpIn = (of: string) => handle.db.select().from(challenge).where(eq(challenge.campaignId, of));
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.slug : String(error)),
  );

async function listOf(boss: WorldPerson, campaign: string) {
  const [own] = (await handle.db.select().from(review).where(eq(review.campaignId, campaign))).filter(
    (r) => r.reviewerId === boss.id,
  );
  if (!own) throw new Error("No list.");
  const all: WorklistRow[] = [];
  for (let after: string | undefined; ; ) {
    const got = await read(boss.ctx, page, { review: own.id, limit: 7, ...(after ? { after } : {}) });
    all.push(...got.rows);
    if (got.next === null) return { review: own.id, rows: all, groups: got.groups };
    after = got.next;
  }
}

type Outcome = "certify" | "revoke";
async function answer(boss: WorldPerson, id: string, outcome: Outcome) {
  const opened = await openEither(boss.ctx, { item: id });
  const exception =
    outcome === "certify" && opened.choices.keep.exception
      ? {
          exception: {
            reason: "It is needed for the year's end.",
            control: "The ledger is reconciled every week.",
            controlOwner: owner.id,
            until: opened.choices.keep.exception.until.suggestions[0]?.date ?? "",
          },
        }
      : {};
  return decideEither(boss.ctx, {
    item: id,
    key: `key-${id}-${opened.supersedes ?? "first"}-${outcome}`,
    outcome,
    reasonCode: "other",
    words: "Looked at it with the team.",
    evidence: opened.evidence,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: true,
    seconds: 0,
    inView: opened.view.facts.map((f) => f.id),
    ...exception,
  });
}

/** The shape of a value: its keys and the types of what they hold, whatever that is; the facts and choices of an item are its own. */
function shapeOf(value: unknown, depth = 0): unknown {
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  if (Array.isArray(value)) return "list";
  if (depth > 1) return "object";
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shapeOf(v, depth + 1)]));
}

describe("challenge items", () => {
  it("are launched only on a control owner's leave for that campaign, which is used once and can be taken back", async () => {
    const attempt = (name: string) =>
      launchNow(admin.ctx, {
        name,
        sources: ["ERP"],
        fallback: auditor.id,
        due: "2099-01-01",
        settings: { challengeItems: true },
      });
    expect(await refusal(attempt("Not allowed"))).toBe("challenges-not-allowed");
    expect(await refusal(execute(admin.ctx, allowChallenges, { campaign: "Not allowed" }))).toBe("role");
    const { leave } = await execute(owner.ctx, allowChallenges, { campaign: "Not allowed" });
    expect((await read(admin.ctx, challengeLeaves, {})).rows).toMatchObject([{ id: leave, mine: false }]);
    await execute(owner.ctx, takeBackChallenges, { leave });
    expect(await refusal(attempt("Not allowed"))).toBe("challenges-not-allowed");
    expect((await read(owner.ctx, challengeLeaves, {})).rows).toEqual([]);
  });

  it("I5 I9 I12: change nothing that is counted, decided, drafted, signed or exported, and cannot be told from any other", async () => {
    const without = await launched("Without", false);
    const withThem = await launched("With", true);
    const made = await madeUpIn(withThem);
    expect(made.length).toBe(Math.min(18, challengesWanted(360)));
    expect(new Set(made.map((m) => m.kind)).size).toBeGreaterThan(0);
    for (const boss of bosses) {
      const mine = made.filter((m) => m.reviewerId === boss.id).length;
      expect(mine).toBeLessThanOrEqual(3);
    }

    // The population, its equation and the counters are those of the same campaign without.
    const counted = async (of: string) => {
      const [c] = await handle.db.select().from(campaigns).where(eq(campaigns.id, of));
      const shown = await read(admin.ctx, showCampaign, { id: of });
      const lists = await handle.db.select().from(review).where(eq(review.campaignId, of));
      return {
        items: c?.items,
        tieOut: c?.tieOut,
        drafts: shown.drafts,
        decided: shown.decided,
        reviewers: shown.reviewers,
        lists: lists.map((l) => [l.reviewerId, l.items, l.decided]).sort(),
        rows: await handle.db.$count(item, eq(item.campaignId, of)),
        risks: await rows(
          handle.db,
          sql`SELECT risk, state, arm, draft_state, count(*)::int AS n FROM item WHERE campaign_id = ${of} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
        ),
      };
    };
    expect(await counted(withThem)).toEqual(await counted(without));

    const [boss = bosses[0]] = bosses.filter((b) => made.some((m) => m.reviewerId === b.id));
    if (!boss) throw new Error("Nobody has one.");
    const ours = made.filter((m) => m.reviewerId === boss.id);
    const list = await listOf(boss, withThem);
    const plain = await listOf(boss, without);
    expect(list.rows.length).toBe(plain.rows.length + ours.length);
    const ids = new Set(ours.map((m) => m.id));
    const [hidden] = list.rows.filter((r) => ids.has(r.id));
    const [real] = list.rows.filter((r) => !ids.has(r.id));
    if (!hidden || !real) throw new Error("No rows.");
    // A row, its id and an opened item have the shape of any other's.
    expect(shapeOf(hidden)).toEqual(shapeOf({ ...real, outcome: null }));
    expect(hidden.id.slice(0, 8)).toBe(real.id.slice(0, 8));
    expect(hidden.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(JSON.stringify(list.rows)).not.toMatch(/challenge|planted|made up/i);
    expect(list.rows.filter((r) => r.subjectKey === hidden.subjectKey)).toHaveLength(1);
    const detail = await read(boss.ctx, show, { review: list.review });
    expect(detail).toMatchObject({ items: list.rows.length, open: list.rows.length });
    // To have opened one is to have opened the list, for whoever watches over the campaign, and only for its own reviewer.
    const openedAt = async () =>
      (await read(admin.ctx, progress, { id: withThem })).rows.find((r) => r.reviewer === boss.id)?.openedAt;
    expect(await openedAt()).toBeNull();
    const openedMade = await openEither(boss.ctx, { item: hidden.id });
    const first = await openedAt();
    expect(first).toMatch(/^2/);
    const openedReal = await openEither(boss.ctx, { item: real.id });
    expect(await openedAt()).toBe(first);
    const [scoreMade, scoreReal] = [
      await read(boss.ctx, itemNeedScore, { item: hidden.id }),
      await read(boss.ctx, itemNeedScore, { item: real.id }),
    ];
    expect(scoreMade.weights).toEqual(scoreReal.weights);
    expect(scoreMade.abstained === "off").toBe(scoreReal.abstained === "off");
    expect(Object.keys(openedMade)).toEqual(Object.keys(openedReal));
    const { earlier: _, ...shape } = openedReal;
    const { earlier: __, ...same } = openedMade;
    expect(shapeOf(same)).toEqual(shapeOf(shape));
    expect(JSON.stringify(openedMade)).not.toMatch(/challenge|planted|made.up"?:\{/i);
    expect(openedMade.note).toMatchObject({ drafter: "Rule-based draft" });

    // Another reviewer's, and an overseer's, is not there.
    const other = bosses.find((b) => b.id !== boss.id);
    expect(await refusal(openEither(other?.ctx ?? admin.ctx, { item: hidden.id }))).toBe("item");
    expect(await refusal(openEither(auditor.ctx, { item: hidden.id }))).toBe("item");
    expect(await read(admin.ctx, challengeResults, { id: withThem })).toMatchObject({
      on: true,
      challenges: made.length,
      answered: 0,
      results: null,
    });

    // The draft opens as any; an answer needs what any decision needs, and says at once what it was.
    if (openedMade.draft) await revealEither(boss.ctx, { item: hidden.id, draft: openedMade.draft.id });
    const before = await handle.db.$count(decision);
    const said = await answer(boss, hidden.id, "revoke");
    expect(said).toMatchObject({ madeUp: { title: "This one was made up" }, waiting: null });
    expect(await handle.db.$count(decision)).toBe(before);
    expect(await answer(boss, hidden.id, "revoke")).toEqual(said);
    expect(await refusal(answer(boss, hidden.id, "certify"))).toBe("made-up");
    expect((await openEither(boss.ctx, { item: hidden.id })).madeUp?.planted).toContain("There is no");
    const [kept] = await handle.db
      .select()
      .from(challengeAnswer)
      .where(eq(challengeAnswer.challengeId, hidden.id));
    expect(kept).toMatchObject({ answer: "revoke", personId: boss.id, recommendationSeen: "before" });
    expect((await read(boss.ctx, show, { review: list.review })).items).toBe(list.rows.length - 1);
    const again = ours.find((m) => m.id !== hidden.id);
    let handed: string | undefined;
    if (again) {
      const knew = await abstainEither(boss.ctx, {
        item: again.id,
        key: `key-${again.id}`,
        missing: "whether_needed",
      });
      expect(knew).toMatchObject({ madeUp: { outcome: "not_known" } });
      // To hand one on is an answer too, and nobody gets it.
      const other = bosses.find((b) => b.id !== boss.id);
      const third = ours.find((m) => m.id !== hidden.id && m.id !== again.id);
      if (third && other) {
        const passed = await reassignEither(boss.ctx, {
          items: [third.id],
          to: other.id,
          reason: "Works in that team.",
          key: `pass-${third.id}`,
        });
        expect(passed).toMatchObject({ items: 0, madeUp: { outcome: "not_known" } });
        handed = third.id;
      }
    }

    // A sign-off asks for none of them: what nobody answered is gone when the rest is decided.
    for (const row of list.rows) if (!ids.has(row.id)) await answer(boss, row.id, "revoke");
    const left = ours.filter((m) => ![hidden.id, again?.id, handed].includes(m.id)).map((m) => m.id);
    const now = await listOf(boss, withThem);
    expect(now.rows.some((r) => left.includes(r.id))).toBe(false);
    await execute(boss.ctx, signOff, { review: list.review, key: "sign-off-once" });
  }, 240_000);

  it("can be asked about as any item can, and that is the answer", async () => {
    const id = await launched("Asked about", true);
    const [one] = await handle.db.select().from(challenge).where(eq(challenge.campaignId, id));
    const boss = bosses.find((b) => b.id === one?.reviewerId);
    if (!one || !boss) throw new Error("There is no challenge item.");
    const [real] = await handle.db.select().from(item).where(eq(item.id, one.madeAfter));
    const whom = async (of: string) =>
      (await read(boss.ctx, recipients, { item: of })).people.map((p) => ({
        ...p,
        why: p.why?.replace(one.subjectName, "X").replace(real?.subjectName ?? "", "X"),
        name: p.part === "holder" ? "X" : p.name,
      }));
    expect(await whom(one.id)).toEqual(await whom(one.madeAfter));
    expect(await read(boss.ctx, ofItem, { item: one.id })).toEqual([]);
    const other = bosses.find((b) => b.id !== boss.id);
    await expect(read(other?.ctx ?? boss.ctx, recipients, { item: one.id })).rejects.toMatchObject({
      code: "not_found",
    });
    const asked = {
      item: one.id,
      part: "admin" as const,
      question: "Is it still needed?",
      key: `ask-${one.id}`,
    };
    expect(await askEither(boss.ctx, asked)).toMatchObject({ madeUp: { outcome: "not_known" } });
    expect(await handle.db.$count(question)).toBe(0);
    expect((await read(boss.ctx, recipients, { item: one.id })).closed).toMatch(/decided/);
    await expect(askEither(boss.ctx, { ...asked, key: "another-key" })).rejects.toMatchObject({
      slug: "made-up",
    });
  }, 120_000);

  it("tell their reviewer before they start", async () => {
    const id = await launched("Told", true);
    const [own] = await handle.db.select().from(review).where(eq(review.campaignId, id));
    const boss = bosses.find((b) => b.id === own?.reviewerId) ?? bosses[0];
    const told = await read(boss?.ctx ?? admin.ctx, showBriefing, { review: own?.id ?? "" });
    expect(told.text).toContain(challengeNotice);
  }, 60_000);

  it("I4 I20: the pack tells them after the end, and the verifier draws them again and finds what was changed", async () => {
    const id = await launched("Packed", true);
    const made = await madeUpIn(id);
    const answered = made.slice(0, 4);
    for (const each of answered) {
      const boss = bosses.find((b) => b.id === each.reviewerId);
      if (boss) await answer(boss, each.id, each.factsSay === "keep" ? "certify" : "revoke");
    }
    const sealed = await transaction({ person: admin.id, reach: "all" }, (tx) =>
      tx.select().from(challengeSecret),
    );
    expect(sealed).toEqual([]);
    await closeNow(admin.ctx, { id });
    await sequence();
    const { export: made2 } = await perform(auditor.ctx, requestExport, { campaign: id });
    await buildExport({ export: made2 });
    const zip = openZip((await execute(auditor.ctx, takeExport, { export: made2 })).path);
    const files = new Map<string, Uint8Array>();
    for (const name of zip.names()) files.set(name, await zip.bytes(name));
    zip.close();
    const check = async (of: Map<string, Uint8Array>) => {
      const { checks } = await verifyPack(packFiles(of), { sha256, ed25519Verify, jwsVerify });
      return checks.find((c) => c.name === "challenges");
    };
    const whole = await verifyPack(packFiles(files), { sha256, ed25519Verify, jwsVerify });
    expect(whole.checks.filter((c) => c.ok === false)).toEqual([]);
    expect(await check(files)).toMatchObject({ ok: true });
    const csv = fromUtf8(files.get("challenges.csv") ?? new Uint8Array()) ?? "";
    expect(csv.trim().split("\n")).toHaveLength(made.length + 1);
    for (const name of [
      "items.csv",
      "decisions.csv",
      "population.csv",
      "assignments.csv",
      "evidence.jsonl",
      "drafts.jsonl",
    ])
      for (const each of made) expect(fromUtf8(files.get(name) ?? new Uint8Array())).not.toContain(each.id);

    const forged = async (change: (text: string) => string) => {
      const of = new Map(files);
      of.set("challenges.csv", toUtf8(change(csv)));
      refreshManifest(of);
      return check(of);
    };
    const [header = "", ...lines] = csv.trim().split("\n");
    const first = lines.find((l) => l.includes(answered[0]?.id ?? "-")) ?? "";
    const others = lines.filter((l) => l !== first);
    const [another = ""] = others;
    const join = (all: string[]) => `${[header, ...all].join("\n")}\n`;
    // An answer dropped, another answer claimed, a placement moved, a row left out, an item passed off as made up.
    const cells = first.split(",");
    const blank = [...cells.slice(0, 9), ...cells.slice(9).map(() => "")].join(",");
    expect(await forged(() => join([blank, ...others]))).toMatchObject({ ok: false });
    expect(
      await forged(() =>
        join([first.replace(",revoke,", ",certify,").replace(",certify,", ",modify,"), ...others]),
      ),
    ).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/answer of \S+ is "\w+", the log makes it/),
    });
    const after = [...cells];
    after[3] = another.split(",")[3] ?? "";
    expect(await forged(() => join([after.join(","), ...others]))).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/is not what leaf \d+ committed to/),
    });
    expect(await forged(() => join([another, ...others]))).toMatchObject({ ok: false });
    const moved = [...cells];
    moved[2] = another.split(",")[2] ?? "";
    expect(await forged(() => join([moved.join(","), ...others]))).toMatchObject({ ok: false });
    expect(await forged(() => join(others))).toMatchObject({ ok: false });
    const [anItem] = await handle.db.select().from(item).where(eq(item.campaignId, id)).limit(1);
    expect(await forged((text) => text.replaceAll(answered[1]?.id ?? "-", anItem?.id ?? ""))).toMatchObject({
      ok: false,
    });
    const gone = new Map(files);
    gone.delete("challenges.csv");
    refreshManifest(gone);
    expect(await check(gone)).toMatchObject({ ok: false });
  }, 240_000);
});
