"use client";

import { useSyncExternalStore } from "react";

const QUERY = "(pointer: coarse)";

function onChange(listener: () => void): () => void {
  const media = window.matchMedia(QUERY);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}

/** Whether a finger is what this screen is worked with, as far as the browser knows. */
export function useCoarsePointer(): boolean {
  return useSyncExternalStore(
    onChange,
    () => window.matchMedia(QUERY).matches,
    () => false,
  );
}
