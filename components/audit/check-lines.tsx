import { Check, CircleHelp, X } from "lucide-react";
import type { PageCheck } from "@/lib/audit-log/client";

/** What was checked and how it came out, each in a sentence; the word says it, the sign only helps to find it. */
export function CheckLines({ checks }: { checks: readonly PageCheck[] }) {
  return (
    <ul className="grid gap-1">
      {checks.map((check) => (
        <li key={check.name} className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2">
          <Sign ok={check.ok} />
          <span className="[overflow-wrap:anywhere]">
            <span className={check.ok === false ? "font-medium text-finding" : "font-medium"}>
              {check.ok === null ? "Not told." : check.ok ? "Holds." : "Does not hold."}
            </span>{" "}
            {check.sentence}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Sign({ ok }: { ok: boolean | null }) {
  const Icon = ok === null ? CircleHelp : ok ? Check : X;
  return (
    <Icon
      aria-hidden
      strokeWidth={1.75}
      className={`mt-0.5 size-4 ${ok === false ? "text-finding" : "text-ink-2"}`}
    />
  );
}
