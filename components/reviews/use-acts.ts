import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { announce } from "@/components/shell/announce";
import { ProblemError } from "@/lib/fetch";
import type { MadeUp } from "@/lib/reviews/challenge-words";
import { newKey, refreshRow, showDecided } from "@/lib/reviews/client";
import type { OpenedItem } from "@/lib/reviews/observe";
import type { DecideInput, Missing, Outcome } from "@/lib/reviews/schema";
import { actSender, onOtherTab, type Recorded, tellOtherTabs } from "./act-store";
import type { DecisionValues, RecordedDecision, RecordStatus, VerbChoice } from "./decision";
import { decidesFirst } from "./use-recommendation";
import { OUTCOME, VERB_TEXT, type Verb } from "./verbs";

/** What became of an act on an item that the server has not confirmed yet, or refused. */
type Attempt =
  | { state: "saving" }
  /** Tried in vain: it waits on this page. */
  | { state: "waiting" }
  | { state: "offline" }
  | { state: "failed"; sentence: string }
  | { state: "refused"; sentence: string }
  | { state: "conflict"; sentence: string }
  /** Something else came first: the item is read anew, and what was chosen and written is kept. */
  | { state: "renewed"; title: string; sentence: string; unsaved: RecordedDecision };
/** How an act ended: recorded, an answer to what was made up, or not recorded. */
export type Ended = "recorded" | "made up" | "refused";
type Attempts = Readonly<Record<string, Attempt | undefined>>;

/** The last decision that was saved here. */
export type LastSaved = { title: string; decision: string };

const nothingWaits: ReturnType<ReturnType<typeof actSender>["queue"]> = [];

/**
 * The two acts that end an item, kept going without blocking the reader, and what came of them. What waits is kept for the whole
 * page, so that it is saved though the reader has gone on to another review.
 * @param current the open item
 * @param onRenewed brings back an item that something else came first on
 */
export function useActs(review: string, current: string | null, onRenewed: (item: string) => void) {
  const client = useQueryClient();
  const [refusals, setRefusals] = useState<Attempts>({});
  const [handedOn, setHandedOn] = useState<Readonly<Record<string, string>>>({});
  const [takenOut, setTakenOut] = useState<Readonly<Record<string, true>>>({});
  const [decidedFirst, setDecidedFirst] = useState<Readonly<Record<string, Outcome>>>({});
  const [lastSaved, setLastSaved] = useState<LastSaved | null>(null);
  const note = useCallback(
    (item: string, attempt: Attempt | undefined) => setRefusals((a) => ({ ...a, [item]: attempt })),
    [],
  );
  const shown = useRef(current);
  useEffect(() => {
    shown.current = current;
  }, [current]);
  const queue = useSyncExternalStore(
    useCallback((heard: () => void) => actSender().subscribe(heard), []),
    () => actSender().queue(),
    () => nothingWaits,
  );
  const attempts = useMemo<Attempts>(() => {
    const waiting = queue.map((w) => [w.item, { state: w.tries > 0 ? "waiting" : "saving" }] as const);
    // Of an item's acts the oldest says how it is with them.
    return { ...refusals, ...Object.fromEntries(waiting.reverse()) };
  }, [queue, refusals]);

  useEffect(
    () =>
      onOtherTab((item) => {
        void refreshRow(client, review, item).catch(() => undefined);
        if (item === current) note(item, { state: "conflict", sentence: ELSEWHERE });
      }),
    [client, review, current, note],
  );

  const renew = useCallback(
    (item: string, title: string, sentence: string, unsaved: RecordedDecision) => {
      note(item, { state: "renewed", title, sentence, unsaved: { ...unsaved, acknowledged: false } });
      onRenewed(item);
    },
    [note, onRenewed],
  );
  const refused = (item: string, decision: RecordedDecision) => (error: unknown) => {
    const came = cameFirst(error);
    if (came) {
      renew(item, came.title, came.sentence, decision);
      announce(`Not saved. ${came.sentence}`, "assertive");
      void refreshRow(client, review, item).catch(() => undefined);
      return;
    }
    const attempt = attemptOf(error instanceof Error ? error : new Error(String(error)));
    note(item, attempt);
    announce("sentence" in attempt ? `Not saved. ${attempt.sentence}` : "Not saved yet.", "assertive");
  };
  const put = (
    sent: Parameters<ReturnType<typeof actSender>["put"]>[0]["input"],
    decision: RecordedDecision,
    recorded: (done: Recorded) => void,
  ): Promise<Ended> => {
    const { item, key } = sent.input;
    note(item, undefined);
    return new Promise((ended) =>
      actSender().put(
        { key, item, input: sent },
        {
          recorded: (done) => {
            tellOtherTabs(item);
            recorded(done);
            ended(done.madeUp ? "made up" : "recorded");
          },
          refused: (error) => {
            refused(item, decision)(error);
            ended("refused");
          },
        },
      ),
    );
  };

  /** Whoever answered what was made up is told at once, also where they have gone on. */
  const tell = (item: string, { title, answered }: MadeUp) => {
    onRenewed(item);
    announce(`${title}. ${answered}`);
  };

  const decide = (
    opened: OpenedItem,
    decision: RecordedDecision,
    verb: Exclude<Verb, "dont_know">,
    marks: Marks,
  ) =>
    put({ kind: "decide", input: inputOf(opened, decision, verb, marks) }, decision, (done) => {
      if (!("decision" in done)) return;
      void showDecided(client, review, opened.item, done);
      if (done.madeUp) return tell(opened.item, done.madeUp);
      const { waiting, outcome, takenOut: out } = done;
      if (out) setTakenOut((t) => ({ ...t, [opened.item]: true }));
      const first = decidesFirst(opened);
      // Whoever came back to it before it was saved sees what stands.
      if (!first && shown.current === opened.item)
        void client.invalidateQueries({ queryKey: ["items", opened.item] });
      if (first) setDecidedFirst((d) => ({ ...d, [opened.item]: outcome }));
      setLastSaved({ title: opened.view.title, decision: done.decision });
      announce(
        `${VERB_TEXT[verb].said}: saved${waiting ? WAITS[waiting] : ""}${out ? ". A secret was taken out of your words" : ""}${first ? ". Its draft can be shown now" : ""}`,
      );
    });

  const abstain = (item: string, decision: RecordedDecision) => {
    const words = decision.words.trim();
    const missing = (decision.missing || "whether_needed") as Missing;
    const input = { item, key: newKey(), missing, ...(words ? { words } : {}) };
    return put({ kind: "abstain", input }, decision, (done) => {
      if (!("name" in done)) return;
      if (done.madeUp) {
        void refreshRow(client, review, item).catch(() => undefined);
        return tell(item, done.madeUp);
      }
      setHandedOn((h) => ({ ...h, [item]: done.name }));
      announce(`With ${done.name} now`);
    });
  };

  const settled = useCallback(
    (item: string) =>
      handedOn[item] !== undefined ||
      attempts[item]?.state === "saving" ||
      attempts[item]?.state === "waiting",
    [attempts, handedOn],
  );
  /** Shows an item as it is now; what was chosen and written goes on there. */
  const reload = useCallback(
    (item: string, unsaved: RecordedDecision | undefined) => {
      if (unsaved) renew(item, "As it is now", KEPT, unsaved);
      else {
        note(item, undefined);
        onRenewed(item);
      }
    },
    [note, onRenewed, renew],
  );
  return { decide, abstain, attempts, handedOn, takenOut, decidedFirst, lastSaved, settled, reload };
}

