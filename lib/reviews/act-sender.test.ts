import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { enqueued, failed, nextDue, notSaved, type Queue, ready, sending } from "./act-queue";
import { sender } from "./act-sender";

type Input = { item: string; value: number; supersedes: string | null };
/** What becomes of one request: it arrives or not, and the answer arrives or not. */
type Fate = "answered" | "lost" | "answer lost" | "server failed";
class Unreached extends Error {}
class Refused extends Error {}

/** A server as ours: the same key gets the first answer again, and a decision names the one it replaces. */
function server(fates: readonly Fate[]) {
  const recorded: { key: string; input: Input; id: string }[] = [];
  const answers = new Map<string, string>();
  const current = new Map<string, string>();
  let request = 0;
  const record = (input: Input, key: string): string => {
    const before = answers.get(key);
    if (before !== undefined) return before;
    if ((current.get(input.item) ?? null) !== input.supersedes) throw new Refused();
    const id = `decision ${recorded.length + 1}`;
    recorded.push({ key, input, id });
    answers.set(key, id);
    current.set(input.item, id);
    return id;
  };
  return {
    recorded,
    /** What the sender hears. @throws Unreached · Refused */
    answer(input: Input, key: string): string {
      const fate = fates[request++] ?? "answered";
      if (fate === "lost" || fate === "server failed") throw new Unreached();
      const id = record(input, key);
      if (fate === "answer lost") throw new Unreached();
      return id;
    },
  };
}

/** Time that stands until it is moved on; answers come when they are let in, in an order of their own. */
function world(fates: readonly Fate[], order: readonly number[]) {
  let now = 0;
  let pick = 0;
  const timers = new Map<object, { at: number; run: () => void }>();
  const inFlight: (() => void)[] = [];
  const behind = server(fates);
  const made = sender<Input, string>({
    send: (input, key) =>
      new Promise((resolve, reject) => {
        inFlight.push(() => {
          try {
            resolve(behind.answer(input, key));
          } catch (error) {
            reject(error);
          }
        });
      }),
    again: (error) => error instanceof Unreached,
    after: (next, id) => ({ ...next, supersedes: id }),
    now: () => now,
    random: () => ((order[pick] ?? 0) % 10) / 10,
    later: (run, millis) => {
      const timer = {};
      timers.set(timer, { at: now + millis, run });
      return () => timers.delete(timer);
    },
  });
  return {
    made,
    behind,
    /** Lets one answer in, or the time pass to the next timer. False where nothing is left to happen. */
    async step(): Promise<boolean> {
      if (inFlight.length > 0) {
        const [one] = inFlight.splice((order[pick++ % Math.max(1, order.length)] ?? 0) % inFlight.length, 1);
        one?.();
      } else {
        const [next] = [...timers].sort((a, b) => a[1].at - b[1].at);
        if (!next) return false;
        timers.delete(next[0]);
        now = Math.max(now, next[1].at);
        next[1].run();
      }
      for (let i = 0; i < 4; i++) await Promise.resolve();
      return true;
    },
  };
}

const fate = fc.constantFrom<Fate>("answered", "lost", "answer lost", "server failed");

