import { chosenSettings } from "@/lib/drafting/client";
import type { ChosenSettings } from "@/lib/drafting/drafters";

/** What the form of a version holds: text, as it is typed. */
export interface DrafterValues {
  temperature: string;
  maxOutputTokens: string;
  atOnce: string;
  callsAMinute: string;
  tokensAMinute: string;
  currency: string;
  priceInput: string;
  priceCached: string;
  priceOutput: string;
  region: string;
  retentionDays: string;
  training: string;
  agreement: string;
  readOn: string;
  faithful: string;
  abstained: string;
  failed: string;
}

const shownNumber = (n: number | null) => (n === null ? "" : String(n));

/** A version's settings as the form shows them. */
export function valuesOf(s: ChosenSettings): DrafterValues {
  return {
    temperature: String(s.temperature / 1000),
    maxOutputTokens: String(s.maxOutputTokens),
    atOnce: String(s.atOnce),
    callsAMinute: shownNumber(s.callsAMinute),
    tokensAMinute: shownNumber(s.tokensAMinute),
    currency: s.price?.currency ?? "",
    priceInput: s.price ? (s.price.input / 100).toFixed(2) : "",
    priceCached: s.price ? (s.price.cachedInput / 100).toFixed(2) : "",
    priceOutput: s.price ? (s.price.output / 100).toFixed(2) : "",
    region: s.terms?.region ?? "",
    retentionDays: shownNumber(s.terms?.retentionDays ?? null),
    training: s.terms?.training ?? "",
    agreement: s.terms?.agreement ?? "",
    readOn: s.terms?.readOn ?? "",
    faithful: String(s.thresholds.faithful),
    abstained: String(s.thresholds.abstained),
    failed: String(s.thresholds.failed),
  };
}

export type FieldErrors = Partial<Record<keyof DrafterValues, string>>;
type Read = { settings: ChosenSettings; errors?: never } | { settings?: never; errors: FieldErrors };

/** What was typed as settings, or what is wrong, a sentence a field. `prompt` is not typed. */
export function settingsOf(v: DrafterValues, prompt: string, hosted: boolean): Read {
  const errors: FieldErrors = {};
  const read = {
    whole(name: keyof DrafterValues, least: number, most: number): number {
      const text = v[name].trim();
      const n = Number(text);
      if (/^\d+$/.test(text) && n >= least && n <= most) return n;
      errors[name] =
        `Give a whole number from ${least.toLocaleString("en-GB")} to ${most.toLocaleString("en-GB")}.`;
      return least;
    },
    wholeOrNone(name: keyof DrafterValues, least: number, most: number): number | null {
      return v[name].trim() === "" ? null : read.whole(name, least, most);
    },
    /** Up to `places` decimals, as a whole number of its smallest part. */
    decimal(name: keyof DrafterValues, places: number, most: number, say: string): number {
      const text = v[name].trim().replace(",", ".");
      const n = Math.round(Number(text) * 10 ** places);
      if (new RegExp(`^\\d+(\\.\\d{1,${places}})?$`).test(text) && n <= most) return n;
      errors[name] = say;
      return 0;
    },
    words(name: keyof DrafterValues, most: number, say: string): string {
      const text = v[name].trim();
      if (text === "" || text.length > most) errors[name] = say;
      return text;
    },
  };
  const settings = {
    prompt,
    temperature: read.decimal("temperature", 3, 2_000, "Give a number from 0 to 2, like 0.2."),
    maxOutputTokens: read.whole("maxOutputTokens", 200, 8_000),
    atOnce: read.whole("atOnce", 1, 64),
    callsAMinute: read.wholeOrNone("callsAMinute", 1, 1_000_000),
    tokensAMinute: read.wholeOrNone("tokensAMinute", 1_000, 1_000_000_000),
    price: priceOf(v, read, errors),
    terms: hosted ? termsOf(v, read, errors) : null,
    thresholds: {
      faithful: read.whole("faithful", 0, 100),
      abstained: read.whole("abstained", 0, 100),
      failed: read.whole("failed", 0, 100),
    },
  };
  if (Object.keys(errors).length > 0) return { errors };
  const parsed = chosenSettings.safeParse(settings);
  return parsed.success
    ? { settings: parsed.data }
    : { errors: { temperature: "These settings cannot be read." } };
}

type Reading = {
  wholeOrNone: (name: keyof DrafterValues, least: number, most: number) => number | null;
  decimal: (name: keyof DrafterValues, places: number, most: number, say: string) => number;
  words: (name: keyof DrafterValues, most: number, say: string) => string;
};

/** All four, or none: a cost that is counted in part is none. */
function priceOf(v: DrafterValues, read: Reading, errors: FieldErrors): ChosenSettings["price"] {
  if ([v.currency, v.priceInput, v.priceCached, v.priceOutput].every((t) => t.trim() === "")) return null;
  const currency = v.currency.trim().toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) errors.currency = "Give the currency by its three letters, like EUR.";
  const price = (name: keyof DrafterValues) =>
    read.decimal(name, 2, 100_000_000, "Give an amount like 2.50, or 0 where it costs nothing.");
  return {
    currency,
    input: price("priceInput"),
    cachedInput: price("priceCached"),
    output: price("priceOutput"),
  };
}

const trainings = ["never", "unless_opted_out", "allowed", "not_stated"] as const;

/** May wait while the version is a draft; once one is given, all are. */
function termsOf(v: DrafterValues, read: Reading, errors: FieldErrors): ChosenSettings["terms"] {
  if ([v.region, v.retentionDays, v.training, v.agreement, v.readOn].every((t) => t.trim() === ""))
    return null;
  const training = trainings.find((t) => t === v.training);
  if (!training) errors.training = "Choose what the terms say.";
  if (!/^\d{4}-\d{2}-\d{2}$/.test(v.readOn)) errors.readOn = "Give the day on which you read them.";
  return {
    region: read.words("region", 100, "Say where it is processed, like EU (Frankfurt)."),
    retentionDays: read.wholeOrNone("retentionDays", 0, 100_000),
    training: training ?? "not_stated",
    agreement: read.words("agreement", 300, "Name the agreement and its version, or give its address."),
    readOn: v.readOn,
  };
}
