import { X } from "lucide-react";
import { type WorklistFilter, wholeList } from "@/lib/reviews/schema";

/** What narrows a list besides its search and who it is about, in words. */
export function narrowedWords(filter: WorklistFilter): { member: keyof WorklistFilter; words: string }[] {
  const { show, risk, seen, tag } = filter;
  return [
    ...(show === "all" ? [] : [{ member: "show" as const, words: SHOWS[show] }]),
    ...(risk === "all" ? [] : [{ member: "risk" as const, words: RISKS[risk] }]),
    ...(seen === "all" ? [] : [{ member: "seen" as const, words: "New since the last review" }]),
    ...(tag === "" ? [] : [{ member: "tag" as const, words: tag }]),
  ];
}

export const SHOWS = {
  all: "Open and decided",
  open: "Open",
  decided: "Decided",
  waiting: "Waiting for somebody else",
} as const;
export const RISKS = {
  all: "Any risk",
  critical: "Critical",
  high: "High risk",
  low: "Low risk",
} as const;

interface NarrowedProps {
  filter: WorklistFilter;
  onFilter: (filter: WorklistFilter) => void;
}

/** What the list is narrowed by, each with a way to take it off; nothing where it is whole. */
export function Narrowed({ filter, onFilter }: NarrowedProps) {
  const narrowed = narrowedWords(filter);
  if (narrowed.length === 0) return null;
  return (
    <ul aria-label="The list is narrowed by" className="flex basis-full flex-wrap gap-1.5">
      {narrowed.map(({ member, words }) => (
        <li key={member}>
          <button
            type="button"
            onClick={() => onFilter({ ...filter, [member]: wholeList[member] })}
            className="flex h-7 max-w-full items-center gap-1 rounded-md bg-accent-bg px-2 text-sm text-accent pointer-coarse:h-11"
          >
            <span className="truncate">{words}</span>
            <X aria-hidden className="size-3.5 shrink-0" strokeWidth={1.75} />
            <span className="sr-only">, show all again</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
