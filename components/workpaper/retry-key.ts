"use client";

import { useRef } from "react";
import { newKey } from "@/lib/reviews/client";

/** A key for each thing that is sent: sent again because no answer came, the same has the one it had, and is done once. */
export function useRetryKey(): { keyOf: (input: object) => string; done: () => void } {
  const sent = useRef<{ what: string; key: string } | null>(null);
  return {
    keyOf(input) {
      const what = JSON.stringify(input);
      if (sent.current?.what !== what) sent.current = { what, key: newKey() };
      return sent.current.key;
    },
    /** What is sent from now on is another thing, also where it says the same. */
    done() {
      sent.current = null;
    },
  };
}
