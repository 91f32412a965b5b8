import type { RunPace } from "./pace";

export type Limits = { callsAMinute: number | null; tokensAMinute: number | null };

/** Of a minute's worth, what may be used at once; the rest comes steadily, so that no minute has more than the limit. */
const AT_ONCE = 0.1;
const MINUTE = 60_000;

/**
 * Keeps the calls of a whole process to a version's limits: two token buckets, one of calls and one of model tokens, that let
 * callers through in the order they came. A call larger than a full bucket goes through when the bucket is full, and is paid back
 * before the next.
 */
export class Limiter {
  private readonly calls: Bucket | undefined;
  private readonly tokens: Bucket | undefined;
  private readonly pace: Pick<RunPace, "now" | "wait">;
  private turn: Promise<void> = Promise.resolve();
  private heldUntil = 0;

  constructor(limits: Limits, pace: Pick<RunPace, "now" | "wait">) {
    this.pace = pace;
    if (limits.callsAMinute !== null) this.calls = new Bucket(limits.callsAMinute, pace.now());
    if (limits.tokensAMinute !== null) this.tokens = new Bucket(limits.tokensAMinute, pace.now());
  }

  /** Waits for this call's turn; resolves early, without taking anything, where the signal aborts. */
  enter(tokens: number, signal?: AbortSignal): Promise<void> {
    const mine = this.turn.then(() => this.admit(tokens, signal));
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  /** What a call used instead of what was taken for it. */
  correct(taken: number, used: number): void {
    this.tokens?.give(taken - used);
  }

  /** Nobody calls before that: the server said so. */
  hold(ms: number): void {
    this.heldUntil = Math.max(this.heldUntil, this.pace.now() + ms);
  }

  private async admit(tokens: number, signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted) {
      const now = this.pace.now();
      const wait = Math.max(
        this.heldUntil - now,
        this.calls?.until(1, now) ?? 0,
        this.tokens?.until(tokens, now) ?? 0,
      );
      if (wait <= 0) {
        this.calls?.give(-1);
        this.tokens?.give(-tokens);
        return;
      }
      await this.pace.wait(Math.ceil(wait), signal);
    }
  }
}

class Bucket {
  private readonly most: number;
  /** A millisecond. */
  private readonly rate: number;
  private level: number;
  private at: number;

  constructor(aMinute: number, now: number) {
    this.most = Math.max(1, aMinute * AT_ONCE);
    this.rate = Math.max(aMinute - this.most, Math.min(aMinute, 1)) / MINUTE;
    this.level = this.most;
    this.at = now;
  }

  /** Milliseconds until so much can be taken. */
  until(amount: number, now: number): number {
    this.level = Math.min(this.most, this.level + Math.max(0, now - this.at) * this.rate);
    this.at = now;
    // Half a millionth: what floating point loses must not cost another round.
    const missing = Math.min(amount, this.most) - this.level - 5e-7;
    return missing <= 0 ? 0 : missing / this.rate;
  }

  give(amount: number): void {
    this.level = Math.min(this.most, this.level + amount);
  }
}
