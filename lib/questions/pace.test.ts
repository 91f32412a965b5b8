import { expect, it } from "vitest";
import { paced } from "./pace";

it("lets a link be tried ten times a minute", () => {
  const at = 1_000_000;
  for (let i = 0; i < 10; i++) paced("one", at + i);
  expect(() => paced("one", at + 11)).toThrow(expect.objectContaining({ code: "too_many" }));
  expect(() => paced("two", at + 11)).not.toThrow();
  expect(() => paced("one", at + 60_001)).not.toThrow();
});

it("does not keep a right link from being answered, however many are made up", () => {
  const at = 2_000_000;
  for (let i = 0; i < 5_000; i++) paced(`made up ${i}`, at);
  expect(() => paced("right", at)).not.toThrow();
});
