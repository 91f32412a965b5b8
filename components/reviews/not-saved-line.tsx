"use client";

import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { notSaved } from "@/lib/reviews/client";
import { actSender } from "./act-store";

const none = () => 0;

/** How many decisions wait to be saved, at the top of the screen, and the way to try now; nothing while none does. */
export function NotSavedLine() {
  const waiting = useSyncExternalStore(
    (heard) => actSender().subscribe(heard),
    () => notSaved(actSender().queue()),
    none,
  );
  return (
    <div role="status" aria-live="polite" className="shrink-0">
      {waiting === 0 ? null : (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-attention-line bg-attention-bg px-4 py-1.5 sm:px-6">
          <span className="min-w-0">
            <b className="font-semibold">
              {waiting === 1 ? "One decision is" : `${waiting.toLocaleString("en-GB")} decisions are`} not
              saved yet.
            </b>{" "}
            {waiting === 1 ? "It is" : "They are"} kept on this page and tried again by itself; stay here
            until {waiting === 1 ? "it is" : "they are"} saved.
          </span>
          <Button size="sm" onClick={() => actSender().wake()}>
            Try now
          </Button>
        </p>
      )}
    </div>
  );
}
