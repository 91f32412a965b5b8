import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Handle, rows } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { evidencePacket } from "@/db/schema/evidence";
import { ruleSetVersion } from "@/db/schema/rules";
import { coverage } from "@/lib/campaigns/coverage";
import { stageWhole } from "@/lib/campaigns/whole-stage";
import { launchNow } from "@/lib/campaigns/worker";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { rulesHash } from "@/lib/evidence/rule-hash";
import { nameOf, type Rule, rule, starterRules } from "@/lib/evidence/rules";
import { queue } from "@/lib/jobs/queue";
import { read } from "@/lib/query";
import { type Company, company, today } from "@/lib/testing/company";
import { freshDatabase } from "@/lib/testing/database";
import { type WorldPerson, world } from "@/lib/testing/world";
import { askDryRun, decide, makeDraft, propose, saveDraft, takeBack, withdraw } from "./commands";
import { entitlements, page, version, vocabulary } from "./queries";
import { runDryRun } from "./worker";

let handle: Handle;
let end: () => Promise<void>;
let c: Company;
let maker: WorldPerson;
let checker: WorldPerson;
let auditor: WorldPerson;
beforeAll(async () => {
  ({ handle, end } = await freshDatabase());
  await queue();
  c = await at(today, () => company());
  maker = await world().person({ name: "Mina Roy", roles: ["admin"] });
  checker = await world().person({ name: "Cato Lind", roles: ["control_owner"] });
  auditor = await world().person({ name: "Audra Fox", roles: ["auditor"] });
});
afterAll(() => end());

const view = (who = maker) => read(who.ctx, page, {});
const stays = async <T>(work: () => Promise<T>) => at(today, work);

/** What is open is given up, so that each test begins with the version in force alone. */
beforeEach(async () => {
  const { open } = await view();
  if (open) await execute(maker.ctx, withdraw, { version: open.version });
});

const strict = (rules: readonly Rule[], days = 7) =>
  rules.map((r) =>
    r.type === "unused"
      ? rule.parse({ ...r, params: { access: "any", days }, name: nameOf("unused", { access: "any", days }) })
      : r,
  );

async function drafted(rules: (from: readonly Rule[]) => Rule[] = strict) {
  const { version: v, hash } = await execute(maker.ctx, makeDraft, {});
  const { inForce } = await view();
  return execute(maker.ctx, saveDraft, { version: v, was: hash, rules: rules(inForce.rules) });
}

async function tried(rules?: (from: readonly Rule[]) => Rule[]) {
  const draft = await drafted(rules);
  await stays(() => runDryRun(draft, stageWhole));
  return draft;
}

const leaves = () =>
  rows<{ actor: string; step: string; version: number }>(
    handle.db,
    sql`SELECT actor_kind AS actor, convert_from(leaf, 'UTF8')::jsonb -> 'data' ->> 'step' AS step,
      (convert_from(leaf, 'UTF8')::jsonb -> 'data' ->> 'version')::int AS version
      FROM audit_event WHERE type = 'rule.changed' ORDER BY id`,
  );

describe("the starter set", () => {
  test("is version 1, in force from the start, made by nobody, and what the program has", async () => {
    const { inForce, history } = await view(auditor);
    expect(inForce).toMatchObject({
      version: 1,
      state: "in_force",
      madeBy: null,
      decidedBy: null,
      basedOn: null,
    });
    expect(inForce.rules).toEqual(starterRules);
    expect(inForce.hash).toBe(rulesHash(starterRules));
    expect(history.map((v) => v.version)).toContain(1);
  });
});

