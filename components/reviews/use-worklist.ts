"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { worklistOptions } from "@/lib/reviews/client";
import { filterIn, searchOf, type WorklistFilter } from "@/lib/reviews/schema";

/** What a narrow screen shows. */
export type WorklistView = "list" | "item";

type Address = { filter: WorklistFilter; item: string | null; view: WorklistView };

/** What an address names: the list as it is narrowed and grouped, and the item that is open. */
export function addressIn(search: string): Omit<Address, "view"> {
  return { filter: filterIn(search), item: new URLSearchParams(search).get("item") };
}

/** The address of a list with an item open. */
export function addressOf(filter: WorklistFilter, item: string | null): string {
  const params = [searchOf(filter), item ? `item=${encodeURIComponent(item)}` : ""].filter(Boolean);
  return params.length > 0 ? `?${params.join("&")}` : "?";
}

/** How far the open item is looked for when it is not among the rows that are here: so many pages of 200. */
const FARTHEST = 50;

/**
 * The list beside the open item: how it is narrowed and grouped, its rows, and which of them is open. All of that stands in the
 * page's address: whoever goes back, or opens a copied link, has the same list, group and item. Narrowing or grouping is a step
 * to go back from, and on a narrow screen so is opening an item; moving from one item to the next is not.
 */
export function useWorklist(review: string, search: string) {
  const [address, setAddress] = useState<Address>(() => {
    const named = addressIn(search);
    return { ...named, view: named.item ? "item" : "list" };
  });
  const { filter, item: selected, view } = address;
  const list = useInfiniteQuery(worklistOptions(review, filter));
  const rows = useMemo(() => list.data?.pages.flatMap((p) => p.rows) ?? [], [list.data]);
  const groups = useMemo(
    () => new Map(list.data?.pages.flatMap((p) => p.groups.map((g) => [g.key, g] as const))),
    [list.data],
  );
  const current = selected ?? rows.find((r) => r.state === "open")?.id ?? rows[0]?.id ?? null;
  const at = rows.findIndex((r) => r.id === current);

  useEffect(() => {
    const restore = () => {
      const { view: shown } = historyState();
      setAddress({ ...addressIn(window.location.search), view: shown ?? "list" });
    };
    window.addEventListener("popstate", restore);
    return () => window.removeEventListener("popstate", restore);
  }, []);
  useEffect(() => {
    // What is shown is what the address says, also where it was the list that chose the first open item.
    const named = addressOf(filter, current);
    if (`?${window.location.search.slice(1)}` !== named || historyState().view !== view)
      window.history.replaceState({ view }, "", named);
  }, [filter, current, view]);

  const step = useCallback((to: Address) => {
    window.history.pushState({ view: to.view }, "", addressOf(to.filter, to.item));
    setAddress(to);
  }, []);
  const select = useCallback((item: string | null) => setAddress((a) => ({ ...a, item })), []);
  const show = useCallback(
    (next: WorklistView, item?: string) => {
      const to = { filter, item: item ?? current, view: next };
      if (next === "item" && view === "list") step(to);
      else setAddress(to);
    },
    [filter, current, view, step],
  );
  const setFilter = useCallback(
    (next: WorklistFilter) => {
      if (searchOf(next) === searchOf(filter)) return;
      const to = { filter: next, item: current, view };
      // Typing on is the same step.
      if (searchOf({ ...next, q: "" }) === searchOf({ ...filter, q: "" }) && filter.q !== "") setAddress(to);
      else step(to);
    },
    [filter, current, view, step],
  );

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const pages = list.data?.pages.length ?? 0;
  useEffect(() => {
    const sought = at < 0 && selected !== null && pages < FARTHEST;
    const near = at >= 0 && at >= rows.length - 20;
    if ((sought || near) && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [at, selected, pages, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  return { list, rows, groups, filter, setFilter, current, at, select, view, show };
}

/** What this page keeps with a step of the browser's history, beside what the framework does. */
function historyState(): { view?: WorklistView } {
  const state: unknown = window.history.state;
  const view = typeof state === "object" && state !== null && "view" in state ? state.view : undefined;
  return view === "item" || view === "list" ? { view } : {};
}