describe("sending what was decided", () => {
  it("I5: records each act exactly once and an item's in order, whatever is lost, fails or comes late", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ item: fc.constantFrom("a", "b", "c"), wait: fc.nat(3), wake: fc.boolean() }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.array(fate, { maxLength: 40 }),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 20 }),
        async (acts, fates, order) => {
          const { made, behind, step } = world(fates, order);
          const told: string[] = [];
          let refused = 0;
          for (const [n, { item, wait, wake }] of acts.entries()) {
            // As the screen does it: what stands is the last that the server told of.
            const last = behind.recorded.findLast((r) => r.input.item === item && told.includes(r.key));
            const tell = { recorded: () => told.push(`key ${n}`), refused: () => refused++ };
            const act = { key: `key ${n}`, item, input: { item, value: n, supersedes: last?.id ?? null } };
            made.put(act, tell);
            if (wake) made.put(act, tell);
            if (wake) made.wake();
            for (let i = 0; i < wait; i++) await step();
          }
          for (let i = 0; i < 2_000 && (await step()); i++);
          expect(made.queue()).toEqual([]);
          expect(refused).toBe(0);
          expect(behind.recorded.map((r) => r.key).sort()).toEqual(acts.map((_, n) => `key ${n}`).sort());
          expect([...told].sort()).toEqual(acts.map((_, n) => `key ${n}`).sort());
          for (const item of ["a", "b", "c"]) {
            const values = behind.recorded.filter((r) => r.input.item === item).map((r) => r.input.value);
            expect(values).toEqual([...values].sort((x, y) => x - y));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("tells of a refusal once, and lets the item's next act go on its own", async () => {
    const { made, behind, step } = world([], [0]);
    const said: string[] = [];
    const tell = (name: string) => ({
      recorded: () => said.push(`${name} recorded`),
      refused: () => said.push(`${name} refused`),
    });
    made.put(
      { key: "1", item: "a", input: { item: "a", value: 1, supersedes: "of another tab" } },
      tell("1"),
    );
    made.put({ key: "2", item: "a", input: { item: "a", value: 2, supersedes: null } }, tell("2"));
    while (await step());
    expect(said).toEqual(["1 refused", "2 recorded"]);
    expect(behind.recorded.map((r) => r.key)).toEqual(["2"]);
  });
});

describe("the queue", () => {
  const act = (key: string, item = key) => ({ key, item, input: 0 });
  const many = (n: number) =>
    Array.from({ length: n }, (_, i) => act(`k${i}`)).reduce((q: Queue<number>, a) => enqueued(q, a), []);

  it("waits longer after each try in vain, at most a minute, and is never due before half of it", () => {
    fc.assert(
      fc.property(fc.nat(30), fc.double({ min: 0, max: 0.999, noNaN: true }), (tries, random) => {
        const queue = sending(enqueued<number>([], act("k")), "k").map((w) => ({ ...w, tries }));
        const due = failed(queue, "k", 5_000, random)[0]?.due ?? 0;
        const whole = Math.min(60_000, 1_000 * 2 ** tries);
        expect(due - 5_000).toBeGreaterThanOrEqual(whole / 2);
        expect(due - 5_000).toBeLessThanOrEqual(whole);
      }),
    );
  });

  it("sends four at once, and of an item one", () => {
    expect(ready(many(9), 0)).toHaveLength(4);
    const two = enqueued(enqueued<number>([], act("1", "a")), act("2", "a"));
    expect(ready(two, 0).map((w) => w.key)).toEqual(["1"]);
    expect(ready(sending(two, "1"), 0)).toEqual([]);
  });

  it("counts as not saved only what was tried in vain", () => {
    const queue = sending(many(3), "k1");
    expect(notSaved(queue)).toBe(0);
    expect(notSaved(failed(queue, "k1", 0, 0))).toBe(1);
    expect(nextDue(failed(queue, "k1", 0, 0))).toBe(0);
  });

  it("comes back where its timer fires a moment early and the clock moves on meanwhile", async () => {
    let time = 0;
    let timer: (() => void) | undefined;
    let requests = 0;
    const recorded: string[] = [];
    const made = sender<string, string>({
      send: async (input) => {
        requests += 1;
        if (requests === 1) throw new Unreached();
        return input;
      },
      again: (error) => error instanceof Unreached,
      after: (next) => next,
      // Each reading finds it a millisecond later.
      now: () => time++,
      random: () => 0,
      later: (run) => {
        timer = run;
        return () => {
          timer = undefined;
        };
      },
    });
    made.put(
      { key: "k", item: "i", input: "keep" },
      { recorded: (r) => recorded.push(r), refused: () => undefined },
    );
    await new Promise(setImmediate);
    const due = nextDue(made.queue()) ?? 0;
    time = due - 1;
    for (let n = 0; n < 3 && recorded.length === 0; n++) {
      timer?.();
      await new Promise(setImmediate);
    }
    expect(recorded).toEqual(["keep"]);
  });
});
