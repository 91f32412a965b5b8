import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const look = cva("inline-flex h-5 shrink-0 items-center rounded-sm px-1.5 text-sm whitespace-nowrap", {
  variants: {
    tone: {
      neutral: "bg-sunken text-ink-2",
      accent: "bg-accent-bg text-accent",
      finding: "bg-finding-bg text-finding",
      attention: "bg-attention-bg text-attention",
    },
  },
  defaultVariants: { tone: "neutral" },
});

export type Tone = NonNullable<VariantProps<typeof look>["tone"]>;

/** One or two words about a thing. The word carries the meaning; the tone only helps to find it. */
export function Badge({ className, tone, ...rest }: ComponentProps<"span"> & { tone?: Tone }) {
  return <span className={cn(look({ tone }), className)} {...rest} />;
}
