"use client";

import { useCallback, useMemo, useState } from "react";
import { NeedParts } from "@/components/evidence/need-parts";
import { AskButton, AskedAbout } from "@/components/questions/asked-about";
import { type AskedMarks, useAskedMarks, withMark } from "@/components/questions/asked-marks";
import { useHotkeys } from "@/components/shell/hotkeys";
import { usePaletteCommands } from "@/components/shell/palette";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Kbd } from "@/components/ui/kbd";
import { Skeleton } from "@/components/ui/skeleton";
import type { OpenedItem } from "@/lib/reviews/observe";
import { AboutLink } from "./about-link";
import { afterwards } from "./blind-words";
import { BriefingCard } from "./briefing-card";
import { DecisionPanel } from "./decision-panel";
import { citedFacts } from "./draft";
import { DraftNote } from "./draft-note";
import { EvidenceCards, notReported } from "./evidence-cards";
import { EvidenceHead } from "./evidence-head";
import { FactList } from "./fact-list";
import { FindingBanner } from "./finding-banner";
import { ItemHeader } from "./item-header";
import { ITEM_TITLE_ID } from "./item-title";
import { DecidedFirst, OwnReading, useShowDraft } from "./own-reading";
import { PairView } from "./pair-view";
import { ReassignDialog } from "./reassign-dialog";
import { ReviewFrame } from "./review-frame";
import { ThinPacket } from "./thin-packet";
import { TogetherLine } from "./together-line";
import { TogetherNote, TogetherPanel } from "./together-side";
import { TogetherView } from "./together-view";
import { statusOf, unsavedOf, useReview } from "./use-review";
import { useTogether } from "./use-together";
import { exceptionWords, lookWords, recordedWords, rowView, transferWords, withoutSecret } from "./words";
import { Worklist, type WorklistGroupView } from "./worklist";

export interface ReviewScreenProps {
  review: string;
  initialItem: string | null;
}

