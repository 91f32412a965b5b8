import { type ReactNode, useId } from "react";
import { cn } from "./cn";

/** What the control inside a field must carry to be named, described and marked wrong. */
export interface FieldControl {
  id: string;
  required: boolean | undefined;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
}

interface FieldProps {
  label: ReactNode;
  /** Shown under the label, before the control is used. */
  hint?: ReactNode;
  /** One sentence: what is wrong and what to do. With react-hook-form: `errors.name?.message`. */
  error?: string | undefined;
  required?: boolean;
  /** Words after the label of a field that may stay empty. */
  optionalNote?: string;
  hideLabel?: boolean;
  /** Label and control on one line, where room is dear. */
  row?: boolean;
  className?: string | undefined;
  children: (control: FieldControl) => ReactNode;
}

/**
 * Label, hint and error around one control:
 * `<Field label="Name" error={errors.name?.message}>{(c) => <Input {...c} {...register("name")} />}</Field>`
 */
export function Field({
  label,
  hint,
  error,
  required = false,
  optionalNote,
  hideLabel = false,
  row = false,
  className,
  children,
}: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [hint ? hintId : "", error ? errorId : ""].filter(Boolean).join(" ");
  return (
    <div
      className={cn("grid content-start gap-1", row && "grid-cols-[auto_minmax(0,1fr)] gap-x-3", className)}
    >
      <label
        htmlFor={id}
        className={cn(row ? "self-center text-sm text-ink-2" : "font-medium", hideLabel && "sr-only")}
      >
        {label}
        {optionalNote ? <span className="font-normal text-ink-3"> ({optionalNote})</span> : null}
      </label>
      {hint ? (
        <p id={hintId} className={cn("text-sm text-ink-2", row && "col-span-2 row-start-1")}>
          {hint}
        </p>
      ) : null}
      {children({
        id,
        required: required || undefined,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {error ? (
        <p id={errorId} className={cn("text-sm text-finding", row && "col-start-2")}>
          {error}
        </p>
      ) : null}
    </div>
  );
}
