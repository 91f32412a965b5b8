"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { calendarDate } from "@/components/ui/time-distance";
import { evaluationsOptions } from "@/lib/drafting/client";

/** The other times a version was examined: those of its maker, and the portal's own where its model called itself otherwise. */
export function EvaluationList({ version, besides }: { version: number; besides: string | null }) {
  const { data } = useQuery(evaluationsOptions(version));
  const others = data?.evaluations.filter((e) => e.id !== besides) ?? [];
  if (others.length === 0) return null;
  return (
    <section aria-labelledby="also-examined" className="grid gap-2">
      <h2 id="also-examined" className="text-lg">
        Also examined
      </h2>
      <ul className="grid gap-1">
        {others.map((e) => (
          <li key={e.id} className="[overflow-wrap:anywhere]">
            <Link href={`/settings/drafting/evaluations/${e.id}`} className="text-accent underline">
              {calendarDate(e.at)}
            </Link>
            : {e.passed ? "passed" : "did not pass"}
            {e.kind === "regression"
              ? `, when it called itself ${e.modelReturned ?? "something else"}`
              : e.by
                ? `, asked for by ${e.by.name}`
                : ""}
          </li>
        ))}
      </ul>
    </section>
  );
}
