export interface Weight {
  label: string;
  /** Thousandths; above zero it speaks for the right side, below for the left. */
  thousandths: number;
}

interface WeightBarsProps {
  weights: readonly Weight[];
  /** What the two sides mean: "for removing", "for keeping". */
  left: string;
  right: string;
  label: string;
  className?: string;
}

/** "+0.42": always with its sign, two decimals. */
export function weightText(thousandths: number): string {
  const size = (Math.abs(thousandths) / 1000).toFixed(2);
  return thousandths < 0 ? `\u2212${size}` : `+${size}`;
}

/** What each part weighs, as bars on both sides of one zero. */
export function WeightBars({ weights, left, right, label, className }: WeightBarsProps) {
  const most = Math.max(1, ...weights.map((weight) => Math.abs(weight.thousandths)));
  return (
    <div className={className}>
      <p aria-hidden className="flex justify-between text-sm text-ink-3">
        <span>{left}</span>
        <span>{right}</span>
      </p>
      <ul aria-label={label} className="grid gap-y-1">
        {weights.map((weight) => {
          const size = (Math.abs(weight.thousandths) / most) * 50;
          return (
            <li key={weight.label} className="grid grid-cols-[minmax(0,1fr)_3.5rem] items-center gap-x-3">
              <span className="min-w-0">
                {weight.label}
                <span className="sr-only">, {weight.thousandths < 0 ? left : right}</span>
              </span>
              <span className="text-right text-sm tabular-nums text-ink-2">
                {weightText(weight.thousandths)}
              </span>
              <svg aria-hidden="true" width="100%" height="8" className="col-span-full block">
                <rect
                  x={`${(weight.thousandths < 0 ? 50 - size : 50).toFixed(2)}%`}
                  y="1"
                  width={`${size.toFixed(2)}%`}
                  height="6"
                  className="fill-ink-2"
                />
                <line x1="50%" x2="50%" y1="0" y2="8" className="stroke-control" />
              </svg>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
