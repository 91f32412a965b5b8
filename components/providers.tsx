"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProblemError } from "@/lib/fetch";

let inBrowser: QueryClient | undefined;

/** One client for the life of the window; on the server one a request, so that nothing is shared between people. */
function queryClient(): QueryClient {
  if (typeof window === "undefined") return made();
  inBrowser ??= made();
  return inBrowser;
}

function made(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // What a page brought with it is not asked for again while it is being read.
      queries: { staleTime: 30_000, retry: (count, error) => count < 2 && !refused(error) },
      mutations: { retry: false },
    },
  });
}

/** The server understood and said no: asking again changes nothing. */
function refused(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status >= 400 && error.problem.status < 500;
}

export function Providers({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={queryClient()}>{children}</QueryClientProvider>;
}
