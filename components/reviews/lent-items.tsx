"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { announce } from "@/components/shell/announce";
import { Button } from "@/components/ui/button";
import { calendarDate } from "@/components/ui/time-distance";
import { delegationsOptions, newKey, useEndDelegation } from "@/lib/reviews/client";
import type { DelegationRow } from "@/lib/reviews/schema";
import { endedWords, openWords } from "./lent-words";

/** What one has lent to somebody or borrowed, and the way to have it back early; nothing where nothing is. */
export function LentItems() {
  const { data } = useQuery(delegationsOptions());
  const router = useRouter();
  const heading = useRef<HTMLHeadingElement>(null);
  const [said, setSaid] = useState("");
  if (!data || (data.length === 0 && said === "")) return null;
  return (
    <section aria-labelledby="lent" className="mt-8 grid max-w-[60rem] gap-1">
      <h2 id="lent" ref={heading} tabIndex={-1} className="text-base">
        Lent until a day
      </h2>
      {said ? (
        <p role="status" className="text-ink-2">
          {said}
        </p>
      ) : null}
      {data.length > 0 ? (
        <ul className="divide-y divide-line border-y border-line">
          {data.map((row) => (
            <Lent
              key={row.id}
              row={row}
              onEnded={(words) => {
                setSaid(words);
                router.refresh();
                announce(words);
                // The row goes, and with it the button that had focus.
                heading.current?.focus();
              }}
            />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function Lent({ row, onEnded }: { row: DelegationRow; onEnded: (words: string) => void }) {
  const end = useEndDelegation();
  const [key] = useState(newKey);
  const [asking, setAsking] = useState(false);
  const of = row.lent === 1 ? "1 item" : `${row.lent.toLocaleString("en-GB")} items`;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-2.5">
      <p className="min-w-0 max-w-full [overflow-wrap:anywhere]">
        {row.mine ? `${of} with ${row.to}` : `${of} of ${row.from} with you`} until {calendarDate(row.until)}.{" "}
        <span className="text-ink-2">{openWords(row)}</span>
      </p>
      {row.mine ? (
        asking ? (
          <span className="flex flex-wrap items-center gap-2">
            <Button
              size="sm"
              disabled={end.isPending || end.isSuccess}
              onClick={() =>
                end.mutate(
                  { delegation: row.id, key },
                  {
                    onSuccess: ({ returned }) => onEnded(endedWords(row, returned)),
                  },
                )
              }
            >
              {row.open === 0 ? "End it" : `Take back ${row.open}`}
            </Button>
            <Button size="sm" variant="quiet" onClick={() => setAsking(false)}>
              Leave it there
            </Button>
          </span>
        ) : (
          <Button
            size="sm"
            aria-label={`End early what ${row.to} has until ${calendarDate(row.until)}`}
            onClick={() => setAsking(true)}
          >
            End early
          </Button>
        )
      ) : null}
      {end.isError ? (
        <p role="alert" className="basis-full text-finding">
          Not ended: {end.error.message}
        </p>
      ) : null}
    </li>
  );
}
