import Link from "next/link";
import { EmptyState } from "@/components/ui/empty-state";
import { calendarDate } from "@/components/ui/time-distance";
import type { LookList } from "@/lib/reviews/schema";
import { answeredWords, WHY, wants } from "./words";

/** What others decided to keep and the person who is signed in has to look at too; then what they answered. */
export function LooksForYou({ rows }: Pick<LookList, "rows">) {
  const open = rows.filter((r) => r.state === "pending");
  const ended = rows.filter((r) => r.state !== "pending");
  return (
    <>
      {open.length === 0 ? (
        <EmptyState
          title="Nothing waits for your second look"
          sentence="When somebody keeps privileged access that has a finding or is not used, and you are asked to look too, it is here."
          className="px-0 sm:px-0"
        />
      ) : (
        <ul className="mt-6 grid max-w-[52rem] gap-3">
          {open.map((r) => (
            <li
              key={r.id}
              className="grid gap-1 rounded-lg border border-line-strong bg-panel px-4 py-3 [overflow-wrap:anywhere]"
            >
              <h2 className="text-base font-medium">
                <Link href={`/second-looks/${r.id}`} prefetch={false} className="text-accent hover:underline">
                  {r.subject}: {r.title}
                </Link>
              </h2>
              <p>
                In {r.application}: {WHY[r.why]}. {wants(r)}
              </p>
              <p className="text-sm text-ink-2">
                {r.campaignName}, asked on {calendarDate(r.askedAt)}
                {r.seed ? " by a simulated reviewer" : ""}.
              </p>
            </li>
          ))}
        </ul>
      )}
      {ended.length > 0 ? (
        <section aria-labelledby="answered" className="mt-8 grid max-w-[52rem] gap-2">
          <h2 id="answered" className="text-base">
            What you answered
          </h2>
          <ul className="divide-y divide-line border-y border-line">
            {ended.map((r) => (
              <li key={r.id} className="flex flex-wrap justify-between gap-x-4 py-2 [overflow-wrap:anywhere]">
                <Link href={`/second-looks/${r.id}`} prefetch={false} className="text-accent hover:underline">
                  {r.subject}: {r.title}
                </Link>
                <span className="text-ink-2">{answeredWords(r)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