/** A manager's whole work: list, facts, draft, decision, on one screen. */
export function ReviewScreen({ review, initialItem }: ReviewScreenProps) {
  const r = useReview(review, initialItem);
  const [view, setView] = useState<"list" | "item">(initialItem ? "item" : "list");
  const [compact, setCompact] = useState(false);
  const [handing, setHanding] = useState(false);
  const [paired, setPaired] = useState<string | null>(null);
  const { select } = r;
  const show = useCallback(
    (id: string) => {
      select(id);
      setView("item");
    },
    [select],
  );
  const detail = r.detail.data;
  const { rows, groups: counts, filter, attempts, handedOn, takenOut } = r;
  const marks = useAskedMarks(review);
  const groups = useMemo(
    () => groupRows({ rows, groups: counts, filter, attempts, handedOn, takenOut }, marks),
    [rows, counts, filter, attempts, handedOn, takenOut, marks],
  );
  usePaletteCommands(
    useMemo(
      () => [
        {
          id: "sign-off",
          label: "Sign off this review",
          run: () => window.location.assign(`/reviews/${review}/sign-off`),
        },
        { id: "mine", label: "My reviews", run: () => window.location.assign("/reviews") },
      ],
      [review],
    ),
  );

  const opened = r.item.data;
  const asPair = opened !== undefined && paired === opened.item;
  const closePair = useCallback(() => {
    setPaired(null);
    requestAnimationFrame(() => document.getElementById(ITEM_TITLE_ID)?.focus({ preventScroll: true }));
  }, []);
  const conflicting = opened?.view.findings.some((f) => f.conflict) ? opened.item : null;
  const openPair = useCallback(() => setPaired(conflicting), [conflicting]);
  useHotkeys(
    useMemo(
      () => [{ key: "b", label: "Open both sides of a conflict", group: "Item", run: openPair }],
      [openPair],
    ),
    conflicting !== null && !asPair,
  );
  const together = useTogether(review, r.current);
  const beside = together.open !== null;
  useHotkeys(
    useMemo(
      () => [{ key: "t", label: "Decide alike items together", group: "Item", run: together.begin }],
      [together.begin],
    ),
    together.of !== null && !asPair && !beside,
  );
  const decidedFirst = opened ? r.decidedFirst[opened.item] : undefined;
  const { goOn: nextAfter, current } = r;
  const goOn = useCallback(() => current && nextAfter(current), [nextAfter, current]);
  const { refetch } = r.item;
  const showDraft = useShowDraft(opened, refetch);
  const previousRow = r.rows[r.at - 1];
  const nextRow = r.rows[r.at + 1];
  return (
    <>
      <ReviewFrame
        itemId={r.current}
        view={view}
        onView={setView}
        position={detail ? `${r.at + 1} of ${detail.items}` : ""}
        onPrevious={previousRow ? () => show(previousRow.id) : undefined}
        onNext={nextRow ? () => show(nextRow.id) : undefined}
        list={
          <Worklist
            groups={groups}
            selectedId={r.current}
            onSelect={show}
            filters={
              detail
                ? [
                    { id: "all", label: "All", count: detail.items },
                    { id: "people", label: "People", count: detail.people },
                    { id: "services", label: "Services", count: detail.services },
                  ].filter((f) => f.id === "all" || f.count > 0)
                : []
            }
            filterId={r.filter.who}
            onFilter={(who) =>
              r.setFilter({ ...r.filter, who: who === "people" || who === "services" ? who : "all" })
            }
            groupings={[
              { value: "person", label: "Person" },
              { value: "application", label: "Application" },
            ]}
            grouping={r.filter.order}
            onGrouping={(order) =>
              r.setFilter({ ...r.filter, order: order === "application" ? "application" : "person" })
            }
            compact={compact}
            onCompact={setCompact}
            search={r.filter.q}
            onSearch={(q) => r.setFilter({ ...r.filter, q })}
            onEnd={() => void (r.list.hasNextPage && !r.list.isFetchingNextPage && r.list.fetchNextPage())}
            {...(r.list.isPending
              ? { instead: <ListSkeleton /> }
              : r.rows.length === 0
                ? {
                    instead: (
                      <p className="px-4 py-6 text-ink-2">
                        Nothing here matches. Choose All, or clear the search.
                      </p>
                    ),
                  }
                : {})}
            footer={
              r.list.isFetchingNextPage ? (
                <p className="px-4 py-3 text-sm text-ink-3">More is coming…</p>
              ) : null
            }
          />
        }
        item={
          beside ? (
            <TogetherView together={together} />
          ) : r.item.isError ? (
            <EmptyState
              title="This item could not be opened"
              sentence={r.item.error.message}
              action={<Button onClick={() => void r.item.refetch()}>Try again</Button>}
            />
          ) : asPair ? (
            <PairView key={opened.item} review={review} item={opened.item} onClose={closePair} />
          ) : opened ? (
            <>
              <TogetherLine cluster={together.of} onOpen={together.begin} />
              <Facts opened={opened} onPair={openPair} onRenew={() => void r.item.refetch()} />
            </>
          ) : (
            <ItemSkeleton />
          )
        }
        note={
          beside ? (
            <TogetherNote together={together} />
          ) : asPair || r.item.isError ? null : opened?.blind?.hidden && opened.blind.arm === "blind" ? (
            <OwnReading decided={decidedFirst !== undefined} />
          ) : opened ? (
            <DraftNote
              draft={r.recommendation.draft ?? opened.note}
              recommendation={r.recommendation.shown}
              onOpenRecommendation={r.recommendation.open}
              provenanceNote="Every sentence is checked against its fact."
            />
          ) : (
            <Skeleton className="h-40 w-full" />
          )
        }
        decision={
          beside ? (
            <TogetherPanel together={together} onHanded={() => void r.list.refetch()} />
          ) : opened && !asPair && opened.blind?.hidden && decidedFirst ? (
            <DecidedFirst
              key={opened.item}
              outcome={decidedFirst}
              takenOut={takenOut[opened.item] === true}
              loading={r.item.isFetching}
              onShow={showDraft}
              onNext={goOn}
            />
          ) : opened && !asPair ? (
            <DecisionPanel
              key={`${opened.item} ${opened.supersedes}`}
              itemId={opened.item}
              choices={opened.choices}
              standing={r.recommendation.standing}
              status={statusOf(r.attempts[opened.item])}
              onChoose={r.recommendation.choose}
              onRecord={r.record}
              onReassign={() => setHanding(true)}
              onReload={() => {
                r.forget(opened.item);
                void r.item.refetch();
              }}
              {...(opened.recorded
                ? {
                    recorded: {
                      sentence: recordedWords(opened.recorded),
                      words: opened.recorded.words,
                      receipt: <Receipt decision={opened.supersedes} />,
                    },
                  }
                : {})}
              {...noticeOf(opened)}
              {...unsavedOf(r.attempts[opened.item])}
              {...againOf(opened)}
              {...(opened.ended ? { signedOff: opened.ended } : {})}
              {...(opened.blocked
                ? { blocked: { why: opened.blocked, who: "Hand it to somebody else with R." } }
                : {})}
            />
          ) : null
        }
      />
      {opened && handing ? (
        <ReassignDialog
          own={review}
          items={[opened.item]}
          subject={opened.view.title}
          onClose={() => setHanding(false)}
          onDone={(whole) => {
            setHanding(false);
            // The next one went too; what stayed is known once the list is here again.
            if (whole) void r.list.refetch().then(() => select(null));
            else {
              if (nextRow) show(nextRow.id);
              void r.list.refetch();
            }
          }}
        />
      ) : null}
    </>
  );
}

interface FactsProps {
  opened: OpenedItem;
  onPair: () => void;
  onRenew: () => void;
}

