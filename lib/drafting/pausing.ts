import { eq, or, sql } from "drizzle-orm";
import { z } from "zod";
import { rows, type Tx } from "@/db/client";
import { campaignDrafting, drafterVersion } from "@/db/schema/drafts";
import type { AuditEvent } from "@/lib/audit-log/events";
import { chore } from "@/lib/chore";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { query } from "@/lib/query";
import { drafterSettings } from "./drafters";
import { hex } from "./schema";

/** A version whose model calls itself otherwise than when it was approved: paused, examined, and used again or left alone. */

const name = z.string().max(200).nullable();
const returned = z.object({ model: name, fingerprint: name });
const about = z.object({ version: z.number().int(), hash: hex, returned });

/** What the version's model called itself in evaluations and regression runs of these settings that passed. */
export const passedAs = query({
  name: "drafting.passed_as",
  permission: "draft.record",
  input: z.object({ hash: hex }),
  output: z.array(z.object({ models: z.array(z.string()), fingerprints: z.array(z.string()) })),
  run: (reader, { input }) =>
    rows<{ models: string[]; fingerprints: string[] }>(
      reader,
      sql`SELECT
          coalesce(result #> '{drafter,returned}', '[]'::jsonb) || to_jsonb(ARRAY[model_returned]) AS models,
          coalesce(result #> '{drafter,fingerprints}', '[]'::jsonb) || to_jsonb(ARRAY[fingerprint]) AS fingerprints
        FROM evaluation WHERE settings_hash = ${input.hash} AND passed`,
    ).then((found) =>
      found.map(({ models, fingerprints }) => ({ models: named(models), fingerprints: named(fingerprints) })),
    ),
});

const named = (list: readonly unknown[]) => list.filter((n) => typeof n === "string");

/** Version and campaigns that it drafts, locked. */
async function lockedVersion(tx: Tx, version: number) {
  const [found] = await tx
    .select()
    .from(drafterVersion)
    .where(eq(drafterVersion.version, version))
    .for("update");
  if (!found) throw new AppError("not_found", "drafter", `There is no version ${version} of the drafter.`);
  return { ...found, settings: drafterSettings.parse(found.settings) };
}

const ofVersion = (version: number) =>
  or(eq(campaignDrafting.drafterVersion, version), eq(campaignDrafting.localVersion, version));

type Step = Extract<AuditEvent, { type: "drafter.changed" }>["data"]["step"];

function changed(
  v: { version: number; settings: z.infer<typeof drafterSettings> },
  input: z.infer<typeof about>,
  step: Step,
  evaluation?: string,
): AuditEvent {
  const { connection, provider, model, prompt } = v.settings;
  return {
    type: "drafter.changed",
    data: {
      version: v.version,
      step,
      hash: `sha256:${input.hash}`,
      connection,
      model: `${provider}/${model}`,
      prompt,
      ...(evaluation ? { evaluation: `sha256:${evaluation}` } : {}),
      ...(input.returned.model ? { returned: input.returned.model } : {}),
      ...(input.returned.fingerprint ? { fingerprint: input.returned.fingerprint } : {}),
    },
  };
}

/** Nothing more is asked of the version's model, in any campaign, until it was examined. */
export const pause = command({
  name: "drafting.pause",
  permission: "draft.record",
  input: about.extend({ run: z.string().max(200) }),
  load: (tx, input) => lockedVersion(tx, input.version),
  run: async (tx, { input, subject }) => {
    await tx
      .update(campaignDrafting)
      .set({
        paused: `${subject.settings.model} calls itself otherwise than when it was approved. It is being examined.`,
        pausedBy: input.run,
      })
      .where(ofVersion(input.version));
    return { result: undefined, events: [changed(subject, input, "paused")] };
  },
});

/** What the regression set found: the version goes on, or rules draft what it would have. */
export const examined = command({
  name: "drafting.examined",
  permission: "draft.record",
  input: about.extend({ passed: z.boolean(), evaluation: hex, why: z.string().max(300).nullable() }),
  load: (tx, input) => lockedVersion(tx, input.version),
  run: async (tx, { input, subject }) => {
    await tx
      .update(campaignDrafting)
      .set({ paused: input.why, pausedBy: null })
      .where(ofVersion(input.version));
    const step = input.passed ? "regression_passed" : "regression_failed";
    return { result: undefined, events: [changed(subject, input, step, input.evaluation)] };
  },
});

/** Ends a pause whose examination did not come to an end: whoever asks the model next examines it again. */
export const letGo = chore({
  name: "drafting.let_go",
  permission: "draft.record",
  input: z.object({ run: z.string().max(200) }),
  load: async () => undefined,
  run: async (tx, { input }) => {
    await tx
      .update(campaignDrafting)
      .set({ paused: null, pausedBy: null })
      .where(eq(campaignDrafting.pausedBy, input.run));
    return { result: undefined };
  },
});
