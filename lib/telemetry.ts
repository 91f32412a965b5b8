import pino from "pino";
import { env } from "./env";
import { toldError, toldField } from "./told";

let logger: pino.Logger | undefined;

/** One wide line a request or job. Fields are ids, counts, durations and outcomes: never a name, a word or a secret. */
export function telemetry(): pino.Logger {
  logger ??= logsTo(env().logLevel, pino.destination(2));
  return logger;
}

/** Writes lines that no secret and no value of a query gets into (I17), whatever is given to it. */
export function logsTo(level: string, destination: pino.DestinationStream): pino.Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (told: unknown) => told },
      hooks: {
        logMethod(given, write) {
          const [first, ...rest]: unknown[] = given;
          write.apply(this, [toldFields(first), ...rest.map(toldField)] as typeof given);
        },
      },
    },
    destination,
  );
}

function toldFields(given: unknown): unknown {
  if (given instanceof Error) return { err: toldError(given) };
  if (typeof given !== "object" || given === null) return toldField(given);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      name === "err" || value instanceof Error ? toldError(value) : toldField(value),
    ]),
  );
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
