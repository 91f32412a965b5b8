import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { PageHeader } from "@/components/ui/page-header";
import { WitnessRefusals } from "@/components/witness/witness-list";
import type { AnchorStates } from "@/lib/witness/schema";
import { LogHead } from "./log-head";

const PAGES = [
  { href: "/log", label: "Entries" },
  { href: "/log/checkpoints", label: "Checkpoints" },
  { href: "/log/check", label: "Check a receipt" },
] as const;

interface LogFrameProps extends ComponentProps<typeof LogHead> {
  /** The page one is on; none of them where it is one entry's. */
  current: (typeof PAGES)[number]["href"] | null;
  witnesses: AnchorStates;
  children: ReactNode;
}

/** What every page of the log has on top: what it is, its signed head, and where else one can go in it. */
export function LogFrame({ current, witnesses, head, cosigners, children }: LogFrameProps) {
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Everything that was recorded, in the order it was sealed. Each entry has a place in one tree, whose head is signed; a proof shows that an entry is in it."
      />
      {current === "/log/checkpoints" ? null : (
        <div className="mt-4 empty:hidden">
          <WitnessRefusals states={witnesses} />
        </div>
      )}
      <LogHead head={head} cosigners={cosigners} />
      <nav aria-label="The log" className="mt-4 border-b border-line">
        <ul className="flex flex-wrap gap-x-5">
          {PAGES.map(({ href, label }) => (
            <li key={href}>
              <Link
                href={href}
                prefetch={false}
                aria-current={href === current ? "page" : undefined}
                className="-mb-px inline-flex min-h-9 items-center border-b-2 border-transparent text-ink-2 hover:text-ink aria-[current]:border-accent aria-[current]:font-medium aria-[current]:text-ink"
              >
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </>
  );
}
