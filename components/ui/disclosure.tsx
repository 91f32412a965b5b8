"use client";

import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

interface DisclosureProps {
  summary: ReactNode;
  open?: boolean;
  /** Told when it is opened or closed: for what is only asked for then. */
  onToggle?: (open: boolean) => void;
  className?: string;
  children: ReactNode;
}

/** More, for those who ask. */
export function Disclosure({ summary, open = false, onToggle, className, children }: DisclosureProps) {
  return (
    <details
      open={open}
      onToggle={(event) => onToggle?.(event.currentTarget.open)}
      className={cn("group/disclosure", className)}
    >
      <summary className="flex min-h-6 list-none items-center gap-1 rounded-sm text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 transition-transform group-open/disclosure:rotate-90"
          strokeWidth={1.75}
        />
        {summary}
      </summary>
      <div className="pt-2 pl-5">{children}</div>
    </details>
  );
}
