import { AppError } from "@/lib/errors";

/** A version that takes effect only once a person who did not make it approved it. */
export type Version = { version: number; state: string; hash: string; madeBy: string | null };

/**
 * Who may do what to a version: its maker changes and proposes it, another approves or refuses it. Pure.
 * @param what whose versions they are, as a sentence has it: "the rules"
 */
export function makerChecker(what: string) {
  return {
    /** @throws AppError where it is not a draft that this person made */
    mustBeOwnDraft(v: Version, person: string): void {
      if (v.state !== "draft")
        throw new AppError(
          "conflict",
          "not-draft",
          `Version ${v.version} of ${what} is no draft any more; reload the page to see what became of it.`,
        );
      if (v.madeBy !== person)
        throw new AppError(
          "rule",
          "not-maker",
          `Somebody else made the draft of version ${v.version}; they change it, or it is withdrawn and another begun.`,
        );
    },

    /** @throws AppError where somebody changed it meanwhile */
    mustBeAsSeen(v: Version, hash: string): void {
      if (v.hash !== hash)
        throw new AppError(
          "conflict",
          "changed",
          `Version ${v.version} of ${what} was changed in another window; reload the page, then make your change again.`,
        );
    },

    /** @throws AppError where it is not proposed, or this person made it */
    mustBeAnothersProposal(v: Version, person: string): void {
      if (v.state !== "proposed")
        throw new AppError(
          "conflict",
          "not-proposed",
          `Version ${v.version} of ${what} is not waiting for approval.`,
        );
      if (v.madeBy === person)
        throw new AppError(
          "rule",
          "maker",
          "You made this version, so another administrator or control owner approves or refuses it.",
        );
    },

    /** @throws AppError where it is not proposed, or somebody else made it */
    mustBeOwnProposal(v: Version, person: string | null): void {
      if (v.state !== "proposed" || v.madeBy !== person)
        throw new AppError(
          "conflict",
          "not-proposed",
          "Only a proposal can be taken back, by whoever made it.",
        );
    },

    /** @throws AppError where it was decided or given up already */
    mustBeOpen(v: Version): void {
      if (v.state !== "draft" && v.state !== "proposed")
        throw new AppError(
          "conflict",
          "not-open",
          `Version ${v.version} of ${what} has been decided already.`,
        );
    },
  };
}
