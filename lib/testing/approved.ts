import { eq, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { privatePayload } from "@/db/schema/decisions";
import { drafterVersion, evaluation } from "@/db/schema/drafts";
import { now } from "@/lib/clock";
import { settingsHash } from "@/lib/drafting/drafter-hash";
import type { DrafterSettings } from "@/lib/drafting/drafters";
import { uuid7 } from "@/lib/ids";
import { drafterSettings } from "./drafters";
import { world } from "./world";

/**
 * An evaluation of these settings on record, written by hand; the model called itself as lib/testing/model-server `says` does.
 * @returns its id
 */
export async function evaluated(
  settings: DrafterSettings,
  more: Partial<typeof evaluation.$inferInsert> = {},
): Promise<string> {
  const { db } = await database();
  const id = uuid7(now().getTime());
  await db.insert(evaluation).values({
    id,
    kind: "evaluation",
    drafterVersion: null,
    settingsHash: settingsHash(settings),
    set: "test",
    setHash: "0".repeat(64),
    modelReturned: "m",
    fingerprint: null,
    passed: true,
    result: {},
    hash: "e".repeat(64),
    byId: null,
    at: now(),
    ...more,
  });
  return id;
}

/**
 * Puts a version of these settings in force, as after a proposal and an approval: made by one person, approved by another, with
 * an evaluation that passed and, where it is hosted, a signed assessment.
 */
export async function approved(
  more: Partial<DrafterSettings> = {},
): Promise<{ version: number; settings: DrafterSettings; hash: string; evaluation: string }> {
  const { db } = await database();
  const settings = drafterSettings(more);
  const hash = settingsHash(settings);
  const [maker, checker] = [
    await world().person({ name: "Mira Vogt", roles: ["admin"] }),
    await world().person({ name: "Cato Lind", roles: ["control_owner"] }),
  ];
  const words = uuid7(now().getTime());
  await db.insert(privatePayload).values({
    id: words,
    commit: "0".repeat(64),
    salt: "0".repeat(64),
    payload: JSON.stringify({
      words: "Read the terms; only typed facts leave the house.",
      signed: "Cato Lind",
    }),
  });
  const ofIt = await evaluated(settings);
  await db
    .update(drafterVersion)
    .set({ state: "superseded" })
    .where(sql`state = 'in_force' AND settings ->> 'connection' = ${settings.connection}`);
  const version = (await db.$count(drafterVersion)) + 1;
  await db.insert(drafterVersion).values({
    version,
    state: "in_force",
    settings,
    hash,
    evaluationId: ofIt,
    madeBy: maker.id,
    createdAt: now(),
    proposedAt: now(),
    decidedBy: checker.id,
    decidedAt: now(),
    decisionReasonId: words,
    assessmentId: settings.connection === "hosted" ? words : null,
  });
  return { version, settings, hash, evaluation: ofIt };
}

/** Takes it out of force again. */
export async function outOfForce(version: number): Promise<void> {
  const { db } = await database();
  await db.update(drafterVersion).set({ state: "superseded" }).where(eq(drafterVersion.version, version));
}
