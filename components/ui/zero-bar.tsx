import { cn } from "./cn";

interface ZeroBarProps {
  /** Above zero to the right, below to the left. */
  value: number;
  /** The value that fills one side. */
  most: number;
  /** Drawn as an outline: what is not measured but stated. */
  outlined?: boolean;
  className?: string;
}

/** A bar on one side of a zero. Its meaning stands in words beside it. */
export function ZeroBar({ value, most, outlined = false, className }: ZeroBarProps) {
  const size = most > 0 ? (Math.min(Math.abs(value), most) / most) * 49 : 0;
  return (
    <svg aria-hidden="true" width="100%" height="12" className={cn("block", className)}>
      <rect
        x={`${(value < 0 ? 50 - size : 50).toFixed(2)}%`}
        y="2"
        width={`${size.toFixed(2)}%`}
        height="8"
        className={cn("stroke-ink-2", outlined ? "fill-none" : "fill-ink-2")}
      />
      <line x1="50%" x2="50%" y1="0" y2="12" className="stroke-control" />
    </svg>
  );
}
