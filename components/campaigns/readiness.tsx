import { ReadinessTable } from "@/components/evidence/readiness-table";
import { Disclosure } from "@/components/ui/disclosure";
import type { ReadinessRow } from "@/lib/evidence/schema";
import { grouped, things } from "./words";

const SHOWN = 30;

/** What the sources report of each application, largest first, for those who ask. */
export function Readiness({ rows }: { rows: readonly ReadinessRow[] }) {
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
    </Disclosure>
  );
}
