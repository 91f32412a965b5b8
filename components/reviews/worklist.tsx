"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { SlidersHorizontal } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef } from "react";
import { useHotkeys } from "@/components/shell/hotkeys";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/input";
import { Menu, MenuCheck, MenuLabel, MenuRadioGroup, MenuSeparator } from "@/components/ui/menu";
import { WorklistGroupHeader, WorklistRow, type WorklistRowView } from "./worklist-row";

export interface WorklistGroupView {
  id: string;
  title: string;
  summary: string;
  rows: readonly WorklistRowView[];
}

export interface WorklistFilter {
  id: string;
  label: string;
  count: number;
}

export interface WorklistProps {
  groups: readonly WorklistGroupView[];
  selectedId: string | null;
  onSelect: (id: string) => void;
  filters?: readonly WorklistFilter[];
  filterId?: string;
  onFilter?: (id: string) => void;
  /** Ways to group, and the one in use. */
  groupings?: readonly { value: string; label: string }[];
  grouping?: string;
  onGrouping?: (value: string) => void;
  compact?: boolean;
  onCompact?: (compact: boolean) => void;
  /** Words the list is narrowed by. */
  search?: string;
  onSearch?: (words: string) => void;
  /** The last row has come into sight: time for the next page. */
  onEnd?: () => void;
  /** Stands in place of the rows: empty, loading, failed. */
  instead?: ReactNode;
  /** Stands under the last row: what is still coming, the next page. */
  footer?: ReactNode;
}

