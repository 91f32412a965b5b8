"use client";

import { useQuery } from "@tanstack/react-query";
import { Callout } from "@/components/ui/callout";
import { postJson } from "@/lib/fetch";

interface OpenedProps {
  /** Where the opening is recorded. */
  at: string;
  /** What was opened. */
  of: Record<string, string>;
}

/** Says that opening what stands beside it is recorded, and records it: once an hour, however often it is shown. */
export function Opened({ at, of }: OpenedProps) {
  const hour = new Date().toISOString().slice(0, 13);
  const key = [...Object.values(of), hour].join(" ");
  const noted = useQuery({
    queryKey: ["opened", at, key],
    queryFn: () => postJson<unknown>(at, { ...of, key }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return noted.isError ? (
    <Callout title="That you opened this was not recorded" tone="attention" role="alert">
      {noted.error.message}
    </Callout>
  ) : (
    <p className="text-sm text-ink-2">That you opened this is recorded.</p>
  );
}
