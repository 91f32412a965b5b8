import { cn } from "./cn";

interface BurnDownProps {
  /** What was left, in equal steps of time from the start to now. */
  left: readonly number[];
  /** Steps from start to the due date; the line ends where now is. */
  steps: number;
  /** The sentence that says the same: "86 of 124 left, 5 days to go". */
  label: string;
  className?: string;
}

const WIDTH = 120;
const HEIGHT = 28;

/** What is left over time, against the straight line from all to none. */
export function BurnDown({ left, steps, label, className }: BurnDownProps) {
  const most = Math.max(1, ...left);
  const span = Math.max(1, steps, left.length - 1);
  const points = left
    .map(
      (value, index) =>
        `${((index / span) * WIDTH).toFixed(1)},${(1 + (1 - value / most) * (HEIGHT - 2)).toFixed(1)}`,
    )
    .join(" ");
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      className={cn("block max-w-full", className)}
    >
      <line x1="0" y1="1" x2={WIDTH} y2={HEIGHT - 1} strokeDasharray="3 3" className="stroke-control" />
      <polyline
        points={points}
        fill="none"
        strokeWidth="1.5"
        strokeLinejoin="round"
        className="stroke-accent"
      />
    </svg>
  );
}
