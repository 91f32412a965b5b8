import { cn } from "./cn";

interface ProgressBarProps {
  value: number;
  max: number;
  /** The whole sentence, "38 of 124 decided". */
  label: string;
  className?: string;
}

/** How much of a piece of work is done. */
export function ProgressBar({ value, max, label, className }: ProgressBarProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <div
      role="progressbar"
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value}
      aria-valuetext={label}
      aria-label={label}
      className={cn("h-1.5 w-full overflow-hidden rounded-sm bg-line", className)}
    >
      <svg aria-hidden="true" width="100%" height="100%" className="block">
        <rect width={`${(share * 100).toFixed(2)}%`} height="100%" className="fill-accent" />
      </svg>
    </div>
  );
}
