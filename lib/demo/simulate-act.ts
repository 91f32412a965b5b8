import type { Ctx } from "@/lib/auth/actor";
import { at } from "@/lib/clock";
import { draws } from "@/lib/demo/random";
import { AppError } from "@/lib/errors";
import { abstainEither, decideEither, openEither, revealEither } from "@/lib/reviews/either";
import { MOST_FACTS } from "@/lib/reviews/in-view";
import type { OpenedItem, RevealedDraft } from "@/lib/reviews/observe";
import type { WorklistRow } from "@/lib/reviews/schema";
import { type Reading, readingOfView } from "./simulate-evidence";
import { type Choice, type Look, type Model, type Opens, type Says, secondsOf } from "./simulate-models";

/** A row of a simulated person's list, with what its packet says to whoever reads it. */
export type Task = {
  row: WorklistRow;
  type: Look["type"];
  /** Not there where the packet could not be read: then the screen's own sides stand for it. */
  reading: Reading | undefined;
  /** Tells the item from every other of the campaign, and is the same wherever the same data was loaded. */
  key: readonly string[];
};

export type Doer = { ctx: Ctx; model: Model; seed: number };

/** What came of an item, and when it was done with. */
export type Came = { ended: Date } & (
  | { did: "decided"; seconds: number; revised: boolean }
  | { did: "abstained" }
  /** It was made up to test the review, and is no decision. */
  | { did: "challenge" }
  /** Answered by a decision on the whole identity, or ended meanwhile. */
  | { did: "gone" }
  | { did: "refused"; slug: string; why: string }
);

type Served = Pick<OpenedItem, "evidence" | "draft" | "supersedes" | "choices" | "view" | "asksInView">;

/**
 * Does with one item what the model makes of it: opens it, perhaps the recommendation, and records, through the same commands as
 * the screen and at the model's own time. Whatever the product refuses stays as it was, and is told.
 */
export async function actOn(doer: Doer, task: Task, when: Date): Promise<Came> {
  try {
    return await acted(doer, task, when);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const took = secondsOf(doer.model, task.row.risk, drawOf(doer, task, "seconds"));
    return { did: "refused", slug: error.slug, why: error.message, ended: after(when, took) };
  }
}

async function acted(doer: Doer, task: Task, when: Date): Promise<Came> {
  const { ctx, model } = doer;
  const { row } = task;
  const seconds = secondsOf(model, row.risk, drawOf(doer, task, "seconds"));
  const ended = after(when, seconds);
  const opened = await at(when, () => openEither(ctx, { item: row.id }));
  if (opened.ended) return { did: "gone", ended };
  if (opened.blocked) return { did: "refused", slug: "not-your-own", why: opened.blocked, ended };
  const look: Look = {
    type: task.type,
    risk: row.risk,
    subject: row.subjectName,
    title: row.title,
    tags: row.tags,
    findings: opened.view.findings.length,
    keepable: opened.choices.keep.refused === undefined,
    reading: task.reading ?? readingOfView(opened.view),
  };
  const choice = await chosen(doer, task, look, { opened, when, seconds });
  if (choice.verb === "dont_know") {
    const { missing, words } = choice;
    const hand = { item: row.id, missing, words, key: crypto.randomUUID() };
    const handed = await at(ended, () => abstainEither(ctx, hand));
    return { did: madeUp(handed) ? "challenge" : "abstained", ended };
  }
  const recorded = await at(ended, () => record(doer, task, look, choice, opened, seconds, ended));
  if (madeUp(recorded)) return { did: "challenge", ended };
  const first = opened.blind?.arm === "blind" && opened.blind.hidden;
  const again = first ? await revisited(doer, task, look, choice, after(ended, 1)) : null;
  return { did: "decided", seconds, revised: again?.changed === true, ended: again?.ended ?? ended };
}

