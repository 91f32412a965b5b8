"use client";

import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { cn } from "@/components/ui/cn";

interface LinkedFacts {
  /** Facts whose row and sentences are lit now. */
  lit: ReadonlySet<string>;
  light: (facts: readonly string[]) => void;
  dim: () => void;
}

const Context = createContext<LinkedFacts>({ lit: new Set(), light: () => {}, dim: () => {} });

/** Holds which facts are lit, for the facts and the note of one item. */
export function LinkedFactsProvider({ children }: { children: ReactNode }) {
  const [lit, setLit] = useState<ReadonlySet<string>>(new Set());
  const value = useMemo(
    () => ({
      lit,
      light: (facts: readonly string[]) => setLit(new Set(facts)),
      dim: () => setLit(new Set()),
    }),
    [lit],
  );
  return <Context value={value}>{children}</Context>;
}

/** Which facts are lit, and the handlers that light the given ones while they are pointed at or hold focus. */
export function useLinkedFacts(facts: readonly string[]) {
  const { lit, light, dim } = useContext(Context);
  return {
    lit: facts.some((fact) => lit.has(fact)),
    handlers: {
      onMouseEnter: () => light(facts),
      onMouseLeave: dim,
      onFocus: () => light(facts),
      onBlur: dim,
    },
  };
}

export function factAnchor(fact: string): string {
  return `fact-${fact}`;
}

export function claimAnchor(fact: string): string {
  return `claim-${fact}`;
}

interface JumpProps {
  /** The fact's id, "E1". */
  fact: string;
  to: "fact" | "claim";
  className?: string;
}

/** A fact's id as a link to its other side: from a sentence to the fact, from the fact to the first sentence. */
export function FactLink({ fact, to, className }: JumpProps) {
  const target = to === "fact" ? factAnchor(fact) : claimAnchor(fact);
  return (
    <a
      href={`#${target}`}
      aria-label={to === "fact" ? `Fact ${fact}` : `Fact ${fact}, go to the note`}
      onClick={(event) => {
        const element = document.getElementById(target);
        if (!element) return;
        event.preventDefault();
        // What is folded away cannot take the focus.
        const folded = element.closest<HTMLDetailsElement>("details:not([open])");
        if (folded) folded.open = true;
        element.focus();
        element.scrollIntoView({ block: "nearest" });
      }}
      className={cn("rounded-sm text-sm text-accent hover:underline", className)}
    >
      {fact}
    </a>
  );
}
