"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { wantDrafts } from "@/lib/drafting/client";
import { itemOptions, notInView, reviewOptions } from "@/lib/reviews/client";
import type { OpenedItem } from "@/lib/reviews/observe";
import type { WorklistRow } from "@/lib/reviews/schema";
import { useActiveSeconds } from "./active-seconds";
import type { RecordedDecision } from "./decision";
import { useActs } from "./use-acts";
import { useInView } from "./use-in-view";
import { decidesFirst, useRecommendation } from "./use-recommendation";
import { useWorklist } from "./use-worklist";

/** So long the answer is waited for where what was answered may turn out to have been made up, in milliseconds. */
const MOMENT = 500;
const moment = () => new Promise<"recorded">((over) => setTimeout(over, MOMENT, "recorded"));

/** Everything the review screen knows and does: the list, the open item, the recommendation, the acts. */
export function useReview(review: string, search: string) {
  const detail = useQuery(reviewOptions(review));
  const worklist = useWorklist(review, search);
  const { list, rows, groups, filter, setFilter, current, at, select: setSelected } = worklist;

  useEffect(() => {
    // Notes for what somebody is about to read come before the others; that it fails is nothing they need to know.
    void wantDrafts(review).catch(() => undefined);
  }, [review]);
  useEffect(() => {
    if (current) void wantDrafts(review, current).catch(() => undefined);
  }, [review, current]);

  const shown = useRef(current);
  useEffect(() => {
    shown.current = current;
  }, [current]);

  const item = useQuery({ ...itemOptions<OpenedItem>(current ?? ""), enabled: current !== null });
  const client = useQueryClient();
  const acts = useActs(
    review,
    current,
    useCallback(
      (id: string) => {
        setSelected(id);
        void client.invalidateQueries({ queryKey: ["items", id] });
        void client.invalidateQueries({ queryKey: ["questions"] });
      },
      [client, setSelected],
    ),
  );
  const recommendation = useRecommendation(item.data);
  // Other evidence, and facts under other numbers, begin anew.
  const served = item.data && `${item.data.item} ${item.data.evidence} ${item.data.blind?.hidden ?? ""}`;
  const seconds = useActiveSeconds(served ?? null);
  const inView = useInView(served ?? null);
  const unseen = notInView(item.data?.asksInView ?? [], [...inView.ids]);

  const next = useCallback(
    (after: string) => {
      const from = rows.findIndex((r) => r.id === after);
      const open = (r: WorklistRow) => r.state === "open" && r.id !== after && !acts.settled(r.id);
      setSelected((rows.slice(from + 1).find(open) ?? rows.find(open))?.id ?? after);
    },
    [rows, acts.settled, setSelected],
  );

  const record = (decision: RecordedDecision) => {
    const opened = item.data;
    if (!opened) return;
    const ended =
      decision.verb === "dont_know"
        ? acts.abstain(opened.item, decision)
        : acts.decide(opened, decision, decision.verb, { seconds: seconds(), inView: inView.ids });
    const goOn = () => {
      // Of what is decided before the draft, the draft is offered in its place.
      if (decision.verb === "dont_know" || !decidesFirst(opened)) next(opened.item);
      else setSelected(opened.item);
    };
    // Where items are made up, whoever answered one is told before the next is shown.
    if (!detail.data?.challenges) goOn();
    else
      void Promise.race([ended, moment()]).then((how) => {
        if (how === "recorded" && shown.current === opened.item) goOn();
      });
  };

  return {
    detail,
    list,
    rows,
    groups,
    filter,
    setFilter,
    current,
    at,
    select: setSelected,
    view: worklist.view,
    show: worklist.show,
    item,
    recommendation,
    record,
    goOn: next,
    decidedFirst: acts.decidedFirst,
    attempts: acts.attempts,
    handedOn: acts.handedOn,
    takenOut: acts.takenOut,
    lastSaved: acts.lastSaved,
    reload: acts.reload,
    /** Goes on the element that holds the facts. */
    evidence: inView.ref,
    /** Facts that a decision here asks to have been on the screen and that have not been, and the way to them. */
    unseen: { count: unseen.length, show: () => inView.goTo(unseen) },
  };
}
