"use client";

import { Button } from "@/components/ui/button";
import { FailureText } from "@/components/ui/failure-text";
import "./globals.css";

/** Stands in for the root layout when that fails; the theme is then the system's. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <title>Countersign</title>
        <main className="mx-auto max-w-[36rem] px-4 py-24 sm:px-6">
          <FailureText error={error} />
          <Button variant="strong" onClick={retry} className="mt-6">
            Load the page again
          </Button>
        </main>
      </body>
    </html>
  );
}
