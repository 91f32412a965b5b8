import { z } from "zod";
import { scrub } from "@/lib/text/scrub";
import type { Reply } from "./model";
import { readAnswer } from "./model";

/** Answers that were paid for, by what they answer. */

const count = z.number().int().nullable();

export const kept = z.object({
  /** The drafter's version and model, the input's hash and the round: `answerTo`. */
  to: z.string(),
  raw: z.string(),
  modelReturned: z.string().nullable(),
  fingerprint: z.string().nullable(),
  inputTokens: count,
  outputTokens: count,
  cachedTokens: count,
});
/** A paid answer that is not recorded yet. */
export type Kept = z.infer<typeof kept>;

/** Which time an input is asked: the second round is for what came out otherwise without anybody's text. */
export type Round = 1 | 2;

/** What an answer answers: two answers to the same are interchangeable. */
export function answerTo(
  by: { version: number | null; provider: string; model: string },
  inputHash: string,
  round: Round,
): string {
  return `${by.version ?? "-"} ${by.provider}/${by.model} ${inputHash} ${round}`;
}

/** A kept answer as if it had just come; undefined where it cannot be read. */
export function replyOf({ to: _, ...rest }: Kept): Reply | undefined {
  const answer = readAnswer(rest.raw);
  return answer && { ...rest, answer };
}

/** Longer answers are not looked through to their end; none that is asked for is half as long. */
const LONGEST_ANSWER = 20_000;

/**
 * The answer without a secret in it: a model may repeat what it was trained on. Kinds and counts are all that is told of one.
 * Null where it could not be looked through: it is then nothing that may be kept.
 */
export async function scrubbed(
  raw: string,
): Promise<{ text: string; secrets: Record<string, number> } | null> {
  if (raw.length > LONGEST_ANSWER) return null;
  // A database has no place for a zero character, nor for half of a pair.
  const storable = raw.replaceAll("\u0000", "").toWellFormed();
  const looked = await scrub(storable, () => "");
  if (looked.withheld) return null;
  const secrets: Record<string, number> = {};
  for (const { kind } of looked.found) secrets[kind] = (secrets[kind] ?? 0) + 1;
  return { text: looked.found.length > 0 ? looked.text : storable, secrets };
}
