import { z } from "zod";
import { type Words, wordsSchema } from "@/lib/catalogue/schema";
import { instructs } from "@/lib/text/instructs";
import { redact } from "@/lib/text/redact";
import type { WordingRequest } from "./wording-prompt";

/** The form of a wording, every field required as constrained decoding wants it. */
export const wordingForm = z.strictObject({
  title: z.string().max(80),
  phrase: z.string().max(100).nullable(),
  allows: z.string().max(300).nullable(),
});

export const looseWording = z.object({
  title: z.string(),
  phrase: z.string().nullable().catch(null),
  allows: z.string().nullable().catch(null),
});
export type Wording = z.infer<typeof looseWording>;

/** Words that vouch, which is not a wording's to do. */
const VOUCHING =
  /\b(?:approv(?:ed|al)|authori[sz]ed by|certified|compliant|harmless|safe(?:ly)?|mandatory|required|needed|must|should|recommend\w*|low[- ]risk)\b/iu;

/**
 * The wording as it may be shown as unverified (I14), or undefined where its title may not: plain words in the catalogue's form,
 * with no digit that its input does not have, no order (I16), no secret (I17), and nothing that vouches. A phrase or a sentence
 * that may not be shown is dropped whole, never repaired.
 */
export function checkedWording(
  answer: Wording,
  request: Pick<WordingRequest, "given" | "canary">,
  name: string,
): Words | undefined {
  const may = (text: string | null) => text !== null && allowed(text, request);
  const title = wordsSchema.shape.title.safeParse(answer.title).data;
  if (title === undefined || !may(title) || says(title) === says(name) || says(title) === "unknown")
    return undefined;
  const phrase = wordsSchema.shape.phrase.safeParse(answer.phrase).data ?? null;
  const allows = wordsSchema.shape.allows.safeParse(answer.allows).data ?? null;
  return { title, phrase: may(phrase) ? phrase : null, allows: may(allows) ? allows : null };
}

function allowed(text: string, { given, canary }: Pick<WordingRequest, "given" | "canary">): boolean {
  const digits = new Set(given.match(/\d+/gu));
  return (
    [...text.matchAll(/\d+/gu)].every(([n]) => digits.has(n)) &&
    !text.toLowerCase().includes(canary.toLowerCase()) &&
    !VOUCHING.test(text) &&
    !instructs(text) &&
    redact(text, () => "").found.length === 0
  );
}

const says = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
