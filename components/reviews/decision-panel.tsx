"use client";

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { type Hotkey, useHotkeys } from "@/components/shell/hotkeys";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";
import { OwnWords } from "@/components/ui/own-words";
import {
  type DecisionValues,
  missingFrom,
  NO_VALUES,
  type RecordedDecision,
  type RecordStatus,
  type Standing,
  type VerbChoices,
} from "./decision";
import { DecisionDetails, REASON_ATTRIBUTE } from "./decision-details";
import { DecisionNotice } from "./decision-notice";
import { UnseenLine } from "./unseen-line";
import { VerbButtons } from "./verb-buttons";
import { VERB_TEXT, VERBS, type Verb } from "./verbs";

export interface DecisionPanelProps {
  /** Another item starts with an empty panel. */
  itemId: string;
  choices: VerbChoices;
  /** How the pressed verb stands to the draft; `null` until a verb is pressed and the answer is asked for. */
  standing: Standing | null;
  status: RecordStatus;
  /** What this person recorded here before: "You recorded remove on 20 Nov 2026 at 14:02." */
  recorded?: { sentence: string; words?: string | null; receipt?: ReactNode };
  /** The verb and reason recorded before the draft was shown: kept to by the same verb, the reason stands unless it is changed. */
  again?: { verb: Verb; code: string };
  /** What was chosen and written before an answer came in, to go on with. */
  unsaved?: RecordedDecision;
  /** Why nothing can be decided here by this person, and who can. */
  blocked?: { why: string; who?: string };
  /** The review is signed off: what was decided stands, "Signed off on 24 Nov 2026." */
  signedOff?: string;
  /** What else to know before deciding: blind first, a second person waiting, a challenge revealed. */
  notice?: { title: string; sentence: string };
  /** A verb was pressed, or the press taken back. Records nothing. */
  onChoose: (verb: Verb | null) => void;
  onRecord: (decision: RecordedDecision) => void;
  onReassign: () => void;
  /** Shows the item as it is now; with what was chosen and written, to go on with. */
  onReload: (unsaved: RecordedDecision | undefined) => void;
  /** Facts that have to have been on the screen first and were not, and the way to them. */
  unseen?: { count: number; show: () => void };
  /** The draft's sentences, to begin one's words with. */
  draftWords?: string;
  /** A gentle line about these words before they are recorded; null where there is nothing to say. */
  advise?: (words: string) => string | null;
  /** The decision that was saved before this item was shown. */
  last?: { title: string; receipt: ReactNode } | null;
}

/** The act: press a verb, read what it means, then record. Nothing is preselected and the verbs look alike. */
export function DecisionPanel(props: DecisionPanelProps) {
  return <Panel key={props.itemId} {...props} />;
}

