import { cn } from "./cn";

export interface SparkBar {
  label: string;
  /** `null` where nothing was reported, which is not the same as zero. */
  value: number | null;
}

interface SparkBarsProps {
  bars: readonly SparkBar[];
  /** The sentence that says what the bars show. */
  label: string;
  className?: string;
}

const STEP = 16;
const HEIGHT = 36;

/** Equal steps of time as bars from one zero line. Zero is a thin line, not reported a dashed one. */
export function SparkBars({ bars, label, className }: SparkBarsProps) {
  const most = Math.max(1, ...bars.map((bar) => bar.value ?? 0));
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${Math.max(1, bars.length) * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      width="100%"
      height={HEIGHT}
      className={cn("block", className)}
    >
      {bars.map((bar, index) => {
        const x = index * STEP + 1;
        if (bar.value === null) {
          return (
            <line
              key={bar.label}
              x1={x}
              x2={x + STEP - 4}
              y1={HEIGHT - 1}
              y2={HEIGHT - 1}
              strokeDasharray="2 2"
              className="stroke-control"
            />
          );
        }
        const height = bar.value === 0 ? 1 : Math.max(3, (bar.value / most) * (HEIGHT - 2));
        return (
          <rect
            key={bar.label}
            x={x}
            y={HEIGHT - height}
            width={STEP - 4}
            height={height}
            className={bar.value === 0 ? "fill-control" : "fill-ink-2"}
          />
        );
      })}
    </svg>
  );
}
