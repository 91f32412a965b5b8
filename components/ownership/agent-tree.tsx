import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import type { IdentityDetail, Named } from "@/lib/ownership/schema";
import { Panel } from "./panel";

/** Who gives it work, whom it gives work to, and what stops when it does. */
export function AgentTree({ of }: { of: IdentityDetail }) {
  const { parent, children, dependants } = of;
  const alone = parent === null && children.length === 0;
  const to = (who: Named) =>
    who.id === null ? (
      who.name
    ) : (
      <Link
        href={`/identities/${of.source}/${encodeURIComponent(who.id)}`}
        prefetch={false}
        className="text-accent hover:underline"
      >
        {who.name}
      </Link>
    );
  return (
    <Panel title="Beside it">
      {alone && dependants.length === 0 ? (
        <p className="text-ink-2">
          {of.sourceName} names no agent above or beneath it, and nothing that depends on it.
        </p>
      ) : null}
      {alone ? null : (
        <ul className="grid gap-1">
          {parent ? (
            <Branch depth={0}>
              {to(parent)} <span className="text-sm text-ink-3">gives it work</span>
            </Branch>
          ) : null}
          <Branch depth={parent ? 1 : 0}>
            <span className="font-medium">{of.name}</span>
          </Branch>
          {children.map((child) => (
            <Branch key={child.name} depth={parent ? 2 : 1}>
              {to(child)} <span className="text-sm text-ink-3">gets work from it</span>
            </Branch>
          ))}
        </ul>
      )}
      {dependants.length > 0 ? (
        <div className={cn(!alone && "mt-3")}>
          <h3 className="text-sm font-medium text-ink-2">Stops when it stops</h3>
          <ul className="mt-1 grid gap-0.5">
            {dependants.map((d) => (
              <li key={d.name}>{to(d)}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </Panel>
  );
}

const INDENT = ["", "ml-3", "ml-9"] as const;

function Branch({ depth, children }: { depth: 0 | 1 | 2; children: ReactNode }) {
  return (
    <li className={cn("min-w-0", INDENT[depth], depth > 0 && "border-l border-line-strong pl-3")}>
      {children}
    </li>
  );
}
