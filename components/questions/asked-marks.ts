"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { askedOptions } from "@/lib/questions/client";

/** What stands beside an item's row about its questions. */
export type AskedMark = "asked" | "answered";
export type AskedMarks = ReadonlyMap<string, AskedMark>;

/** Of a list, the items that somebody was asked about: while an answer is awaited, asked; else answered. */
export function useAskedMarks(review: string): AskedMarks {
  const { data } = useQuery(askedOptions(review));
  return useMemo(
    () =>
      new Map(
        (data ?? []).flatMap(({ item, open, answered }): [string, AskedMark][] =>
          open > 0 ? [[item, "asked"]] : answered > 0 ? [[item, "answered"]] : [],
        ),
      ),
    [data],
  );
}

const WORDS: Record<AskedMark, string> = { asked: "Asked", answered: "Answered" };

/** The row with its mark before its detail, where the row is open and nothing weightier is said of it. */
export function withMark<R extends { id: string; state: string; detail: string; outcome?: string }>(
  row: R,
  marks: AskedMarks,
): R {
  const mark = marks.get(row.id);
  return mark && row.state === "open" && !row.outcome
    ? { ...row, detail: `${WORDS[mark]}, ${row.detail}` }
    : row;
}
