"use client";

import { SlidersHorizontal } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuRadioGroup, MenuSeparator } from "@/components/ui/menu";
import type { SavedView } from "@/lib/reviews/saved-views";
import type { ReviewDetail } from "@/lib/reviews/schema";
import { searchOf, type WorklistFilter } from "@/lib/reviews/schema";
import { RISKS, SHOWS } from "./worklist-narrowed";

export const GROUPINGS = [
  { value: "person", label: "Person" },
  { value: "application", label: "Application" },
  { value: "alike", label: "What is alike" },
] as const;

function options<K extends string>(words: Readonly<Record<K, string>>, of: readonly NoInfer<K>[]) {
  return of.map((value) => ({ value, label: words[value] }));
}

/** So many tags are offered, the most frequent; the others are found by search. */
const MOST_TAGS = 12;

interface WorklistMenuProps {
  detail: Pick<ReviewDetail, "tags" | "fresh" | "byRisk" | "waiting">;
  filter: WorklistFilter;
  onFilter: (filter: WorklistFilter) => void;
  compact: boolean;
  onCompact: (compact: boolean) => void;
  views: readonly SavedView[];
  onView: (search: string) => void;
  onSave: () => void;
  onManage: () => void;
}

/** How the list is grouped, narrowed and drawn, and one's saved views of it. */
export function WorklistMenu(props: WorklistMenuProps) {
  const { detail, filter, onFilter, compact, onCompact, views } = props;
  const search = searchOf(filter);
  return (
    <Menu
      trigger={
        <Button variant="quiet" size="icon" className="pointer-coarse:size-11">
          <SlidersHorizontal aria-hidden className="size-4" strokeWidth={1.75} />
          <span className="sr-only">View of the list</span>
        </Button>
      }
    >
      <MenuLabel>Group by</MenuLabel>
      <MenuRadioGroup
        value={filter.order}
        options={GROUPINGS}
        onChange={(order) => onFilter({ ...filter, order })}
      />
      <MenuSeparator />
      <MenuLabel>Saved views</MenuLabel>
      {views.map((view) => (
        <MenuItem key={view.id} onSelect={() => props.onView(view.search)}>
          <span className="min-w-0 flex-1 truncate">{view.name}</span>
          {view.search === search ? <span className="text-sm text-ink-3">shown</span> : null}
        </MenuItem>
      ))}
      <MenuItem onSelect={props.onSave}>Save this view…</MenuItem>
      {views.length > 0 ? <MenuItem onSelect={props.onManage}>Rename or remove…</MenuItem> : null}
      <MenuSeparator />
      <MenuLabel>Show</MenuLabel>
      <MenuRadioGroup
        value={filter.show}
        options={options(SHOWS, [
          "all",
          "open",
          "decided",
          ...(detail.waiting > 0 || filter.show === "waiting" ? ["waiting" as const] : []),
        ])}
        onChange={(show) => onFilter({ ...filter, show })}
      />
      <MenuSeparator />
      <MenuLabel>Risk</MenuLabel>
      <MenuRadioGroup
        value={filter.risk}
        options={options(RISKS, ["all", "critical", "high", "low"])}
        onChange={(risk) => onFilter({ ...filter, risk })}
      />
      {detail.fresh > 0 || filter.seen === "new" ? (
        <MenuCheck
          checked={filter.seen === "new"}
          onChange={(on) => onFilter({ ...filter, seen: on ? "new" : "all" })}
        >
          New since the last review, {detail.fresh}
        </MenuCheck>
      ) : null}
      {detail.tags.length > 0 ? (
        <>
          <MenuSeparator />
          <MenuLabel>Finding or tag</MenuLabel>
          <MenuRadioGroup
            value={filter.tag}
            options={[
              { value: "", label: "Any or none" },
              ...detail.tags
                .slice(0, MOST_TAGS)
                .map(({ tag, items }) => ({ value: tag, label: `${tag}, ${items}` })),
            ]}
            onChange={(tag) => onFilter({ ...filter, tag })}
          />
        </>
      ) : null}
      <MenuSeparator />
      <MenuCheck checked={compact} onChange={onCompact}>
        Compact rows
      </MenuCheck>
    </Menu>
  );
}
