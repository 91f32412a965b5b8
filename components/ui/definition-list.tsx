import type { ReactNode } from "react";
import { cn } from "./cn";

export interface Definition {
  term: string;
  value: ReactNode;
}

/** Terms left, values right; below 640 px one under the other. */
export function DefinitionList({ items, className }: { items: readonly Definition[]; className?: string }) {
  return (
    <dl className={cn("grid gap-x-6 gap-y-1 sm:grid-cols-[minmax(8rem,auto)_1fr]", className)}>
      {items.map((item) => (
        <div key={item.term} className="contents">
          <dt className="text-ink-2 max-sm:mt-2">{item.term}</dt>
          <dd className="min-w-0">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
