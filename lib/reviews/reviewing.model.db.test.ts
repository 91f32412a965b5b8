import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase } from "@/lib/testing/database";
import { anyStory } from "@/lib/testing/model/steps";
import { type Company, referenceCompany, Story } from "@/lib/testing/model/story";

/** MODEL_RUNS plays more campaigns, MODEL_SEED others; MODEL_TELL says how many acts of each kind there were. */
const runs = Number(process.env.MODEL_RUNS ?? 12);
const usual = 20_261_122;
const seed = Number(process.env.MODEL_SEED ?? usual);
const mostActs = 60;

const kinds = [
  ...["open", "reveal", "decide", "open together", "together", "ask", "answer", "draft", "draft taken back"],
  ...["reassign", "don't know", "delegate", "end of delegation", "leave", "sign off", "ask to reopen"],
  ...["second look agreed", "second look refused", "reopening granted", "close"],
];

let company: Company;
let end: () => Promise<void>;
beforeAll(async () => {
  ({ end } = await freshDatabase());
  company = await referenceCompany();
});
afterAll(() => end());

describe("a campaign in any order of acts", () => {
  it(
    "I1 I2 I4 I5 I6 I7 I11 I12 I13 I15: is what the reference model says, and no invariant breaks after any of them",
    async () => {
      const counted = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(anyStory(mostActs), async (steps) => {
          const made = await Story.begin(company, counted);
          await fc.asyncModelRun(() => ({ model: made.model, real: made.story }), steps);
          await made.story.finish(made.model);
        }),
        {
          seed,
          numRuns: runs,
          endOnFailure: process.env.MODEL_SHRINK === "off",
        },
      );
      if (process.env.MODEL_TELL) console.info(Object.fromEntries([...counted].sort()));
      // Each kind of act was done, or the test says nothing of it.
      if (seed === usual)
        for (const kind of kinds) expect([kind, counted.get(`${kind}: done`) ?? 0]).not.toEqual([kind, 0]);
    },
    30 * 60_000,
  );
});
