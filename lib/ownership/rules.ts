/**
 * Who answers for a non-human identity: asked, and only with their own yes.
 *
 * I1  nobody is made an owner by silence, by a draft or by somebody else's word
 * I7  nobody answers for themselves
 */
import { AppError } from "@/lib/errors";
import { cannotAnswerFor, type NewOwner } from "@/lib/reviews/acts";

/** @throws AppError rule where this person cannot be asked to answer for this identity, or does already */
export function mayBeAsked(
  who: NewOwner | undefined,
  identity: string,
  current: string | null,
  asked: string,
): void {
  const why = cannotAnswerFor(who, identity);
  if (why) throw new AppError("rule", "new-owner", why, { to: why });
  if (current !== null && current === asked)
    throw new AppError("rule", "owner-already", `${who?.name ?? "This person"} answers for it already.`);
}

/** @throws AppError conflict where the question is no longer open */
export function mustBeOpen(state: string): void {
  if (state === "withdrawn")
    throw new AppError(
      "conflict",
      "withdrawn",
      "This question was taken back; nothing is asked of you any more.",
    );
  if (state !== "offered") throw new AppError("conflict", "answered", "This was answered already.");
}
