"use client";

import Link from "next/link";
import { useCallback, useMemo, useRef, useState } from "react";
import { LinkedFactsProvider } from "@/components/reviews/linked-facts";
import { useHotkeys } from "@/components/shell/hotkeys";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import type { Replay } from "@/lib/reviews/replay";
import { ReplayStage } from "./replay-stage";
import { armWords } from "./replay-words";
import { StepDetail } from "./step-detail";
import { StepList } from "./step-list";

/** Where the steps' buttons are found by their place. */
const stepId = (at: number) => `replay-step-${at}`;

/** What one person saw of one item, step by step: the screen as it stood, and what was kept of that moment. */
export function ReplayScreen({ replay }: { replay: Replay }) {
  const first = replay.steps.findIndex((step) => step.screen !== null);
  const [at, setAt] = useState(Math.max(0, first));
  const list = useRef<HTMLOListElement>(null);
  const last = replay.steps.length - 1;
  const go = useCallback(
    (to: number) => {
      const next = Math.min(last, Math.max(0, to));
      setAt(next);
      const inside = list.current?.contains(document.activeElement);
      const button = document.getElementById(stepId(next));
      if (inside) button?.focus({ preventScroll: true });
      button?.scrollIntoView({ block: "nearest" });
    },
    [last],
  );
  useHotkeys(
    useMemo(
      () => [
        { key: "j", label: "Next step", group: "Replay", repeat: true, run: () => go(at + 1) },
        { key: "k", label: "Step before", group: "Replay", repeat: true, run: () => go(at - 1) },
      ],
      [go, at],
    ),
  );
  const step = replay.steps[at];
  const opened = replay.steps.findIndex((s, i) => i > at && s.kind === "revealed");
  return (
    <LinkedFactsProvider>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <Badge>{armWords[replay.arm]}</Badge>
        {replay.armWhy === "text_turned_draft" ? (
          <Badge tone="attention">somebody’s text turned the draft</Badge>
        ) : null}
        <People replay={replay} />
      </div>
      {step === undefined ? null : (
        <div className="mt-4 grid items-start gap-6 wide:grid-cols-[19rem_minmax(0,1fr)]">
          <div className="grid min-w-0 gap-3 wide:sticky wide:top-4">
            <div className="flex items-center justify-between gap-2">
              <p aria-live="polite" className="text-sm text-ink-2">
                Step {at + 1} of {replay.steps.length}
              </p>
              <div className="flex gap-2">
                <Button size="sm" aria-keyshortcuts="K" disabled={at === 0} onClick={() => go(at - 1)}>
                  Before
                  <Kbd aria-hidden className="pointer-coarse:hidden">
                    K
                  </Kbd>
                </Button>
                <Button size="sm" aria-keyshortcuts="J" disabled={at === last} onClick={() => go(at + 1)}>
                  Next
                  <Kbd aria-hidden className="pointer-coarse:hidden">
                    J
                  </Kbd>
                </Button>
              </div>
            </div>
            <StepList ref={list} steps={replay.steps} at={at} idOf={stepId} onGo={go} />
          </div>
          <div className="grid min-w-0 gap-6">
            <StepDetail
              key={step.key}
              step={step}
              campaign={replay.campaign}
              decision={replay.decisions.find((d) => d.id === step.decision) ?? null}
            />
            <ReplayStage
              replay={replay}
              screen={step.screen}
              onOpenedLater={opened < 0 ? null : () => go(opened)}
            />
          </div>
        </div>
      )}
    </LinkedFactsProvider>
  );
}

/** Whose screen it is; every other person who had a hand in it, one press away. */
function People({ replay }: { replay: Replay }) {
  const shown = replay.people.find((p) => p.id === replay.person);
  const others = replay.people.filter((p) => p.id !== replay.person);
  return (
    <p className="flex flex-wrap gap-x-3 text-ink-2 [overflow-wrap:anywhere]">
      <span>
        The screen of <b className="font-medium text-ink">{shown?.name}</b>
        {shown?.reviewer ? ", the reviewer" : ""}
      </span>
      {others.map((p) => (
        <Link
          key={p.id}
          href={`?${new URLSearchParams({ person: p.id })}`}
          prefetch={false}
          className="text-accent underline underline-offset-2"
        >
          Show {p.name}’s
        </Link>
      ))}
    </p>
  );
}
