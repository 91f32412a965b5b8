"use client";

import { useCallback, useMemo, useState } from "react";
import { useHotkeys } from "@/components/shell/hotkeys";
import { usePaletteCommands } from "@/components/shell/palette";
import type { OpenedItem } from "@/lib/reviews/observe";
import type { Cluster } from "@/lib/reviews/together-schema";
import { afterwards } from "./blind-words";
import { ChallengeReveal } from "./challenge-reveal";
import { DecisionPanel } from "./decision-panel";
import { DraftNote } from "./draft-note";
import { ItemFacts } from "./item-facts";
import { ItemInstead } from "./item-instead";
import { ITEM_TITLE_ID } from "./item-title";
import { NotSavedLine } from "./not-saved-line";
import { DecidedFirst, OwnReading, useShowDraft } from "./own-reading";
import { PairView } from "./pair-view";
import { ReassignDialog } from "./reassign-dialog";
import { ReviewFrame } from "./review-frame";
import { DecisionSkeleton, NoteSkeleton } from "./review-skeletons";
import { StreakLine } from "./streak-line";
import { TogetherLine } from "./together-line";
import { TogetherNote, TogetherPanel } from "./together-side";
import { TogetherView } from "./together-view";
import { statusOf, unsavedOf } from "./use-acts";
import { draftWordsOf, useAdvice } from "./use-advice";
import { useReview } from "./use-review";
import { useTogether } from "./use-together";
import { exceptionWords, lookWords, recordedWords, transferWords } from "./words";
import { WorklistPane } from "./worklist-pane";

export interface ReviewScreenProps {
  review: string;
  /** The page's address as it was asked for: how the list is narrowed and grouped, and which item is open. */
  search: string;
}

/** A manager's whole work: list, facts, draft, decision, on one screen. */
export function ReviewScreen({ review, search }: ReviewScreenProps) {
  const r = useReview(review, search);
  const [handing, setHanding] = useState(false);
  const [paired, setPaired] = useState<string | null>(null);
  const { select, view, show: showView } = r;
  const show = useCallback((id: string) => showView("item", id), [showView]);
  const detail = r.detail.data;
  const { takenOut } = r;
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
  const nothing = r.current === null && !r.list.isPending;
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
  const { beginWith } = together;
  const onTogether = useCallback(
    (cluster: Cluster) => {
      beginWith(cluster);
      showView("item");
    },
    [beginWith, showView],
  );
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
  const advise = useAdvice(review, opened?.note);
  return (
    <>
      <NotSavedLine />
      <StreakLine review={review} />
      <ReviewFrame
        itemId={r.current}
        view={view}
        onView={showView}
        position={detail ? `${r.at + 1} of ${detail.items}` : ""}
        onPrevious={previousRow ? () => show(previousRow.id) : undefined}
        onNext={nextRow ? () => show(nextRow.id) : undefined}
        list={
          <WorklistPane review={review} r={r} together={together} onShow={show} onTogether={onTogether} />
        }
        item={
          beside ? (
            <TogetherView together={together} />
          ) : r.item.isError ? (
            <ItemInstead r={r} />
          ) : asPair ? (
            <PairView key={opened.item} review={review} item={opened.item} onClose={closePair} />
          ) : opened?.madeUp ? (
            <ChallengeReveal
              key={opened.item}
              madeUp={opened.madeUp}
              title={opened.view.title}
              onNext={goOn}
            />
          ) : opened ? (
            <>
              <TogetherLine cluster={together.of} onOpen={together.begin} />
              <ItemFacts
                opened={opened}
                evidence={r.evidence}
                onPair={openPair}
                onRenew={() => void r.item.refetch()}
              />
            </>
          ) : (
            <ItemInstead r={r} />
          )
        }
        note={
          beside ? (
            <TogetherNote together={together} />
          ) : asPair ||
            nothing ||
            r.item.isError ||
            opened?.madeUp ||
            (!opened && r.item.isPaused) ? null : opened?.blind?.hidden && opened.blind.arm === "blind" ? (
            <OwnReading decided={decidedFirst !== undefined} />
          ) : opened ? (
            <DraftNote
              draft={r.recommendation.draft ?? opened.note}
              recommendation={r.recommendation.shown}
              onOpenRecommendation={r.recommendation.open}
              provenanceNote="Every sentence is checked against its fact."
            />
          ) : (
            <NoteSkeleton />
          )
        }
        decision={
          beside ? (
            <TogetherPanel together={together} onHanded={() => void r.list.refetch()} />
          ) : opened?.madeUp ? null : opened && !asPair && opened.blind?.hidden && decidedFirst ? (
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
              onReload={(unsaved) => r.reload(opened.item, unsaved)}
              unseen={r.unseen}
              advise={advise}
              last={
                r.lastSaved
                  ? { title: r.lastSaved.title, receipt: <Receipt decision={r.lastSaved.decision} /> }
                  : null
              }
              {...draftWordsOf(opened.note)}
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
          ) : opened || asPair || nothing || r.item.isError || r.item.isPaused ? null : (
            <DecisionSkeleton />
          )
        }
      />
      {opened && handing ? (
        <ReassignDialog
          own={review}
          items={[opened.item]}
          subject={opened.view.title}
          onClose={() => setHanding(false)}
          onMadeUp={() => {
            setHanding(false);
            void r.item.refetch();
            void r.list.refetch();
          }}
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
