/** After this many items in a row without an answer the model is left alone for the rest of the run. */
const IN_A_ROW = 5;

/** Stops a run from calling a model that does not answer, item after item. */
export class Breaker {
  private failures = 0;
  private reason: string | undefined;

  /** Why nothing is called any more, or undefined while it is. */
  get open(): string | undefined {
    return this.reason;
  }

  answered(): void {
    this.failures = 0;
  }

  /** @param useless opens at once: the next call would fail the same way */
  failed(why: string, useless: boolean): void {
    this.failures += 1;
    if (useless || this.failures >= IN_A_ROW) this.reason ??= why;
  }
}
