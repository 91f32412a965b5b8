import { describe, expect, it } from "vitest";
import { inViewOf, type RawStep, type ReplayOf, type ServedRow, stepsOf } from "./replay-steps";

const at = (minute: number) => `2026-11-22T09:${String(minute).padStart(2, "0")}:00.000Z`;
const of: ReplayOf = {
  arm: "assisted",
  packets: [
    { version: 1, hash: "h1", at: at(0) },
    { version: 2, hash: "h2", at: at(10) },
  ],
  drafts: [{ id: "d1", at: at(5), evidenceHash: "h1", withdrawnAt: null }],
  firstDecidedAt: null,
  endedAt: null,
};
const served = (minute: number, more: Partial<ServedRow> = {}): RawStep => {
  const row: ServedRow = {
    id: `s${minute}`,
    what: "opened",
    evidenceHash: "h1",
    draft: null,
    choice: null,
    at: at(minute),
    ...more,
  };
  return {
    at: row.at,
    kind: row.what,
    said: [],
    more: [],
    decision: null,
    receipt: null,
    words: null,
    served: row,
  };
};
const entry = (minute: number): RawStep => {
  const { served: _, ...step } = served(minute);
  return { ...step, kind: "entry" };
};
const screens = (raw: RawStep[], given: Partial<ReplayOf> = {}) =>
  stepsOf(raw, { ...of, ...given }).map((s) => s.screen);

describe("the screen of each step", () => {
  it("is nothing before the first serving, and stays as it was served until the next", () => {
    const [before, opened, still] = screens([entry(4), served(3, { draft: "d1" }), entry(2)]);
    expect(before).toBeNull();
    expect(opened).toMatchObject({ packet: 1, draft: "d1", recommendation: "closed" });
    expect(still).toEqual(opened);
  });

  it("opens the recommendation where it was opened, and not before", () => {
    const raw = [served(6, { draft: "d1" }), served(7, { what: "revealed", draft: "d1" })];
    expect(screens(raw).map((s) => s?.recommendation)).toEqual(["closed", "open"]);
  });

  it("has no draft where one came too late, and says that it was not written yet", () => {
    expect(screens([served(4)])[0]).toMatchObject({ draft: null, without: "pending" });
    expect(screens([served(6)])[0]).toMatchObject({ draft: null, without: "none" });
  });

  it("has the packet that was served, and of an unknown hash that of its time", () => {
    expect(screens([served(12, { evidenceHash: "h2" })])[0]?.packet).toBe(2);
    expect(screens([served(12, { evidenceHash: "h1" })])[0]?.packet).toBe(1);
    expect(screens([served(9, { evidenceHash: "?" })])[0]?.packet).toBe(1);
    expect(screens([served(11, { evidenceHash: "?" })])[0]?.packet).toBe(2);
  });

  it("I12: hides a blind item's sides until this person's own decision, or the campaign's end", () => {
    const hidden = (given: Partial<ReplayOf>, minute = 6) =>
      screens([served(minute)], { arm: "blind", ...given })[0];
    expect(hidden({})).toMatchObject({ hidden: true, without: "withheld" });
    expect(hidden({ firstDecidedAt: at(7) })).toMatchObject({ hidden: true });
    expect(hidden({ firstDecidedAt: at(5) })).toMatchObject({ hidden: false });
    expect(hidden({ endedAt: at(5) })).toMatchObject({ hidden: false });
    expect(hidden({ arm: "undrafted" })).toMatchObject({ hidden: true, without: "none" });
    expect(hidden({ arm: "assisted" })).toMatchObject({ hidden: false });
  });

  it("puts what happened in one moment in the order in which it has to have happened", () => {
    const decided: RawStep = { ...entry(6), kind: "decided" };
    const steps = stepsOf(
      [decided, served(6, { what: "revealed", draft: "d1" }), served(6, { draft: "d1" })],
      of,
    );
    expect(steps.map((s) => s.kind)).toEqual(["opened", "revealed", "decided"]);
    expect(new Set(steps.map((s) => s.key)).size).toBe(3);
  });
});

describe("what was in view", () => {
  it("is told apart from what was not, in the packet's order", () => {
    expect(inViewOf("E4 E1", ["E1", "E2", "E4"])).toEqual({ inView: ["E1", "E4"], notInView: ["E2"] });
    expect(inViewOf("none", ["E1"])).toEqual({ inView: [], notInView: ["E1"] });
    expect(inViewOf(null, ["E1"])).toBeNull();
  });
});
