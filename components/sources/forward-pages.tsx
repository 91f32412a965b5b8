import Link from "next/link";
import { Button } from "@/components/ui/button";

interface ForwardPagesProps {
  /** Says what is paged: "Rows put aside". */
  label: string;
  firstHref?: string | undefined;
  nextHref?: string | undefined;
}

/** A list that is read from front to back: on, or to its beginning again. */
export function ForwardPages({ label, firstHref, nextHref }: ForwardPagesProps) {
  if (!firstHref && !nextHref) return null;
  return (
    <nav aria-label={label} className="mt-3 flex flex-wrap gap-2">
      {firstHref ? <Step href={firstHref}>To the beginning</Step> : null}
      {nextHref ? <Step href={nextHref}>Next</Step> : null}
    </nav>
  );
}

function Step({ href, children }: { href: string; children: string }) {
  return (
    <Button asChild>
      <Link href={href} prefetch={false} scroll={false}>
        {children}
      </Link>
    </Button>
  );
}
