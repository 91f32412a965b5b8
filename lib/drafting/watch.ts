import { read } from "@/lib/query";
import { telemetry } from "@/lib/telemetry";
import { drafterStanding, type Standing } from "./brief";
import type { RunPace } from "./pace";
import { drafting } from "./run";

/** Between looks at whether a model may still be called: with the look itself, less than a second. */
const LOOK_MS = 900;

/** Why no model may be called of a source's items now, in a sentence; null where one may. */
export function stopped(standing: Standing, source: number): string | null {
  if (!standing.on) return "Drafting with a model was turned off for the whole portal.";
  if (standing.modelOff) return "Drafting with a model was turned off for this campaign.";
  if (standing.offSources.includes(source)) return "Nothing of this source goes to a model.";
  if (standing.paused !== null && standing.pausedBy === null) return standing.paused;
  return null;
}

/** The regression set is of no source: only what stops a model altogether stops its calls. */
export const OF_NO_SOURCE = 0;

/** What stands in the way of a model, kept up to date while a run drafts, and the end of the calls it must not go on with. */
export class Watch {
  private readonly campaign: string;
  private readonly calls = new Map<number, AbortController>();
  private looking: Promise<void> | undefined;
  private again = false;
  private readonly pace: RunPace;
  now: Standing;
  /** Ends the looking. */
  stop: () => void = () => undefined;

  private constructor(campaign: string, pace: RunPace, now: Standing) {
    this.campaign = campaign;
    this.pace = pace;
    this.now = now;
  }

  /** Looks once, and then again and again until `stop`. */
  static async start(campaign: string, pace: RunPace): Promise<Watch> {
    const made = new Watch(campaign, pace, await read(drafting, drafterStanding, { campaign }));
    made.stop = pace.every(LOOK_MS, () => void made.look());
    return made;
  }

  /** What cuts off the calls about a source's items. */
  signal(source: number): AbortSignal {
    const known = this.calls.get(source);
    if (known && !known.signal.aborted) return known.signal;
    const made = new AbortController();
    this.calls.set(source, made);
    return made.signal;
  }

  why(source: number): string | null {
    return stopped(this.now, source);
  }

  /** Waits while another run looks into a pause. */
  async unpaused(run: string, signal: AbortSignal): Promise<void> {
    while (this.now.paused !== null && this.now.pausedBy !== null && this.now.pausedBy !== run) {
      if (signal.aborted) return;
      await this.pace.wait(LOOK_MS, signal);
      await this.look();
    }
  }

  /** Reads how things stand; one look at a time, and one more where it was asked for meanwhile. */
  async look(): Promise<void> {
    if (this.looking) {
      this.again = true;
      return this.looking;
    }
    this.looking = this.readOn().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async readOn(): Promise<void> {
    do {
      this.again = false;
      try {
        this.now = await read(drafting, drafterStanding, { campaign: this.campaign });
      } catch (err) {
        telemetry().error({ what: "draft", campaign: this.campaign, err });
      }
    } while (this.again);
    for (const [source, call] of this.calls) {
      const why = this.why(source);
      if (why !== null && !call.signal.aborted) call.abort(why);
    }
  }
}
