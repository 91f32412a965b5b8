"use client";

import { cn } from "./cn";
import { Dialog, type DialogProps } from "./dialog";

/** A dialog at the right edge; on a narrow screen it rises from the bottom, where the thumb is. */
export function Sheet({ className, ...rest }: DialogProps) {
  return (
    <Dialog
      {...rest}
      className={cn(
        "mt-auto mb-0 max-h-[85dvh] w-full max-w-none rounded-b-none border-x-0 border-b-0 transition-transform starting:open:translate-y-4 sm:my-0 sm:mr-0 sm:ml-auto sm:h-dvh sm:max-h-none sm:w-[26rem] sm:rounded-none sm:border-y-0 sm:border-r-0 sm:border-l sm:starting:open:translate-x-4 sm:starting:open:translate-y-0",
        className,
      )}
    />
  );
}
