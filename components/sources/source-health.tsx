import Link from "next/link";
import { Callout } from "@/components/ui/callout";
import { StatRow } from "@/components/ui/stat-row";
import { distance, tieDates, timeDistance } from "@/components/ui/time-distance";
import { healthOf } from "@/lib/sources/rules";
import type { SourceWire } from "@/lib/sources/schema";
import { TieOutEquation } from "./tie-out";
import { changeText, formatWord, grouped } from "./words";

/** What to know first about a source: its health, what is in force, whether it adds up. */
export function SourceHealth({ source, asOf }: { source: SourceWire; asOf: string }) {
  const health = healthOf(source, new Date(asOf));
  const { current } = source;
  return (
    <div className="mt-4 grid gap-6">
      <Callout tone={health.tone} title={health.word} className="[overflow-wrap:anywhere]">
        {tieDates(health.sentence)}{" "}
        {source.running ? (
          <Link href={`/sources/import?job=${source.running}`} className="text-accent underline">
            Show its progress
          </Link>
        ) : null}
        {source.lastRefusal ? (
          <span className="text-ink-2">({distance(source.lastRefusal.at, asOf)})</span>
        ) : null}
      </Callout>
      {current ? (
        <>
          <div>
            <p className="mb-3 max-w-[88ch] text-ink-2">
              {formatWord(current.format)}, in force as of {tieDates(timeDistance(current.asOf, asOf))}.{" "}
              {source.before
                ? `Since the snapshot before: ${lower(changeText(source))}.`
                : "It is the first snapshot."}
            </p>
            <StatRow
              stats={[
                { label: "Identities", value: grouped(current.counts.identities) },
                { label: "Accounts", value: grouped(current.counts.accounts) },
                { label: "Entitlements", value: grouped(current.counts.entitlements) },
                { label: "Grants", value: grouped(current.counts.grants) },
                { label: "Unmatched accounts", value: grouped(source.unmatched) },
              ]}
            />
          </div>
          {current.tieOut ? <TieOutEquation rows={current.tieOut} /> : null}
        </>
      ) : null}
    </div>
  );
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
