import { calendarDate, tieDates } from "@/components/ui/time-distance";
import type { Earlier } from "@/lib/reviews/earlier";
import type { Outcome } from "@/lib/reviews/schema";

const DECIDED: Record<Outcome, string> = {
  certify: "kept it",
  certify_until: "kept it until",
  revoke: "decided to remove it",
  modify: "decided to change it",
};

/** So many differences are told at first sight. */
const MOST = 6;

/** What was decided on this access before, and what is different about it since. */
export function EarlierCard({ earlier }: { earlier: Earlier }) {
  const { changes, mine } = earlier;
  const shown = changes.slice(0, MOST);
  const more = changes.length - shown.length;
  return (
    <section
      aria-labelledby="earlier"
      className="grid gap-1 rounded-lg border border-line bg-panel px-4 py-3"
    >
      <h3 id="earlier" className="text-base">
        {mine ? "Since you decided this" : "Since this was last decided"}
      </h3>
      <p className="text-ink-2">{tieDates(decidedWords(earlier))}</p>
      {shown.length === 0 ? (
        <p>Nothing we can see changed.</p>
      ) : (
        <ul className="grid list-disc gap-0.5 pl-5">
          {shown.map(({ text }) => (
            <li key={text} className="[overflow-wrap:anywhere]">
              {tieDates(text)}
            </li>
          ))}
        </ul>
      )}
      {more > 0 ? <p className="text-sm text-ink-2">And {more} more; the facts below are of today.</p> : null}
    </section>
  );
}

/** "You kept it on 3 May 2026 in Spring review, together with 11 others." */
export function decidedWords({ by, mine, outcome, until, at, campaign, together, seed }: Earlier): string {
  const who = seed ? `${by} (simulated)` : mine ? "You" : by;
  const last = outcome === "certify_until" && until ? ` ${calendarDate(until)}` : "";
  const others =
    together > 1 ? `, together with ${together === 2 ? "one other" : `${together - 1} others`}` : "";
  return `${who} ${DECIDED[outcome]}${last} on ${calendarDate(at)} in ${campaign}${others}.`;
}
