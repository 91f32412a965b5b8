import { Breaker } from "./breaker";
import type { Version } from "./brief";
import type { DrafterSettings } from "./drafters";
import { Limiter } from "./limiter";
import type { Drafter } from "./model";
import { modelOf, NotConnected } from "./models";
import type { RunPace } from "./pace";
import { type PromptVersion, promptVersion } from "./prompt";

/** A model at work in a run: how it is asked, how fast, and whether it answers. */
export type Engine = {
  /** Null only for a drafter that was handed in. */
  version: number | null;
  /** Of the version's settings. */
  hash: string | null;
  settings: Pick<DrafterSettings, "maxOutputTokens" | "temperature" | "price" | "connection" | "model">;
  drafter: Drafter;
  prompt: PromptVersion;
  limiter: Limiter;
  breaker: Breaker;
  /** Places for calls at once. */
  seats: Seats;
};

/** Lets so many in at once, in the order they came. */
export class Seats {
  private free: number;
  private readonly queue: (() => void)[] = [];

  constructor(free: number) {
    this.free = free;
  }

  async take(): Promise<() => void> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.queue.shift();
      if (next) next();
      else this.free += 1;
    };
  }
}

const g = globalThis as typeof globalThis & { countersignLimiters?: Map<string, Limiter> };

/** One a version and process, so that the limits hold for all its campaigns together. */
function limiterOf(hash: string, settings: DrafterSettings, pace: RunPace): Limiter {
  g.countersignLimiters ??= new Map();
  const known = g.countersignLimiters.get(hash);
  const made = known ?? new Limiter(settings, pace);
  g.countersignLimiters.set(hash, made);
  return made;
}

/** The engine of an approved version, or in a sentence why this server cannot use it. */
export async function engineOf(
  { version, hash, settings }: Version,
  pace: RunPace,
  shared: boolean,
): Promise<Engine | { why: string }> {
  try {
    const model = await modelOf(settings);
    return {
      version,
      hash,
      settings,
      drafter: {
        model,
        atOnce: settings.atOnce,
        paid: true,
        asked: { temperature: settings.temperature, maxOutputTokens: settings.maxOutputTokens },
      },
      prompt: promptVersion(settings.prompt),
      limiter: shared ? limiterOf(hash, settings, pace) : new Limiter(settings, pace),
      breaker: new Breaker(pace),
      seats: new Seats(settings.atOnce),
    };
  } catch (error) {
    if (error instanceof NotConnected) return { why: error.message };
    throw error;
  }
}

/** An engine around a drafter that is handed in, without limits or prices. */
export function engineAround(drafter: Drafter, pace: RunPace): Engine {
  const asked = drafter.asked ?? { temperature: 0, maxOutputTokens: 1_500 };
  return {
    version: null,
    hash: null,
    settings: { ...asked, price: null, connection: "hosted", model: drafter.model.modelId },
    drafter,
    prompt: promptVersion(),
    limiter: new Limiter({ callsAMinute: null, tokensAMinute: null }, pace),
    breaker: new Breaker(pace),
    seats: new Seats(drafter.atOnce),
  };
}
