/** One figure beside what the machine can do at best: printed as one JSON object a line. */
export type Figure = {
  name: string;
  value: number;
  unit: "s" | "ms" | "us" | "/s" | "MB" | "kB";
  /** In the same unit. */
  baseline: number;
  baselineIs: string;
};

/** Prints a figure; `ratio` is the value divided by the baseline. */
export function report({ name, value, unit, baseline, baselineIs }: Figure): void {
  const line = {
    name,
    value: short(value),
    unit,
    baseline: short(baseline),
    ratio: short(value / baseline),
    baselineIs,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Three digits that count. */
const short = (n: number) => Number(n.toPrecision(3));

/** Says on standard error what is being done. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Seconds that `work` takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** The middle one of values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Works a list with so many at once. */
export async function atOnce<T>(
  lanes: number,
  list: readonly T[],
  work: (one: T) => Promise<unknown>,
): Promise<void> {
  const waiting = list.values();
  const lane = async () => {
    for (const one of waiting) await work(one);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
