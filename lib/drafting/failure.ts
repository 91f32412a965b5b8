import { APICallError } from "@ai-sdk/provider";

/** A model that did not answer, in one sentence. */
export class NoAnswer extends Error {
  /** Trying again cannot help: a refused key, a wrong address. */
  readonly useless: boolean;
  /** Milliseconds after which the server says it may be asked again. */
  readonly after: number | undefined;
  constructor(message: string, useless: boolean, after?: number) {
    super(message);
    this.name = "NoAnswer";
    this.useless = useless;
    this.after = after;
  }
}

/** A call that was not made, or was cut off, because somebody or the budget said so: nothing that the model did. */
export class Withheld extends NoAnswer {
  constructor(message: string) {
    super(message, false);
    this.name = "Withheld";
  }
}

/** An answer that is there and cannot be read. */
export class Malformed extends Error {}

export type Failure = {
  why: string;
  final: boolean;
  useless: boolean;
  /** Milliseconds that the server asks to wait. */
  wait?: number;
  /** The server takes no call of anybody before that. */
  busy?: boolean;
};

/** Why a call failed, in a sentence that holds nothing the server sent: an error page may hold anything. */
export function explained(error: unknown, now: number): Failure {
  const again = { final: false, useless: false };
  if (error instanceof Malformed)
    return { ...again, why: "The model's answer was not in the form it was asked for." };
  if (APICallError.isInstance(error)) {
    const status = error.statusCode;
    if (status === undefined) return { ...again, why: "The model's server could not be reached." };
    if (error.isRetryable)
      return {
        ...again,
        busy: status === 429 || status === 503,
        why:
          status === 429
            ? "The model's server takes no more calls now (429)."
            : `The model's server failed (${status}).`,
        ...retryAfter(error.responseHeaders ?? {}, now),
      };
    if (status >= 200 && status < 300)
      return { ...again, why: "The model's server answered with something that is no model's answer." };
    return { why: `The model's server refused the call (${status}).`, final: true, useless: status !== 400 };
  }
  if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError"))
    return { ...again, why: "The model did not answer in time." };
  return { why: "The model gave no answer.", final: true, useless: false };
}

/** What the server asks to wait: `retry-after-ms`, else `retry-after` in seconds or as a date; nothing where neither is usable. */
function retryAfter(headers: Readonly<Record<string, string>>, now: number): { wait?: number } {
  const exact = number(headers["retry-after-ms"]);
  if (exact !== undefined) return { wait: exact };
  const said = headers["retry-after"];
  const seconds = number(said);
  if (seconds !== undefined) return { wait: seconds * 1000 };
  const date = said === undefined ? Number.NaN : Date.parse(said);
  return Number.isNaN(date) ? {} : { wait: Math.max(0, date - serverNow(headers, now)) };
}

/** The server's own clock where it tells it, since the date is on that one. */
function serverNow(headers: Readonly<Record<string, string>>, now: number): number {
  const told = Date.parse(headers.date ?? "");
  return Number.isNaN(told) ? now : told;
}

function number(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
