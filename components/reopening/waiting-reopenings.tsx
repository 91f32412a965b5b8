"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { OwnWords } from "@/components/ui/own-words";
import { calendarDate } from "@/components/ui/time-distance";
import { newKey, reopeningsOptions, useSettleReopening } from "@/lib/reviews/client";
import type { ReopeningList } from "@/lib/reviews/schema";

/** Signed reviews that somebody wants open again: a control owner who is neither asker nor reviewer answers. */
export function WaitingReopenings({ campaign }: { campaign: string }) {
  const { data } = useQuery(reopeningsOptions(campaign));
  if (!data || data.rows.length === 0) return null;
  return (
    <section aria-labelledby="reopenings" className="grid gap-1">
      <h2 id="reopenings" className="text-base">
        Asked to be opened again
      </h2>
      <ul className="max-w-[60rem] divide-y divide-line border-y border-line">
        {data.rows.map((r) => (
          <Waiting key={r.id} campaign={campaign} row={r} />
        ))}
      </ul>
    </section>
  );
}

function Waiting({ campaign, row: r }: { campaign: string; row: ReopeningList["rows"][number] }) {
  const settle = useSettleReopening(campaign);
  const [key] = useState(newKey);
  const answer = (given: "granted" | "refused") =>
    settle.mutate(
      { reopening: r.id, answer: given, key: `${given}-${key}` },
      {
        onSuccess: () => {
          announce(
            given === "granted"
              ? `The review of ${r.reviewer} is open again`
              : `The review of ${r.reviewer} stays signed off`,
          );
          // The row goes, and with it the button that had focus.
          document.querySelector("h1")?.focus();
        },
      },
    );
  return (
    <li className="grid gap-2 py-2">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span className="min-w-0 flex-1 basis-72 [overflow-wrap:anywhere]">
          The review of {r.reviewer}, asked by {r.askedBy} on {calendarDate(r.askedAt)}.{" "}
          {r.reason === null ? (
            "The reason was erased."
          ) : (
            <>
              “<OwnWords text={r.reason} />”
            </>
          )}
        </span>
        {r.mayAnswer ? (
          <span className="flex gap-2">
            <Button size="sm" disabled={settle.isPending} onClick={() => answer("granted")}>
              Open again<span className="sr-only"> the review of {r.reviewer}</span>
            </Button>
            <Button size="sm" disabled={settle.isPending} onClick={() => answer("refused")}>
              Refuse<span className="sr-only"> to open the review of {r.reviewer} again</span>
            </Button>
          </span>
        ) : (
          <span className="text-ink-2">Waits for a control owner</span>
        )}
      </div>
      {settle.isError ? (
        <Callout tone="finding" title="Not recorded" role="alert">
          {settle.error.message}
        </Callout>
      ) : null}
    </li>
  );
}
