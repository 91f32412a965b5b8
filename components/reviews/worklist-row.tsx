import { Check, Circle, CircleAlert, Clock } from "lucide-react";
import { memo, type ReactNode } from "react";
import { Badge, type Tone } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";

export interface RowTag {
  text: string;
  tone: Tone;
}

export interface WorklistRowView {
  id: string;
  /** "Release payments". */
  title: string;
  /** "SAP Finance". */
  detail: string;
  /** Shown at the right, the weightiest first. */
  tags?: readonly RowTag[];
  /** `waiting`: with someone else; `gone`: removed at its source. */
  state: "open" | "decided" | "waiting" | "gone";
  /** What became of it, one or two words: "kept", "removed, saved", "with Marek Vrba". */
  outcome?: string;
  /** How many items were decided in the same act, this one among them. */
  batch?: number;
  /** The decision did not reach the server. */
  failed?: boolean;
}

const MARK = { open: Circle, decided: Check, waiting: Clock, gone: Check } as const;
const STATE_WORD = {
  open: "open",
  decided: "decided",
  waiting: "waiting",
  gone: "gone at its source",
} as const;

/** From so many letters on a title may be cut off, and is whole where it is pointed at. */
const LONG = 30;

interface WorklistRowProps {
  row: WorklistRowView;
  selected: boolean;
  /** One row of the list is in the tab order; arrows reach the others. */
  inTabOrder: boolean;
  compact: boolean;
  onSelect: (id: string) => void;
}

/** A row of 52 px, or 32 px when compact. What was decided stays where it is, dimmed, with its outcome in words. The title has its line to itself. */
export const WorklistRow = memo(function WorklistRow({
  row,
  selected,
  inTabOrder,
  compact,
  onSelect,
}: WorklistRowProps) {
  const Mark = row.failed ? CircleAlert : MARK[row.state];
  const settled = row.state !== "open" && !row.failed;
  const said = row.batch
    ? [
        row.outcome,
        `decided together with ${row.batch === 2 ? "1 other" : `${row.batch - 1} others`}`,
        row.detail,
      ]
    : [row.detail, row.outcome];
  const detail = said.filter(Boolean).join(", ");
  const most = row.state === "waiting" ? 0 : compact || settled ? 1 : 2;
  const tags = (
    <span className="flex gap-1">
      {(row.tags ?? []).slice(0, most).map((tag) => (
        <Badge key={tag.text} tone={settled ? "neutral" : tag.tone}>
          {tag.text}
        </Badge>
      ))}
    </span>
  );
  return (
    <button
      type="button"
      data-row={row.id}
      aria-current={selected ? "true" : undefined}
      tabIndex={inTabOrder ? 0 : -1}
      onClick={() => onSelect(row.id)}
      className={cn(
        "grid w-full grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-2.5 border-l-[3px] border-transparent pr-4 pl-[13px] text-left -outline-offset-2 hover:bg-sunken",
        compact ? "h-8 pointer-coarse:h-11" : "h-13",
        selected && "border-accent bg-selected hover:bg-selected",
      )}
    >
      <Mark
        aria-hidden
        className={cn("size-4", row.failed ? "text-finding" : settled ? "text-ink-3" : "text-control")}
        strokeWidth={settled ? 2 : 1.5}
      />
      <span
        className={cn(
          "min-w-0",
          compact
            ? "flex h-5 flex-wrap gap-x-2 overflow-hidden"
            : "col-span-2 grid grid-cols-[minmax(0,1fr)_auto] gap-x-2",
        )}
      >
        <span
          dir="auto"
          title={row.title.length > LONG ? row.title : undefined}
          className={cn("block max-w-full truncate", !compact && "col-span-2", settled && "text-ink-3")}
        >
          {row.title}
          <span className="sr-only">, {row.failed ? "not saved" : STATE_WORD[row.state]}</span>
        </span>
        <span
          className={cn(
            "block truncate text-sm text-ink-3",
            compact && "min-w-0 flex-1 basis-16",
            row.failed && "text-finding",
          )}
        >
          {row.failed ? ["Not saved", row.detail].filter(Boolean).join(", ") : detail}
        </span>
        {compact ? null : tags}
      </span>
      {compact ? tags : null}
    </button>
  );
});

interface WorklistGroupHeaderProps {
  id: string;
  title: string;
  /** "4 of 6 open", "9 alike, 3 open". */
  summary: string;
  /** What its items have in common, on a line of its own. */
  common?: string | undefined;
  /** What can be done with several of them, on a line of its own. */
  action?: ReactNode;
}

export function WorklistGroupHeader({ id, title, summary, common, action }: WorklistGroupHeaderProps) {
  return (
    <div className="px-4 pt-3">
      <h3 id={id} className="flex h-6 items-baseline justify-between gap-3 text-base">
        <span dir="auto" title={title.length > LONG ? title : undefined} className="min-w-0 truncate">
          {title}
        </span>
        <span className="shrink-0 text-sm font-normal text-ink-2">{summary}</span>
      </h3>
      {common === undefined ? null : <p className="h-5 truncate text-sm text-ink-3">{common}</p>}
      {action}
    </div>
  );
}
