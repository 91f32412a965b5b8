import { perform } from "@/lib/chore";
import { drafting } from "./run";
import { keepAnswers, type SpentCall } from "./spending";

/** Calls kept in one transaction. */
const MOST = 200;

/** Writes paid answers down as they come, those that come while it writes in one go: whoever hands one in waits until it is safe. */
export class Keeper {
  private readonly run: { campaign: string; id: string };
  private waiting: SpentCall[] = [];
  private writing: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(run: { campaign: string; id: string }) {
    this.run = run;
  }

  keep(call: SpentCall): Promise<void> {
    this.waiting.push(call);
    this.next ??= (this.writing ?? Promise.resolve()).then(() => this.write());
    return this.next;
  }

  private write(): Promise<void> {
    const calls = this.waiting.splice(0);
    const written = this.writeAll(calls);
    // A failed write is the failure of those who wait for it, not of those who come after.
    this.writing = written.catch(() => undefined);
    this.next = undefined;
    return written;
  }

  private async writeAll(calls: SpentCall[]): Promise<void> {
    for (let from = 0; from < calls.length; from += MOST)
      await perform(drafting, keepAnswers, {
        campaign: this.run.campaign,
        run: this.run.id,
        calls: calls.slice(from, from + MOST),
      });
  }
}
