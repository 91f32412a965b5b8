import { redact } from "@/lib/text/redact";
import type { Field } from "./kinds";

/**
 * Reads one cell. Unknown (empty, "unknown", "N/A") stays unknown: no reading turns it into false, zero or never (I8).
 */

/** Why a cell cannot be read, as the rest of a sentence that starts with its column. */
export type Problem = { problem: string };
/** A value in PostgreSQL's input form, null for unknown. */
export type Value = string | null;

/** Primary keys and indexes hold at most 2,704 bytes; three identifiers of this size fit. */
export const longestId = 512;

/** No sentence shows more; a secret that begins in this much is seen whole or cut with it. */
const longestShown = 1_000;

const unknownWords = new Set(["", "unknown", "n/a"]);
const neverWords = new Set(["never", "never logged in", "never used", "never signed in"]);
const yes = new Set(["true", "yes", "y", "1", "on", "enabled", "enforced"]);
const no = new Set(["false", "no", "n", "0", "off", "disabled"]);

/** The cell without the spaces around it, or null if it says nothing. */
export function known(text: string | undefined): Value {
  const trimmed = text?.trim() ?? "";
  return trimmed.length <= 7 && unknownWords.has(trimmed.toLowerCase()) ? null : trimmed;
}

/**
 * A cell's text for a sentence: quoted, without control characters and without secrets (I17: what is wrong with a row is
 * stored and shown), cut at 60 characters.
 */
export function shown(text: string): string {
  const seen = redact(text.slice(0, longestShown), () => "");
  const clean = seen.found.length > 0 ? seen.text : text.replace(/[\p{Cc}\p{Cf}]+/gu, " ");
  return `"${clean.length > 60 ? `${clean.slice(0, 57)}…` : clean}"`;
}

/** Whether the text says that something never happened. */
export function isNever(text: string): boolean {
  return neverWords.has(text.trim().toLowerCase());
}

/** Yes, no or unknown. */
export function flagOf(text: string | undefined): Value | Problem {
  const value = known(text);
  if (value === null) return null;
  const word = value.toLowerCase();
  if (yes.has(word)) return "true";
  if (no.has(word)) return "false";
  return {
    problem: `${shown(value)} is neither yes nor no. Write true or false, or leave it empty if it is not known`,
  };
}

/** A whole number from 0 on. */
export function countOf(text: string | undefined): Value | Problem {
  const value = known(text);
  if (value === null) return null;
  if (/^\d{1,9}$/.test(value)) return String(Number(value));
  return {
    problem: `${shown(value)} is not a whole number. Write digits only, or leave it empty if it is not known`,
  };
}

const datePattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const badDate = (value: string) => ({
  problem: `${shown(value)} is not a date. Write it as 2026-11-22 or 2026-11-22T10:30:00Z, or leave it empty if it is not known`,
});

/** A calendar day, as written: 2026-11-22, or the day of a longer timestamp. */
export function dayOf(text: string | undefined): Value | Problem {
  const value = known(text);
  if (value === null) return null;
  const parts = datePattern.exec(value);
  const [, year = "", month = "", day = ""] = parts ?? [];
  if (!parts || !calendarDay(year, month, day) || Number(year) < 1900) return badDate(value);
  return `${year}-${month}-${day}`;
}

/**
 * An instant in UTC. A day alone is its first moment; a time without a zone is taken as UTC. The zero dates of some
 * systems (0001-01-01, 1601-01-01, 1970-01-01) stand for "none" there and are not read as dates.
 */
export function instantOf(text: string | undefined): Value | Problem {
  const value = known(text);
  if (value === null) return null;
  const before = instants.get(value);
  if (before !== undefined) return before;
  const read = readInstant(value);
  if (instants.size >= 10_000) instants.clear();
  instants.set(value, read);
  return read;
}

/** What was read a moment ago: a file has the same few thousand dates over and over. */
const instants = new Map<string, Value | Problem>();

function readInstant(value: string): Value | Problem {
  const parts = datePattern.exec(value);
  if (!parts) return badDate(value);
  const [
    ,
    year = "",
    month = "",
    day = "",
    hour = "00",
    minute = "00",
    second = "00",
    fraction = "",
    zone = "Z",
  ] = parts;
  if (!calendarDay(year, month, day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return badDate(value);
  const millis = fraction.slice(0, 3).padEnd(3, "0");
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millis}${offset(zone)}`);
  if (Number.isNaN(at)) return badDate(value);
  if (at < Date.UTC(1970, 0, 2))
    return {
      problem: `${shown(value)} stands for "no date" in some systems. Write Never if it never happened, or leave it empty if it is not known`,
    };
  return new Date(at).toISOString();
}

function offset(zone: string): string {
  if (/^(Z|UTC|GMT)$/i.test(zone)) return "Z";
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function calendarDay(year: string, month: string, day: string): boolean {
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  at.setUTCFullYear(Number(year));
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day);
}

/** An identifier: no control characters, at most 512 bytes. */
export function idOf(text: string | undefined): Value | Problem {
  const value = known(text);
  if (value === null) return null;
  if (Buffer.byteLength(value) > longestId)
    return {
      problem: `${shown(value)} is longer than ${longestId} bytes, which is too long for an identifier. Shorten it`,
    };
  if (/\p{Cc}/u.test(value))
    return { problem: `${shown(value)} holds a control character or a line break. Take it out` };
  return value;
}

/** Identifiers with `|` between, as an array literal. */
export function idsOf(text: string | undefined): Value | Problem {
  const value = known(text);
  if (value === null) return null;
  const ids: string[] = [];
  for (const part of value.split("|")) {
    const read = idOf(part);
    if (read !== null && typeof read === "object") return read;
    if (read !== null && !ids.includes(read)) ids.push(read);
  }
  return ids.length ? arrayLiteral(ids) : null;
}

/** One of the field's words. */
export function choiceOf(text: string | undefined, choices: readonly string[]): Value | Problem {
  const value = known(text);
  if (value === null) return choices.includes("unknown") ? "unknown" : null;
  const word = value.toLowerCase();
  if (choices.includes(word)) return word;
  return {
    problem: `${shown(value)} is none of ${choices.join(", ")}. Correct it, or leave it empty if it is not known`,
  };
}

/** A cell read as its field says; "Never" is the caller's to look at first. */
export function cellOf(field: Field, text: string | undefined): Value | Problem {
  switch (field.type) {
    case "id":
      return idOf(text);
    case "text":
      return known(text);
    case "day":
      return dayOf(text);
    case "instant":
      return instantOf(text);
    case "count":
      return countOf(text);
    case "flag":
      return flagOf(text);
    case "choice":
      return choiceOf(text, field.choices ?? []);
    case "ids":
      return idsOf(text);
  }
}

/** PostgreSQL's input form of a text array. */
export function arrayLiteral(values: readonly Value[]): string {
  const element = (v: Value) => (v === null ? "NULL" : `"${v.replace(/["\\]/g, "\\$&")}"`);
  return `{${values.map(element).join(",")}}`;
}
