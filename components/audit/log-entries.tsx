import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { type Follow, logHref, wholeOf } from "@/lib/audit-log/client";
import type { EntryRow } from "@/lib/audit-log/entry-queries";
import { simulatedMark } from "@/lib/auth/rules";
import { instant, place } from "./instant";
import { RowKeys } from "./row-keys";
import { Said, saidText } from "./said";

interface LogEntriesProps {
  rows: readonly EntryRow[];
  follow: Follow;
  /** There are older ones, though none stands here: only a part of the log is looked through at once. */
  more?: boolean;
}

/** Entries, newest first, each a sentence; an item, a person or a campaign can be followed from any of them. */
export function LogEntries({ rows, follow, more = false }: LogEntriesProps) {
  if (rows.length === 0) {
    return (
      <div className="mt-4">
        {more ? (
          <EmptyState
            title="None in this part of the log"
            sentence="Five thousand entries were looked through. Older ones follow on the next page."
          />
        ) : (
          <EmptyState
            title="No entries"
            sentence={
              Object.keys(wholeOf(follow)).length > 0
                ? "Nothing that you follow was recorded. Let something go, or show everything."
                : "What people and automatic steps do is recorded here as it happens."
            }
          />
        )}
      </div>
    );
  }
  return (
    <>
      <RowKeys what="entry" />
      <ol aria-label="Log entries, newest first" className="mt-4 divide-y divide-line border-y border-line">
        {rows.map((entry) => (
          <li
            key={entry.id}
            className="grid gap-x-4 py-2 hover:bg-sunken sm:grid-cols-[7rem_minmax(0,1fr)_auto]"
          >
            <Place entry={entry} />
            <div className="min-w-0">
              <p className="[overflow-wrap:anywhere]">
                <Said parts={entry.said} campaign={entry.campaign} />
                {simulatedMark(entry.authn) ? (
                  <Badge className="ml-2">{simulatedMark(entry.authn)}</Badge>
                ) : null}
              </p>
              <p className="flex flex-wrap items-center gap-x-3 text-sm text-ink-3">
                <time dateTime={entry.at}>{instant(entry.at)}</time>
                <code>{entry.type}</code>
                <FollowLinks entry={entry} follow={follow} />
              </p>
            </div>
            {entry.index === null ? (
              <span />
            ) : (
              <a
                className="inline-flex min-h-6 items-center self-start text-sm text-accent underline underline-offset-2"
                href={`/api/log/${entry.index}/proof`}
                download
              >
                Proof
                <span className="sr-only"> of {place(entry.index)}</span>
              </a>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

function Place({ entry }: { entry: EntryRow }) {
  if (entry.index === null) return <span className="text-ink-2">being sealed</span>;
  return (
    <Link
      href={`/log/${entry.index}`}
      prefetch={false}
      data-log-row=""
      aria-label={`${place(entry.index)}: ${saidText(entry.said)}`}
      className="self-start rounded-sm py-0.5 text-accent underline-offset-2 hover:underline"
    >
      {place(entry.index)}
    </Link>
  );
}

/** Follows what this entry is about; nothing that is followed already. */
function FollowLinks({ entry, follow }: { entry: EntryRow; follow: Follow }) {
  const whole = wholeOf(follow);
  const links = [
    entry.item && entry.item !== whole.item
      ? { label: "Follow the item", to: { ...whole, item: entry.item } }
      : undefined,
    entry.campaign && entry.campaign !== whole.campaign
      ? { label: "Follow the campaign", to: { ...whole, campaign: entry.campaign } }
      : undefined,
  ].filter((link) => link !== undefined);
  return links.map(({ label, to }) => (
    <Link
      key={label}
      href={logHref(to)}
      prefetch={false}
      className="inline-flex min-h-6 items-center text-ink-2 underline underline-offset-2 hover:text-ink"
    >
      {label}
    </Link>
  ));
}
