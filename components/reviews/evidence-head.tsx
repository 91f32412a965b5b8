"use client";

import { Rows2, Rows3, Rows4 } from "lucide-react";
import { type ComponentType, useId } from "react";
import { DENSITIES, type Density, setDensity, useDensity } from "./density";
import { RulesChecked, type RulesCheckedProps } from "./rules-checked";

const ROOM: Record<
  Density,
  { label: string; icon: ComponentType<{ className?: string; strokeWidth?: number }> }
> = {
  comfortable: { label: "Comfortable", icon: Rows2 },
  compact: { label: "Compact", icon: Rows3 },
  line: { label: "One line a fact", icon: Rows4 },
};

/** What was checked, and how much room the evidence below takes. */
export function EvidenceHead({ checked, unchecked }: RulesCheckedProps) {
  const density = useDensity();
  const name = useId();
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
      <RulesChecked checked={checked} unchecked={unchecked} />
      <div
        role="radiogroup"
        aria-label="Room for evidence"
        className="flex overflow-hidden rounded-md border border-line-strong"
      >
        {DENSITIES.map((one) => {
          const { label, icon: Icon } = ROOM[one];
          return (
            <label
              key={one}
              title={label}
              className="relative inline-flex h-6 w-8 cursor-pointer items-center justify-center border-line-strong text-ink-3 not-first:border-l hover:bg-sunken hover:text-ink has-checked:bg-selected has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus"
            >
              <input
                type="radio"
                name={name}
                value={one}
                checked={density === one}
                onChange={() => setDensity(one)}
                className="absolute inset-0 cursor-pointer opacity-0"
              />
              <Icon aria-hidden className="size-4" strokeWidth={1.75} />
              <span className="sr-only">{label}</span>
            </label>
          );
        })}
      </div>
    </div>
  );
}