/** What this page counted while an item was open: active seconds, and the facts that were on the screen. */
export type Marks = { seconds: number; inView: ReadonlySet<string> };

/** What is sent to record a verb on an item as it was served; each act has a key of its own. */
export function inputOf(
  opened: OpenedItem,
  decision: DecisionValues,
  verb: Exclude<Verb, "dont_know">,
  marks: Marks,
): DecideInput {
  const exception = exceptionOf(opened.choices[verb], decision);
  const words = (exception ? [] : [decision.words, decision.changeTo])
    .map((w) => w.trim())
    .filter((w) => w !== "")
    .join("\n");
  return {
    item: opened.item,
    key: newKey(),
    outcome: OUTCOME[verb],
    reasonCode: decision.code || "other",
    evidence: opened.evidence,
    draft: opened.draft,
    supersedes: opened.supersedes,
    acknowledged: decision.acknowledged,
    seconds: marks.seconds,
    inView: [...marks.inView],
    ...(decision.started && opened.draft && decision.words.trim() ? { startedFrom: opened.draft.hash } : {}),
    ...(verb === "keep_until" ? { until: decision.until } : {}),
    ...(verb === "change" ? { target: targetOf(decision.change) } : {}),
    ...(verb === "change" && decision.newOwner ? { newOwner: decision.newOwner } : {}),
    ...(words ? { words } : {}),
    ...(exception ? { exception } : {}),
  };
}

/** What keeping takes where it is against a finding; the reason is the decision's own. */
function exceptionOf(
  choice: VerbChoice,
  decision: Pick<DecisionValues, "words" | "control" | "controlOwner" | "until">,
): DecideInput["exception"] {
  if (!choice.exception) return undefined;
  const { words, control, controlOwner, until } = decision;
  return { reason: words.trim(), control: control.trim(), controlOwner, until };
}

const WAITS = {
  exception: ", and waits for a second person",
  second_look: ", and waits for a second person",
  acceptance: ", and waits for the new owner",
};

/** What an act that failed comes to. */
export function attemptOf(error: Error): Attempt {
  if (!(error instanceof ProblemError))
    return { state: "failed", sentence: "Something failed on this page. Try again." };
  const { code, status, detail } = error.problem;
  if (status === 0) return { state: "offline" };
  if (code === "conflict") return { state: "conflict", sentence: detail };
  return code === "rule" ? { state: "refused", sentence: detail } : { state: "failed", sentence: detail };
}

const KEPT = "What you chose and wrote is still here: read, then record.";
const ELSEWHERE = "This was decided in another window.";

/** What came first where an act was refused for it: an answer that made the evidence new, or another decision. */
function cameFirst(error: unknown): { title: string; sentence: string } | null {
  if (!(error instanceof ProblemError) || error.problem.code !== "conflict") return null;
  const { slug, detail } = error.problem;
  if (slug === "packet-superseded")
    return { title: "An answer came in", sentence: `The evidence shows it now. ${KEPT}` };
  if (slug === "decided-elsewhere") return { title: "Decided meanwhile", sentence: `${detail} ${KEPT}` };
  return null;
}

/** What was chosen and written before something else came first, for the panel to go on with. */
export function unsavedOf(attempt: Attempt | undefined): { unsaved?: RecordedDecision } {
  return attempt?.state === "renewed" ? { unsaved: attempt.unsaved } : {};
}

function targetOf(change: string): "reduce" | "rotate" | "transfer_owner" | "retire" {
  return change === "rotate" || change === "transfer_owner" || change === "retire" ? change : "reduce";
}

/** How the panel shows an attempt. */
export function statusOf(attempt: Attempt | undefined): RecordStatus {
  if (!attempt) return { state: "idle" };
  if (attempt.state === "refused") return { state: "refused", why: attempt.sentence };
  return attempt;
}
