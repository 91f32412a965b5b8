import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Handle, rows } from "@/db/client";
import { privatePayload } from "@/db/schema/decisions";
import { drafterVersion, evaluation } from "@/db/schema/drafts";
import { auditEvent } from "@/db/schema/log";
import { fromUtf8 } from "@/lib/audit-log/bytes";
import { execute } from "@/lib/command";
import { read } from "@/lib/query";
import { approved, evaluated } from "@/lib/testing/approved";
import { freshDatabase } from "@/lib/testing/database";
import { drafterSettings } from "@/lib/testing/drafters";
import { saysAs } from "@/lib/testing/model-answers";
import { fails, modelServer, says } from "@/lib/testing/model-server";
import { type WorldPerson, world } from "@/lib/testing/world";
import { setModel } from "./commands";
import { attachEvaluation, makeDraft, propose, saveDraft } from "./drafter-commands";
import { decide, retire, takeBack, withdraw } from "./drafter-decisions";
import { approvedVersion, inForce, inForceOf } from "./drafter-in-force";
import { page, version } from "./drafter-queries";
import { tryModel } from "./drafter-trial";
import { type ChosenSettings, type DrafterSettings, firstChoice } from "./drafters";
import { model } from "./queries";
import { specimen } from "./specimen";

let server: Awaited<ReturnType<typeof modelServer>>;
let handle: Handle;
let end: () => Promise<void>;
let maker: WorldPerson;
let checker: WorldPerson;
let auditor: WorldPerson;

beforeAll(async () => {
  server = await modelServer((_, response) => says(response, "{}"));
  vi.stubEnv("AI_BASE_URL", server.baseUrl);
  vi.stubEnv("AI_MODEL", "m-hosted");
  vi.stubEnv("AI_API_KEY", "key-of-the-test");
  vi.stubEnv("AI_LOCAL_BASE_URL", `${server.origin}/local/v1`);
  vi.stubEnv("AI_LOCAL_MODEL", "m-local");
  ({ handle, end } = await freshDatabase());
  maker = await world().person({ name: "Mina Holt", roles: ["admin"] });
  checker = await world().person({ name: "Cato Lind", roles: ["control_owner"] });
  auditor = await world().person({ name: "Aude Roy", roles: ["auditor"] });
});
afterAll(async () => {
  await end();
  await server.end();
  vi.unstubAllEnvs();
});
beforeEach(async () => {
  const { open, inForce: standing } = await view();
  if (open) await execute(maker.ctx, withdraw, { version: open.version });
  for (const v of standing) await execute(maker.ctx, retire, { version: v.version });
});

const view = (who = maker) => read(who.ctx, page, {});
const terms = drafterSettings().terms;
const chosen = (more: Partial<ChosenSettings> = {}): ChosenSettings => ({
  ...firstChoice,
  prompt: "recertification-1",
  terms,
  ...more,
});
const assessment =
  "Typed facts under pseudonyms go to Frankfurt, are not kept and train nothing; acceptable for access data.";

/** A draft of the maker's with these choices. */
async function drafted(more: Partial<ChosenSettings> = {}, connection: "hosted" | "local" = "hosted") {
  const made = await execute(maker.ctx, makeDraft, { connection });
  const saved = await execute(maker.ctx, saveDraft, {
    version: made.version,
    was: made.hash,
    settings: chosen(more),
  });
  return { ...saved, settings: await settingsOf(made.version) };
}

async function settingsOf(of: number): Promise<DrafterSettings> {
  return (await read(maker.ctx, version, { version: of })).settings;
}

async function proposed(more: Partial<ChosenSettings> = {}, connection: "hosted" | "local" = "hosted") {
  const draft = await drafted(more, connection);
  const id = await evaluated(draft.settings);
  await execute(maker.ctx, attachEvaluation, { version: draft.version, hash: draft.hash, evaluation: id });
  await execute(maker.ctx, propose, { version: draft.version, hash: draft.hash, reason: "A better one." });
  return { ...draft, evaluation: id };
}

