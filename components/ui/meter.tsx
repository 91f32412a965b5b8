import { cn } from "./cn";

interface MeterProps {
  value: number;
  max: number;
  /** Where a limit lies on the same scale; drawn as a tick. */
  limit?: number;
  /** The sentence that says the same: "18 of 25 tokens used". */
  label: string;
  className?: string;
}

/** A quantity within a known range. Past its limit the bar says so in the tone of a finding, the label in words. */
export function Meter({ value, max, limit, label, className }: MeterProps) {
  const at = (n: number) => `${(max > 0 ? Math.min(1, Math.max(0, n / max)) * 100 : 0).toFixed(2)}%`;
  const over = limit !== undefined && value > limit;
  return (
    <svg role="img" aria-label={label} width="100%" height="8" className={cn("block", className)}>
      <rect y="1" width="100%" height="6" className="fill-line" />
      <rect y="1" width={at(value)} height="6" className={over ? "fill-finding" : "fill-ink-2"} />
      {limit === undefined ? null : (
        <line x1={at(limit)} x2={at(limit)} y1="0" y2="8" strokeWidth="2" className="stroke-ink" />
      )}
    </svg>
  );
}
