"use client";

import { useEffect, useMemo } from "react";
import { useHotkeys } from "@/components/shell/hotkeys";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ChipGroup } from "@/components/ui/chip-group";
import { Kbd } from "@/components/ui/kbd";
import { Skeleton } from "@/components/ui/skeleton";
import { ITEM_TITLE_ID } from "./item-title";
import { PairActs } from "./pair-acts";
import { PairSide, PairStranger } from "./pair-side";
import { usePair } from "./use-pair";

interface PairViewProps {
  review: string;
  item: string;
  onClose: () => void;
}

/** Both sides of a conflict beside each other, and what can be done about it. */
export function PairView({ review, item, onClose }: PairViewProps) {
  const pair = usePair(review, item);
  const { conflict, opened } = pair;
  useEffect(() => {
    document.getElementById(ITEM_TITLE_ID)?.focus({ preventScroll: true });
  }, []);
  useHotkeys(
    useMemo(
      () => [
        { key: "Escape", label: "Back to the item", group: "Item", run: onClose },
        { key: "b", label: "Back to the item", group: "Item", run: onClose },
      ],
      [onClose],
    ),
  );
  const conflicts = pair.pair.data?.conflicts ?? [];
  return (
    <div className="grid content-start gap-4">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="text-sm text-finding">Conflict</p>
          <h2 id={ITEM_TITLE_ID} tabIndex={-1} className="rounded-sm text-xl">
            {conflict?.rule ?? "Both sides of a conflict"}
          </h2>
          {conflict ? <p className="mt-1 text-ink-2">{conflict.text}</p> : null}
        </div>
        <Button onClick={onClose} aria-keyshortcuts="B Escape">
          Back to the item
          <Kbd aria-hidden className="pointer-coarse:hidden">
            B
          </Kbd>
        </Button>
      </header>
      {conflicts.length > 1 ? (
        <ChipGroup
          legend="With"
          options={conflicts.map((c) => ({ value: c.fact, label: c.side?.title ?? c.other }))}
          input={{
            name: "conflict",
            onChange: (event) => pair.choose(event.currentTarget.value),
          }}
        />
      ) : null}
      {pair.pair.error || pair.failed ? (
        <Callout tone="finding" title="Not opened">
          {(pair.pair.error ?? pair.failed)?.message}
        </Callout>
      ) : null}
      {conflict ? (
        <>
          <div className="grid gap-4 lg:grid-cols-2">
            {opened.this ? (
              <PairSide opened={opened.this} evidence={pair.evidence.this} />
            ) : (
              <Skeleton className="h-64" />
            )}
            {conflict.side?.mine ? (
              opened.other ? (
                <PairSide opened={opened.other} evidence={pair.evidence.other} />
              ) : (
                <Skeleton className="h-64" />
              )
            ) : (
              <PairStranger other={conflict.other} side={conflict.side} owner={conflict.owner} />
            )}
          </div>
          {opened.this && (!conflict.side?.mine || opened.other) ? (
            <PairActs key={conflict.fact} pair={pair} />
          ) : null}
        </>
      ) : (
        <div className="grid gap-4 md:grid-cols-2" aria-hidden>
          <Skeleton className="h-64" />
          <Skeleton className="h-64" />
        </div>
      )}
    </div>
  );
}
