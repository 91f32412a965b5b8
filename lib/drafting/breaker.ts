import { Withheld } from "./failure";
import { type RunPace, realPace } from "./pace";

/** After this many calls in a row without an answer the model is left alone for a while. */
const IN_A_ROW = 5;
/** Then one call tries it again; where that fails too the pause doubles, and after the last the run goes on without the model. */
const FIRST_PAUSE = 30_000;
const PAUSES = 3;
/** A server that asks for more than this is not waited for. */
const LONGEST_PAUSE = 5 * 60_000;

/** Stops a run from calling a model that does not answer, item after item, and lets one call try whether it does again. */
export class Breaker {
  private readonly pace: Pick<RunPace, "now" | "wait">;
  private failures = 0;
  private pauses = 0;
  private state: { why: string; until: number | null } | undefined;
  private trial: Promise<void> | undefined;
  private ended: () => void = () => undefined;

  constructor(pace: Pick<RunPace, "now" | "wait"> = realPace) {
    this.pace = pace;
  }

  /** Why nothing is called now, or undefined while it is. */
  get open(): string | undefined {
    return this.state?.why;
  }

  /** Whether the model is left alone for the rest of the run. */
  get gaveUp(): boolean {
    return this.state?.until === null;
  }

  /**
   * Lets a call through, at once or after the pause; one at a time while it is not known whether the model answers again.
   * @param patient false where somebody waits for the draft: then nothing is waited for
   * @returns whether this call is the one that tries, to be told with what becomes of it
   * @throws Withheld
   */
  async pass(patient: boolean, signal?: AbortSignal): Promise<boolean> {
    while (this.state !== undefined) {
      const { why, until } = this.state;
      if (until === null || !patient || signal?.aborted) throw new Withheld(why);
      const left = until - this.pace.now();
      if (left > 0) await this.pace.wait(left, signal);
      else if (this.trial) await this.trial;
      else {
        this.trial = new Promise((resolve) => {
          this.ended = resolve;
        });
        return true;
      }
    }
    return false;
  }

  answered(): void {
    this.failures = 0;
    this.pauses = 0;
    this.state = undefined;
    this.endTrial();
  }

  /** A call that was let through was not made after all. */
  abandoned(onTrial: boolean): void {
    if (onTrial) this.endTrial();
  }

  /**
   * @param failure `useless` where the next call would fail the same way; `after` milliseconds the server asks for
   * @param onTrial whether this is the call that tried: others were on their way before
   */
  failed(
    why: string,
    { useless, after }: { useless: boolean; after?: number | undefined },
    onTrial = false,
  ): void {
    const trying = onTrial && this.state !== undefined;
    // Calls that were on their way when it opened say nothing new.
    if (this.state !== undefined && !trying && !useless) return;
    this.failures += 1;
    if (
      this.state?.until !== null &&
      (useless || after !== undefined || trying || this.failures >= IN_A_ROW)
    ) {
      this.pauses += 1;
      const pause = Math.max(after ?? 0, FIRST_PAUSE * 2 ** (this.pauses - 1));
      const over = useless || this.pauses > PAUSES || pause > LONGEST_PAUSE;
      this.state = { why, until: over ? null : this.pace.now() + pause };
      this.failures = 0;
    }
    if (onTrial) this.endTrial();
  }

  private endTrial(): void {
    this.trial = undefined;
    this.ended();
  }
}
