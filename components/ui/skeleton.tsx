import { cn } from "./cn";

/** A line of text that is still coming; give it the width the text will have. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-3 rounded-sm bg-line", className)} />;
}

/** Wraps skeletons of one region: says once, in words, what is coming. */
export function Loading({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: React.ReactNode;
}) {
  return (
    <div role="status" className={className}>
      <span className="sr-only">{label}</span>
      {children}
    </div>
  );
}
