import type { ReactNode } from "react";
import { cn } from "./cn";

export interface Stat {
  label: string;
  value: ReactNode;
  /** What the value is measured against: "of 124", "median 41 s". */
  note?: ReactNode;
}

/** A few figures side by side, each with its name and its spread or base. */
export function StatRow({ stats, className }: { stats: readonly Stat[]; className?: string }) {
  return (
    <dl className={cn("flex flex-wrap gap-x-8 gap-y-4", className)}>
      {stats.map((stat) => (
        <div key={stat.label} className="min-w-24">
          <dt className="text-sm text-ink-2">{stat.label}</dt>
          <dd>
            <span className="text-xl font-semibold">{stat.value}</span>
            {stat.note ? <span className="ml-1.5 text-sm text-ink-2">{stat.note}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
