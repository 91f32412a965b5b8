import { describe, expect, test } from "vitest";
import { fakePace } from "@/lib/testing/pace";
import { Breaker } from "./breaker";
import { Withheld } from "./failure";

const once = { useless: false };
const failing = (breaker: Breaker, times: number) => {
  for (let i = 0; i < times; i++) breaker.failed("The model's server failed (500).", once);
};

describe("the breaker", () => {
  test("opens after five calls in a row without an answer, and says why", () => {
    const breaker = new Breaker(fakePace().pace);
    failing(breaker, 4);
    breaker.answered();
    failing(breaker, 4);
    expect(breaker.open).toBeUndefined();
    breaker.failed("The model's server failed (502).", once);
    expect(breaker.open).toBe("The model's server failed (502).");
    expect(breaker.gaveUp).toBe(false);
  });

  test("lets one call try after a pause, and closes where that is answered", async () => {
    const { pace, waits } = fakePace();
    const breaker = new Breaker(pace);
    failing(breaker, 5);
    await expect(breaker.pass(false)).rejects.toBeInstanceOf(Withheld);
    await breaker.pass(true);
    expect(waits).toEqual([30_000]);
    const second = breaker.pass(true);
    breaker.answered();
    await second;
    expect(breaker.open).toBeUndefined();
  });

  test("doubles the pause where the trial fails, and gives up after three", async () => {
    const { pace, waits } = fakePace();
    const breaker = new Breaker(pace);
    failing(breaker, 5);
    for (let trial = 0; trial < 3; trial++)
      breaker.failed("The model's server failed (500).", once, await breaker.pass(true));
    expect(waits).toEqual([30_000, 60_000, 120_000]);
    expect(breaker.gaveUp).toBe(true);
    await expect(breaker.pass(true)).rejects.toThrow("The model's server failed (500).");
  });

  test("hears nothing new of calls that were on their way when it opened", () => {
    const breaker = new Breaker(fakePace().pace);
    failing(breaker, 40);
    expect(breaker.gaveUp).toBe(false);
  });

  test("gives up at once where trying again cannot help, or the server wants too long a pause", () => {
    const refused = new Breaker(fakePace().pace);
    refused.failed("The model's server refused the call (401).", { useless: true });
    expect(refused.gaveUp).toBe(true);
    const busy = new Breaker(fakePace().pace);
    busy.failed("It asks to wait 3600 seconds.", { useless: false, after: 3_600_000 });
    expect(busy.gaveUp).toBe(true);
    const soon = new Breaker(fakePace().pace);
    soon.failed("It asks to wait 90 seconds.", { useless: false, after: 90_000 });
    expect(soon.gaveUp).toBe(false);
  });

  test("a trial that was not made lets the next one try", async () => {
    const { pace } = fakePace();
    const breaker = new Breaker(pace);
    failing(breaker, 5);
    breaker.abandoned(await breaker.pass(true));
    await breaker.pass(true);
    breaker.answered();
    expect(breaker.open).toBeUndefined();
  });

  test("goes by the call that tries, whatever becomes of those that were on their way", async () => {
    const { pace, waits } = fakePace();
    const breaker = new Breaker(pace);
    const before = await breaker.pass(true);
    failing(breaker, 5);
    const trial = await breaker.pass(true);
    expect([before, trial]).toEqual([false, true]);
    breaker.failed("The model did not answer in time.", once, before);
    breaker.abandoned(before);
    let through = false;
    const next = breaker.pass(true).then((onTrial) => {
      through = true;
      return onTrial;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(through).toBe(false);
    breaker.answered();
    expect(await next).toBe(false);
    expect(breaker.open).toBeUndefined();
    expect(waits).toEqual([30_000]);
  });
});
