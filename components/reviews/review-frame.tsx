"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { ITEM_TITLE_ID } from "./item-title";
import { LinkedFactsProvider } from "./linked-facts";

export interface ReviewFrameProps {
  /** The open item, or `null` while none is. */
  itemId: string | null;
  /** What a narrow screen shows. */
  view: "list" | "item";
  onView: (view: "list" | "item") => void;
  list: ReactNode;
  item: ReactNode;
  /** `null` while there is no item: what is in `item` then has the room. */
  note: ReactNode | null;
  decision: ReactNode | null;
  /** "3 of 124", for the bar of a narrow screen. */
  position?: string;
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
}

/** Gives the open item's heading focus; false while there is none. */
function focusTitle(): boolean {
  const title = document.getElementById(ITEM_TITLE_ID);
  title?.focus({ preventScroll: true });
  return title !== null;
}

/**
 * List, item, note and decision. From 1200 px three panes side by side; from 768 px list and item, the decision
 * under the item; below that the list or the item, the decision where the thumb is. A window too short for panes
 * scrolls as one page.
 */
export function ReviewFrame({
  itemId,
  view,
  onView,
  list,
  item,
  note,
  decision,
  position,
  onPrevious,
  onNext,
}: ReviewFrameProps) {
  const listPane = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const itemPane = useRef<HTMLDivElement>(null);
  const notePane = useRef<HTMLDivElement>(null);
  const shown = useRef(itemId);
  /** The item whose title is to take focus once it is here. */
  const wanted = useRef<string | null>(null);

  useEffect(() => {
    if (shown.current === itemId) return;
    shown.current = itemId;
    for (const pane of [content, itemPane, notePane]) pane.current?.scrollTo(0, 0);
    if (listPane.current?.contains(document.activeElement) && listPane.current.checkVisibility()) return;
    focusTitle();
    wanted.current = itemId;
  }, [itemId]);
  useEffect(() => {
    if (wanted.current !== itemId || (document.activeElement ?? document.body) !== document.body) return;
    if (focusTitle()) wanted.current = null;
  });

  const onItem = view === "item";
  return (
    <div className="flex min-h-0 flex-1 flex-col md:grid md:grid-cols-[17.5rem_minmax(0,1fr)] md:grid-rows-[minmax(0,1fr)_auto] wide:grid-cols-[20rem_minmax(0,1fr)_25rem]">
      <nav
        ref={listPane}
        aria-label="Worklist"
        className={cn(
          "flex min-h-0 flex-1 flex-col bg-panel md:row-span-2 md:flex md:border-r md:border-line",
          onItem && "hidden",
        )}
      >
        <h2 className="sr-only">Worklist</h2>
        {list}
      </nav>
      <LinkedFactsProvider key={itemId}>
        <div
          ref={content}
          className={cn(
            "relative min-h-0 flex-1 overflow-y-auto md:col-start-2 md:row-start-1 md:block wide:contents",
            !onItem && "hidden",
          )}
        >
          <div className="flex items-center gap-1 border-b border-line bg-panel px-2 py-1 md:hidden">
            <Button variant="quiet" onClick={() => onView("list")} className="px-2 pointer-coarse:h-11">
              <ChevronLeft aria-hidden className="size-4" strokeWidth={1.75} />
              Worklist
            </Button>
            <span className="ml-auto text-sm text-ink-2">{position}</span>
            <Button
              variant="quiet"
              size="icon"
              onClick={onPrevious}
              disabled={!onPrevious}
              className="pointer-coarse:size-11"
            >
              <ChevronLeft aria-hidden className="size-4" strokeWidth={1.75} />
              <span className="sr-only">Previous item</span>
            </Button>
            <Button
              variant="quiet"
              size="icon"
              onClick={onNext}
              disabled={!onNext}
              className="pointer-coarse:size-11"
            >
              <ChevronRight aria-hidden className="size-4" strokeWidth={1.75} />
              <span className="sr-only">Next item</span>
            </Button>
          </div>
          <div
            ref={itemPane}
            className={cn(
              "relative grid content-start gap-4 px-4 py-4 sm:px-6 wide:col-start-2 wide:row-span-2 wide:row-start-1 wide:min-h-0 wide:overflow-y-auto wide:py-5",
              note === null && "wide:col-end-4",
            )}
          >
            {item}
          </div>
          {note === null ? null : (
            <section
              ref={notePane}
              aria-label="Note"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls takes focus (WCAG 2.1.1).
              tabIndex={0}
              className="relative border-t border-line bg-panel px-4 py-4 sm:px-6 wide:col-start-3 wide:row-start-1 wide:min-h-0 wide:overflow-y-auto wide:border-t-0 wide:border-l wide:px-5"
            >
              {note}
            </section>
          )}
        </div>
      </LinkedFactsProvider>
      {decision === null ? null : (
        <div
          className={cn(
            "relative shrink-0 border-t border-line-strong bg-ground max-md:bg-panel md:col-start-2 md:row-start-2 md:block tall:max-h-[70dvh] tall:scroll-pb-16 tall:overflow-y-auto wide:col-start-3 wide:tall:max-h-[80dvh] wide:border-l wide:border-line",
            !onItem && "hidden",
          )}
        >
          {decision}
        </div>
      )}
    </div>
  );
}