function Facts({ opened, onPair, onRenew }: FactsProps) {
  const { view } = opened;
  return (
    <>
      <BriefingCard review={opened.review} />
      <ItemHeader
        path={view.path}
        title={view.title}
        allows={view.allows}
        who={view.who}
        actions={
          <>
            {opened.about ? <AboutLink about={opened.about} beneath={opened.beneath} /> : null}
            {opened.ended || opened.recorded ? null : <AskButton item={opened.item} subject={view.title} />}
          </>
        }
      />
      <AskedAbout
        key={opened.item}
        item={opened.item}
        version={opened.version}
        mine={!opened.ended}
        onRenew={onRenew}
      />
      {view.thin ? <ThinPacket cannotReport={view.thin.cannotReport} ask={view.thin.ask} /> : null}
      {view.findings.map((f) => (
        <FindingBanner
          key={f.fact}
          kind={f.kind}
          fact={f.fact}
          {...(f.conflict
            ? {
                actions: (
                  <Button size="sm" onClick={onPair} aria-keyshortcuts="B">
                    Open both sides
                    <Kbd aria-hidden className="pointer-coarse:hidden">
                      B
                    </Kbd>
                  </Button>
                ),
              }
            : {})}
        >
          {f.text}
        </FindingBanner>
      ))}
      <EvidenceHead checked={view.checked} unchecked={view.unchecked} />
      <EvidenceCards {...view.cards} />
      <FactList
        facts={view.facts}
        cited={citedFacts(opened.note)}
        notReported={notReported(view.cards)}
        sorted={!opened.blind?.hidden}
      />
      {opened.blind?.hidden ? null : <NeedParts item={opened.item} facts={view.facts} />}
    </>
  );
}

/** What else to know before deciding: somebody else's word on what was decided here before. */
function noticeOf({ exception, transfer, secondLook, blind, note, recorded, draft }: OpenedItem) {
  const told = exception
    ? exceptionWords(exception)
    : secondLook
      ? lookWords(secondLook)
      : transfer
        ? transferWords(transfer)
        : null;
  const verb = "recommendation" in note ? note.recommendation?.verb : undefined;
  const shown = draft && recorded?.seen === "never" ? (blind?.first ?? null) : null;
  const stands = shown && afterwards(shown, verb === "insufficient" ? null : (verb ?? null));
  const notice = told ?? stands;
  return notice ? { notice } : {};
}

const VERB_OF = { certify: "keep", certify_until: "keep_until", revoke: "remove", modify: "change" } as const;

/** What was recorded before the draft was shown, to be kept to or changed. */
function againOf({ blind, recorded }: OpenedItem) {
  return blind?.first && recorded
    ? { again: { verb: VERB_OF[recorded.outcome], code: recorded.reasonCode } }
    : {};
}

function Receipt({ decision }: { decision: string | null }) {
  if (!decision) return null;
  return (
    <a className="text-accent underline underline-offset-2" href={`/decisions?at=${decision}`}>
      Receipt
    </a>
  );
}

type Review = Pick<
  ReturnType<typeof useReview>,
  "rows" | "groups" | "filter" | "attempts" | "handedOn" | "takenOut"
>;

function groupRows(
  { rows, groups, filter, attempts, handedOn, takenOut }: Review,
  marks: AskedMarks,
): WorklistGroupView[] {
  const byApplication = filter.order === "application";
  const made = new Map<string, WorklistGroupView & { rows: ReturnType<typeof rowView>[] }>();
  for (const row of rows) {
    const key = byApplication ? row.application : row.subjectKey;
    const count = groups.get(key);
    const group = made.get(key) ?? {
      id: key,
      title: byApplication ? row.application : row.subjectName,
      summary: count ? `${count.open} of ${count.items} open` : "",
      rows: [],
    };
    const shown = rowView(row, byApplication, attempts[row.id], handedOn[row.id]);
    group.rows.push(withMark(takenOut[row.id] ? withoutSecret(shown) : shown, marks));
    made.set(key, group);
  }
  for (const [key, group] of made) {
    const count = groups.get(key);
    // With all of a group here, its rows say how many are open; the server's count is as old as the list.
    if (count?.items !== group.rows.length) continue;
    const open = group.rows.filter((row) => row.state === "open" || row.failed).length;
    group.summary = `${open} of ${count.items} open`;
  }
  return [...made.values()];
}

function ListSkeleton() {
  return (
    <div className="grid gap-3 p-4" aria-hidden>
      {["a", "b", "c", "d", "e", "f", "g"].map((k) => (
        <Skeleton key={k} className="h-9 w-full" />
      ))}
    </div>
  );
}

function ItemSkeleton() {
  return (
    <div className="grid gap-4" aria-hidden>
      <Skeleton className="h-7 w-2/3" />
      <Skeleton className="h-5 w-full" />
      <div className="grid grid-cols-3 gap-3">
        <Skeleton className="h-32" />
        <Skeleton className="h-32" />
        <Skeleton className="h-32" />
      </div>
      <Skeleton className="h-48 w-full" />
    </div>
  );
}
