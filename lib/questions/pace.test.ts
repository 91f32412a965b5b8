import { expect, it } from "vitest";
import { paced } from "./pace";

it("lets a link be tried ten times a minute, and all of them together three hundred times", () => {
  const at = 1_000_000;
  for (let i = 0; i < 10; i++) paced("one", at + i);
  expect(() => paced("one", at + 11)).toThrow(expect.objectContaining({ code: "too_many" }));
  expect(() => paced("two", at + 11)).not.toThrow();
  expect(() => paced("one", at + 60_001)).not.toThrow();
  const later = at + 1_000_000;
  for (let i = 0; i < 300; i++) paced(`link ${i}`, later);
  expect(() => paced("another", later)).toThrow(expect.objectContaining({ code: "too_many" }));
  expect(() => paced("another", later + 60_000)).not.toThrow();
});
