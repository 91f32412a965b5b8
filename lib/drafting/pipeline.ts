import { perform } from "@/lib/chore";
import { telemetry } from "@/lib/telemetry";
import { type Asked, isPosed } from "./asked";
import type { Engines } from "./choice";
import { failedDraft, type Made, modelDraft, refusedDraft, ruleDraft } from "./drafts";
import { NoAnswer } from "./failure";
import { Leaked, outcomeOf } from "./outcome";
import { type Preparing, prepare } from "./prepare";
import type { Recorder } from "./recorder";
import { breathe, drafting } from "./run";
import { MOST_AT_ONCE } from "./schema";
import { claim, skip } from "./tasks";

/** Drafts after which the rules let others have the process. */
const YIELD_AFTER = 10;

/** More hands than places for calls, so that a place is filled again while an answer is checked and written down. */
const LANES_A_PLACE = 1.5;

export type Pass = Preparing & { recorder: Recorder };
/** How a pass ended: nothing left to take, the campaign over, or somebody moved it to another drafter. */
export type Ended = "none left" | "campaign over" | "moved";

/** Drafts until nothing is left to take: some items in hand, more taken before they are done, so that no place for a call is idle. */
export async function draftPass(pass: Pass): Promise<Ended> {
  const atOnce = placesOf(pass.engines);
  const feed = new Feed(pass, atOnce);
  let drafts = 0;
  const lane = async () => {
    for (let one = await feed.next(); one; one = await feed.next()) {
      const made = await draftOne(pass, one);
      if (made) await pass.recorder.add(made, one.wanted && isPosed(one));
      drafts += 1;
      if (drafts % YIELD_AFTER === 0) await breathe();
    }
  };
  // A lane that fails stops the others at their next item.
  const lanes = Array.from({ length: atOnce === 0 ? 1 : Math.ceil(atOnce * LANES_A_PLACE) }, () =>
    lane().catch((error: unknown) => {
      feed.stop();
      throw error;
    }),
  );
  const ended = await Promise.allSettled(lanes);
  await pass.recorder.flush();
  for (const lane of ended) if (lane.status === "rejected") throw lane.reason;
  if (pass.recorder.over) return "campaign over";
  return moved(pass) ? "moved" : "none left";
}

const placesOf = ({ main, local }: Engines) => {
  const engines = new Set([main, local].flatMap((e) => (e && "drafter" in e ? [e] : [])));
  return [...engines].reduce((sum, e) => sum + e.drafter.atOnce, 0);
};

/** Whether somebody moved the campaign since this pass began. */
function moved({ brief: { began }, watch: { now } }: Pass): boolean {
  return now.version !== began.version || now.localVersion !== began.local;
}

/** The items in hand, a few ahead of the lanes. */
class Feed {
  private readonly pass: Pass;
  private readonly size: number;
  private readonly low: number;
  private queue: Asked[] = [];
  private feeding: Promise<void> | undefined;
  private ended = false;

  constructor(pass: Pass, atOnce: number) {
    this.pass = pass;
    this.size = atOnce === 0 ? MOST_AT_ONCE : Math.min(MOST_AT_ONCE, Math.max(4, 2 * atOnce));
    this.low = atOnce;
  }

  stop(): void {
    this.ended = true;
    this.queue = [];
  }

  async next(): Promise<Asked | undefined> {
    for (;;) {
      if (this.pass.recorder.over) this.stop();
      const one = this.queue.shift();
      if (this.queue.length < this.low || !one) this.feed();
      if (one) return one;
      if (!this.feeding) return undefined;
      await this.feeding;
    }
  }

  private feed(): void {
    if (this.feeding || this.ended || moved(this.pass)) return;
    this.feeding = this.take().finally(() => {
      this.feeding = undefined;
    });
    // Whoever waits for it hears of it; whoever does not will at the next turn.
    this.feeding.catch(() => undefined);
  }

  private async take(): Promise<void> {
    const { campaign, id: run } = this.pass;
    const taken = await perform(drafting, claim, { campaign, run, size: this.size });
    if (taken.length === 0) this.ended = true;
    else {
      const asked = await prepare(this.pass, taken);
      // Who is looked at comes before who was taken earlier.
      this.queue = [...asked.filter((a) => a.wanted), ...this.queue, ...asked.filter((a) => !a.wanted)];
      this.pass.recorder.settledBefore(taken.length - asked.length);
    }
  }
}

/** All that is made of one item, the last its draft; nothing where it keeps the one it has. */
async function draftOne(pass: Pass, one: Asked): Promise<Made[] | undefined> {
  const started = performance.now();
  const refused: Made[] = [];
  try {
    let why: string | null;
    if (isPosed(one)) {
      try {
        return [modelDraft(one, await outcomeOf(one, pass.replies), started)];
      } catch (error) {
        if (error instanceof Leaked) refused.push(refusedDraft(one, error, started));
        else if (!(error instanceof NoAnswer)) throw error;
        why = error.message;
      } finally {
        pass.purse.moved(one.item);
      }
    } else why = "rules" in one.by ? one.by.rules : null;
    if (one.standing && why !== null && refused.length === 0) {
      await perform(drafting, skip, { run: pass.id, items: [one.item], why: null });
      pass.recorder.settledBefore(1);
      return undefined;
    }
    return [...refused, await ruleDraft(one, why, started)];
  } catch (err) {
    telemetry().error({ what: "draft", item: one.item, campaign: pass.campaign, err });
    return [...refused, failedDraft(one, started)];
  }
}
