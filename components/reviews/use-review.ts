"use client";

import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { announce } from "@/components/shell/announce";
import { wantDrafts } from "@/lib/drafting/client";
import { ProblemError } from "@/lib/fetch";
import {
  itemOptions,
  newKey,
  openRecommendation,
  reviewOptions,
  useAbstain,
  useDecide,
  worklistOptions,
} from "@/lib/reviews/client";
import type { OpenedItem, RevealedDraft } from "@/lib/reviews/observe";
import type { DecideInput, Missing, Outcome, WorklistRow } from "@/lib/reviews/schema";
import type { DecisionValues, RecordedDecision, RecordStatus, Standing, VerbChoice } from "./decision";
import { OUTCOME, VERB_TEXT, type Verb } from "./verbs";

export type Filter = {
  order: "person" | "application";
  show: "all" | "open" | "decided";
  who: "all" | "people" | "services";
  q: string;
};

/** What became of an act on an item that the server has not confirmed yet, or refused. */
type Attempt =
  | { state: "saving" }
  | { state: "offline" }
  | { state: "failed"; sentence: string }
  | { state: "refused"; sentence: string }
  | { state: "conflict"; sentence: string }
  /** An answer came in as it was recorded: the evidence is read anew, and what was chosen is kept. */
  | { state: "renewed"; sentence: string; unsaved: RecordedDecision };
type Attempts = Readonly<Record<string, Attempt | undefined>>;

