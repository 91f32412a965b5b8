import { ReadinessTable } from "@/components/evidence/readiness-table";
import { Disclosure } from "@/components/ui/disclosure";
import type { BesideGrants, ReadinessRow } from "@/lib/evidence/schema";
import { grouped, things } from "./words";

const SHOWN = 30;

/** What the sources report of each application, largest first, for those who ask. */
export function Readiness({
  rows,
  beside,
}: {
  rows: readonly ReadinessRow[];
  beside: readonly BesideGrants[];
}) {
  const largest = rows.toSorted((a, b) => b.grants - a.grants).slice(0, SHOWN);
  return (
    <Disclosure
      className="col-span-full min-w-0"
      summary={`What reviewers will see, for ${things(rows.length, "application")}`}
    >
      <p className="mb-2 text-sm text-ink-2">
        Facts that the sources report, largest application first.
        {rows.length > SHOWN ? ` The ${SHOWN} largest of ${grouped(rows.length)} are shown.` : ""}
      </p>
      <div className="overflow-x-auto">
        <ReadinessTable applications={largest} />
      </div>
      {beside.length > 0 ? (
        <ul className="mt-3 grid gap-1 text-sm text-ink-2">
          {beside.map((b) => (
            <li key={b.sourceId}>
              <span className="font-medium text-ink">{b.source}</span>: {besideWords(b)}
            </li>
          ))}
        </ul>
      ) : null}
    </Disclosure>
  );
}

/** "61 services, workloads and agents, 49 with an owner; 123 keys, 118 with their last use". */
function besideWords({ identities, owned, credentials, lastUse }: BesideGrants): string {
  const machines = things(identities, "service, workload or agent", "services, workloads and agents");
  const parts = [
    identities > 0 ? `${machines}, ${shareOf(owned, identities)} with an owner` : "",
    credentials > 0
      ? `${things(credentials, "key")}, ${shareOf(lastUse, credentials)} with ${credentials === 1 ? "its" : "their"} last use`
      : "",
  ];
  return `${parts.filter(Boolean).join("; ")}.`;
}

const shareOf = (n: number, all: number) => (n === all ? "all" : n === 0 ? "none" : grouped(n));
