import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Handle } from "@/db/client";
import { evaluation } from "@/db/schema/drafts";
import { auditEvent } from "@/db/schema/log";
import { fromUtf8 } from "@/lib/audit-log/bytes";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { env, overrideEnv } from "@/lib/env";
import { drain } from "@/lib/jobs/drain";
import { handlers } from "@/lib/jobs/handlers";
import { read } from "@/lib/query";
import { freshDatabase } from "@/lib/testing/database";
import { drafterSettings } from "@/lib/testing/drafters";
import { scriptedModel } from "@/lib/testing/scripted-models";
import { type WorldPerson, world } from "@/lib/testing/world";
import { attachEvaluation, makeDraft, saveDraft } from "./drafter-commands";
import { withdraw } from "./drafter-decisions";
import { page, version } from "./drafter-queries";
import { firstChoice } from "./drafters";
import { evaluate } from "./evaluation";
import { askEvaluation, recordEvaluation } from "./evaluation-commands";
import { setEvaluationProgress } from "./evaluation-progress";
import { evaluationShown, evaluations } from "./evaluation-queries";
import { evaluationHash } from "./evaluation-result";
import { evaluateVersion, runRegression } from "./evaluation-run";
import { realPace } from "./pace";
import { currentVersion } from "./prompt";
import { regression, regressionSet } from "./regression";
import { drafting } from "./run";

let server: Awaited<ReturnType<typeof scriptedModel>>;
let handle: Handle;
let end: () => Promise<void>;
let maker: WorldPerson;
let auditor: WorldPerson;

beforeAll(async () => {
  server = await scriptedModel("honest");
  vi.stubEnv("AI_LOCAL_BASE_URL", server.baseUrl);
  vi.stubEnv("AI_LOCAL_MODEL", "m-local");
  ({ handle, end } = await freshDatabase());
  maker = await world().person({ name: "Mina Holt", roles: ["admin"] });
  auditor = await world().person({ name: "Aude Roy", roles: ["auditor"] });
});
afterAll(async () => {
  await end();
  await server.end();
  vi.unstubAllEnvs();
});
beforeEach(async () => {
  setEvaluationProgress(null);
  const { open } = await read(maker.ctx, page, {});
  if (open) await execute(maker.ctx, withdraw, { version: open.version });
});

/** A draft of a version of the local model. */
async function drafted() {
  const made = await execute(maker.ctx, makeDraft, { connection: "local" });
  return execute(maker.ctx, saveDraft, {
    version: made.version,
    was: made.hash,
    settings: {
      ...firstChoice,
      terms: null,
      prompt: currentVersion,
      price: drafterSettings().price,
      atOnce: 8,
    },
  });
}

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

describe("an evaluation of a version", () => {
  test("asked for on the screen is run by the job, stored with its hash, logged, and stands with the version", async () => {
    const draft = await drafted();
    await perform(maker.ctx, askEvaluation, { version: draft.version });
    expect((await drain(handlers)).failed).toEqual([]);
    const { evaluations: all, progress } = await read(auditor.ctx, evaluations, { version: draft.version });
    expect(progress).toBeNull();
    expect(all).toHaveLength(1);
    const [row] = all;
    expect(row).toMatchObject({
      kind: "evaluation",
      version: draft.version,
      set: regression.name,
      by: { name: "Mina Holt" },
      passed: true,
      modelReturned: "m",
      summary: { packets: regressionSet().cases.length, escaped: 0, currency: "EUR" },
    });
    const { evaluation: shown, before } = await read(auditor.ctx, evaluationShown, { id: row?.id ?? "" });
    expect(before).toBeNull();
    expect(evaluationHash(shown.result)).toBe(row?.hash);
    expect(await steps(draft.version)).toContainEqual(
      expect.objectContaining({
        step: "evaluated",
        evaluation: `sha256:${row?.hash}`,
        hash: `sha256:${draft.hash}`,
        returned: "m",
      }),
    );
    await execute(maker.ctx, attachEvaluation, {
      version: draft.version,
      hash: draft.hash,
      evaluation: row?.id ?? "",
    });
    expect((await read(maker.ctx, version, { version: draft.version })).evaluation?.id).toBe(row?.id);
  });

  test("of settings that changed meanwhile is not kept", async () => {
    const draft = await drafted();
    const result = await evaluate({ settings: null }, { name: "s", cases: [] }, { ...realPace, salt: "s" });
    await expect(
      execute(drafting, recordEvaluation, { version: draft.version, kind: "evaluation", result, by: null }),
    ).rejects.toMatchObject({ code: "conflict", slug: "changed" });
  });

  test("is the portal's own to record, and cannot be rewritten", async () => {
    const draft = await drafted();
    const stored = await runRegression(draft.version);
    expect(stored).toMatchObject({ passed: true, why: null });
    const [row] = await handle.db.select().from(evaluation).where(eq(evaluation.id, stored.id));
    expect(row).toMatchObject({ kind: "regression", hash: stored.evaluation, byId: null });
    await expect(
      handle.db.update(evaluation).set({ passed: false }).where(eq(evaluation.id, stored.id)),
    ).rejects.toMatchObject({ cause: { code: "42501" } });
    const result = row?.result as Parameters<typeof evaluationHash>[0];
    await expect(
      execute(maker.ctx, recordEvaluation, { version: draft.version, kind: "evaluation", result, by: null }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  test("of a model that this server cannot reach says so, and stores nothing", async () => {
    const draft = await drafted();
    const { models } = env();
    const restore = overrideEnv({ models: { ...models, local: { ...models.local, model: "m-other" } } });
    try {
      await perform(maker.ctx, askEvaluation, { version: draft.version });
      await drain(handlers);
      const view = await read(maker.ctx, evaluations, { version: draft.version });
      expect(view.evaluations).toEqual([]);
      expect(view.progress).toMatchObject({
        version: draft.version,
        problem: expect.stringContaining("m-other"),
      });
      await expect(
        evaluateVersion(999, { kind: "regression", set: regressionSet(), by: null }),
      ).rejects.toMatchObject({ code: "not_found" });
    } finally {
      restore();
    }
  });
});