describe("maker and checker", () => {
  test("I15: a version takes effect once another person has approved it, each step in the log, and for later launches only", async () => {
    const before = await stays(() =>
      launchNow(c.admin.ctx, {
        name: "Before",
        sources: ["Ledger export"],
        fallback: "fay@example.com",
        due: "2026-12-01",
        settings: { blindShare: 0 },
      }),
    );
    const { version: v, hash } = await tried();
    const { open } = await view();
    expect(open?.dryRun).toMatchObject({ state: "done", hash, against: 1 });
    await execute(maker.ctx, propose, { version: v, hash, reason: "Unused access is kept too long." });
    await expect(
      execute(maker.ctx, decide, { version: v, hash, verdict: "approve", reason: "I say so." }),
    ).rejects.toMatchObject({ slug: "maker" });
    await execute(checker.ctx, decide, {
      version: v,
      hash,
      verdict: "approve",
      reason: "The numbers are right.",
    });
    const now = await view(auditor);
    expect(now.inForce).toMatchObject({
      version: v,
      madeBy: { name: "Mina Roy" },
      decidedBy: { name: "Cato Lind" },
      reason: "Unused access is kept too long.",
      decisionReason: "The numbers are right.",
    });
    expect(now.open).toBeNull();
    expect(now.history.find((h) => h.version === 1)).toMatchObject({ state: "superseded", campaigns: 1 });
    expect((await leaves()).filter((l) => l.version === v)).toEqual([
      { actor: "person", step: "drafted", version: v },
      { actor: "person", step: "edited", version: v },
      { actor: "system:rules", step: "dry_run", version: v },
      { actor: "person", step: "proposed", version: v },
      { actor: "person", step: "approved", version: v },
    ]);
    const after = await stays(() =>
      launchNow(c.admin.ctx, {
        name: "After",
        sources: ["Ledger export"],
        fallback: "fay@example.com",
        due: "2026-12-01",
        settings: { blindShare: 0 },
      }),
    );
    for (const [id, wanted, first] of [
      [before.campaign, `rules-1@${rulesHash(starterRules).slice(0, 12)}`, "rules-1"],
      [after.campaign, `rules-${v}@${hash.slice(0, 12)}`, `rules-${v}`],
    ] as const) {
      const [logged] = await rows<{ rules: string }>(
        handle.db,
        sql`SELECT convert_from(leaf, 'UTF8')::jsonb -> 'refs' ->> 'rules' AS rules FROM audit_event
          WHERE type = 'campaign.launched' AND campaign_id = ${id}`,
      );
      expect(logged?.rules).toBe(wanted);
      const sets = await rows<{ set: string }>(
        handle.db,
        sql`SELECT DISTINCT p.body::jsonb -> 'rules' ->> 'set' AS set FROM evidence_packet p JOIN item i ON i.id = p.item_id
          WHERE i.campaign_id = ${id}`,
      );
      expect(sets).toEqual([{ set: first }]);
      const [frozen] = await handle.db.select().from(campaign).where(eq(campaign.id, id));
      expect(frozen?.settings).toMatchObject({ rules: { version: Number(first.slice(6)) } });
    }
  });

  test("I15: the database refuses a decision of the maker, and one without the dry run of these rules", async () => {
    const { version: v } = await tried((r) => strict(r, 8));
    const write = (set: Partial<typeof ruleSetVersion.$inferInsert>) =>
      handle.db.update(ruleSetVersion).set(set).where(eq(ruleSetVersion.version, v));
    await write({ state: "proposed", proposedAt: today });
    await expect(write({ state: "refused", decidedBy: maker.id, decidedAt: today })).rejects.toMatchObject({
      cause: { constraint: "rule_set_checker_is_another" },
    });
    await expect(write({ rules: [] })).rejects.toThrow();
    await expect(write({ state: "superseded" })).rejects.toThrow();
    await write({ state: "draft", proposedAt: null });
    await write({ dryRun: null });
    await expect(write({ state: "proposed" })).rejects.toMatchObject({
      cause: { constraint: "rule_set_dry_run" },
    });
    await expect(handle.db.delete(ruleSetVersion).where(eq(ruleSetVersion.version, v))).rejects.toThrow();
  });

  test("a refusal leaves the version in force as it is, with the reason", async () => {
    const { version: v, hash } = await tried((r) => strict(r, 9));
    const was = (await view()).inForce.version;
    await execute(maker.ctx, propose, { version: v, hash, reason: "Try it." });
    await execute(checker.ctx, decide, {
      version: v,
      hash,
      verdict: "refuse",
      reason: "Too strict for now.",
    });
    const now = await view();
    expect(now.inForce.version).toBe(was);
    expect(now.history.find((h) => h.version === v)).toMatchObject({
      state: "refused",
      decisionReason: "Too strict for now.",
    });
    expect((await read(auditor.ctx, version, { version: v })).dryRun).toMatchObject({ state: "done", hash });
  });

  test("nothing is proposed that was not tried as it stands, or that changes nothing", async () => {
    const { version: v, hash } = await execute(maker.ctx, makeDraft, {});
    await expect(
      execute(maker.ctx, propose, { version: v, hash, reason: "As it is." }),
    ).rejects.toMatchObject({ slug: "no-change" });
    const { inForce } = await view();
    const first = await execute(maker.ctx, saveDraft, {
      version: v,
      was: hash,
      rules: strict(inForce.rules, 10),
    });
    await stays(() => runDryRun(first, stageWhole));
    const second = await execute(maker.ctx, saveDraft, {
      version: v,
      was: first.hash,
      rules: strict(inForce.rules, 11),
    });
    await expect(
      execute(maker.ctx, propose, { version: v, hash: second.hash, reason: "Untried." }),
    ).rejects.toMatchObject({ slug: "no-dry-run" });
    await expect(
      execute(maker.ctx, propose, { version: v, hash: first.hash, reason: "The one before." }),
    ).rejects.toMatchObject({ slug: "changed" });
  });

  test("only its maker works on a draft; there is one at a time, and another window's change is not written over", async () => {
    const { version: v, hash } = await drafted((r) => strict(r, 12));
    const { inForce } = await view();
    const other = await world().person({ name: "Otto Beck", roles: ["admin"] });
    const save = (who: WorldPerson, was: string) =>
      execute(who.ctx, saveDraft, { version: v, was, rules: strict(inForce.rules, 13) });
    await expect(save(other, hash)).rejects.toMatchObject({ slug: "not-maker" });
    await expect(save(maker, "0".repeat(64))).rejects.toMatchObject({ slug: "changed" });
    await expect(execute(other.ctx, makeDraft, {})).rejects.toMatchObject({ slug: "open" });
    await expect(perform(other.ctx, askDryRun, { version: v })).rejects.toMatchObject({ slug: "not-maker" });
    await expect(execute(auditor.ctx, makeDraft, {})).rejects.toMatchObject({ code: "forbidden" });
    expect((await view(other)).may).toEqual({ make: false, edit: false, withdraw: true, decide: false });
    expect((await view(auditor)).may).toEqual({ make: false, edit: false, withdraw: false, decide: false });
    expect((await view(maker)).may).toEqual({ make: false, edit: true, withdraw: true, decide: false });
  });

  test("a rule that has been in force is switched off, never taken out", async () => {
    await expect(drafted((r) => r.filter((x) => x.id !== "leaver"))).rejects.toMatchObject({
      slug: "rule-gone",
    });
  });

  test("a proposal is taken back by its maker, and a draft withdrawn stays in the history", async () => {
    const { version: v, hash } = await tried((r) => strict(r, 14));
    await execute(maker.ctx, propose, { version: v, hash, reason: "Have a look." });
    await expect(execute(checker.ctx, takeBack, { version: v })).rejects.toMatchObject({
      slug: "not-proposed",
    });
    expect((await view(checker)).may).toMatchObject({ decide: true, edit: false });
    await execute(maker.ctx, takeBack, { version: v });
    expect((await view()).open).toMatchObject({ state: "draft", proposedAt: null, reason: null });
    await execute(checker.ctx, withdraw, { version: v });
    expect((await view()).history.find((h) => h.version === v)?.state).toBe("withdrawn");
  });

  test("the command line may make a version and never decides one", async () => {
    const operator = await world().operator();
    const { version: v, hash } = await tried((r) => strict(r, 15));
    await execute(maker.ctx, propose, { version: v, hash, reason: "Have a look." });
    await expect(
      execute(operator.ctx, decide, { version: v, hash, verdict: "approve", reason: "Fine." }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("the dry run", () => {
  test("asks of the population what a launch would, beside the version in force, and writes no evidence", async () => {
    const packets = await handle.db.$count(evidencePacket);
    const { version: v } = await tried((r) => strict(r, 16));
    const { open } = await view();
    if (open?.dryRun?.state !== "done") throw new Error("There is no dry run.");
    expect(open.version).toBe(v);
    expect(open.dryRun.sources.map((s) => s.name)).toContain("Ledger export");
    expect(open.dryRun.items).toBeGreaterThan(0);
    expect(open.dryRun.rules.map((r) => r.id)).toEqual(starterRules.map((r) => r.id));
    for (const r of open.dryRun.rules)
      expect((r.before?.failed ?? 0) - r.gone + r.added, r.id).toBe(r.after?.failed ?? 0);
    expect(await handle.db.$count(evidencePacket)).toBe(packets);
  });

  test("of a draft that is another by now says nothing", async () => {
    const draft = await drafted((r) => strict(r, 17));
    await runDryRun({ ...draft, hash: "0".repeat(64) }, stageWhole);
    expect((await view()).open?.dryRun).toBeNull();
  });

  test("that fails keeps the sentence on the draft, and the draft cannot be proposed", async () => {
    const draft = await drafted((r) => strict(r, 18));
    await expect(
      runDryRun(draft, async () => {
        throw new Error("out of room");
      }),
    ).rejects.toThrow("out of room");
    const { open } = await view();
    expect(open?.dryRun).toMatchObject({ state: "failed", hash: draft.hash });
    expect(JSON.stringify(open?.dryRun)).not.toContain("out of room");
    await expect(execute(maker.ctx, propose, { ...draft, reason: "Anyway." })).rejects.toMatchObject({
      slug: "no-dry-run",
    });
  });
});

describe("the editor", () => {
  test("offers what the sources in force name", async () => {
    const words = await read(auditor.ctx, vocabulary, {});
    expect(words.applications.length).toBeGreaterThan(0);
    expect(words.departments).toEqual([...words.departments].sort());
    const { rows: found } = await read(auditor.ctx, entitlements, { q: "" });
    expect(found.length).toBeGreaterThan(0);
    expect((await read(auditor.ctx, entitlements, { q: "100%_none" })).rows).toEqual([]);
  });
});

describe("coverage", () => {
  test("I8: counts, of each rule and application, what passed, failed and could not be evaluated, as the packets have it", async () => {
    const made = await stays(() =>
      launchNow(c.admin.ctx, {
        name: "Covered",
        sources: ["Ledger export"],
        fallback: "fay@example.com",
        due: "2026-12-01",
        settings: { blindShare: 0 },
      }),
    );
    const found = await read(auditor.ctx, coverage, { campaign: made.campaign });
    const [packets] = await rows<{ passed: number; failed: number; unknown: number }>(
      handle.db,
      sql`SELECT sum(rules_passed)::int AS passed, sum(findings)::int AS failed, sum(rules_unknown)::int AS unknown
        FROM item WHERE campaign_id = ${made.campaign}`,
    );
    const sum = (of: "passed" | "failed" | "unknown") => found.cells.reduce((n, cell) => n + cell[of], 0);
    expect({ passed: sum("passed"), failed: sum("failed"), unknown: sum("unknown") }).toEqual(packets);
    for (const cell of found.cells) expect(cell.lacks.length > 0, cell.rule).toBe(cell.unknown > 0);
    expect((await read(auditor.ctx, coverage, {})).campaign).toBe(made.campaign);
  });
});
