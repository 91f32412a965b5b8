"use client";

import { useQuery } from "@tanstack/react-query";
import type { ChallengeTotals as Totals } from "@/lib/campaigns/challenge-queries";
import { challengesOptions } from "@/lib/campaigns/client";
import { grouped, things } from "./words";

/** A campaign's challenge items: how many while it runs, and what the whole team made of them afterwards. */
export function ChallengeTotals({ campaign }: { campaign: string }) {
  const { data } = useQuery(challengesOptions(campaign));
  if (!data?.on) return null;
  return (
    <section aria-labelledby="challenges" className="grid max-w-[44rem] gap-2">
      <h2 id="challenges" className="text-base">
        Challenge items
      </h2>
      <p>
        {things(data.challenges, "made-up item")} in the lists, {grouped(data.answered)} answered. They are no
        items of this campaign and stand in no other figure.
      </p>
      {data.results ? (
        <Results of={data.results} people={data.people} />
      ) : (
        <p className="text-ink-2">{later(data)}</p>
      )}
    </section>
  );
}

function later({ ended, people, least }: Totals): string {
  if (!ended) return "What was made of them is told when the campaign has ended, of the whole team only.";
  return `${things(people, "person").replace("persons", "people")} answered some. Below ${least} people nothing more is told, so that it says nothing about one of them.`;
}

const rows = [
  { kind: "planted", label: "Planted facts", about: "that say the access should go" },
  { kind: "contrary", label: "A wrong draft", about: "beside facts that are right" },
] as const;

function Results({ of, people }: { of: NonNullable<Totals["results"]>; people: number }) {
  return (
    <>
      <div className="overflow-x-auto">
        <table className="w-full max-w-[36rem] text-left tabular-nums">
          <caption className="sr-only">What {people} people answered</caption>
          <thead>
            <tr className="border-b border-line-strong text-sm text-ink-2">
              <th scope="col" className="py-1 pr-4 font-normal">
                Made up were
              </th>
              <th scope="col" className="py-1 pr-4 text-right font-normal">
                Noticed
              </th>
              <th scope="col" className="py-1 pr-4 text-right font-normal">
                Missed
              </th>
              <th scope="col" className="py-1 text-right font-normal">
                Don’t know
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ kind, label, about }) => (
              <tr key={kind} className="border-b border-line">
                <th scope="row" className="py-1.5 pr-4 font-normal">
                  {label} <span className="text-sm text-ink-2">{about}</span>
                </th>
                <td className="py-1.5 pr-4 text-right">{grouped(of[kind].caught)}</td>
                <td className="py-1.5 pr-4 text-right">{grouped(of[kind].missed)}</td>
                <td className="py-1.5 text-right">{grouped(of[kind].notKnown)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="text-sm text-ink-2">
        Of {grouped(people)} people together. {things(of.unanswered, "made-up item")} had no answer at the
        sign-off or the end.
      </p>
    </>
  );
}
