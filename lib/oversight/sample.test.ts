import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawn, rankOf, sampleHash } from "./sample";

const ids = Array.from({ length: 40 }, (_, n) => `018f0000-0000-7000-8000-${String(n).padStart(12, "0")}`);

describe("drawing by seed", () => {
  it("is what sha256sum and sort draw", () => {
    const script = `for i in "$@"; do printf '%s %s\\n' "$(printf 'audit-2026\\n%s' "$i" | sha256sum | cut -d' ' -f1)" "$i"; done | LC_ALL=C sort | head -5 | cut -d' ' -f2`;
    const said = execFileSync("sh", ["-c", script, "sh", ...ids], { encoding: "utf8" })
      .trim()
      .split("\n");
    expect(drawn("audit-2026", ids, 5).map((d) => d.item)).toEqual(said);
  });

  it("depends on seed and ids alone, and a larger sample begins with the smaller", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4, maxLength: 20 }),
        fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 60 }),
        fc.nat(60),
        fc.nat(60),
        (seed, list, a, b) => {
          const [small, large] = [Math.min(a, b), Math.max(a, b)];
          const one = drawn(seed, list, large);
          expect(drawn(seed, [...list].reverse(), large)).toEqual(one);
          expect(drawn(seed, list, small)).toEqual(one.slice(0, small));
          expect(new Set(one.map((d) => d.item)).size).toBe(Math.min(large, list.length));
          for (const d of one) expect(d.rank).toBe(rankOf(seed, d.item));
        },
      ),
    );
  });

  it("favours nobody: over 4,000 seeds every item is drawn as often as any other", () => {
    const seeds = 4_000;
    const size = 10;
    const times = new Map(ids.map((id) => [id, 0]));
    for (let n = 0; n < seeds; n++)
      for (const { item } of drawn(`seed-${n}`, ids, size)) times.set(item, (times.get(item) ?? 0) + 1);
    const expected = (seeds * size) / ids.length;
    // Chi-square over 40 cells, with the smaller variance of drawing without putting back; 72.1 is the 99.9 % point for 39.
    const spread = [...times.values()].reduce((all, n) => all + (n - expected) ** 2 / expected, 0);
    expect(spread / (1 - size / ids.length)).toBeLessThan(72.1);
  });

  it("hashes the ids in the order of drawing", () => {
    const one = drawn("some-seed", ids, 3);
    expect(sampleHash(one)).toMatch(/^[0-9a-f]{64}$/);
    expect(sampleHash([...one].reverse())).not.toBe(sampleHash(one));
  });
});
