import type { ComponentProps } from "react";
import { cn } from "./cn";

/** The frame that every text control shares. */
export const controlLook =
  "w-full min-w-0 rounded-md border border-control bg-panel px-2.5 text-base text-ink disabled:border-line disabled:bg-sunken disabled:text-ink-3 [&[readonly]]:bg-sunken aria-invalid:border-finding";

export function Input({ className, type = "text", ...rest }: ComponentProps<"input">) {
  return <input type={type} className={cn(controlLook, "h-8", className)} {...rest} />;
}
