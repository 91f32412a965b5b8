import { expect, test } from "vitest";
import { paced } from "./due";

test("each step is taken at its own pace, the first beat takes all, and one that fails keeps none from its turn", async () => {
  const taken: string[] = [];
  let now = 0;
  const step = (name: string, every: number, fails = false) => ({
    name,
    every,
    run: async () => {
      taken.push(name);
      if (fails) throw new Error("not now");
    },
  });
  const beat = paced([step("close", 0, true), step("mail", 10_000), step("leavers", 30_000)], () => now);
  for (now of [0, 1_000, 9_999, 10_000, 29_999, 30_000]) await beat();
  expect(taken.filter((t) => t === "close")).toHaveLength(6);
  expect(taken.filter((t) => t === "mail")).toHaveLength(3);
  expect(taken.filter((t) => t === "leavers")).toHaveLength(2);
});
