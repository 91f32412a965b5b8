import type { ReperformanceHead } from "./reperformance-schema";
import type { Responses, Sealing } from "./response-schema";

/** What an answer to the figures comes to, for whoever reads it beside them. */
export const choiceWords: Record<Responses["responses"][number]["choice"], string> = {
  no_action: "nothing more is done",
  re_review: "a sample of kept items is reviewed again",
  other: "something else is done",
};

/** "29 of 29 answered; …" of a sample that an answer had reviewed again: how far it is, or with which agreement it ended. */
export function againWords(of: ReperformanceHead): string {
  const who = `${of.performer} reviews ${of.size} kept items again, drawn from ${of.population} by seed ${of.seed}`;
  const same = of.result?.sides.observed;
  if (!of.result || !same) return `${who}: ${of.answered} of ${of.size} answered so far.`;
  const unknown = of.result.notKnown > 0 ? ` They could not say of ${of.result.notKnown}.` : "";
  if (!same.enough) return `${who}: none of them could be compared.${unknown}`;
  const tenth = (share: number) => (share * 100).toFixed(1);
  return `${who}: they came to the same on ${same.count} of ${same.n} (${tenth(same.estimate)} %; ${tenth(same.interval.lower)} to ${tenth(same.interval.upper)}).${unknown}`;
}

/** That figures are of a day past, because what they were counted from is gone; null where they are of today. */
export const keptWords = ({ keptAt }: Responses): string | null =>
  keptAt &&
  `These figures stand as they did on ${keptAt.slice(0, 10)}, when the times that they were counted from were deleted.`;

/** Why there is no answer, or what waits for one; null where neither is to be said. */
export function sealingWords({ waits, until, unanswered }: Sealing): string | null {
  if (unanswered?.why === "no_control_owner")
    return "There was no control owner to answer these figures when the campaign was sealed.";
  if (unanswered)
    return `Nobody answered within ${unanswered.days} ${unanswered.days === 1 ? "day" : "days"}, and the campaign was sealed without an answer.`;
  return waits && until
    ? `The campaign is sealed once a control owner has answered these figures, by itself after ${until.slice(0, 10)}.`
    : null;
}

/**
 * Whether withholding one section leaves another out as well: the index is made of several and shows them, teams repeat how people
 * worked, and reasons given again and again are a part of it.
 */
export const withholds = (withheld: string, section: string): boolean =>
  withheld === section ||
  (section === "index" && ["pull", "challenges", "pace"].includes(withheld)) ||
  (section === "teams" && ["pace", "index"].includes(withheld)) ||
  (section === "reasons" && withheld === "pace");

/** Said of an answer whose figures are not those that stand there now. */
export const changedSince = "It answered figures as they stood then; they have changed since.";
