import type { ComponentProps } from "react";
import { cn } from "./cn";
import { controlLook } from "./input";

/** Grows with its text from `rows` on, where the browser can. */
export function Textarea({ className, rows = 3, style, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={rows}
      style={{ minHeight: `calc(${rows}lh + 0.875rem)`, ...style }}
      className={cn(controlLook, "field-sizing-content max-h-48 resize-none py-1.5", className)}
      {...rest}
    />
  );
}
