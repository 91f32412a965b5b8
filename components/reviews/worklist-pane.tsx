"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { useAskedMarks } from "@/components/questions/asked-marks";
import { usePaletteCommands } from "@/components/shell/palette";
import { Button } from "@/components/ui/button";
import { viewsOptions } from "@/lib/reviews/client";
import { filterIn, groupings, narrows, searchOf, wholeList } from "@/lib/reviews/schema";
import type { Cluster } from "@/lib/reviews/together-schema";
import { ListSkeleton } from "./review-skeletons";
import { ReviewStatus } from "./review-status";
import { ManageViewsDialog, SaveViewDialog } from "./saved-view-dialogs";
import type { useReview } from "./use-review";
import type { Together } from "./use-together";
import { Worklist } from "./worklist";
import { grouper } from "./worklist-groups";
import { GROUPINGS, WorklistMenu } from "./worklist-menu";
import { narrowedWords } from "./worklist-narrowed";
import { WorklistTools } from "./worklist-tools";

interface WorklistPaneProps {
  review: string;
  r: ReturnType<typeof useReview>;
  together: Pick<Together, "clusters" | "beginWith">;
  onShow: (item: string) => void;
  /** Several of the list are open in the item's place. */
  onTogether: (cluster: Cluster) => void;
}

const NO_VIEWS: never[] = [];

/** The list with everything that narrows, groups and remembers it. */
export function WorklistPane({ review, r, together, onShow, onTogether }: WorklistPaneProps) {
  const { rows, groups: counts, filter, setFilter, attempts, handedOn, takenOut, list } = r;
  const detail = r.detail.data;
  const { clusters } = together;
  const marks = useAskedMarks(review);
  const views = useQuery(viewsOptions()).data ?? NO_VIEWS;
  const [compact, setCompact] = useState(false);
  const [dialog, setDialog] = useState<"save" | "manage" | null>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const group = useMemo(grouper, []);
  const { order } = filter;
  const groups = useMemo(
    () =>
      group({ rows, groups: counts, order, attempts, handedOn, takenOut, marks, clusters: clusters ?? [] }),
    [group, rows, counts, order, attempts, handedOn, takenOut, marks, clusters],
  );
  const onGroup = useCallback(
    () =>
      setFilter({
        ...filter,
        order: groupings[(groupings.indexOf(filter.order) + 1) % groupings.length] ?? "person",
      }),
    [filter, setFilter],
  );
  const onView = useCallback((search: string) => setFilter(filterIn(search)), [setFilter]);
  usePaletteCommands(
    useMemo(
      () => [
        ...views.map((view) => ({
          id: `view ${view.id}`,
          label: `Show view: ${view.name}`,
          group: "List",
          keywords: ["saved", "filter"],
          run: () => onView(view.search),
        })),
        ...GROUPINGS.map(({ value, label }) => ({
          id: `group ${value}`,
          label: `Group the list by ${label.toLowerCase()}`,
          group: "List",
          run: () => setFilter({ ...filter, order: value }),
        })),
        {
          id: "whole",
          label: "Show the whole list",
          group: "List",
          run: () => setFilter({ ...wholeList, order: filter.order }),
        },
        { id: "save-view", label: "Save this view of the list", group: "List", run: () => setDialog("save") },
      ],
      [views, filter, setFilter, onView],
    ),
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const instead = insteadOf();

  function insteadOf() {
    if (list.isError && rows.length === 0)
      return (
        <div className="grid justify-items-start gap-3 px-4 py-6 text-ink-2">
          <p>The list could not be read. {list.error.message}</p>
          <Button onClick={() => void list.refetch()}>Try again</Button>
        </div>
      );
    if (list.isPending || clusters === undefined) return <ListSkeleton />;
    if (rows.length > 0) return undefined;
    return (
      <div className="grid justify-items-start gap-3 px-4 py-6 text-ink-2">
        <p>{narrows(filter) ? "Nothing on your list matches." : "There is nothing on this list."}</p>
        {narrows(filter) ? (
          <Button onClick={() => setFilter({ ...wholeList, order: filter.order })}>
            Show the whole list
          </Button>
        ) : null}
      </div>
    );
  }

  return (
    <>
      <Worklist
        groups={groups}
        selectedId={r.current}
        onSelect={onShow}
        onGroup={onGroup}
        onTogether={onTogether}
        searchField={searchField}
        compact={compact}
        onEnd={onEnd}
        tools={
          detail ? (
            <>
              {/* A narrow screen's top bar has no room for it. */}
              <div className="shrink-0 border-b border-line px-4 py-2 text-sm md:hidden">
                <ReviewStatus review={review} />
              </div>
              <div className="flex min-h-12 shrink-0 items-start gap-1.5 border-b border-line py-2 pr-2 pl-4">
                <WorklistTools
                  detail={detail}
                  filter={filter}
                  onFilter={setFilter}
                  searchField={searchField}
                />
                <WorklistMenu
                  detail={detail}
                  filter={filter}
                  onFilter={setFilter}
                  compact={compact}
                  onCompact={setCompact}
                  views={views}
                  onView={onView}
                  onSave={() => setDialog("save")}
                  onManage={() => setDialog("manage")}
                />
              </div>
            </>
          ) : null
        }
        {...(instead === undefined ? {} : { instead })}
        footer={isFetchingNextPage ? <p className="px-4 py-3 text-sm text-ink-3">More is coming…</p> : null}
      />
      {dialog === "save" ? (
        <SaveViewDialog
          search={searchOf(filter)}
          words={viewWords(filter)}
          views={views}
          onClose={() => setDialog(null)}
        />
      ) : null}
      {dialog === "manage" ? <ManageViewsDialog views={views} onClose={() => setDialog(null)} /> : null}
    </>
  );
}

/** "Grouped by person; open, high risk, services, “sap”." */
function viewWords(filter: ReturnType<typeof useReview>["filter"]): string {
  const by = GROUPINGS.find((g) => g.value === filter.order)?.label.toLowerCase();
  const narrowed = [
    ...narrowedWords(filter).map(({ words }) => words.toLowerCase()),
    ...(filter.who === "all" ? [] : [filter.who]),
    ...(filter.q === "" ? [] : [`“${filter.q}”`]),
  ];
  return `Grouped by ${by}; ${narrowed.length > 0 ? narrowed.join(", ") : "the whole list"}.`;
}
