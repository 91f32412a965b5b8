import { useCallback, useEffect, useRef, useState } from "react";

/** Milliseconds that a fact stands on the screen before it counts as in view. */
const LONG_ENOUGH = 1_000;
const NONE: ReadonlySet<string> = new Set();

/**
 * Which facts of an item have stood in the viewport for a second while the page was visible and had focus, by the ids they are
 * shown under. It says that they were on the screen, not that anybody read them.
 * @param of the evidence as it was served; other evidence begins anew
 * @returns what goes on the element that holds the facts, and which were in view so far
 */
export function useInView(of: string | null) {
  const [seen, setSeen] = useState<{ of: string | null; ids: ReadonlySet<string> }>({ of, ids: NONE });
  const holder = useRef<HTMLElement | null>(null);
  const [element, setElement] = useState<HTMLElement | null>(null);
  const ref = useCallback((node: HTMLElement | null) => {
    holder.current = node;
    setElement(node);
  }, []);

  useEffect(() => {
    if (!element || of === null) return;
    const timers = new Map<Element, ReturnType<typeof setTimeout>>();
    const inside = new Set<Element>();
    const counts = () => document.visibilityState === "visible" && document.hasFocus();
    const stop = (fact: Element) => {
      clearTimeout(timers.get(fact));
      timers.delete(fact);
    };
    const start = (fact: Element) => {
      const id = fact.getAttribute("data-fact");
      if (timers.has(fact) || !id || !counts()) return;
      const counted = () =>
        setSeen((s) => {
          const before = s.of === of ? s.ids : NONE;
          return before.has(id) ? s : { of, ids: new Set([...before, id]) };
        });
      timers.set(fact, setTimeout(counted, LONG_ENOUGH));
    };
    const shown = new IntersectionObserver(
      (entries) => {
        for (const { target, intersectionRatio, intersectionRect, rootBounds } of entries) {
          // Of what is taller than the window, half a window is as much as there can be.
          const enough =
            intersectionRatio >= 0.5 ||
            (rootBounds !== null && intersectionRect.height * 2 >= rootBounds.height);
          if (enough) inside.add(target);
          else inside.delete(target);
          if (enough) start(target);
          else stop(target);
        }
      },
      { threshold: [0, 0.25, 0.5, 0.75, 1] },
    );
    const watch = () => {
      for (const fact of element.querySelectorAll("[data-fact]")) shown.observe(fact);
    };
    const attend = () => {
      for (const fact of inside) if (counts()) start(fact);
      if (!counts()) for (const fact of inside) stop(fact);
    };
    watch();
    const added = new MutationObserver(watch);
    added.observe(element, { childList: true, subtree: true });
    const changes = ["focus", "blur", "visibilitychange"] as const;
    for (const change of changes) window.addEventListener(change, attend, true);
    return () => {
      shown.disconnect();
      added.disconnect();
      for (const timer of timers.values()) clearTimeout(timer);
      for (const change of changes) window.removeEventListener(change, attend, true);
    };
  }, [element, of]);

  const ids = seen.of === of ? seen.ids : NONE;
  /** Brings the first of these facts onto the screen, out of whatever folds it away, and gives it focus. */
  const goTo = useCallback((facts: readonly string[]) => {
    const wanted = new Set(facts);
    const rows = [...(holder.current?.querySelectorAll<HTMLElement>("[data-fact]") ?? [])];
    const row = rows.find((r) => wanted.has(r.dataset.fact ?? ""));
    for (let at = row?.parentElement; at && at !== holder.current; at = at.parentElement)
      if (at instanceof HTMLDetailsElement) at.open = true;
    row?.scrollIntoView({ block: "center" });
    row?.focus({ preventScroll: true });
  }, []);
  return { ref, ids, goTo };
}
