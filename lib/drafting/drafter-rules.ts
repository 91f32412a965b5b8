import { AppError } from "@/lib/errors";
import { makerChecker, type Version } from "@/lib/maker-checker";
import type { DrafterSettings } from "./drafters";

/** Who may do what to a version of what drafts with a model, and what it needs. Pure. */
export const theDrafter = makerChecker("the drafter");

/** What leaves the house leaves it under terms that somebody read. @throws AppError */
export function mustHaveTerms(settings: DrafterSettings): void {
  if (settings.connection === "hosted" && settings.terms === null)
    throw new AppError(
      "rule",
      "no-terms",
      "Record the provider's terms first: region, retention, training, the agreement, and the day you read it.",
      { terms: "Record the provider's terms." },
    );
}

export type Evaluated = { kind: "evaluation" | "regression"; settingsHash: string | null; passed: boolean };

/** The evaluation of exactly these settings, and passed. @throws AppError */
export function mustHavePassed(v: Version, evaluation: Evaluated | null): void {
  if (evaluation === null || evaluation.kind !== "evaluation")
    throw new AppError(
      "rule",
      "no-evaluation",
      `Attach an evaluation to version ${v.version} first: run countersign eval drafts with it.`,
    );
  if (evaluation.settingsHash !== v.hash)
    throw new AppError(
      "rule",
      "other-evaluation",
      `That evaluation is of other settings than version ${v.version} has now; run it again.`,
    );
  if (!evaluation.passed)
    throw new AppError(
      "rule",
      "failed-evaluation",
      `That evaluation did not reach the thresholds of version ${v.version}; change the version, or what it must reach, and run it again.`,
    );
}

/** @throws AppError where the version in force has the very same settings */
export function mustChange(v: Version, inForce: string | null): void {
  if (v.hash === inForce)
    throw new AppError(
      "rule",
      "no-change",
      "The draft is the same as the version in force; change something before you propose it.",
    );
}

/** What an assessment has at least, in characters. */
export const SHORTEST_ASSESSMENT = 40;

/** What a hosted model may be sent is answered for by somebody, in their own words and by name. @throws AppError */
export function mustBeAssessed(
  settings: DrafterSettings,
  given: { words: string; signed?: string | undefined },
  name: string,
): void {
  if (settings.connection === "local") return;
  if (given.words.trim().length < SHORTEST_ASSESSMENT)
    throw new AppError(
      "rule",
      "short-assessment",
      `Say in ${SHORTEST_ASSESSMENT} characters or more what you assessed: what is sent, where to, and why that is acceptable.`,
      { words: `Write at least ${SHORTEST_ASSESSMENT} characters.` },
    );
  if (fold(given.signed ?? "") !== fold(name))
    throw new AppError(
      "rule",
      "not-signed",
      `Sign the assessment with your own name as it stands here: ${name}.`,
      {
        signed: `Write your name: ${name}.`,
      },
    );
}

const fold = (name: string) => name.normalize("NFKC").trim().replace(/\s+/gu, " ").toLowerCase();
