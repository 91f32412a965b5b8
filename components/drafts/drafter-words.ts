import type { DrafterState } from "@/lib/drafting/drafter-schema";
import type { Connection, DrafterSettings, Provider, Terms } from "@/lib/drafting/drafters";

export const stateWords: Record<DrafterState, string> = {
  draft: "Draft",
  proposed: "Waiting for approval",
  in_force: "In force",
  superseded: "Replaced",
  refused: "Refused",
  withdrawn: "Withdrawn",
};

export const connectionWords: Record<Connection, string> = { hosted: "Hosted", local: "Local" };

export const providerWords: Record<Provider, string> = {
  openai: "OpenAI",
  anthropic: "Anthropic",
  azure: "Azure OpenAI",
  bedrock: "Amazon Bedrock",
  google: "Google",
  compatible: "OpenAI-compatible server",
};

export const trainingWords: Record<Terms["training"], string> = {
  never: "Never trained on",
  unless_opted_out: "Trained on unless opted out",
  allowed: "Trained on",
  not_stated: "Not stated",
};

/** "Not kept", "Kept for 30 days", "Not stated". */
export function retentionWords(days: number | null): string {
  if (days === null) return "Not stated";
  if (days === 0) return "Not kept";
  return `Kept for ${days === 1 ? "1 day" : `${grouped(days)} days`}`;
}

export const grouped = (n: number) => n.toLocaleString("en-GB");

/** Hundredths of a currency as an amount: "2.50". */
export const amount = (hundredths: number) => (hundredths / 100).toFixed(2);

/** What a million tokens cost, or that nobody said. */
export function priceWords(price: DrafterSettings["price"]): string {
  if (price === null) return "Not given, so that costs are not counted";
  const { currency, input, cachedInput, output } = price;
  return `${currency} ${amount(input)} read, ${amount(cachedInput)} read from the cache, ${amount(output)} written, a million tokens each`;
}

export function limitWords(
  s: Pick<DrafterSettings, "atOnce" | "callsAMinute" | "tokensAMinute" | "maxOutputTokens">,
): string {
  const parts = [
    `${s.atOnce === 1 ? "1 call" : `${grouped(s.atOnce)} calls`} at once`,
    s.callsAMinute === null ? "" : `${grouped(s.callsAMinute)} calls a minute`,
    s.tokensAMinute === null ? "" : `${grouped(s.tokensAMinute)} tokens a minute`,
    `answers up to ${grouped(s.maxOutputTokens)} tokens`,
  ];
  return parts.filter(Boolean).join(", ");
}

export function thresholdWords({ faithful, abstained, failed }: DrafterSettings["thresholds"]): string {
  return `At least ${faithful} % of its claims hold before checking; at most ${abstained} % of items without a recommendation, and ${failed} % of calls without a usable answer`;
}
