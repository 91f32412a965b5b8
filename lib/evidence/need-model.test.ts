import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cell, type Column, fitCells, monotone, ridge } from "./need-model";

const line: Column = { at: [0, 1, 2, 3], bins: 4 };
const cells: Cell[] = [
  { bins: [0], n: 400, revoked: 8 },
  { bins: [1], n: 400, revoked: 24 },
  { bins: [2], n: 400, revoked: 60 },
  { bins: [3], n: 400, revoked: 120 },
];

describe("the fitted model", () => {
  it("stands where its penalised likelihood is flat", () => {
    const { intercept, parts } = fitCells([line], cells);
    const loss = (at: number) =>
      cells.reduce((sum, { bins, n, revoked }) => {
        const z = at + (parts[0]?.[bins[0] ?? 0] ?? 0);
        return sum + (n - revoked) * Math.log1p(Math.exp(-z)) + revoked * Math.log1p(Math.exp(z));
      }, 0);
    expect((loss(intercept + 1e-4) - loss(intercept - 1e-4)) / 2e-4).toBeCloseTo(0, 2);
  });

  it("comes near each bin's own log-odds where there are many grants, and stays at zero where a fact tells nothing", () => {
    const many = cells.map((c) => ({ ...c, n: c.n * 1000, revoked: c.revoked * 1000 }));
    const { intercept, parts } = fitCells([line], many);
    many.forEach(({ n, revoked }, b) => {
      expect(intercept + (parts[0]?.[b] ?? 0)).toBeCloseTo(Math.log((n - revoked) / revoked), 2);
    });
    const flat = fitCells(
      [line],
      [0, 1, 2, 3].map((b) => ({ bins: [b], n: 100, revoked: 10 })),
    );
    for (const part of flat.parts[0] ?? []) expect(part).toBeCloseTo(0, 6);
  });

  it("shares one piece of evidence among facts that say the same, instead of counting it twice", () => {
    const twice = fitCells(
      [line, line],
      cells.map((c) => ({ ...c, bins: [c.bins[0] ?? 0, c.bins[0] ?? 0] })),
    );
    const once = fitCells([line], cells);
    const [a, b] = [twice.parts[0] ?? [], twice.parts[1] ?? []];
    a.forEach((part, i) => {
      expect(part).toBeCloseTo(b[i] ?? 0, 6);
      expect(Math.abs(2 * part - (once.parts[0]?.[i] ?? 0))).toBeLessThan(0.05);
    });
  });

  it("keeps its footing where the data part cleanly", () => {
    const clean = fitCells(
      [{ at: null, bins: 1 }],
      [
        { bins: [0], n: 500, revoked: 0 },
        { bins: [null], n: 500, revoked: 250 },
      ],
    );
    expect(clean.parts[0]?.[0]).toBeGreaterThan(1);
    expect(clean.parts[0]?.[0]).toBeLessThan(10);
    expect(ridge.alone).toBeGreaterThan(0);
  });
});

describe("monotone", () => {
  const lists = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 9 })), {
    maxLength: 30,
  });

  it("only rises or only falls, keeps the weighted mean, and leaves alone what is in order", () => {
    fc.assert(
      fc.property(lists, fc.boolean(), (pairs, rising) => {
        const [values, by] = [pairs.map(([v]) => v), pairs.map(([, w]) => w)];
        const found = monotone(values, by, rising);
        found.forEach((v, i) => {
          const before = found[i - 1];
          if (before !== undefined) expect(rising ? v >= before - 1e-9 : v <= before + 1e-9).toBe(true);
        });
        const mean = (list: readonly number[]) => list.reduce((s, v, i) => s + v * (by[i] ?? 0), 0);
        expect(mean(found)).toBeCloseTo(mean(values), 6);
        const sorted = [...values].sort((a, b) => (rising ? a - b : b - a));
        expect(monotone(sorted, by, rising)).toEqual(sorted);
      }),
    );
  });
});
