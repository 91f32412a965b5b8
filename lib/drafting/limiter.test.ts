import fc from "fast-check";
import { expect, test } from "vitest";
import { fakePace } from "@/lib/testing/pace";
import { Limiter } from "./limiter";

test("no minute has more calls than the limit, whoever comes when", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 120 }),
      fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 60 }),
      async (callsAMinute, gaps) => {
        const { pace, pass } = fakePace(0);
        const limiter = new Limiter({ callsAMinute, tokensAMinute: null }, pace);
        const at: number[] = [];
        for (const gap of gaps) {
          pass(gap);
          await limiter.enter(1);
          at.push(pace.now());
        }
        const most = Math.max(callsAMinute, 2);
        for (const start of at)
          expect(at.filter((t) => t >= start && t < start + 60_000).length).toBeLessThanOrEqual(most);
      },
    ),
    { numRuns: 60 },
  );
});

test("callers come through in the order they came, and about as fast as the limit lets them", async () => {
  const { pace } = fakePace(0);
  const limiter = new Limiter({ callsAMinute: 60, tokensAMinute: null }, pace);
  const order: number[] = [];
  await Promise.all(Array.from({ length: 60 }, (_, n) => limiter.enter(1).then(() => order.push(n))));
  expect(order).toEqual(Array.from({ length: 60 }, (_, n) => n));
  expect(pace.now()).toBeGreaterThan(50_000);
  expect(pace.now()).toBeLessThanOrEqual(60_100);
});

test("tokens that were taken and not used are given back; a call larger than the limit waits for a full bucket only", async () => {
  const { pace } = fakePace(0);
  const limiter = new Limiter({ callsAMinute: null, tokensAMinute: 60_000 }, pace);
  await limiter.enter(6_000);
  limiter.correct(6_000, 0);
  await limiter.enter(6_000);
  expect(pace.now()).toBe(0);
  await limiter.enter(9_000);
  const first = pace.now();
  expect(first).toBeGreaterThan(0);
  await limiter.enter(1);
  expect(pace.now()).toBeGreaterThan(first);
});

test("a server that is busy holds everybody, and whoever is told to stop does not wait", async () => {
  const { pace, waits } = fakePace(0);
  const limiter = new Limiter({ callsAMinute: null, tokensAMinute: null }, pace);
  limiter.hold(30_000);
  const stop = new AbortController();
  stop.abort();
  await limiter.enter(1, stop.signal);
  expect(waits).toEqual([]);
  await limiter.enter(1);
  expect(waits).toEqual([30_000]);
});
