import Link from "next/link";
import { Button } from "./button";

interface PaginationProps {
  /** Says what is paged: "Worklist pages". */
  label: string;
  previousHref?: string | undefined;
  nextHref?: string | undefined;
  /** "1 to 50 of 6,921". */
  range?: string;
}

/** Keyset paging: there is a next and a previous, and no page number to go stale. */
export function Pagination({ label, previousHref, nextHref, range }: PaginationProps) {
  if (!previousHref && !nextHref) return range ? <p className="text-sm text-ink-2">{range}</p> : null;
  return (
    <nav aria-label={label} className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-sm text-ink-2">{range}</p>
      <div className="flex gap-2">
        <Step href={previousHref}>Previous</Step>
        <Step href={nextHref}>Next</Step>
      </div>
    </nav>
  );
}

function Step({ href, children }: { href: string | undefined; children: string }) {
  if (!href) return <Button disabled>{children}</Button>;
  return (
    <Button asChild>
      <Link href={href} prefetch={false}>
        {children}
      </Link>
    </Button>
  );
}