/** The reviewer's list. It never reorders itself; J and K move, arrows too while focus is inside. */
export function Worklist({
  groups,
  selectedId,
  onSelect,
  filters = [],
  filterId,
  onFilter,
  groupings = [],
  grouping,
  onGrouping,
  compact = false,
  onCompact,
  search,
  onSearch,
  onEnd,
  instead,
  footer,
}: WorklistProps) {
  const list = useRef<HTMLDivElement>(null);
  const ids = useMemo(() => groups.flatMap((group) => group.rows.map((row) => row.id)), [groups]);
  const at = selectedId === null ? -1 : ids.indexOf(selectedId);

  const keys = useMemo(() => {
    const go = (index: number) => {
      const id = ids[Math.min(ids.length - 1, Math.max(0, index))];
      if (id !== undefined && id !== selectedId) onSelect(id);
    };
    const nextGrouping = () => {
      const found = groupings.findIndex((option) => option.value === grouping);
      const next = groupings[(found + 1) % groupings.length];
      if (next) onGrouping?.(next.value);
    };
    return [
      { key: "j", label: "Next item", group: "List", repeat: true, run: () => go(at + 1) },
      { key: "k", label: "Previous item", group: "List", repeat: true, run: () => go(at - 1) },
      ...(groupings.length > 1
        ? [{ key: "g", label: "Group differently", group: "List", run: nextGrouping }]
        : []),
    ];
  }, [ids, at, selectedId, onSelect, groupings, grouping, onGrouping]);
  useHotkeys(keys);

  const entries = useMemo(() => entriesOf(groups), [groups]);
  const heightOf = useCallback(
    (index: number) => (entries[index]?.kind === "group" ? HEADER : compact ? COMPACT : ROW),
    [entries, compact],
  );
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => list.current,
    estimateSize: heightOf,
    getItemKey: (index) => entries[index]?.key ?? index,
    overscan: 12,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when the density changes.
  useEffect(() => rows.measure(), [compact]);

  const selectedAt = entries.findIndex((e) => e.kind === "row" && e.row.id === selectedId);
  const hadFocus = useRef(false);
  useEffect(() => {
    if (selectedAt < 0) return;
    hadFocus.current = list.current?.contains(document.activeElement) ?? false;
    rows.scrollToIndex(selectedAt, { align: "auto" });
  }, [rows, selectedAt]);
  useEffect(() => {
    if (!hadFocus.current || selectedId === null) return;
    const row = list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(selectedId)}"]`);
    if (!row) return;
    hadFocus.current = false;
    row.focus({ preventScroll: true });
  });

  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  const nearEnd = instead === undefined && last >= entries.length - 15;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `entries` stands for the page that came.
  useEffect(() => {
    if (nearEnd) onEnd?.();
  }, [nearEnd, entries, onEnd]);

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const id = ids[at + step];
    if (id === undefined) return;
    event.preventDefault();
    onSelect(id);
  }

  const hasTools =
    filters.length > 0 || groupings.length > 1 || onCompact !== undefined || onSearch !== undefined;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {hasTools ? (
        <div className="flex min-h-12 shrink-0 items-start gap-1.5 border-b border-line py-2 pr-2 pl-4">
          <div className="flex min-w-0 flex-1 flex-wrap gap-1.5 py-0.5">
            {filters.map((filter) => (
              <button
                key={filter.id}
                type="button"
                aria-pressed={filter.id === filterId}
                onClick={() => onFilter?.(filter.id)}
                className={cn(
                  "h-7 rounded-md border border-line-strong px-2 text-sm text-ink-2 hover:bg-sunken",
                  filter.id === filterId && "border-transparent bg-accent-bg text-accent hover:bg-accent-bg",
                )}
              >
                {filter.label} {filter.count}
              </button>
            ))}
            {onSearch ? (
              <Input
                type="search"
                aria-label="Search the list"
                placeholder="Search the list"
                value={search ?? ""}
                onChange={(event) => onSearch(event.currentTarget.value)}
                className="h-7 basis-full text-sm"
              />
            ) : null}
          </div>
          {groupings.length > 1 || onCompact ? (
            <Menu
              trigger={
                <Button variant="quiet" size="icon">
                  <SlidersHorizontal aria-hidden className="size-4" strokeWidth={1.75} />
                  <span className="sr-only">View of the list</span>
                </Button>
              }
            >
              {groupings.length > 1 && grouping !== undefined ? (
                <>
                  <MenuLabel>Group by</MenuLabel>
                  <MenuRadioGroup
                    value={grouping}
                    options={groupings}
                    onChange={(value) => onGrouping?.(value)}
                  />
                </>
              ) : null}
              {onCompact ? (
                <>
                  <MenuSeparator />
                  <MenuCheck checked={compact} onChange={onCompact}>
                    Compact rows
                  </MenuCheck>
                </>
              ) : null}
            </Menu>
          ) : null}
        </div>
      ) : null}
      {instead ?? (
        // biome-ignore lint/a11y/noStaticElementInteractions: arrows move among the buttons inside, which Tab reaches too.
        <div ref={list} onKeyDown={onKeyDown} className="min-h-0 flex-1 overflow-y-auto pb-4">
          <ul className="relative" style={{ height: rows.getTotalSize() }}>
            {shown.map(({ index, key, start, size }) => {
              const entry = entries[index];
              if (!entry) return null;
              return (
                <li
                  key={key}
                  className="absolute inset-x-0 top-0"
                  style={{ height: size, transform: `translateY(${start}px)` }}
                  {...(entry.kind === "row" ? { "aria-setsize": ids.length, "aria-posinset": entry.n } : {})}
                >
                  {entry.kind === "group" ? (
                    <WorklistGroupHeader
                      id={`group-${entry.key}`}
                      title={entry.title}
                      summary={entry.summary}
                    />
                  ) : (
                    <WorklistRow
                      row={entry.row}
                      selected={entry.row.id === selectedId}
                      inTabOrder={at === -1 ? entry.n === 1 : entry.row.id === selectedId}
                      compact={compact}
                      onSelect={onSelect}
                    />
                  )}
                </li>
              );
            })}
          </ul>
          {footer}
        </div>
      )}
    </div>
  );
}

/** Heights in pixels: a group's header, a row, a compact row. */
const HEADER = 38;
const ROW = 52;
const COMPACT = 32;

type Entry =
  | { kind: "group"; key: string; title: string; summary: string }
  | { kind: "row"; key: string; row: WorklistRowView; n: number };

/** Headers and rows in one sequence; `n` counts rows from 1. */
function entriesOf(groups: readonly WorklistGroupView[]): Entry[] {
  let n = 0;
  return groups.flatMap((group): Entry[] => [
    { kind: "group", key: group.id, title: group.title, summary: group.summary },
    ...group.rows.map((row): Entry => {
      n += 1;
      return { kind: "row", key: row.id, row, n };
    }),
  ]);
}
