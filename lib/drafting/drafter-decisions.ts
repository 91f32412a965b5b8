import { eq } from "drizzle-orm";
import { drafterVersion } from "@/db/schema/drafts";
import { personOf } from "@/lib/auth/actor";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { mustBeAssessed, mustHavePassed, mustHaveTerms, theDrafter } from "./drafter-rules";
import * as wire from "./drafter-schema";
import { changed, findEvaluation, lockVersion, makerOf, retireInForce, saying } from "./drafter-steps";

/** What becomes of a version: approved or refused by another, taken back, withdrawn, taken out of force. */

/**
 * Approves or refuses a proposal: never whoever made it. A hosted version is approved with a signed assessment. Approved, it
 * takes the place of the version in force of its connection; campaigns under way keep theirs.
 */
export const decide = command({
  name: "drafters.decide",
  permission: "drafter.decide",
  input: wire.decideInput,
  idempotent: true,
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { input, subject, actor, now }) => {
    theDrafter.mustBeAnothersProposal(subject, makerOf(actor));
    theDrafter.mustBeAsSeen(subject, input.hash);
    const approved = input.verdict === "approve";
    const found = await findEvaluation(tx, subject.evaluationId);
    const assessed = approved && subject.settings.connection === "hosted";
    if (approved) {
      mustHavePassed(subject, found);
      mustHaveTerms(subject.settings);
      mustBeAssessed(subject.settings, input, actor.kind === "person" ? actor.name : "");
      await retireInForce(tx, subject.settings.connection);
    }
    const signed = input.signed?.trim() ?? "";
    const words = saying(assessed ? { words: input.words, signed } : { words: input.words }, now);
    await tx
      .update(drafterVersion)
      .set({
        state: approved ? "in_force" : "refused",
        decidedBy: makerOf(actor),
        decidedAt: now,
        decisionReasonId: words.id,
        assessmentId: assessed ? words.id : null,
      })
      .where(eq(drafterVersion.version, subject.version));
    return {
      result: { version: subject.version },
      events: [
        changed(subject, approved ? "approved" : "refused", {
          words,
          ...(found ? { evaluation: found.hash } : {}),
        }),
      ],
    };
  },
});

/** Its maker takes a proposal back to work on it. */
export const takeBack = command({
  name: "drafters.take_back",
  permission: "drafter.make",
  input: wire.versionInput,
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { subject, actor }) => {
    theDrafter.mustBeOwnProposal(subject, personOf(actor));
    await tx
      .update(drafterVersion)
      .set({ state: "draft", proposedAt: null, reasonId: null })
      .where(eq(drafterVersion.version, subject.version));
    return { result: { version: subject.version }, events: [changed(subject, "taken_back")] };
  },
});

/** Gives up a draft or proposal; it stays in the history. */
export const withdraw = command({
  name: "drafters.withdraw",
  permission: "drafter.make",
  input: wire.versionInput,
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { subject }) => {
    theDrafter.mustBeOpen(subject);
    await tx
      .update(drafterVersion)
      .set({ state: "withdrawn" })
      .where(eq(drafterVersion.version, subject.version));
    return { result: { version: subject.version }, events: [changed(subject, "withdrawn")] };
  },
});

/** Takes a version out of force with nothing in its place; campaigns that began with it keep it until they are stopped. */
export const retire = command({
  name: "drafters.retire",
  permission: "drafter.make",
  input: wire.versionInput,
  load: (tx, input) => lockVersion(tx, input.version),
  run: async (tx, { subject }) => {
    if (subject.state !== "in_force")
      throw new AppError(
        "conflict",
        "not-in-force",
        `Version ${subject.version} of the drafter is not in force.`,
      );
    await retireInForce(tx, subject.settings.connection);
    return { result: { version: subject.version }, events: [changed(subject, "retired")] };
  },
});
