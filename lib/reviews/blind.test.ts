import { expect, test } from "vitest";
import { viewOf } from "@/lib/evidence/view";
import { keeper, mover } from "@/lib/testing/packets";
import { withoutSides } from "./blind";

test.each([
  ["somebody who moved", mover],
  ["somebody who uses it", keeper],
])("I12: the facts of %s are neither sorted nor numbered by the side they speak for", (_, packet) => {
  const view = viewOf(packet);
  const hidden = withoutSides(view, packet);
  expect(hidden.facts.map((f) => f.id)).toEqual(hidden.facts.map((_, at) => `E${at + 1}`));
  expect(hidden.facts.map((f) => f.sentence).sort()).toEqual(view.facts.map((f) => f.sentence).sort());
  expect(new Set(hidden.facts.map((f) => f.stance))).not.toContain("remove");
  expect(new Set(hidden.facts.map((f) => f.stance))).not.toContain("keep");
  const all = [...hidden.facts.map((f) => f.id), ...hidden.findings.map((f) => f.fact)];
  expect(new Set(all).size).toBe(all.length);
});
