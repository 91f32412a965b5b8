import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admit, healthOf, mustTieOut, tied, tiedAll } from "./rules";
import type { SourceWire } from "./schema";

const n = fc.nat(1_000_000);

describe("I9: rows tie out", () => {
  it("exactly when read is stored and repeated and rejected together", () => {
    fc.assert(
      fc.property(n, n, n, fc.integer({ min: -3, max: 3 }), (stored, duplicates, rejected, off) => {
        const read = stored + duplicates + rejected + off;
        expect(tied({ read, stored, duplicates, rejected }).holds).toBe(off === 0);
      }),
    );
  });

  it("in sum only if every file does: two errors do not cancel out", () => {
    const files = {
      a: { read: 3, stored: 2, duplicates: 0, rejected: 0 },
      b: { read: 1, stored: 2, duplicates: 0, rejected: 0 },
    };
    expect(tiedAll(files).total).toEqual({ read: 4, stored: 4, duplicates: 0, rejected: 0, holds: false });
    expect(() => mustTieOut(tiedAll(files).files, undefined)).toThrow(
      "a does not tie out: 3 rows were read, but 2 stored, 0 repeated and 0 rejected.",
    );
  });

  it("and something must be stored of every file", () => {
    const lost = tiedAll({ a: { read: 2, stored: 0, duplicates: 0, rejected: 2 } }).files;
    expect(() => mustTieOut(lost, "line 2: bad.")).toThrow(
      "a: none of its 2 rows could be stored. The first reason: line 2: bad.",
    );
    expect(() => mustTieOut({}, undefined)).toThrow("There is not one row to import.");
  });
});

describe("what may go in force", () => {
  const now = new Date("2026-11-22T10:00:00Z");
  const held = { asOf: new Date("2026-11-01"), sha256: "aa", parameters: "{}" };

  it.each([
    ["the very same", held, "unchanged"],
    ["the same bytes as of later", { ...held, asOf: new Date("2026-11-02") }, "new"],
    ["other bytes as of the same time", { ...held, sha256: "bb" }, "new"],
    ["the same bytes read another way", { ...held, parameters: '{"mapping":{}}' }, "new"],
  ])("%s", (_, given, outcome) => expect(admit(given, held, now)).toBe(outcome));

  it("as-of never goes backwards, nor into the future", () => {
    expect(() => admit({ ...held, asOf: new Date("2026-10-31T23:00:00Z") }, held, now)).toThrow(
      "The as-of date 2026-10-31T23:00:00.000Z is before 2026-11-01",
    );
    expect(() => admit({ ...held, asOf: new Date("2026-11-24") }, undefined, now)).toThrow(
      "2026-11-24 is in the future",
    );
    expect(admit({ ...held, asOf: new Date("2026-11-23") }, undefined, now)).toBe("new");
  });
});

describe("a source's health", () => {
  const now = new Date("2026-11-22T10:00:00Z");
  const counts = { identities: 1, accounts: 1, entitlements: 1, grants: 100 };
  const current: SourceWire["current"] = {
    id: 2,
    status: "in_force",
    format: "folder",
    asOf: "2026-11-20T00:00:00Z",
    importedAt: "2026-11-21T00:00:00Z",
    sha256: "",
    bytes: 1,
    counts,
    tieOut: { read: 1, stored: 1, duplicates: 0, rejected: 0, holds: true, files: {}, raw: {}, notes: [] },
    complete: true,
    problem: null,
    kept: true,
  };
  const fine = { current, before: counts, unmatched: 0, modelOff: false, running: null, lastRefusal: null };
  it.each([
    ["In order", fine],
    ["Empty", { ...fine, current: null }],
    ["Importing", { ...fine, running: "018f0000-0000-7000-8000-000000000001" }],
    ["Refused", { ...fine, lastRefusal: { at: "2026-11-22T00:00:00Z", problem: "It is empty." } }],
    ["In order", { ...fine, lastRefusal: { at: "2026-11-20T00:00:00Z", problem: "It is empty." } }],
    ["Large drop", { ...fine, before: { ...counts, grants: 112 } }],
    ["In order", { ...fine, before: { ...counts, grants: 111 } }],
    ["Old", { ...fine, current: { ...current, asOf: "2026-10-01T00:00:00Z" } }],
    [
      "Rows rejected",
      { ...fine, current: { ...current, tieOut: current.tieOut && { ...current.tieOut, rejected: 3 } } },
    ],
  ])("%s", (word, source) => expect(healthOf(source, now).word).toBe(word));
});
