import type { Ctx, Role } from "@/lib/auth/actor";
import { simulatedAuthn } from "@/lib/auth/rules";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import type { Act } from "@/lib/demo/judgement";
import { draws } from "@/lib/demo/random";
import { AppError } from "@/lib/errors";
import { decide } from "@/lib/reviews/commands";
import { abstain } from "@/lib/reviews/hand-on";
import { openItem, reveal } from "@/lib/reviews/observe";

/** Somebody of the demo company who acts before anybody signs in; every entry says how they were let in. */
export function simulated(person: { id: string; name: string }, ...roles: Role[]): Ctx {
  return {
    actor: {
      kind: "person",
      personId: person.id,
      name: person.name,
      roles: new Set(roles),
      authn: "demo-seed",
      sessionId: null,
    },
    requestId: "demo-seed",
  };
}

/** A reviewer of a simulation; every entry, decision and export says so, and by which way of reviewing. */
export function simulatedAs(person: { id: string; name: string }, model: string): Ctx {
  const authn = `${simulatedAuthn}${model}`;
  return {
    actor: {
      kind: "person",
      personId: person.id,
      name: person.name,
      roles: new Set(),
      authn,
      sessionId: null,
    },
    requestId: authn,
  };
}

/** Refusals that some words of theirs answer. */
const wantsWords = new Set(["override-words", "words-needed"]);

/** One act on one item, and when. */
export type Planned = { at: Date; ctx: Ctx; item: string; act: Act };

/**
 * Opens an item, perhaps its recommendation, and decides it, as the screen does: through the same commands, at the planned
 * time.
 * @returns whether something was recorded; what turned out not to be theirs to do is left
 */
export async function carryOut({ at: when, ctx, item, act }: Planned): Promise<boolean> {
  const draw = draws("act", item);
  const later = (seconds: number) => new Date(when.getTime() + seconds * 1000);
  const took = secondsOf(ctx, item);
  const opened = await at(when, () => perform(ctx, openItem, { item }));
  if (opened.blocked || opened.ended) return false;
  if (act.verb === "dont_know") return handedOn(ctx, later(took), item, act);
  const keeps = act.verb === "certify" || act.verb === "certify_until";
  if (keeps && opened.choices.keep.refused) return false;
  const { draft } = opened;
  const looks = draw.next();
  if (draft && looks < 0.6) {
    // Some look before they choose, some when they have chosen already.
    const choice = looks < 0.35 ? {} : { choice: act.verb };
    await at(later(took / 2), () => perform(ctx, reveal, { item, draft: draft.id, ...choice }));
  }
  const decision = {
    item,
    outcome: act.verb,
    reasonCode: act.reasonCode,
    evidence: opened.evidence,
    // Nobody looked at a screen: these are the facts that were served, and the record says who the person is.
    inView: opened.asksInView,
    seconds: took,
    draft,
    supersedes: opened.supersedes,
    acknowledged: true,
    ...(act.verb === "certify_until" ? { until: dayAfter(when, act.days) } : {}),
    ...(act.verb === "modify"
      ? {
          target: act.target,
          words: act.words,
          ...("newOwner" in act ? { newOwner: act.newOwner } : {}),
        }
      : {}),
  };
  const record = (words: { words?: string }) =>
    at(later(took), () => execute(ctx, decide, { ...decision, ...words, key: crypto.randomUUID() }));
  try {
    await record({});
  } catch (error) {
    if (!(error instanceof AppError) || !wantsWords.has(error.slug)) throw error;
    await record({ words: act.words });
  }
  if (opened.blind?.arm === "blind" && opened.blind.hidden)
    await keepTo({ at: later(took + 2), ctx, item, act });
  return true;
}

/** Everybody has a hand of their own, and takes longer over some items; one in twelve hardly looks. At most this many seconds. */
export const longest = 34;
function secondsOf({ actor }: Ctx, item: string): number {
  const hand = draws("hand", actor.kind === "person" ? actor.name : "");
  const over = draws("over", item).next();
  if (hand.chance(1 / 12)) return 1 + Math.round(over);
  return Math.min(longest, Math.round((6 + 12 * hand.next()) * (0.5 + 1.6 * over * over)));
}

/** Some look at the draft of what they decided before it, and most of those keep to their decision. */
async function keepTo({ at: when, ctx, item, act }: Planned): Promise<void> {
  const draw = draws("after", item);
  if (!draw.chance(0.6) || (act.verb !== "certify" && act.verb !== "revoke")) return;
  const shown = await at(when, () => perform(ctx, openItem, { item }));
  if (!shown.draft || shown.choices.keep.exception || !draw.chance(0.7)) return;
  const says = "recommendation" in shown.note ? shown.note.recommendation?.verb : undefined;
  const revises = (says === "keep" || says === "remove") && draw.chance(0.25);
  const outcome = !revises ? act.verb : says === "keep" ? "certify" : "revoke";
  const recorded = at(new Date(when.getTime() + 8_000), () =>
    execute(ctx, decide, {
      item,
      outcome,
      reasonCode: outcome === act.verb ? act.reasonCode : "other",
      words: outcome === act.verb ? act.words : "The draft names what I had overlooked.",
      evidence: shown.evidence,
      inView: shown.asksInView,
      seconds: 8,
      draft: shown.draft,
      supersedes: shown.supersedes,
      acknowledged: true,
      key: crypto.randomUUID(),
    }),
  );
  // What rests on their first decision keeps it as it is.
  await recorded.catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
}

/** "Don't know"; where everybody who could say has had it, it is left. */
async function handedOn(
  ctx: Ctx,
  when: Date,
  item: string,
  act: Extract<Act, { verb: "dont_know" }>,
): Promise<boolean> {
  const { missing, words } = act;
  try {
    await at(when, () => execute(ctx, abstain, { item, missing, words, key: crypto.randomUUID() }));
    return true;
  } catch (error) {
    if (error instanceof AppError && error.slug === "nobody-left") return false;
    throw error;
  }
}

function dayAfter(from: Date, days: number): string {
  return new Date(from.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}