const approve = (
  who: WorldPerson,
  v: { version: number; hash: string },
  more: { words?: string; signed?: string } = {},
) =>
  execute(who.ctx, decide, {
    version: v.version,
    hash: v.hash,
    verdict: "approve",
    words: more.words ?? assessment,
    signed: more.signed ?? "Cato Lind",
  });

/** The steps of a version in the log, in order. */
async function steps(of: number) {
  const found = await handle.db
    .select({ leaf: auditEvent.leaf })
    .from(auditEvent)
    .where(eq(auditEvent.type, "drafter.changed"))
    .orderBy(auditEvent.eventId);
  return found
    .map((f) => JSON.parse(fromUtf8(f.leaf) ?? "{}").data as Record<string, unknown>)
    .filter((d) => d.version === of);
}

describe("a version", () => {
  test("goes from draft over evaluation and proposal to approval by another person, each step in the log", async () => {
    const v = await proposed({ temperature: 100 });
    expect((await view()).open).toMatchObject({
      state: "proposed",
      reason: "A better one.",
      connection: "hosted",
      provider: "compatible",
      model: "m-hosted",
      evaluation: { id: v.evaluation, passed: true },
      problem: null,
    });
    await approve(checker, v);
    const { inForce: standing, open, history } = await view(auditor);
    expect(open).toBeNull();
    expect(standing).toHaveLength(1);
    expect(standing[0]).toMatchObject({
      version: v.version,
      hash: v.hash,
      madeBy: { name: "Mina Holt" },
      decidedBy: { name: "Cato Lind" },
      decisionReason: assessment,
      assessed: true,
      signed: "Cato Lind",
    });
    expect(history[0]).toMatchObject({ version: v.version, state: "in_force" });
    const log = await steps(v.version);
    expect(log.map((s) => s.step)).toEqual(["drafted", "edited", "evaluated", "proposed", "approved"]);
    expect(log.at(-1)).toMatchObject({
      connection: "hosted",
      model: "compatible/m-hosted",
      hash: `sha256:${v.hash}`,
      evaluation: `sha256:${"e".repeat(64)}`,
    });
    expect(await inForce(handle.db)).toMatchObject({ version: v.version, settings: { temperature: 100 } });
    expect(await approvedVersion(handle.db, v.version)).toMatchObject({ hash: v.hash });
  });

  test("is never approved by its maker, whatever roles they hold", async () => {
    const both = await world().person({ name: "Bo Ferro", roles: ["admin", "control_owner"] });
    const made = await execute(both.ctx, makeDraft, { connection: "local" });
    const settings = await settingsOf(made.version);
    const id = await evaluated(settings);
    await execute(both.ctx, attachEvaluation, { ...made, evaluation: id });
    await execute(both.ctx, propose, { ...made, reason: "Mine." });
    await expect(approve(both, made, { words: "Fine." })).rejects.toMatchObject({ slug: "maker" });
    expect((await view(both)).may).toMatchObject({ decide: false, withdraw: true });
    await expect(
      handle.db
        .update(drafterVersion)
        .set({
          state: "in_force",
          decidedBy: both.id,
          decidedAt: new Date(),
          decisionReasonId: id,
        })
        .where(eq(drafterVersion.version, made.version)),
    ).rejects.toMatchObject({
      cause: { message: expect.stringContaining("drafter_checker_is_another") },
    });
  });

  test("is not approved by whoever may not, nor by the command line", async () => {
    const v = await proposed();
    await expect(approve(auditor, v)).rejects.toMatchObject({ code: "forbidden" });
    const operator = await world().operator();
    await expect(
      execute(operator.ctx, decide, { ...v, verdict: "approve", words: assessment, signed: "Cato Lind" }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  test("that was refused never takes effect, and says why", async () => {
    const v = await proposed();
    await execute(checker.ctx, decide, {
      version: v.version,
      hash: v.hash,
      verdict: "refuse",
      words: "The terms are of last year.",
    });
    const { history, inForce: standing } = await view();
    expect(standing).toEqual([]);
    expect(history[0]).toMatchObject({
      state: "refused",
      decisionReason: "The terms are of last year.",
      assessed: false,
    });
  });

  test("is taken back by its maker alone, withdrawn, and stays in the history", async () => {
    const v = await proposed();
    const other = await world().person({ name: "Otto Beck", roles: ["admin"] });
    await expect(execute(other.ctx, takeBack, { version: v.version })).rejects.toMatchObject({
      slug: "not-proposed",
    });
    await execute(maker.ctx, takeBack, { version: v.version });
    expect((await view()).open).toMatchObject({ state: "draft", reason: null, proposedAt: null });
    await execute(other.ctx, withdraw, { version: v.version });
    expect((await view()).history[0]).toMatchObject({ version: v.version, state: "withdrawn" });
  });

  test("is its maker's to change; one is open at a time, and another window's change is not written over", async () => {
    const { version: of, hash } = await drafted();
    const other = await world().person({ name: "Otto Beck", roles: ["admin"] });
    const save = (who: WorldPerson, was: string) =>
      execute(who.ctx, saveDraft, { version: of, was, settings: chosen({ atOnce: 9 }) });
    await expect(save(other, hash)).rejects.toMatchObject({ slug: "not-maker" });
    await expect(save(maker, "0".repeat(64))).rejects.toMatchObject({ slug: "changed" });
    await expect(execute(other.ctx, makeDraft, { connection: "local" })).rejects.toMatchObject({
      slug: "open",
    });
    await expect(execute(auditor.ctx, makeDraft, { connection: "local" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(
      execute(maker.ctx, saveDraft, { version: of, was: hash, settings: chosen() }),
    ).rejects.toMatchObject({ slug: "same" });
    await expect(
      execute(maker.ctx, saveDraft, {
        version: of,
        was: hash,
        settings: chosen({ prompt: "recertification-99" }),
      }),
    ).rejects.toMatchObject({ slug: "prompt" });
  });

  test("of one connection leaves that of the other in force; of the same it takes its place", async () => {
    const hosted = await proposed();
    await approve(checker, hosted);
    const local = await proposed({ terms: null, price: null }, "local");
    await approve(checker, local, { words: "Ours.", signed: "" });
    expect((await view()).inForce.map((v) => [v.version, v.connection, v.assessed])).toEqual([
      [hosted.version, "hosted", true],
      [local.version, "local", false],
    ]);
    expect(await inForce(handle.db)).toMatchObject({ version: hosted.version });
    expect(await inForceOf(handle.db, "local")).toMatchObject({ version: local.version });
    const next = await proposed({ atOnce: 8 });
    expect((await view()).open?.basedOn).toBe(hosted.version);
    await approve(checker, next);
    expect((await view()).inForce.map((v) => v.version)).toEqual([next.version, local.version]);
    expect(await approvedVersion(handle.db, hosted.version)).toMatchObject({ version: hosted.version });
    await execute(maker.ctx, retire, { version: next.version });
    expect(await inForce(handle.db)).toMatchObject({ version: local.version });
    expect((await steps(next.version)).at(-1)).toMatchObject({ step: "retired" });
    await expect(execute(maker.ctx, retire, { version: next.version })).rejects.toMatchObject({
      slug: "not-in-force",
    });
  });
});

describe("what a version needs", () => {
  test("a hosted one: the provider's terms, an assessment of 40 characters, and the approver's own name under it", async () => {
    const bare = await drafted({ terms: null });
    const id = await evaluated(bare.settings);
    await execute(maker.ctx, attachEvaluation, { version: bare.version, hash: bare.hash, evaluation: id });
    await expect(
      execute(maker.ctx, propose, { version: bare.version, hash: bare.hash, reason: "As it is." }),
    ).rejects.toMatchObject({ slug: "no-terms", fields: { terms: expect.any(String) } });
    await execute(maker.ctx, withdraw, { version: bare.version });

    const v = await proposed();
    await expect(approve(checker, v, { words: "Looks fine to me." })).rejects.toMatchObject({
      slug: "short-assessment",
    });
    await expect(approve(checker, v, { signed: "Somebody Else" })).rejects.toMatchObject({
      slug: "not-signed",
      fields: { signed: "Write your name: Cato Lind." },
    });
    await approve(checker, v, { signed: "  cato  lind " });
    const [row] = await handle.db.select().from(drafterVersion).where(eq(drafterVersion.version, v.version));
    const [kept] = await handle.db
      .select()
      .from(privatePayload)
      .where(eq(privatePayload.id, row?.assessmentId ?? ""));
    expect(JSON.parse(kept?.payload ?? "{}")).toEqual({ words: assessment, signed: "cato  lind" });
  });

  test("a hosted one is not in force without its assessment or terms, whoever writes the row", async () => {
    const v = await proposed();
    const force = (set: object) =>
      handle.db
        .update(drafterVersion)
        .set({
          state: "in_force",
          decidedBy: checker.id,
          decidedAt: new Date(),
          decisionReasonId: v.evaluation,
          ...set,
        })
        .where(eq(drafterVersion.version, v.version));
    await expect(force({})).rejects.toMatchObject({
      cause: { message: expect.stringContaining("drafter_assessed") },
    });
    await expect(force({ settings: { ...v.settings, terms: null } })).rejects.toMatchObject({
      cause: { message: expect.stringContaining("nor be rewritten") },
    });
  });

  test("an evaluation that passed, of exactly these settings; a change lets it go", async () => {
    const v = await drafted();
    await expect(
      execute(maker.ctx, propose, { version: v.version, hash: v.hash, reason: "Now." }),
    ).rejects.toMatchObject({ slug: "no-evaluation" });
    const attach = (evaluationId: string, hash = v.hash) =>
      execute(maker.ctx, attachEvaluation, { version: v.version, hash, evaluation: evaluationId });
    await expect(attach(await evaluated(drafterSettings({ model: "m-other" })))).rejects.toMatchObject({
      slug: "other-evaluation",
    });
    await expect(attach(await evaluated(v.settings, { passed: false }))).rejects.toMatchObject({
      slug: "failed-evaluation",
    });
    await expect(attach(await evaluated(v.settings, { kind: "regression" }))).rejects.toMatchObject({
      slug: "no-evaluation",
    });
    const good = await evaluated(v.settings);
    await attach(good);
    expect((await view()).evaluations.map((e) => [e.id, e.passed])).toContainEqual([good, true]);
    const saved = await execute(maker.ctx, saveDraft, {
      version: v.version,
      was: v.hash,
      settings: chosen({ atOnce: 7 }),
    });
    expect((await view()).open?.evaluation).toBeNull();
    await expect(
      execute(maker.ctx, propose, { version: v.version, hash: saved.hash, reason: "Now." }),
    ).rejects.toMatchObject({ slug: "no-evaluation" });
    await expect(
      handle.db
        .update(drafterVersion)
        .set({ state: "proposed", evaluationId: good, proposedAt: new Date() })
        .where(eq(drafterVersion.version, v.version)),
    ).rejects.toMatchObject({
      cause: { message: expect.stringContaining("no evaluation of these settings") },
    });
  });

  test("an evaluation is never changed", async () => {
    const id = await evaluated(drafterSettings(), { passed: false });
    await expect(
      handle.db.update(evaluation).set({ passed: true }).where(eq(evaluation.id, id)),
    ).rejects.toThrow();
  });
});

describe("I18: the switch", () => {
  test("is turned on only for a version in force that the server reaches, and off at any time", async () => {
    await expect(execute(maker.ctx, setModel, { model: "on" })).rejects.toMatchObject({
      slug: "no-model",
      message: expect.stringContaining("No version has been approved"),
    });
    const address = server.origin;
    await approved({ address });
    expect(await read(auditor.ctx, model, {})).toEqual({
      switch: "off",
      by: "rules",
      inForce: "m-hosted",
      drafter: "Rule-based draft",
      currency: "EUR",
      why: "Drafting with a model is switched off.",
    });
    await execute(maker.ctx, setModel, { model: "on" });
    expect((await view()).now).toEqual({ by: "model", name: "m-hosted", why: null });
    await expect(execute(checker.ctx, setModel, { model: "off" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await execute(maker.ctx, setModel, { model: "off" });
    expect((await view()).now.by).toBe("rules");
  });

  test("does nothing where the environment has another model or address than was approved, and says so", async () => {
    await approved({ address: server.origin, model: "m-older" });
    const said =
      "The server is set up for m-hosted (compatible), and m-older (compatible) is what was approved.";
    await expect(execute(maker.ctx, setModel, { model: "on" })).rejects.toMatchObject({ message: said });
    await approved({ address: server.origin });
    await execute(maker.ctx, setModel, { model: "on" });
    await approved({ address: server.origin, model: "m-older" });
    expect((await view()).now).toEqual({ by: "rules", name: "Rules", why: said });
    expect((await view()).inForce[0]?.problem).toBe(said);
    await approved({ address: "https://models.example" });
    expect((await view()).now.why).toContain("https://models.example is what was approved");
    await execute(maker.ctx, setModel, { model: "off" });
  });
});

describe("the live test", () => {
  const good = JSON.stringify({
    claims: [{ predicate: "unused", evidence: "E2", value: "223 days, since 2025-06-03", stance: "remove" }],
    counter: null,
    unknowns: [],
    questions: [],
    recommendation: "insufficient_evidence",
    judgement: null,
  });

  test("asks once about a made-up item, says what came of it, and leaves nothing behind", async () => {
    const before = await counts();
    server.behave((_, response) => saysAs("compatible", response, good));
    const result = await tryModel(maker.ctx, { connection: "hosted" }, ticking());
    expect(result).toEqual({
      usable: true,
      said: "It answered, and the answer was usable.",
      latencyMs: 10,
      inputTokens: 900,
      cachedTokens: 400,
      outputTokens: 120,
      modelReturned: "m-1-2026-10-01",
      fingerprint: "fp_44709d6fcb",
      claims: { held: 1, fell: 0 },
    });
    expect(server.calls).toHaveLength(1);
    expect(server.calls[0]?.headers.authorization).toBe("Bearer key-of-the-test");
    const sent = JSON.stringify(server.calls[0]?.body);
    expect(sent).not.toContain(specimen.subject.name);
    expect(await counts()).toEqual(before);
  });

  test("says the one cause where it fails, and no word of what the server sent", async () => {
    server.behave((_, response) => fails(response, 401));
    const refused = await tryModel(maker.ctx, { connection: "hosted" }, ticking());
    expect(refused).toMatchObject({ usable: false, said: "The model's server refused the call (401)." });
    server.behave((_, response) => fails(response, 500));
    const failed = await tryModel(maker.ctx, { connection: "hosted" }, ticking());
    expect(failed.said).toBe("The model's server failed (500).");
    expect(server.calls).toHaveLength(1);
    expect(JSON.stringify([refused, failed])).not.toContain("sk-live");
  });

  test("of an answer that nothing can be made of says that", async () => {
    server.behave((_, response) => says(response, "I would keep it."));
    expect(await tryModel(maker.ctx, { connection: "local" }, ticking())).toMatchObject({
      usable: false,
      said: "The model's answer was not in the form it was asked for.",
    });
    expect(server.calls).toHaveLength(1);
    expect(server.calls[0]?.path).toBe("/local/v1/chat/completions");
    expect(server.calls[0]?.headers.authorization).toBeUndefined();
  });

  test("is an administrator's", async () => {
    server.behave((_, response) => says(response, good));
    await expect(tryModel(auditor.ctx, { connection: "hosted" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(tryModel(checker.ctx, { connection: "hosted" })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(server.calls).toHaveLength(0);
  });

  /** Ten milliseconds from each look to the next. */
  function ticking() {
    let at = 0;
    return () => {
      at += 10;
      return at;
    };
  }

  async function counts() {
    const tables = ["draft", "draft_task", "served", "audit_event", "private_payload", "campaign_drafting"];
    const found = await rows<{ n: number }>(
      handle.db,
      sql.raw(tables.map((t) => `SELECT count(*)::int AS n FROM ${t}`).join(" UNION ALL ")),
    );
    return found.map((f) => f.n);
  }
});
