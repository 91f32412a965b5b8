"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { announce } from "@/components/shell/announce";
import { ProblemError } from "@/lib/fetch";
import { itemOptions, notInView, pairOptions, unseenWords, useDecide } from "@/lib/reviews/client";
import type { OpenedItem } from "@/lib/reviews/observe";
import { useActiveSeconds } from "./active-seconds";
import type { DecisionValues } from "./decision";
import { choiceIn, type Own, type PairAct, type Rest, type SideName, stepsOf } from "./pair";
import { inputOf } from "./use-acts";
import { useInView } from "./use-in-view";
import { useRecommendation } from "./use-recommendation";

const NO_OWN: Own = { code: "", acknowledged: false };

/** Both sides of one of an item's conflicts: what is known of each, and the decisions about them, one an item. */
export function usePair(review: string, item: string) {
  const client = useQueryClient();
  const pair = useQuery(pairOptions(item));
  const [fact, setFact] = useState<string | null>(null);
  const conflict = pair.data?.conflicts.find((c) => c.fact === fact) ?? pair.data?.conflicts[0];
  const otherId = conflict?.side?.mine ? conflict.side.item : null;
  const here = useQuery(itemOptions<OpenedItem>(item));
  const there = useQuery({ ...itemOptions<OpenedItem>(otherId ?? ""), enabled: otherId !== null });
  const recommendations = { this: useRecommendation(here.data), other: useRecommendation(there.data) };
  const opened: Record<SideName, OpenedItem | undefined> = { this: here.data, other: there.data };

  const seconds = useActiveSeconds(here.data ? `${item} ${otherId}` : null);
  const inView = { this: useInView(servedAs(here.data)), other: useInView(servedAs(there.data)) };

  const [act, setAct] = useState<PairAct | null>(null);
  const [rest, setRest] = useState<Rest | "">("");
  const [own, setOwn] = useState<Record<SideName, Own>>({ this: NO_OWN, other: NO_OWN });
  const [status, setStatus] = useState<{ state: "idle" | "saving" } | { state: "failed"; sentence: string }>({
    state: "idle",
  });
  const decide = useDecide(review);

  const both = otherId !== null;
  const steps = act ? stepsOf(act, rest, both) : [];
  const planned = steps.flatMap((step) => {
    const choices = opened[step.side]?.choices;
    if (!act || !choices) return [];
    return [
      {
        step,
        choice: choiceIn(step, act, choices),
        standing: recommendations[step.side].standing,
        own: own[step.side],
      },
    ];
  });

  const press = (next: PairAct | null, then: Rest | "" = "") => {
    if (next !== act) setOwn({ this: NO_OWN, other: NO_OWN });
    setAct(next);
    setRest(then);
    setStatus({ state: "idle" });
    const to = next ? stepsOf(next, then, both) : [];
    // As on the item itself, what the draft recommends is shown once a verb is pressed.
    for (const side of ["this", "other"] as const)
      recommendations[side].choose(to.find((s) => s.side === side)?.verb ?? null);
  };

  const served = (id: string) => client.fetchQuery({ ...itemOptions<OpenedItem>(id), staleTime: 0 });

  /** One decision after the other; what the first changes about the second is read again before it. */
  const record = async (values: DecisionValues) => {
    for (const { step } of planned) {
      const unseen = notInView(opened[step.side]?.asksInView ?? [], [...inView[step.side].ids]);
      if (unseen.length === 0) continue;
      inView[step.side].goTo(unseen);
      const sentence = unseenWords(unseen.length);
      setStatus({ state: "failed", sentence });
      announce(sentence, "assertive");
      return;
    }
    setStatus({ state: "saving" });
    const done: string[] = [];
    try {
      for (const { step, own: mine } of planned) {
        const before = opened[step.side];
        if (!before) return;
        const now = done.length === 0 ? before : await served(before.item);
        if (step.verb === "keep" && act !== "keep" && now.choices.keep.exception)
          throw new Error("It breaks another rule as well, so it has to be decided on its own.");
        await decide.mutateAsync(
          inputOf(now, { ...values, ...mine }, step.verb, {
            seconds: seconds(),
            inView: inView[step.side].ids,
          }),
        );
        done.push(now.view.title);
      }
      announce(done.length === 1 ? "Saved" : "Both saved");
      setAct(null);
      setStatus({ state: "idle" });
    } catch (error) {
      const sentence =
        error instanceof ProblemError ? error.problem.detail : String((error as Error).message);
      const kept = done.length > 0 ? ` Recorded before that: ${done.join("; ")}.` : "";
      setStatus({ state: "failed", sentence: `${sentence}${kept}` });
      announce(`Not saved. ${sentence}`, "assertive");
    }
    await Promise.all([served(item), ...(otherId ? [served(otherId)] : [])]).catch(() => undefined);
  };

  return {
    pair,
    title: pair.data?.title ?? "",
    conflict,
    choose: (next: string) => {
      press(null);
      setFact(next);
    },
    opened,
    failed: here.error ?? there.error,
    recommendations,
    /** Goes on what holds each side's facts. */
    evidence: { this: inView.this.ref, other: inView.other.ref },
    act,
    rest,
    press,
    own,
    setOwn: (side: SideName, change: Partial<Own>) =>
      setOwn((all) => ({ ...all, [side]: { ...all[side], ...change } })),
    planned,
    both,
    status,
    record,
  };
}

/** What an item was served as: other evidence, and facts under other numbers, are counted anew. */
const servedAs = (opened: OpenedItem | undefined) =>
  opened ? `${opened.item} ${opened.evidence} ${opened.blind?.hidden ?? ""}` : null;

export type Pair = ReturnType<typeof usePair>;
