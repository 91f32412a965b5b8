import { useCallback, useEffect, useRef } from "react";

/** Counts the seconds in which this page is seen and has focus, from when `of` was first there; another `of` begins anew. */
export function useActiveSeconds(of: string | null): () => number {
  const held = useRef({ of, millis: 0, since: null as number | null });
  const settle = useCallback(() => {
    const now = performance.now();
    const h = held.current;
    if (h.since !== null) h.millis += now - h.since;
    const active = h.of !== null && document.visibilityState === "visible" && document.hasFocus();
    h.since = active ? now : null;
  }, []);
  useEffect(() => {
    held.current = { of, millis: 0, since: null };
    settle();
    const changes = ["focus", "blur", "visibilitychange"] as const;
    for (const change of changes) window.addEventListener(change, settle, true);
    return () => {
      for (const change of changes) window.removeEventListener(change, settle, true);
    };
  }, [of, settle]);
  return useCallback(() => {
    settle();
    return Math.round(held.current.millis / 1_000);
  }, [settle]);
}
