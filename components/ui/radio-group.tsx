import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn";

export interface RadioOption {
  value: string;
  label: ReactNode;
  hint?: ReactNode;
}

interface RadioGroupProps {
  legend: ReactNode;
  options: readonly RadioOption[];
  /** Goes to every radio: `register("field")`, or name, onChange and the like. */
  input: Omit<ComponentProps<"input">, "type" | "value" | "id">;
  /** The chosen value, when the group is controlled. */
  value?: string | undefined;
  error?: string | undefined;
  hideLegend?: boolean;
  className?: string;
}

export function RadioGroup({
  legend,
  options,
  input,
  value,
  error,
  hideLegend = false,
  className,
}: RadioGroupProps) {
  const id = useId();
  return (
    <fieldset className={cn("min-w-0", className)} aria-describedby={error ? `${id}-error` : undefined}>
      <legend className={cn("mb-1 font-medium", hideLegend && "sr-only")}>{legend}</legend>
      {options.map((option) => (
        <div key={option.value} className="grid grid-cols-[auto_1fr] gap-x-2">
          <input
            type="radio"
            id={`${id}-${option.value}`}
            value={option.value}
            {...(value === undefined ? {} : { checked: value === option.value })}
            className="my-1 size-4 shrink-0 accent-accent"
            aria-describedby={option.hint ? `${id}-${option.value}-hint` : undefined}
            {...input}
          />
          <label htmlFor={`${id}-${option.value}`} className="py-0.5">
            {option.label}
          </label>
          {option.hint ? (
            <p id={`${id}-${option.value}-hint`} className="col-start-2 text-sm text-ink-2">
              {option.hint}
            </p>
          ) : null}
        </div>
      ))}
      {error ? (
        <p id={`${id}-error`} className="mt-1 text-sm text-finding">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
