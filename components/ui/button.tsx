import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const OFF =
  "disabled:border-line disabled:bg-sunken disabled:font-normal disabled:text-ink-3 aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:font-normal aria-disabled:text-ink-3";

const look = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-md border whitespace-nowrap transition-colors select-none",
  {
    variants: {
      variant: {
        plain: ["border-line-strong bg-panel text-ink hover:bg-sunken", OFF],
        strong: ["border-ink bg-panel text-ink hover:bg-sunken", OFF],
        filled: ["border-ink bg-ink font-medium text-panel hover:border-ink-2 hover:bg-ink-2", OFF],
        quiet:
          "border-transparent bg-transparent text-ink-2 enabled:hover:bg-sunken enabled:hover:text-ink disabled:text-control [a]:hover:bg-sunken [a]:hover:text-ink",
      },
      size: {
        sm: "h-7 px-2.5 text-sm",
        md: "h-8 px-3 text-base",
        lg: "h-10 px-3 text-base",
        icon: "size-8 p-0",
      },
    },
    defaultVariants: { variant: "plain", size: "md" },
  },
);

export type ButtonProps = ComponentProps<"button"> & VariantProps<typeof look> & { asChild?: boolean };

/**
 * A button, or with `asChild` the link inside it in the look of one.
 * `filled` is for the one next step of a page; `plain` for everything else.
 */
export function Button({ className, variant, size, asChild = false, type, ...rest }: ButtonProps) {
  const shared = cn(look({ variant, size }), className);
  if (asChild) return <Slot.Root className={shared} {...rest} />;
  return <button type={type ?? "button"} className={shared} {...rest} />;
}