function Panel({
  choices,
  standing,
  status,
  recorded,
  again,
  unsaved,
  blocked,
  signedOff,
  notice,
  onChoose,
  onRecord,
  onReassign,
  onReload,
  unseen,
  draftWords,
  advise,
  last,
}: DecisionPanelProps) {
  const details = useRef<HTMLElement>(null);
  const formElement = useRef<HTMLFormElement>(null);
  const [verb, setVerb] = useState<Verb | null>(unsaved?.verb ?? null);
  const form = useForm<DecisionValues>({
    defaultValues: unsaved ?? NO_VALUES,
    resolver: (values) => {
      const lacks = verb ? missingFrom(verb, choices[verb], standing, values) : {};
      const errors = Object.fromEntries(
        Object.entries(lacks).map(([field, message]) => [field, { type: "required", message }]),
      );
      return Object.keys(errors).length > 0 ? { values: {}, errors } : { values, errors: {} };
    },
  });
  const { clearErrors, getValues, handleSubmit, setValue } = form;
  const [kept, code] = [again?.verb, again?.code ?? ""];

  const choose = useCallback(
    (next: Verb | null) => {
      setVerb(next);
      if (kept) setValue("code", next === kept ? code : "");
      clearErrors();
      onChoose(next);
    },
    [clearErrors, setValue, onChoose, kept, code],
  );

  const resumed = useRef(unsaved?.verb ?? null);
  useEffect(() => {
    if (resumed.current) onChoose(resumed.current);
    resumed.current = null;
  }, [onChoose]);
  useEffect(() => {
    if (verb) details.current?.focus({ preventScroll: true });
  }, [verb]);

  const open = !blocked && !signedOff;
  const ready =
    verb !== null &&
    open &&
    !choices[verb].refused &&
    standing?.state !== "loading" &&
    status.state !== "conflict";
  const idle = verb === null && !blocked && !recorded && !notice && status.state === "idle";
  const saving = status.state === "saving";
  // Handing an item on needs nothing of its facts.
  const toSee = verb === null || verb === "dont_know" ? 0 : (unseen?.count ?? 0);
  const submit = handleSubmit((values) => {
    if (!verb || !ready || saving) return;
    if (toSee > 0) unseen?.show();
    else onRecord({ verb, ...values });
  });
  const reload = () => onReload(verb ? { verb, ...getValues() } : undefined);
  const showUnseen = unseen?.show;

  const keys = useMemo((): Hotkey[] => {
    const group = "Decision";
    const verbs = VERBS.map((each) => ({
      key: VERB_TEXT[each].key,
      label: VERB_TEXT[each].said,
      group,
      run: () => choose(each),
    }));
    const reason = () => {
      details.current?.querySelector<HTMLElement>(`[${REASON_ATTRIBUTE}]`)?.focus();
    };
    return [
      ...verbs,
      { key: "n", label: "Reason", group, run: reason },
      { key: "Enter", label: "Record and next", group, run: () => formElement.current?.requestSubmit() },
      { key: "Escape", label: "Take the choice back", group, run: () => choose(null) },
    ];
  }, [choose]);
  useHotkeys(keys, open);
  useHotkeys(
    useMemo(
      () => [
        {
          key: "v",
          label: "Facts not yet on your screen",
          group: "Decision",
          run: () => showUnseen?.(),
        },
      ],
      [showUnseen],
    ),
    open && toSee > 0,
  );
  useHotkeys(
    useMemo(() => [{ key: "r", label: "Reassign", group: "Decision", run: onReassign }], [onReassign]),
    !signedOff,
  );

  if (signedOff) {
    return (
      <section aria-label="Decision" className="px-4 py-4 sm:px-6 wide:px-5">
        <Recorded recorded={recorded} />
        <p className="text-ink-2">{signedOff}</p>
        {notice ? (
          <p className="mt-2">
            {notice.title} {notice.sentence}
          </p>
        ) : null}
      </section>
    );
  }

  return (
    <section aria-label="Decision" className="px-4 py-3 sm:px-6 wide:px-5">
      <form ref={formElement} onSubmit={submit} noValidate className="flex flex-col gap-2.5">
        <VerbButtons pressed={verb} disabled={!open} onPress={choose} onReassign={onReassign} />

        <div
          className={cn(
            "order-1 flex flex-col gap-2 max-wide:tall:max-h-[42dvh]",
            verb && choices[verb].exception
              ? "wide:tall:max-h-[54dvh]"
              : verb && (choices[verb].acknowledge || status.state !== "idle")
                ? "wide:tall:max-h-[46dvh]"
                : "wide:tall:max-h-[38dvh]",
            idle && "hidden",
          )}
        >
          <section
            ref={details}
            tabIndex={-1}
            aria-label={verb ? `${VERB_TEXT[verb].said}, not recorded yet` : "Before you decide"}
            className="relative -mx-2 grid min-h-0 flex-1 content-start gap-2 overflow-y-auto rounded-md px-2 py-1"
          >
            {blocked ? (
              <Callout title="Not yours to decide">
                {blocked.why} {blocked.who ?? ""}
              </Callout>
            ) : verb ? (
              <>
                {toSee > 0 ? <UnseenLine count={toSee} onShow={showUnseen} /> : null}
                <DecisionDetails
                  verb={verb}
                  choice={choices[verb]}
                  standing={standing}
                  form={form}
                  {...(draftWords && verb !== "dont_know" ? { draftWords } : {})}
                  {...(advise ? { advise } : {})}
                />
              </>
            ) : (
              <Idle recorded={recorded} notice={notice} />
            )}
          </section>
          <DecisionNotice status={status} onRetry={submit} onReload={reload} onReassign={onReassign} />
        </div>

        <div className="order-3 flex items-center justify-between gap-3 bg-ground max-md:bg-panel max-wide:tall:-mx-4 max-wide:tall:border-t max-wide:tall:border-line max-wide:tall:px-4 max-wide:tall:pt-2.5 sm:max-wide:tall:-mx-6 sm:max-wide:tall:px-6 tall:sticky tall:bottom-0 tall:-mb-3 tall:pb-3">
          <p role="status" className="min-w-0 text-sm text-ink-2">
            {last && verb === null && status.state === "idle" ? (
              <span title={last.title}>Saved · {last.receipt}</span>
            ) : (
              statusText(status, verb, standing?.state === "loading")
            )}
          </p>
          <Button
            type="submit"
            variant="strong"
            size="lg"
            aria-disabled={!ready || saving}
            aria-keyshortcuts="Enter"
            className="pointer-coarse:h-11 wide:h-9"
          >
            Record and next
            <Kbd aria-hidden className="pointer-coarse:hidden">
              ↵
            </Kbd>
          </Button>
        </div>
      </form>
    </section>
  );
}

function statusText(status: RecordStatus, verb: Verb | null, opening: boolean): string {
  if (status.state === "saving") return "Recording";
  if (status.state === "saved") return "Saved";
  if (status.state === "waiting") return "Not saved yet";
  if (verb && opening) return "Opening what the draft says";
  return verb ? "Not recorded yet" : "Pressing one shows first what it will do";
}

function Idle({
  recorded,
  notice,
}: {
  recorded: DecisionPanelProps["recorded"];
  notice: DecisionPanelProps["notice"];
}) {
  return (
    <>
      <Recorded recorded={recorded} />
      {notice ? <Callout title={notice.title}>{notice.sentence}</Callout> : null}
    </>
  );
}

function Recorded({ recorded }: { recorded: DecisionPanelProps["recorded"] }) {
  if (!recorded) return null;
  return (
    <p>
      {recorded.sentence}{" "}
      {recorded.receipt ? <span className="text-sm text-ink-2">{recorded.receipt}</span> : null}
      {recorded.words ? (
        <span className="mt-1 block text-ink-2 [overflow-wrap:anywhere]">
          “<OwnWords text={recorded.words} />”
        </span>
      ) : null}
    </p>
  );
}
