"use client";

import type { Ref } from "react";
import { instant } from "@/components/audit/instant";
import { saidText } from "@/components/audit/said";
import { cn } from "@/components/ui/cn";
import type { ReplayStep } from "@/lib/reviews/replay-steps";

interface StepListProps {
  ref: Ref<HTMLOListElement>;
  steps: readonly ReplayStep[];
  /** The place of the step that is shown. */
  at: number;
  idOf: (at: number) => string;
  onGo: (at: number) => void;
}

/** What something is, by the shape beside it: what stood on the screen, what was decided, everything else. */
const MARK: Record<ReplayStep["kind"], string> = {
  opened: "rounded-full bg-ink-2",
  revealed: "rounded-full bg-ink-2",
  decided: "bg-accent",
  frozen: "rounded-full border-[1.5px] border-ink-2",
  drafted: "rounded-full border-[1.5px] border-ink-2",
  entry: "rounded-full border-[1.5px] border-ink-3",
};

/** Every step in order of time; the shown one is marked and said to be current. */
export function StepList({ ref, steps, at, idOf, onGo }: StepListProps) {
  return (
    <ol
      ref={ref}
      aria-label="Steps, in order of time"
      className="max-h-[calc(100vh-11rem)] overflow-y-auto rounded-lg border border-line bg-panel max-wide:max-h-60"
    >
      {steps.map((step, i) => (
        <li key={step.key} className="border-line not-first:border-t">
          <button
            type="button"
            id={idOf(i)}
            aria-current={i === at ? "step" : undefined}
            onClick={() => onGo(i)}
            className={cn(
              "grid w-full scroll-my-2 grid-cols-[0.75rem_minmax(0,1fr)] gap-x-2.5 px-3 py-2 text-left hover:bg-sunken focus-visible:-outline-offset-2",
              i === at && "bg-selected",
            )}
          >
            <span aria-hidden className={cn("mt-1.5 size-2.5", MARK[step.kind])} />
            <span className="min-w-0">
              <span className="block [overflow-wrap:anywhere]">{saidText(step.said)}</span>
              <span className="block text-sm text-ink-3">{instant(step.at)}</span>
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
