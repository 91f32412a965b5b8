import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";

/** Instead of a page: why there is nothing here for this person, and where to go. */
export function NotForYou({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <PageHeader title={title} description={children} />
      <Button asChild className="mt-4">
        <Link href="/">Go to your start page</Link>
      </Button>
    </>
  );
}
