import { eq, or, sql } from "drizzle-orm";
import { z } from "zod";
import { rows } from "@/db/client";
import { campaignDrafting } from "@/db/schema/drafts";
import { chore } from "@/lib/chore";
import { command } from "@/lib/command";
import { query } from "@/lib/query";
import { changed, lockVersion } from "./drafter-steps";
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

const ofVersion = (version: number) =>
  or(eq(campaignDrafting.drafterVersion, version), eq(campaignDrafting.localVersion, version));

/** Nothing more is asked of the version's model, in any campaign, until it was examined. */
export const pause = command({
  name: "drafting.pause",
  permission: "draft.record",
  input: about.extend({ run: z.string().max(200) }),
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { input, subject }) => {
    await tx
      .update(campaignDrafting)
      .set({
        paused: `${subject.settings.model} calls itself otherwise than when it was approved. It is being examined.`,
        pausedBy: input.run,
      })
      .where(ofVersion(input.version));
    return {
      result: undefined,
      events: [changed({ ...subject, hash: input.hash }, "paused", { returned: input.returned })],
    };
  },
});

/** What the regression set found: the version goes on, or rules draft what it would have. */
export const examined = command({
  name: "drafting.examined",
  permission: "draft.record",
  input: about.extend({ passed: z.boolean(), evaluation: hex, why: z.string().max(300).nullable() }),
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { input, subject }) => {
    await tx
      .update(campaignDrafting)
      .set({ paused: input.why, pausedBy: null })
      .where(ofVersion(input.version));
    const { evaluation, returned } = input;
    const step = input.passed ? "regression_passed" : "regression_failed";
    return {
      result: undefined,
      events: [changed({ ...subject, hash: input.hash }, step, { evaluation, returned })],
    };
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
