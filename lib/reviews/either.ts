/**
 * One address for an item and for one that was made up to test the review: whoever asks names an id, and the server knows which
 * it is. Each is an authorised command of its own; a challenge item is looked for only where there is no item of this person's.
 */
import type { z } from "zod";
import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { abstainFromChallenge, answerChallenge } from "./challenge-answer";
import { openChallenge, revealChallengeDraft } from "./challenge-open";
import { decide } from "./commands";
import { delegate } from "./delegate";
import { abstain, reassign } from "./hand-on";
import { openItem, reveal } from "./observe";

export const openEither = (ctx: Ctx, raw: z.input<typeof openItem.input>) =>
  elseMadeUp(
    () => perform(ctx, openItem, raw),
    () => perform(ctx, openChallenge, raw),
  );

export const revealEither = (ctx: Ctx, raw: z.input<typeof reveal.input>) =>
  elseMadeUp(
    () => perform(ctx, reveal, raw),
    () => perform(ctx, revealChallengeDraft, raw),
  );

export const decideEither = (ctx: Ctx, raw: z.input<typeof decide.input>) =>
  elseMadeUp(
    () => execute(ctx, decide, raw),
    () => execute(ctx, answerChallenge, raw),
  );

export const abstainEither = (ctx: Ctx, raw: z.input<typeof abstain.input>) =>
  elseMadeUp(
    () => execute(ctx, abstain, raw),
    () => execute(ctx, abstainFromChallenge, raw),
  );

export const reassignEither = (ctx: Ctx, raw: z.input<typeof reassign.input>) =>
  elseMadeUp(
    () => execute(ctx, reassign, raw),
    () => passedOn(ctx, raw),
  );

export const delegateEither = (ctx: Ctx, raw: z.input<typeof delegate.input>) =>
  elseMadeUp(
    () => execute(ctx, delegate, raw),
    () => passedOn(ctx, raw),
  );

/** What was made up is not handed on or lent to anybody: that it was to be is the answer. */
async function passedOn(ctx: Ctx, { items, key }: { items?: string[] | undefined; key: string }) {
  const [item, ...others] = items ?? [];
  if (item === undefined || others.length > 0) throw new AppError("not_found", "items", "");
  const { madeUp } = await execute(ctx, abstainFromChallenge, {
    item,
    missing: "not_my_person",
    key,
  });
  return { items: 0, to: "", name: "nobody", told: null, madeUp };
}

/** The act on an item; where that is none of theirs, the one on a challenge item. */
export async function elseMadeUp<A, B>(first: () => Promise<A>, second: () => Promise<B>): Promise<A | B> {
  try {
    return await first();
  } catch (error) {
    if (!isNoItem(error)) throw error;
    try {
      return await second();
    } catch (other) {
      throw isNoItem(other) ? error : other;
    }
  }
}

/** It is no item of theirs; or the request is a retry of one that the other act has answered. */
const isNoItem = (error: unknown) =>
  error instanceof AppError &&
  ((error.code === "not_found" && (error.slug === "item" || error.slug === "items")) ||
    (error.code === "invalid" && error.slug === "key"));
