import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { kindWords, type OwnMachines } from "@/lib/ownership/schema";

/** What this person answers for, each with its page. */
export function OwnList({ machines }: { machines: OwnMachines["answersFor"] }) {
  return (
    <section aria-labelledby="own" className="mt-6">
      <h2 id="own" className="text-lg">
        You answer for these
      </h2>
      <ul className="mt-2 divide-y divide-line rounded-lg border border-line bg-panel">
        {machines.map((m) => (
          <li key={`${m.source} ${m.id}`} className="px-4 py-2">
            <Link
              href={`/identities/${m.source}/${encodeURIComponent(m.id)}`}
              prefetch={false}
              className="font-medium text-accent hover:underline"
            >
              {m.name}
            </Link>{" "}
            <Badge>{kindWords[m.kind]}</Badge>
            <span className="block text-sm text-ink-2">
              {m.purpose ? `States “${m.purpose}”` : "No purpose is stated."}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
