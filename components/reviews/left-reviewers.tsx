"use client";

import { useQuery } from "@tanstack/react-query";
import { calendarDate } from "@/components/ui/time-distance";
import { leftOptions } from "@/lib/reviews/client";

/** Whose open items went to whom because they left; nothing where nobody did. */
export function LeftReviewers({ campaign }: { campaign: string }) {
  const { data } = useQuery(leftOptions(campaign));
  if (!data || data.length === 0) return null;
  return (
    <section aria-labelledby="left" className="grid gap-1">
      <h2 id="left" className="text-base">
        Reviewers who left
      </h2>
      <ul className="max-w-[60rem] divide-y divide-line border-y border-line">
        {data.map((m) => (
          <li key={`${m.at} ${m.from} ${m.to}`} className="py-2 [overflow-wrap:anywhere]">
            {m.items === 1 ? "1 open item" : `${m.items.toLocaleString("en-GB")} open items`} of {m.from} went
            to {m.to} on {calendarDate(m.at)}.{" "}
            {m.nobody ? "Nobody else could review them: hand them on, or they close as not reviewed. " : ""}
            What {m.from} decided stays.
          </li>
        ))}
      </ul>
    </section>
  );
}
