import Link from "next/link";
import { Button } from "@/components/ui/button";

interface AboutLinkProps {
  about: { name: string; href: string };
  /** Its other open items on this list. */
  beneath: number;
}

/** To the page of a service or an agent, and from an identity as a whole to what stands beneath it. */
export function AboutLink({ about, beneath }: AboutLinkProps) {
  return (
    <>
      {beneath > 0 ? (
        <Button asChild size="sm">
          <Link href={`${about.href}#decided`} prefetch={false}>
            {beneath === 1 ? "1 open item beneath it" : `${beneath} open items beneath it`}
          </Link>
        </Button>
      ) : null}
      <Button asChild size="sm">
        <Link href={about.href} prefetch={false}>
          Its own page
        </Link>
      </Button>
    </>
  );
}
