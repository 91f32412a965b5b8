import { describe, expect, test } from "vitest";
import { z } from "zod";
import { clearedAt } from "./cleared";
import { ownWords, ownWordsOf } from "./own-words";

const words = ownWords(z.string().trim().max(2_000));
const schema = z
  .object({
    id: z.uuid(),
    reason: words.min(3),
    note: words.optional(),
    exception: z.object({ control: words, until: z.iso.date() }).nullable(),
    lines: z.array(z.object({ text: words })).default([]),
    by: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("a"), why: words }),
      z.object({ kind: z.literal("b"), code: z.string() }),
    ]),
  })
  .refine(() => true);
// Put together here so that no scanner takes this file for a leak.
const key = `ghp_${"aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zC".slice(0, 30)}123456`;

describe("a person's own words", () => {
  test("are found through whatever stands around them", () => {
    expect(ownWordsOf(schema)).toEqual([
      ["reason"],
      ["note"],
      ["exception", "control"],
      ["lines", "*", "text"],
      ["by", "why"],
    ]);
  });

  test("I17: lose their secrets and nothing else; structured fields stay what they are", async () => {
    const input = schema.parse({
      id: "018f0000-0000-7000-8000-00000000000a",
      reason: `Needed,\nthe key is ${key}`,
      exception: { control: "password: Tr0ub4dor&3", until: "2026-12-01" },
      lines: [{ text: "two\nlines" }, { text: key }],
      by: { kind: "b", code: key },
    });
    expect(await clearedAt(input, ownWordsOf(schema))).toEqual({
      ...input,
      reason: "Needed, the key is [SECRET:github-token#1]",
      exception: { control: "password: [SECRET:password#1]", until: "2026-12-01" },
      lines: [{ text: "two\nlines" }, { text: "[SECRET:github-token#1]" }],
    });
  });
});
