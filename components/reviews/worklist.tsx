"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
} from "react";
import { useHotkeys } from "@/components/shell/hotkeys";
import { Button } from "@/components/ui/button";
import type { Cluster } from "@/lib/reviews/together-schema";
import { useCoarsePointer } from "./coarse-pointer";
import type { WorklistGroupView } from "./worklist-groups";
import { WorklistGroupHeader, WorklistRow, type WorklistRowView } from "./worklist-row";

export interface WorklistProps {
  groups: readonly WorklistGroupView[];
  selectedId: string | null;
  onSelect: (id: string) => void;
  /** How the list is narrowed, drawn above the rows; its field for the search takes focus by "/". */
  tools?: ReactNode;
  searchField?: RefObject<HTMLInputElement | null>;
  /** Groups the list the next way. */
  onGroup?: () => void;
  /** Opens what of a group may be decided in one act. */
  onTogether?: (cluster: Cluster) => void;
  compact?: boolean;
  /** The last row has come into sight: time for the next page. */
  onEnd?: () => void;
  /** Stands in place of the rows: empty, loading, failed. */
  instead?: ReactNode;
  /** Stands under the last row: what is still coming, the next page. */
  footer?: ReactNode;
}

/** The reviewer's list. It never reorders itself; J and K move, arrows, Home and End too while focus is inside. */
export function Worklist({
  groups,
  selectedId,
  onSelect,
  tools,
  searchField,
  onGroup,
  onTogether,
  compact = false,
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
    return [
      { key: "j", label: "Next item", group: "List", repeat: true, run: () => go(at + 1) },
      { key: "k", label: "Previous item", group: "List", repeat: true, run: () => go(at - 1) },
      ...(onGroup ? [{ key: "g", label: "Group differently", group: "List", run: onGroup }] : []),
      ...(searchField
        ? [
            {
              key: "/",
              label: "Search the list",
              group: "List",
              run: () => {
                searchField.current?.focus();
                searchField.current?.select();
              },
            },
          ]
        : []),
    ];
  }, [ids, at, selectedId, onSelect, onGroup, searchField]);
  useHotkeys(keys);

  const entries = useMemo(() => entriesOf(groups), [groups]);
  const coarse = useCoarsePointer();
  const heightOf = useCallback(
    (index: number) => heightIn(entries[index], compact, coarse),
    [entries, compact, coarse],
  );
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => list.current,
    estimateSize: heightOf,
    getItemKey: (index) => entries[index]?.key ?? index,
    overscan: 12,
  });
  const lines = entries.filter((e) => e.kind === "group" && e.group.together).length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when what the heights are made of changes.
  useLayoutEffect(() => rows.measure(), [compact, coarse, lines]);

  const selectedAt = entries.findIndex((e) => e.kind === "row" && e.row.id === selectedId);
  // On a narrow screen the list has no height while the item is shown.
  const laidOut = instead === undefined && (rows.scrollRect?.height ?? 0) > 0;
  const hadFocus = useRef(false);
  useEffect(() => {
    if (selectedAt < 0 || !laidOut) return;
    hadFocus.current = list.current?.contains(document.activeElement) ?? false;
    rows.scrollToIndex(selectedAt, { align: "auto" });
  }, [rows, selectedAt, laidOut]);
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
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    const id = to === undefined ? undefined : ids[to];
    if (id === undefined) return;
    event.preventDefault();
    onSelect(id);
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {tools}
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
                      title={entry.group.title}
                      summary={entry.group.summary}
                      common={entry.group.common}
                      action={<TogetherLink together={entry.group.together} onTogether={onTogether} />}
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

interface TogetherLinkProps {
  together: WorklistGroupView["together"] | undefined;
  onTogether: WorklistProps["onTogether"] | undefined;
}

/** Several of a group in one act; once nothing is left, the words stand where it was, so that nothing moves. */
function TogetherLink({ together, onTogether }: TogetherLinkProps) {
  if (!together) return null;
  const { words, cluster } = together;
  if (!cluster || !onTogether)
    return <p className="flex h-7 items-center truncate text-sm text-ink-3 pointer-coarse:h-11">{words}</p>;
  return (
    <Button
      variant="quiet"
      size="sm"
      onClick={() => onTogether(cluster)}
      className="-ml-2.5 max-w-full justify-start text-accent pointer-coarse:h-11"
    >
      <span className="truncate">{words}</span>
    </Button>
  );
}

/** Heights in pixels: a group's header and each line in it, a row, a compact row; and what a finger needs. */
const HEADER = 38;
const COMMON = 20;
const LINE = 30;
const ROW = 52;
const COMPACT = 32;
const FINGER = 44;

function heightIn(entry: Entry | undefined, compact: boolean, coarse: boolean): number {
  if (entry?.kind !== "group") return compact ? (coarse ? FINGER : COMPACT) : ROW;
  const { common, together } = entry.group;
  return HEADER + (common === undefined ? 0 : COMMON) + (together ? (coarse ? FINGER : LINE) : 0);
}

type Entry =
  | { kind: "group"; key: string; group: WorklistGroupView }
  | { kind: "row"; key: string; row: WorklistRowView; n: number };

/** Headers and rows in one sequence; `n` counts rows from 1. */
function entriesOf(groups: readonly WorklistGroupView[]): Entry[] {
  let n = 0;
  return groups.flatMap((group): Entry[] => [
    { kind: "group", key: group.id, group },
    ...group.rows.map((row): Entry => {
      n += 1;
      return { kind: "row", key: row.id, row, n };
    }),
  ]);
}
