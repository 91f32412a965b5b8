import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto max-w-[36rem] px-4 py-24 sm:px-6">
      <h1 className="text-xl">There is nothing for you at this address</h1>
      <p className="mt-2 text-ink-2">
        The page may have moved, or it belongs to someone else. What is not yours to see looks the same as
        what does not exist.
      </p>
      <Button asChild variant="strong" className="mt-6">
        <Link href="/">Go to your start page</Link>
      </Button>
    </main>
  );
}
