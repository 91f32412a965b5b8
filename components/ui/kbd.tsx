import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A key, as it is printed on the keyboard. Inside a named control pass `aria-hidden`. */
export function Kbd({ className, ...rest }: ComponentProps<"kbd">) {
  return (
    <kbd
      className={cn(
        "inline-flex h-5 min-w-5 shrink-0 items-center justify-center rounded-sm border border-line-strong bg-ground px-1 font-sans text-sm leading-none text-ink-2",
        className,
      )}
      {...rest}
    />
  );
}
