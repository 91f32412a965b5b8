"use client";

import { Button } from "@/components/ui/button";
import { FailureText } from "@/components/ui/failure-text";

/** Stands where the page would, so that the way to every other page stays. */
export default function PortalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <div className="max-w-[36rem]">
      <FailureText error={error} />
      <Button variant="strong" onClick={retry} className="mt-6">
        Load the page again
      </Button>
    </div>
  );
}
