import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { record } from "./commands";
import type { Made } from "./drafts";
import type { RunPace } from "./pace";
import { drafting } from "./run";
import { type By, MOST_AT_ONCE } from "./schema";

/** Paid drafts go on record in smaller lots, so that they appear as they come, and a slow model's after this long at most. */
const PAID_LOT = 50;
const LONGEST_MS = 2_000;

/** Puts drafts on record in lots, one lot after the other, while others are being made. */
export class Recorder {
  private readonly run: { campaign: string; id: string; pace: Pick<RunPace, "now">; paid: boolean };
  private readonly onRecord: (items: number) => void;
  private waiting: Made[][] = [];
  private since: number;
  private recording: Promise<void> = Promise.resolve();
  /** The next lot, while it waits for the one before. */
  private next: Promise<void> | undefined;
  /** Set once the campaign has ended: nothing more is recorded. */
  over = false;

  constructor(run: Recorder["run"], onRecord: (items: number) => void) {
    this.run = run;
    this.onRecord = onRecord;
    this.since = run.pace.now();
  }

  /** @param made all that was made of one item, the last its draft; `now` where somebody waits for it */
  async add(made: Made[], now: boolean): Promise<void> {
    this.waiting.push(made);
    const enough = this.waiting.length >= (this.run.paid ? PAID_LOT : MOST_AT_ONCE);
    if (enough || now || (this.run.paid && this.run.pace.now() - this.since >= LONGEST_MS))
      await this.flush();
  }

  /** Of items in hand that turned out to need no draft. */
  settledBefore(items: number): void {
    if (items > 0) this.onRecord(items);
  }

  /** Records what is waiting; resolves when it, and all before it, is on record. */
  flush(): Promise<void> {
    this.next ??= this.recording.then(() => {
      this.since = this.run.pace.now();
      this.next = undefined;
      this.recording = this.writeAll(this.waiting.splice(0));
      return this.recording;
    });
    return this.next;
  }

  private async writeAll(items: Made[][]): Promise<void> {
    for (let from = 0; from < items.length; from += MOST_AT_ONCE)
      await this.write(items.slice(from, from + MOST_AT_ONCE));
  }

  private async write(items: Made[][]): Promise<void> {
    if (this.over) return;
    const { campaign, id: run } = this.run;
    try {
      await execute(drafting, record, { campaign, run, batches: batchesOf(items.flat()) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.slug === "campaign-ended") this.over = true;
      else if (error.slug !== "draft-taken") throw error;
    }
    this.onRecord(items.length);
  }
}

/** By drafter; refused answers come before the drafts that took their place. */
function batchesOf(made: readonly Made[]) {
  const batches = new Map<string, { by: By; drafts: Made["draft"][] }>();
  const ordered = [...made].sort(
    (a, b) => Number(a.draft.state !== "failed") - Number(b.draft.state !== "failed"),
  );
  for (const { by, draft } of ordered) {
    const key = JSON.stringify(by);
    const batch = batches.get(key) ?? { by, drafts: [] };
    batch.drafts.push(draft);
    batches.set(key, batch);
  }
  return [...batches.values()];
}