/** The choice as it stands when it is recorded: opened before or after, or not at all. */
async function chosen(
  doer: Doer,
  task: Task,
  look: Look,
  of: { opened: OpenedItem; when: Date; seconds: number },
): Promise<Choice> {
  const { ctx, model } = doer;
  const { opened, when, seconds } = of;
  const draw = drawOf(doer, task, "choice");
  const { draft } = opened;
  const opens: Opens = draft ? model.opens(look, drawOf(doer, task, "opens")) : "never";
  const says = async (choice?: Choice): Promise<Says | undefined> => {
    if (!draft || choice?.verb === "dont_know") return undefined;
    const asked = { item: task.row.id, draft: draft.id, ...(choice ? { choice: choice.verb } : {}) };
    const shown = await at(after(when, seconds * (choice ? 0.8 : 0.3)), () => revealEither(ctx, asked));
    return saysOf(shown);
  };
  const first = model.choose(look, opens === "before" ? await says() : undefined, draw);
  if (opens !== "after") return first;
  const told = await says(first);
  return (told && model.reconsider(first, told, look, draw)) ?? first;
}

/** Decides once more on an item whose draft was shown after the first decision. */
async function revisited(
  doer: Doer,
  task: Task,
  look: Look,
  first: Choice,
  when: Date,
): Promise<{ changed: boolean; ended: Date } | null> {
  const draw = drawOf(doer, task, "revisit");
  if (!draw.chance(doer.model.revisits)) return null;
  const shown = await at(when, () => openEither(doer.ctx, { item: task.row.id }));
  if (!shown.draft || shown.ended) return null;
  const other = doer.model.reconsider(first, saysOf(shown.note), look, draw);
  const next = other ?? first;
  // What is kept under an exception is not asked for a second time.
  const kept = first.verb === "certify" && first.exception !== undefined;
  if (next.verb === "dont_know" || (!other && kept)) return null;
  const seconds = Math.max(1, Math.round(secondsOf(doer.model, look.risk, draw) / 2));
  const ended = after(when, seconds);
  try {
    await at(ended, () => record(doer, task, look, next, shown, seconds, ended));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // Their first decision stands.
    return { changed: false, ended };
  }
  return { changed: other !== null, ended };
}

function saysOf(note: OpenedItem["note"] | RevealedDraft): Says {
  return ("recommendation" in note ? note.recommendation : undefined) ?? null;
}

function record(
  { ctx, model }: Doer,
  { row }: Task,
  look: Look,
  choice: Exclude<Choice, { verb: "dont_know" }>,
  served: Served,
  seconds: number,
  when: Date,
) {
  const excused = choice.verb === "certify" && served.choices.keep.exception ? choice.exception : undefined;
  const words = choice.words ?? (choice.verb === "certify" ? choice.exception?.reason : undefined);
  return decideEither(ctx, {
    item: row.id,
    key: crypto.randomUUID(),
    outcome: choice.verb,
    reasonCode: choice.reasonCode,
    evidence: served.evidence,
    draft: served.draft,
    supersedes: served.supersedes,
    acknowledged: true,
    seconds,
    inView: shownTo(model, look, served),
    ...(excused ? {} : words === undefined ? {} : { words }),
    ...(choice.verb === "certify_until" ? { until: dayAfter(when, choice.days) } : {}),
    ...(choice.verb === "modify" ? { target: choice.target } : {}),
    ...(excused
      ? {
          exception: {
            reason: excused.reason,
            control: excused.control,
            controlOwner: ctx.actor.kind === "person" ? ctx.actor.personId : "",
            until: dayAfter(when, excused.days),
          },
        }
      : {}),
  });
}

/** The facts that were on the screen, as they are numbered there. */
function shownTo(model: Model, look: Look, { view, asksInView }: Served): string[] {
  const banners = view.findings.map((f) => f.fact);
  const facts = view.facts.map((f) => f.id);
  const shown = {
    all: [...facts, ...banners],
    asked: [...asksInView, ...banners],
    top: [...facts.slice(0, 2), ...banners],
    none: [],
  }[model.shows(look)];
  return [...new Set(shown)].slice(0, MOST_FACTS);
}

const madeUp = (answer: object) => "madeUp" in answer && Boolean(answer.madeUp);

const drawOf = ({ model, seed }: Doer, { key }: Task, what: string) =>
  draws("simulate", seed, model.name, what, ...key);

const after = (date: Date, seconds: number) => new Date(date.getTime() + Math.round(seconds * 1_000));
const dayAfter = (from: Date, days: number) =>
  after(from, days * 86_400)
    .toISOString()
    .slice(0, 10);
