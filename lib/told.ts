import { withoutSecrets } from "./text/redact";

/**
 * What of an error may be written where operators read it: a log line, a job's row, a terminal (I17). A driver's error carries
 * the values of its query and a model's the whole prompt, so nothing but what is named here is taken over. Pure.
 */
export type Told = { type: string; message: string; code?: string; stack?: string; cause?: Told };

const longest = 2_000;
/** How far back what caused it is told. */
const depth = 3;

export function toldError(error: unknown, deep = depth): Told {
  if (!(error instanceof Error)) return { type: typeof error, message: toldText(String(error)) };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /u.test(line));
  return {
    type: error.name === "Error" ? error.constructor.name : error.name,
    message: toldMessage(error),
    ...(code === undefined ? {} : { code: toldText(code) }),
    ...(frames?.length ? { stack: frames.map((frame) => frame.trim()).join("\n") } : {}),
    ...(error.cause instanceof Error && deep > 0 ? { cause: toldError(error.cause, deep - 1) } : {}),
  };
}

/** Its message, without the values that a query was asked with. */
export function toldMessage(error: Error): string {
  return toldText(error.message.split("\nparams: ", 1)[0] ?? "");
}

/** The same as an error that can be thrown on, with nothing in it that may not be stored. */
export function plainError(error: unknown): Error {
  const { type, message, stack } = toldError(error);
  const plain = new Error(message);
  plain.name = type;
  plain.stack = `${type}: ${message}\n${stack ?? ""}`;
  return plain;
}

/** A field of a line: texts are looked through, all else is a number, a flag or nothing. */
export function toldField(value: unknown): unknown {
  if (typeof value === "string") return toldText(value);
  return typeof value === "number" || typeof value === "boolean" || value === undefined || value === null
    ? value
    : toldText(JSON.stringify(value) ?? "");
}

function toldText(text: string): string {
  try {
    return withoutSecrets(text.slice(0, longest), /\s/u.test(text) ? "everywhere" : "vendor shapes");
  } catch {
    return "[withheld: it could not be looked through for secrets]";
  }
}
