import { cn } from "./cn";

interface DotRowProps {
  /** How many of `total` are filled. */
  filled: number;
  total: number;
  /** The sentence that says the same: "0 of 10 hold this". */
  label: string;
  className?: string;
}

const COLUMNS = 14;
const STEP = 14;
const RADIUS = 4.5;
const MOST_DOTS = COLUMNS * 3;

interface Dots {
  /** How many members one dot stands for, so that a group of any size fits three lines. */
  each: number;
  dots: number;
  /** How many of them are filled: some if some members are, all only if all are. */
  full: number;
}

/** The dots for `filled` of `total` members, both at least 0. */
export function dotsFor(filled: number, total: number): Dots {
  const each = Math.max(1, Math.ceil(total / MOST_DOTS));
  const dots = Math.ceil(total / each);
  const share = Math.round(filled / each);
  const some = filled > 0 && filled < total;
  return { each, dots, full: some ? Math.min(dots - 1, Math.max(1, share)) : filled > 0 ? dots : 0 };
}

/** Every member of a group as a dot, the filled ones first. */
export function DotRow({ filled, total, label, className }: DotRowProps) {
  const { each, dots, full } = dotsFor(filled, total);
  const rows = Math.max(1, Math.ceil(dots / COLUMNS));
  const width = Math.min(dots, COLUMNS) * STEP;
  return (
    <div className={className}>
      <svg
        role="img"
        aria-label={each > 1 ? `${label}. Each dot stands for ${each}.` : label}
        viewBox={`0 0 ${Math.max(1, width)} ${rows * STEP}`}
        width={width}
        height={rows * STEP}
        className="block max-w-full"
      >
        {Array.from({ length: dots }, (_, index) => (
          <circle
            // biome-ignore lint/suspicious/noArrayIndexKey: a dot has no identity but its place.
            key={index}
            cx={(index % COLUMNS) * STEP + STEP / 2 - 1}
            cy={Math.floor(index / COLUMNS) * STEP + STEP / 2}
            r={RADIUS}
            strokeWidth="1.25"
            className={cn("stroke-control", index < full ? "fill-ink-2 stroke-ink-2" : "fill-none")}
          />
        ))}
      </svg>
      {each > 1 ? (
        <p aria-hidden className="mt-1 text-sm text-ink-3">
          Each dot stands for {each}
        </p>
      ) : null}
    </div>
  );
}
