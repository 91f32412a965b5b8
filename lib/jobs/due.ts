import { telemetry } from "@/lib/telemetry";

/** One thing that the clock makes due: its name in the telemetry, and how seldom it is looked at, in milliseconds. */
export type Step = { name: string; every: number; run: () => Promise<unknown> };

/**
 * A worker's beat over several steps, each at its own pace in this process's time; one that fails keeps no other from its turn.
 * @param time milliseconds that only go forward
 */
export function paced(steps: readonly Step[], time: () => number = () => performance.now()) {
  const last = new Map<string, number>();
  return async (): Promise<void> => {
    for (const { name, every, run } of steps) {
      if (time() - (last.get(name) ?? Number.NEGATIVE_INFINITY) < every) continue;
      last.set(name, time());
      await run().catch((err: unknown) => telemetry().error({ what: "tick", step: name, err }));
    }
  };
}
