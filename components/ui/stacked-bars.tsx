import { count } from "./equation";

const SHADES = ["fill-accent", "fill-ink-3", "fill-line-strong"] as const;

export interface StackedBar {
  name: string;
  /** One value for each of `parts`, in the same order. */
  values: readonly number[];
  /** What needs attention, in words: "no sign-in for 9 days". */
  note?: string;
}

interface StackedBarsProps {
  /** The names of at most three parts: "decided", "with someone else", "open". */
  parts: readonly string[];
  bars: readonly StackedBar[];
  label: string;
  className?: string;
}

/** "Ana Duarte: 38 decided, 4 with someone else, 82 open". */
export function barText(bar: StackedBar, parts: readonly string[]): string {
  const said = parts.map((part, index) => `${count(bar.values[index] ?? 0)} ${part}`).join(", ");
  return `${bar.name}: ${said}${bar.note ? `; ${bar.note}` : ""}`;
}

/** Bars on one scale, so that a long list looks long. */
export function StackedBars({ parts, bars, label, className }: StackedBarsProps) {
  const total = (bar: StackedBar) => bar.values.reduce((sum, value) => sum + value, 0);
  const most = Math.max(1, ...bars.map(total));
  return (
    <div className={className}>
      <p aria-hidden className="mb-2 flex flex-wrap gap-x-4 text-sm text-ink-2">
        {parts.map((part, index) => (
          <span key={part} className="inline-flex items-center gap-1.5">
            <svg width="10" height="10" aria-hidden="true">
              <rect width="10" height="10" className={SHADES[index]} />
            </svg>
            {part}
          </span>
        ))}
      </p>
      <ul aria-label={label} className="grid gap-y-1">
        {bars.map((bar) => {
          let from = 0;
          return (
            <li
              key={bar.name}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 sm:grid-cols-[minmax(7rem,11rem)_minmax(0,1fr)_auto]"
            >
              <span className="sr-only">{barText(bar, parts)}</span>
              <span aria-hidden className="truncate sm:col-start-1 sm:row-start-1">
                {bar.name}
              </span>
              <span
                aria-hidden
                className="text-right text-sm text-ink-2 sm:col-start-3 sm:row-start-1 sm:min-w-16"
              >
                {count(bar.values[0] ?? 0)} of {count(total(bar))}
              </span>
              <svg
                aria-hidden="true"
                width="100%"
                height="10"
                className="col-span-full block sm:col-span-1 sm:col-start-2 sm:row-start-1"
              >
                {bar.values.map((value, index) => {
                  const x = (from / most) * 100;
                  from += value;
                  return (
                    <rect
                      key={parts[index] ?? index}
                      x={`${x.toFixed(2)}%`}
                      width={`${((value / most) * 100).toFixed(2)}%`}
                      height="10"
                      className={SHADES[index]}
                    />
                  );
                })}
              </svg>
              {bar.note ? (
                <span
                  aria-hidden
                  className="col-span-full text-sm text-attention sm:col-start-2 sm:col-end-4"
                >
                  {bar.note}
                </span>
              ) : null}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
