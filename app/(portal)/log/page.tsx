import type { Metadata } from "next";
import { LogEntries } from "@/components/audit/log-entries";
import { LogFilter } from "@/components/audit/log-filter";
import { LogFrame } from "@/components/audit/log-frame";
import { Pagination } from "@/components/ui/pagination";
import { entries } from "@/lib/audit-log/entry-queries";
import { events } from "@/lib/audit-log/events";
import { followOf, logHref, wholeOf } from "@/lib/audit-log/follow";
import { headShown } from "@/lib/audit-log/head-shown";
import { head } from "@/lib/audit-log/queries";
import { ask } from "@/lib/http";
import { witnesses } from "@/lib/witness/queries";

export const metadata: Metadata = { title: "Audit log" };

type Search = Record<string, string | string[] | undefined>;

export default async function LogPage({ searchParams }: { searchParams: Promise<Search> }) {
  const follow = followOf(await searchParams);
  const [state, followers, page] = [
    await ask(head, {}),
    await ask(witnesses, {}),
    await ask(entries, follow),
  ];
  const whole = wholeOf(follow);
  return (
    <LogFrame current="/log" witnesses={followers} {...headShown(state)}>
      <LogFilter follow={follow} types={Object.keys(events).sort()} followed={page.followed} />
      <LogEntries rows={page.rows} follow={follow} more={page.next !== null} />
      <div className="mt-4">
        <Pagination
          label="Pages of the log"
          previousHref={page.previous ? logHref({ ...whole, after: page.previous }) : undefined}
          nextHref={page.next ? logHref({ ...whole, before: page.next }) : undefined}
        />
      </div>
    </LogFrame>
  );
}
