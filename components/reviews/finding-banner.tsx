"use client";

import type { ReactNode } from "react";
import { Callout } from "@/components/ui/callout";
import { cn } from "@/components/ui/cn";
import { FactLink, useLinkedFacts } from "./linked-facts";

export interface FindingBannerProps {
  /** One word: "Conflict", "Dormant". */
  kind: string;
  /** What was found, what it means together with what, how far it was checked. */
  children: ReactNode;
  /** The fact that carries it. */
  fact?: string;
  /** The way out: both sides of a conflict. */
  actions?: ReactNode;
}

export function FindingBanner({ kind, children, fact, actions }: FindingBannerProps) {
  const { lit, handlers } = useLinkedFacts(fact ? [fact] : []);
  return (
    <div
      {...(fact ? { id: `fact-${fact}`, tabIndex: -1, "data-fact": fact } : {})}
      {...handlers}
      className="rounded-lg"
    >
      <Callout
        tone="finding"
        title={kind}
        actions={actions}
        className={cn(lit && "outline-2 outline-finding-line")}
        aside={
          fact ? <FactLink fact={fact} to="claim" className="inline-flex h-6 min-w-6 justify-end" /> : null
        }
      >
        {children}
      </Callout>
    </div>
  );
}
