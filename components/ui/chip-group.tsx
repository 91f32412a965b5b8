import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn";

interface ChipGroupProps {
  legend: ReactNode;
  options: readonly { value: string; label: string }[];
  /** Goes to every radio: `register("field")`, or name and onChange. */
  input: Omit<ComponentProps<"input">, "type" | "value" | "id">;
  error?: string | undefined;
  className?: string;
}

/** A few short options, all in sight, one of them to be taken. Nothing is taken beforehand. */
export function ChipGroup({ legend, options, input, error, className }: ChipGroupProps) {
  const id = useId();
  return (
    <div
      role="radiogroup"
      aria-labelledby={`${id}-legend`}
      aria-describedby={error ? `${id}-error` : undefined}
      className={cn("min-w-0", className)}
    >
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
        <span id={`${id}-legend`} className="py-1 text-sm text-ink-2">
          {legend}
        </span>
        <div className="flex flex-wrap gap-1.5">
          {options.map((option) => (
            <label
              key={option.value}
              className="relative inline-flex min-h-7 cursor-pointer items-center rounded-md border border-line-strong bg-panel px-2 text-sm hover:bg-sunken has-checked:border-ink has-checked:inset-ring has-checked:inset-ring-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus"
            >
              <input
                type="radio"
                value={option.value}
                className="absolute inset-0 cursor-pointer opacity-0"
                {...input}
              />
              {option.label}
            </label>
          ))}
        </div>
      </div>
      {error ? (
        <p id={`${id}-error`} className="mt-1 text-sm text-finding">
          {error}
        </p>
      ) : null}
    </div>
  );
}
