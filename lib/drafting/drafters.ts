import { z } from "zod";
import { ownWords } from "@/lib/text/own-words";

/**
 * What drafts with a model: a connection that the server was given by its environment, and everything that decides how the
 * model is asked and what is accepted. Only strings, booleans, integers and null, so that the canonical form is exact.
 */
export const connections = ["hosted", "local"] as const;
/** `hosted` leaves the house; `local` is an OpenAI-compatible server in it. */
export type Connection = (typeof connections)[number];

export const providers = ["openai", "anthropic", "azure", "bedrock", "google", "compatible"] as const;
export type Provider = (typeof providers)[number];

const count = z.number().int().nonnegative();
const words = (most: number) => z.string().trim().min(1).max(most);

/** What the provider's terms say, as somebody read them. */
export const terms = z.strictObject({
  /** Where it is processed: "EU (Frankfurt)". */
  region: words(100),
  /** Days that prompts and answers are kept; null: not stated. */
  retentionDays: count.nullable(),
  training: z.enum(["never", "unless_opted_out", "allowed", "not_stated"]),
  /** The agreement it was read in: a name and version, or an address. */
  agreement: ownWords(words(300)),
  readOn: z.iso.date("Give the day as a date, like 2026-11-22."),
});
export type Terms = z.infer<typeof terms>;

/** Hundredths of the currency for a million tokens, as the provider's price list has them. */
export const price = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, "Give the currency by its three letters, like EUR."),
  input: count,
  cachedInput: count,
  output: count,
});
export type Price = z.infer<typeof price>;

export const drafterSettings = z.strictObject({
  v: z.literal(1),
  connection: z.enum(connections),
  provider: z.enum(providers),
  model: words(200),
  /** Scheme and host that it is called at; another address is another drafter. */
  address: words(300),
  prompt: z.string().regex(/^recertification-\d+$/),
  /** Whole thousandths; 0 where a text may enter, so that the masked re-draft compares like with like. */
  temperature: z.number().int().min(0).max(2_000),
  maxOutputTokens: z.number().int().min(200).max(8_000),
  atOnce: z.number().int().min(1).max(64),
  /** Null: no limit of ours. */
  callsAMinute: z.number().int().min(1).nullable(),
  tokensAMinute: z.number().int().min(1_000).nullable(),
  price: price.nullable(),
  /** Null only for a local connection. */
  terms: terms.nullable(),
  /** What an evaluation or the regression set has to reach to pass, in whole percent. */
  thresholds: z.strictObject({
    /** Claims that held before the verifier, of all claims. */
    faithful: z.number().int().min(0).max(100),
    /** Items without a recommendation, at most. */
    abstained: z.number().int().min(0).max(100),
    /** Calls without a usable answer, at most. */
    failed: z.number().int().min(0).max(100),
  }),
});
export type DrafterSettings = z.infer<typeof drafterSettings>;

/** What somebody chooses of a version; model and address are what the environment gives, never typed. */
export const chosenSettings = drafterSettings.omit({
  v: true,
  connection: true,
  provider: true,
  model: true,
  address: true,
});
export type ChosenSettings = z.infer<typeof chosenSettings>;

/** What a version begins with where there is none to begin from. */
export const firstChoice: Omit<ChosenSettings, "prompt"> = {
  temperature: 0,
  maxOutputTokens: 1_500,
  atOnce: 4,
  callsAMinute: null,
  tokensAMinute: null,
  price: null,
  terms: null,
  thresholds: { faithful: 80, abstained: 70, failed: 5 },
};

/** What a run of answers costs, in millionths of the price's currency; null where no price is typed. */
export function costOf(
  price: Price | null,
  used: { inputTokens: number; cachedTokens: number; outputTokens: number },
): number | null {
  if (price === null) return null;
  const fresh = Math.max(0, used.inputTokens - used.cachedTokens);
  return Math.round(
    (fresh * price.input + used.cachedTokens * price.cachedInput + used.outputTokens * price.output) / 100,
  );
}
