import type { ReactNode } from "react";
import { cn } from "./cn";

interface EmptyStateProps {
  title: string;
  /** One sentence: why there is nothing, or what will be here. */
  sentence: ReactNode;
  /** The next step, a button or a link. */
  action?: ReactNode;
  className?: string;
}

export function EmptyState({ title, sentence, action, className }: EmptyStateProps) {
  return (
    <div className={cn("max-w-[52ch] px-4 py-12 sm:px-6", className)}>
      <h2 className="text-lg">{title}</h2>
      <p className="mt-1 text-ink-2">{sentence}</p>
      {action ? <div className="mt-4 flex flex-wrap gap-2">{action}</div> : null}
    </div>
  );
}
