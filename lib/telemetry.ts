import pino from "pino";
import { env } from "./env";

let logger: pino.Logger | undefined;

/** One wide line a request or job. Fields are ids, counts, durations and outcomes: never a name, a word or a secret. */
export function telemetry(): pino.Logger {
  logger ??= pino(
    { level: env().logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  );
  return logger;
}

/** Times `work` and writes its one line, also when it fails. */
export async function measured<T>(
  what: "request" | "job" | "command line",
  fields: Record<string, string | number | boolean | undefined>,
  work: () => Promise<T>,
): Promise<T> {
  const started = performance.now();
  const took = () => Math.round((performance.now() - started) * 10) / 10;
  try {
    const result = await work();
    telemetry().info({ what, ...fields, outcome: "ok", ms: took() });
    return result;
  } catch (error) {
    const known = error instanceof Error && "slug" in error;
    const level = known ? "info" : "error";
    telemetry()[level]({
      what,
      ...fields,
      outcome: known ? String(error.slug) : "failed",
      ms: took(),
      ...(known ? {} : { err: error }),
    });
    throw error;
  }
}
