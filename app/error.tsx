"use client";

import { Button } from "@/components/ui/button";
import { FailureText } from "@/components/ui/failure-text";

export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <main className="mx-auto max-w-[36rem] px-4 py-24 sm:px-6">
      <FailureText error={error} />
      <div className="mt-6 flex flex-wrap gap-2">
        <Button variant="strong" onClick={retry}>
          Load the page again
        </Button>
        <Button asChild>
          <a href="/">Go to your start page</a>
        </Button>
      </div>
    </main>
  );
}