/** Everything the review screen knows and does: the list, the open item, the recommendation, the acts. */
export function useReview(review: string, initialItem: string | null) {
  const [filter, setFilter] = useState<Filter>({ order: "person", show: "all", who: "all", q: "" });
  const detail = useQuery(reviewOptions(review));
  const list = useInfiniteQuery(worklistOptions(review, filter));
  const rows = useMemo(() => list.data?.pages.flatMap((p) => p.rows) ?? [], [list.data]);
  const groups = useMemo(
    () => new Map(list.data?.pages.flatMap((p) => p.groups.map((g) => [g.key, g] as const))),
    [list.data],
  );
  const [selected, setSelected] = useState(initialItem);
  const current = selected ?? rows.find((r) => r.state === "open")?.id ?? rows[0]?.id ?? null;
  const at = rows.findIndex((r) => r.id === current);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (at >= rows.length - 20 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [at, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  useEffect(() => {
    if (current) window.history.replaceState(null, "", `?item=${current}`);
  }, [current]);

  useEffect(() => {
    // Notes for what somebody is about to read come before the others; that it fails is nothing they need to know.
    void wantDrafts(review).catch(() => undefined);
  }, [review]);
  useEffect(() => {
    if (current) void wantDrafts(review, current).catch(() => undefined);
  }, [review, current]);

  const item = useQuery({ ...itemOptions<OpenedItem>(current ?? ""), enabled: current !== null });
  const client = useQueryClient();
  const acts = useActs(
    review,
    useCallback(
      (id: string) => {
        setSelected(id);
        void client.invalidateQueries({ queryKey: ["items", id] });
        void client.invalidateQueries({ queryKey: ["questions"] });
      },
      [client],
    ),
  );
  const recommendation = useRecommendation(item.data);

  const next = useCallback(
    (after: string) => {
      const from = rows.findIndex((r) => r.id === after);
      const open = (r: WorklistRow) => r.state === "open" && r.id !== after && !acts.settled(r.id);
      setSelected((rows.slice(from + 1).find(open) ?? rows.find(open))?.id ?? after);
    },
    [rows, acts.settled],
  );

  const record = (decision: RecordedDecision) => {
    const opened = item.data;
    if (!opened) return;
    if (decision.verb === "dont_know") acts.abstain(opened.item, decision);
    else acts.decide(opened, decision, decision.verb);
    // Of what is decided before the draft, the draft is offered in its place.
    if (decision.verb === "dont_know" || !decidesFirst(opened)) next(opened.item);
    else setSelected(opened.item);
  };

  return {
    detail,
    list,
    rows,
    groups,
    filter,
    setFilter,
    current,
    at,
    select: setSelected,
    item,
    recommendation,
    record,
    goOn: next,
    decidedFirst: acts.decidedFirst,
    attempts: acts.attempts,
    handedOn: acts.handedOn,
    takenOut: acts.takenOut,
    forget: acts.forget,
  };
}

/**
 * The two acts that end an item, kept going without blocking the reader, and what came of them.
 * @param onRenewed brings back the item whose evidence an answer changed as it was recorded
 */
function useActs(review: string, onRenewed: (item: string) => void) {
  const decideMutation = useDecide(review);
  const abstainMutation = useAbstain();
  const [attempts, setAttempts] = useState<Attempts>({});
  const [handedOn, setHandedOn] = useState<Readonly<Record<string, string>>>({});
  const [takenOut, setTakenOut] = useState<Readonly<Record<string, true>>>({});
  const [decidedFirst, setDecidedFirst] = useState<Readonly<Record<string, Outcome>>>({});
  const note = useCallback(
    (item: string, attempt: Attempt | undefined) => setAttempts((a) => ({ ...a, [item]: attempt })),
    [],
  );

  const failed = (item: string) => (error: Error) => {
    const attempt = attemptOf(error);
    note(item, attempt);
    announce("sentence" in attempt ? `Not saved. ${attempt.sentence}` : "Not saved yet.", "assertive");
  };

  const decide = (opened: OpenedItem, decision: RecordedDecision, verb: Exclude<Verb, "dont_know">) => {
    const input = inputOf(opened, decision, verb);
    note(opened.item, { state: "saving" });
    decideMutation.mutate(input, {
      onSuccess: ({ waiting, outcome, takenOut: out }) => {
        note(opened.item, undefined);
        if (out) setTakenOut((t) => ({ ...t, [opened.item]: true }));
        const first = decidesFirst(opened);
        if (first) setDecidedFirst((d) => ({ ...d, [opened.item]: outcome }));
        announce(
          `${VERB_TEXT[verb].said}: saved${waiting ? WAITS[waiting] : ""}${out ? ". A secret was taken out of your words" : ""}${first ? ". Its draft can be shown now" : ""}`,
        );
      },
      onError: (error) => {
        if (!isSuperseded(error)) return failed(opened.item)(error);
        note(opened.item, {
          state: "renewed",
          sentence: RENEWED,
          unsaved: { ...decision, acknowledged: false },
        });
        announce(`Not saved. An answer came in. ${RENEWED}`, "assertive");
        onRenewed(opened.item);
      },
    });
  };

  const abstain = (item: string, decision: RecordedDecision) => {
    note(item, { state: "saving" });
    const words = decision.words.trim();
    abstainMutation.mutate(
      {
        item,
        key: newKey(),
        missing: (decision.missing || "whether_needed") as Missing,
        ...(words ? { words } : {}),
      },
      {
        onSuccess: ({ name }) => {
          note(item, undefined);
          setHandedOn((h) => ({ ...h, [item]: name }));
          announce(`With ${name} now`);
        },
        onError: failed(item),
      },
    );
  };

  const settled = useCallback(
    (item: string) =>
      handedOn[item] !== undefined ||
      attempts[item]?.state === "saving" ||
      attempts[item]?.state === "offline",
    [attempts, handedOn],
  );
  const forget = useCallback((item: string) => note(item, undefined), [note]);
  return { decide, abstain, attempts, handedOn, takenOut, decidedFirst, settled, forget };
}

/** Whether this is a decision before the draft, which is offered afterwards. */
const decidesFirst = ({ blind }: OpenedItem) => blind?.arm === "blind" && blind.hidden;

/** What is sent to record a verb on an item as it was served; each act has a key of its own. */
export function inputOf(
  opened: OpenedItem,
  decision: DecisionValues,
  verb: Exclude<Verb, "dont_know">,
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

const RENEWED = "The evidence shows it now. What you chose and wrote is still here: read, then record.";

/** Whether what was recorded on is not the newest evidence. */
function isSuperseded(error: Error): boolean {
  return error instanceof ProblemError && error.problem.slug === "packet-superseded";
}

/** What was chosen and written before an answer came in, for the panel to go on with. */
export function unsavedOf(attempt: Attempt | undefined): { unsaved?: RecordedDecision } {
  return attempt?.state === "renewed" ? { unsaved: attempt.unsaved } : {};
}

function targetOf(change: string): "reduce" | "rotate" | "transfer_owner" | "retire" {
  return change === "rotate" || change === "transfer_owner" || change === "retire" ? change : "reduce";
}

/** The recommendation of the open item: closed until asked for, by D or by pressing a verb. */
export function useRecommendation(opened: OpenedItem | undefined) {
  const [verb, setVerb] = useState<{ item: string; verb: Verb } | null>(null);
  const [answers, setAnswers] = useState<Readonly<Record<string, RevealedDraft | "loading" | undefined>>>({});
  const draft = opened?.draft?.id;
  const answer = (opened && alreadyShown(opened)) ?? (draft ? answers[draft] : undefined);
  const item = opened?.item;

  const open = useCallback(
    async (choice: Outcome | null) => {
      if (!item || !draft || answer !== undefined) return;
      setAnswers((a) => ({ ...a, [draft]: "loading" }));
      try {
        const revealed = await openRecommendation<RevealedDraft>(item, draft, choice);
        setAnswers((a) => ({ ...a, [draft]: revealed }));
      } catch (error) {
        setAnswers((a) => ({ ...a, [draft]: undefined }));
        announce(
          error instanceof Error ? error.message : "The recommendation could not be opened.",
          "assertive",
        );
      }
    },
    [item, draft, answer],
  );
  const choose = useCallback(
    (pressed: Verb | null) => {
      setVerb(pressed && item ? { item, verb: pressed } : null);
      if (pressed && pressed !== "dont_know") void open(OUTCOME[pressed]);
    },
    [item, open],
  );
  const pressed = verb && verb.item === item ? verb.verb : null;
  return {
    shown:
      answer === undefined
        ? ("closed" as const)
        : answer === "loading"
          ? ("loading" as const)
          : ("open" as const),
    draft: answer === "loading" ? undefined : answer,
    open: useCallback(() => void open(null), [open]),
    choose,
    standing: opened && pressed ? standingOf(opened, pressed, answer) : null,
  };
}

/** After one's own decision the draft comes whole, with its recommendation. */
function alreadyShown({ draft, note }: OpenedItem): RevealedDraft | undefined {
  return draft && "recommendation" in note && note.recommendation ? note : undefined;
}

function standingOf(opened: OpenedItem, verb: Verb, answer: RevealedDraft | "loading" | undefined): Standing {
  if (decidesFirst(opened))
    return {
      state: "silent",
      sentence: "You decide before the draft; how it stands to yours shows afterwards.",
    };
  if (!opened.draft) return { state: "silent", sentence: "There is no draft to confirm or override." };
  if (verb === "dont_know")
    return { state: "silent", sentence: "This neither confirms nor overrides the draft." };
  if (answer === undefined || answer === "loading") return { state: "loading" };
  const recommended = answer.recommendation?.verb ?? "insufficient";
  if (recommended === "insufficient")
    return {
      state: "silent",
      sentence: "The draft makes no recommendation here, so there is nothing to confirm or override.",
    };
  const target = answer.recommendation?.target ?? null;
  return { state: "said", recommended, target, relation: verb === recommended ? "confirms" : "overrides" };
}

/** How the panel shows an attempt. */
export function statusOf(attempt: Attempt | undefined): RecordStatus {
  if (!attempt) return { state: "idle" };
  if (attempt.state === "refused") return { state: "refused", why: attempt.sentence };
  return attempt;
}
