import { describe, expect, test } from "vitest";
import { mayAct, type PressContext, pressName } from "./hotkeys";

const bare = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const free: PressContext = { inField: false, onControl: false, covered: false, singleKeys: true };

describe("pressName", () => {
  test.each([
    [{ ...bare, key: "j" }, "j"],
    [{ ...bare, key: "J" }, "j"],
    [{ ...bare, key: "J", shiftKey: true }, null],
    [{ ...bare, key: "?", shiftKey: true }, "?"],
    [{ ...bare, key: "k", metaKey: true }, "mod+k"],
    [{ ...bare, key: "K", ctrlKey: true }, "mod+k"],
    [{ ...bare, key: "1", altKey: true }, null],
    [{ ...bare, key: "Enter" }, "Enter"],
  ])("%o is %s", (press, name) => {
    expect(pressName(press)).toBe(name);
  });
});

describe("mayAct", () => {
  test("single keys act on a free page only, and not when turned off", () => {
    expect(mayAct("2", free)).toBe(true);
    expect(mayAct("2", { ...free, inField: true })).toBe(false);
    expect(mayAct("2", { ...free, covered: true })).toBe(false);
    expect(mayAct("2", { ...free, singleKeys: false })).toBe(false);
  });

  test("a focused button does not stop single keys", () => {
    expect(mayAct("j", { ...free, onControl: true })).toBe(true);
  });

  test("Enter is left to a control that has focus and to fields, and ignores the setting", () => {
    expect(mayAct("Enter", free)).toBe(true);
    expect(mayAct("Enter", { ...free, singleKeys: false })).toBe(true);
    expect(mayAct("Enter", { ...free, onControl: true })).toBe(false);
    expect(mayAct("Enter", { ...free, inField: true })).toBe(false);
    expect(mayAct("Enter", { ...free, covered: true })).toBe(false);
  });

  test("chords act everywhere", () => {
    expect(mayAct("mod+k", { inField: true, onControl: true, covered: true, singleKeys: false })).toBe(true);
  });
});
