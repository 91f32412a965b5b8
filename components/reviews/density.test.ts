import { expect, test } from "vitest";
import { parseDensity } from "./density";

test("what is stored names a density or means the comfortable one", () => {
  expect(parseDensity("compact")).toBe("compact");
  expect(parseDensity("line")).toBe("line");
  expect(parseDensity(null)).toBe("comfortable");
  expect(parseDensity("__proto__")).toBe("comfortable");
});
