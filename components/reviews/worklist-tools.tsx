"use client";

import { type RefObject, useEffect, useState } from "react";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/input";
import type { ReviewDetail, WorklistFilter } from "@/lib/reviews/schema";
import { Narrowed } from "./worklist-narrowed";

/** So long after the last letter the list is asked for, in milliseconds. */
const PAUSE = 200;

interface WorklistToolsProps {
  detail: ReviewDetail;
  filter: WorklistFilter;
  onFilter: (filter: WorklistFilter) => void;
  searchField: RefObject<HTMLInputElement | null>;
}

/** Who the list is about, its search, and what else narrows it. */
export function WorklistTools({ detail, filter, onFilter, searchField }: WorklistToolsProps) {
  const kinds = (
    [
      { who: "all", label: "All", count: detail.items },
      { who: "people", label: "People", count: detail.people },
      { who: "services", label: "Services", count: detail.services },
    ] as const
  ).filter((kind) => kind.who === "all" || kind.count > 0);
  return (
    <div className="flex min-w-0 flex-1 flex-wrap gap-1.5 py-0.5">
      {kinds.map(({ who, label, count }) => (
        <button
          key={who}
          type="button"
          aria-pressed={who === filter.who}
          onClick={() => onFilter({ ...filter, who })}
          className={cn(
            "h-7 rounded-md border border-line-strong px-2 text-sm text-ink-2 hover:bg-sunken pointer-coarse:h-11",
            who === filter.who && "border-transparent bg-accent-bg text-accent hover:bg-accent-bg",
          )}
        >
          {label} {count}
        </button>
      ))}
      <SearchField field={searchField} words={filter.q} onSearch={(q) => onFilter({ ...filter, q })} />
      <Narrowed filter={filter} onFilter={onFilter} />
    </div>
  );
}

interface SearchFieldProps {
  field: RefObject<HTMLInputElement | null>;
  words: string;
  onSearch: (words: string) => void;
}

/** What is typed shows at once; the list follows when the typing pauses. Escape empties it. */
function SearchField({ field, words, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState({ text: words, of: words });
  // Somebody else changed the search: a view, the way back.
  if (typed.of !== words) setTyped({ text: words === typed.text.trim() ? typed.text : words, of: words });
  const text = typed.text;
  useEffect(() => {
    if (text.trim() === words) return;
    const timer = setTimeout(() => onSearch(text.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [text, words, onSearch]);
  return (
    <Input
      ref={field}
      type="search"
      aria-label="Search the list"
      aria-keyshortcuts="/"
      placeholder="Search the list"
      value={text}
      maxLength={100}
      onChange={(event) => setTyped({ text: event.currentTarget.value, of: words })}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || text === "") return;
        event.preventDefault();
        event.stopPropagation();
        setTyped({ text: "", of: words });
      }}
      className="-mr-7.5 h-7 grow basis-full text-sm pointer-coarse:h-11"
    />
  );
}
