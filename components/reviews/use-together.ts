"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { announce } from "@/components/shell/announce";
import { ProblemError } from "@/lib/fetch";
import {
  clustersOptions,
  newKey,
  openRecommendations,
  togetherOptions,
  useDecideTogether,
} from "@/lib/reviews/client";
import type { Outcome } from "@/lib/reviews/schema";
import type { OpenedTogether, RevealedTogether } from "@/lib/reviews/together-open";
import type { Cluster } from "@/lib/reviews/together-schema";
import { useActiveSeconds } from "./active-seconds";
import type { RecordedDecision, RecordStatus } from "./decision";
import { ITEM_TITLE_ID } from "./item-title";
import { inputOf, lacksTaken, type Revealed, standingOf } from "./together";
import { attemptOf, statusOf } from "./use-acts";
import { OUTCOME, VERB_TEXT, type Verb } from "./verbs";

const nothing: Opening = {
  taken: new Set(),
  all: false,
  revealed: undefined,
  verb: null,
  refused: {},
  status: { state: "idle" },
};

const none: readonly Cluster[] = [];

type Begun = { cluster: Cluster; at: string | null; n: number; done: string | null };

type Opening = {
  /** By item; empty until somebody takes one in (I3). */
  taken: ReadonlySet<string>;
  /** Taken in all at once, and not changed since. */
  all: boolean;
  revealed: Revealed;
  verb: Verb | null;
  /** Why an item was refused, by its id. */
  refused: Readonly<Record<string, string>>;
  status: RecordStatus;
};

/** Alike items of a list in one act: which there are, the ones that are open, what is taken in, and the record of it. */
export function useTogether(review: string, current: string | null) {
  const clusters = useQuery(clustersOptions(review));
  const [begun, setOpen] = useState<Begun | null>(null);
  // Whoever goes on to another item has left these.
  const open = begun?.at === current ? begun : null;
  const [opening, setOpening] = useState<Opening>(nothing);
  const items = open?.cluster.items ?? [];
  const opened = useQuery({ ...togetherOptions<OpenedTogether>(review, items), enabled: open !== null });
  const seconds = useActiveSeconds(open ? `${open.cluster.id} ${open.n}` : null);
  const decide = useDecideTogether(review);
  const change = useCallback((to: Partial<Opening>) => setOpening((o) => ({ ...o, ...to })), []);

  const of = useMemo(
    () => clusters.data?.clusters.find((c) => current !== null && c.items.includes(current)) ?? null,
    [clusters.data, current],
  );
  const beginWith = useCallback(
    (cluster: Cluster) => {
      setOpen((o) => ({ cluster, at: current, n: (o?.n ?? 0) + 1, done: null }));
      setOpening(nothing);
    },
    [current],
  );
  const begin = useCallback(() => {
    if (of) beginWith(of);
  }, [of, beginWith]);
  const close = useCallback(() => {
    setOpen(null);
    setOpening(nothing);
    requestAnimationFrame(() => document.getElementById(ITEM_TITLE_ID)?.focus({ preventScroll: true }));
  }, []);
  const { refetch } = opened;
  const again = useCallback(() => {
    setOpening(nothing);
    void refetch();
  }, [refetch]);

  const members = opened.data?.members ?? [];
  const taken = members.filter((m) => opening.taken.has(m.item));
  const reveal = async (choice: Outcome | null) => {
    if (!opened.data || opening.revealed !== undefined || members.every((m) => m.draft === null)) return;
    change({ revealed: "loading" });
    try {
      change({ revealed: await openRecommendations<RevealedTogether>(review, items, choice) });
    } catch (error) {
      change({ revealed: undefined });
      announce(
        error instanceof Error ? error.message : "The recommendations could not be opened.",
        "assertive",
      );
    }
  };
  const record = (decision: RecordedDecision) => {
    const lacks = lacksTaken(taken.length);
    if (lacks || !open) return change({ status: { state: "refused", why: lacks ?? "" } });
    const input = inputOf({ review, taken, all: opening.all, seconds: seconds(), key: newKey() }, decision);
    if (!input) return;
    change({ status: { state: "saving" }, refused: {} });
    decide.mutate(input, {
      onSuccess: () => {
        const said = `${VERB_TEXT[decision.verb].said}: ${taken.length} decided together`;
        announce(`${said}, saved`);
        setOpen({ ...open, n: open.n + 1, done: `${said}. Each has its own decision.` });
        again();
      },
      onError: (error) => {
        const { status, refused } = failureOf(error);
        change({ status, refused });
        announce(`Not saved. ${error.message}`, "assertive");
      },
    });
  };
  return {
    /** The cluster of the item that is looked at, where it is in one. */
    of,
    /** Every cluster of the list, in its order; undefined until they are here. */
    clusters: clusters.isError ? none : clusters.data?.clusters,
    begin,
    /** Opens any cluster of the list; the item that was open stays so behind it. */
    beginWith,
    close,
    again,
    open,
    opened,
    members,
    taken,
    opening,
    take: (item: string, on: boolean) => {
      const next = new Set(opening.taken);
      if (on) next.add(item);
      else next.delete(item);
      change({ taken: next, all: false, status: { state: "idle" } });
    },
    takeAll: () =>
      change({ taken: new Set(members.map((m) => m.item)), all: true, status: { state: "idle" } }),
    takeNone: () => change({ taken: new Set(), all: false }),
    reveal: () => void reveal(null),
    choose: (verb: Verb | null) => {
      change({ verb });
      if (verb && verb !== "change" && verb !== "dont_know") void reveal(OUTCOME[verb]);
    },
    standing: opening.verb ? standingOf(opening.verb, taken, opening.revealed) : null,
    record,
  };
}
export type Together = ReturnType<typeof useTogether>;

/** What went wrong, and with which items. */
function failureOf(error: Error): { status: RecordStatus; refused: Record<string, string> } {
  const refused = error instanceof ProblemError ? (error.problem.fields ?? {}) : {};
  return { status: statusOf(attemptOf(error)), refused };
}
