/**
 * Review debt: how little one access was ever honestly examined. It orders a worklist; it says nothing of anybody. Pure; the
 * same rule in SQL is `debt-sql.ts`, held equal by a test.
 *
 * The scale, from the last decision that counts as examined among the closed campaigns that covered the access:
 *
 * | debt | what it means |
 * | --- | --- |
 * | 0 | examined in the last campaign that covered it |
 * | 1–8 | examined before that: so many covering campaigns ago (8: eight or more) |
 * | 9 | decided, but never examined: only kept with others or without words |
 * | 10 | never decided at all |
 * | 19, 20 | the last two, of privileged access |
 */

/** Words of fewer characters are no reason: "ok", "needed", "as before". */
export const SUBSTANTIVE = 20;
/** Examinations are told apart up to so many campaigns back. */
export const FAR = 8;
const NEVER_EXAMINED = 9;
const NEVER_DECIDED = 10;
const OF_PRIVILEGED = 10;

/** How a decision in force at the close was made. */
export type Manner = {
  outcome: "certify" | "certify_until" | "revoke" | "modify";
  /** Decided together, this one among them; 1 or less is on its own. */
  together: number;
  /** Before any draft was shown. */
  blind: boolean;
  /** A second person read it without knowing the first's answer. */
  secondRead: boolean;
  /** With words of at least `SUBSTANTIVE` characters; null where they were erased. */
  words: boolean | null;
};

/**
 * Whether a decision shows that somebody looked at this access: a removal or a change, or keeping it blind, read by a second
 * person, or on its own with words. Only such a decision weighs as evidence later.
 */
export function examined({ outcome, together, blind, secondRead, words }: Manner): boolean {
  if (outcome === "revoke" || outcome === "modify") return true;
  return blind || secondRead || (words === true && together <= 1);
}

/**
 * The debt of one access.
 * @param decided its decisions, each with how many closed covering campaigns ago it was made: 1 is the last
 */
export function debtOf(
  decided: readonly { ago: number; manner: Manner }[],
  privilege: "standard" | "privileged" | null,
): number {
  const looks = decided.filter(({ manner }) => examined(manner)).map(({ ago }) => ago);
  if (looks.length > 0) return Math.min(FAR, Math.min(...looks) - 1);
  return (
    (decided.length > 0 ? NEVER_EXAMINED : NEVER_DECIDED) + (privilege === "privileged" ? OF_PRIVILEGED : 0)
  );
}
