import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { commands } from "./command";
import { ownWordsOf } from "./text/own-words";

/** Fields that are long enough for a sentence and are looked through elsewhere, or hold no person's words. */
const others: readonly (readonly [field: RegExp, why: string])[] = [
  [/^drafting\./u, "a system actor's: what a model said was looked through when it answered"],
  [/^questions\.answer/u, "looked through where it is recorded, since what is found in it is a finding"],
  [/^(people\.bind claims\.|source\.)/u, "what an identity provider or a source calls somebody or something"],
  [/ (.*\.)?(application|entitlement|label|id|owner|signed)$/u, "an id or a name, chosen from what is there"],
  [/^campaigns\.launch scope$/u, "an expression that is parsed"],
  [/^log\.witness_refused problem$/u, "what another machine answered, which the runner made a sentence of"],
];

beforeAll(async () => {
  const lib = path.resolve("lib");
  for (const file of readdirSync(lib, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts") || /\.test\.ts$|^testing/u.test(file)) continue;
    if (/\bcommand\(\{/u.test(readFileSync(path.join(lib, file), "utf8"))) await import(path.join(lib, file));
  }
});

/** Texts without a format or a pattern in which a sentence has room. */
function longTexts(schema: z.core.$ZodType, at: readonly string[] = []): string[] {
  const { def } = schema._zod;
  const parts: Record<string, unknown> = { ...def };
  if (schema instanceof z.ZodStringFormat || schema instanceof z.ZodString) {
    const wide = schema.format === null && (schema.maxLength ?? 0) >= 200;
    return wide ? [at.join(".")] : [];
  }
  if (def.type === "object")
    return Object.entries(parts.shape as Record<string, z.core.$ZodType>).flatMap(([name, of]) =>
      longTexts(of, [...at, name]),
    );
  const listed = [parts.element, parts.valueType].filter(Boolean) as z.core.$ZodType[];
  if (listed.length > 0) return listed.flatMap((of) => longTexts(of, [...at, "*"]));
  const within = [parts.options, parts.innerType, parts.in, parts.out].flat().filter(Boolean);
  return (within as z.core.$ZodType[]).flatMap((of) => longTexts(of, at));
}

test("I17: every field of a command that takes a person's words is looked through", () => {
  expect(commands.size).toBeGreaterThan(30);
  const unmarked = [...commands.values()].flatMap(({ name, input }) => {
    const own = new Set(ownWordsOf(input).map((p) => p.join(".")));
    return [...new Set(longTexts(input))].filter((p) => !own.has(p)).map((p) => `${name} ${p}`);
  });
  expect(unmarked.filter((u) => !others.some(([field]) => field.test(u))).sort()).toEqual([]);
  for (const [field, why] of others)
    expect(
      unmarked.some((u) => field.test(u)),
      why,
    ).toBe(true);
});
