import { cva, type VariantProps } from "class-variance-authority";
import type { ReactNode } from "react";
import { cn } from "./cn";

const frame = cva("rounded-lg border px-3 py-2", {
  variants: {
    tone: {
      neutral: "border-line-strong bg-panel",
      attention: "border-attention-line bg-attention-bg",
      finding: "border-finding-line bg-finding-bg",
    },
  },
  defaultVariants: { tone: "neutral" },
});

const word = cva("font-medium", {
  variants: { tone: { neutral: "text-ink", attention: "text-attention", finding: "text-finding" } },
  defaultVariants: { tone: "neutral" },
});

interface CalloutProps extends VariantProps<typeof frame> {
  /** The word that says what kind of thing this is: "Conflict", "Stale", "Note". */
  title: string;
  /** Stands at the right of the first line. */
  aside?: ReactNode;
  /** The way out. */
  actions?: ReactNode;
  /** `alert` if it appeared because of what the reader just did. */
  role?: "alert" | "status" | "note";
  className?: string | undefined;
  children: ReactNode;
}

export function Callout({ tone, title, aside, actions, role, className, children }: CalloutProps) {
  return (
    <div role={role} className={cn(frame({ tone }), className)}>
      <div className="flex gap-3">
        <div className="min-w-0 flex-1">
          <span className={cn(word({ tone }), "mr-1")}>{title}</span> <span className="sr-only">: </span>
          {children}
        </div>
        {aside}
      </div>
      {actions ? <div className="mt-2 flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  );
}
