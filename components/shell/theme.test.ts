import { expect, test } from "vitest";
import { parseTheme } from "./theme";

test("a cookie names a theme or means the system's", () => {
  expect(parseTheme("light")).toBe("light");
  expect(parseTheme("dark")).toBe("dark");
  expect(parseTheme("system")).toBe("system");
  expect(parseTheme(undefined)).toBe("system");
  expect(parseTheme('"><script>')).toBe("system");
});
