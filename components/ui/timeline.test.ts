import { expect, test } from "vitest";
import { place, type TimelineEvent } from "./timeline";

const event = (date: string, label: string): TimelineEvent => ({ date, label, mark: "dot" });

test("events stand in order of time, to scale", () => {
  const placed = place([
    event("2026-01-11", "now"),
    event("2026-01-01", "granted"),
    event("2026-01-06", "moved"),
  ]);
  expect(placed.map(({ label, at }) => [label, at])).toEqual([
    ["granted", 0],
    ["moved", 50],
    ["now", 100],
  ]);
});

test("labels that would collide go to the second tier, and then away", () => {
  const placed = place([
    event("2026-01-01", "a"),
    event("2026-01-02", "b"),
    event("2026-01-03", "c"),
    event("2026-12-31", "d"),
  ]);
  expect(placed.map(({ label, tier }) => [label, tier])).toEqual([
    ["a", 0],
    ["b", 1],
    ["c", null],
    ["d", 0],
  ]);
});

test("a long label keeps clear of one that is held at the end of the line", () => {
  const placed = place([
    event("2026-01-01", "removal"),
    event("2026-10-01", "granted"),
    event("2026-12-15", "back"),
    event("2026-12-31", "now"),
  ]);
  expect(placed.map(({ label, tier }) => [label, tier])).toEqual([
    ["removal", 0],
    ["granted", 0],
    ["back", 1],
    ["now", null],
  ]);
});

test("one event, or several on one day, stand at the start", () => {
  expect(place([event("2026-01-01", "a")]).map(({ at }) => at)).toEqual([0]);
  expect(place([event("2026-01-01", "a"), event("2026-01-01", "b")]).map(({ at }) => at)).toEqual([0, 0]);
  expect(place([])).toEqual([]);
});
