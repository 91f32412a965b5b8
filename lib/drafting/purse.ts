import { perform } from "@/lib/chore";
import { Withheld } from "./failure";
import type { RunPace } from "./pace";
import { drafting } from "./run";
import { reserve, type Spending } from "./spending";

/** Between looks at whether what others set apart has come back. */
const LOOK_AGAIN_MS = 1_000;
const over = "The campaign's budget for the model is used up.";

type Ask = Spending & { item: string };

/** A run's way to the campaign's budget. Without a cap nothing is asked for and everything is granted. */
export class Purse {
  private readonly run: { campaign: string; id: string };
  private readonly pace: Pick<RunPace, "wait">;
  private readonly capped: boolean;
  /** Set apart already, by item, for calls that are to come. */
  private readonly held = new Map<string, Spending[]>();
  private settled: (() => void)[] = [];

  constructor(run: { campaign: string; id: string }, pace: Pick<RunPace, "wait">, capped: boolean) {
    this.run = run;
    this.pace = pace;
    this.capped = capped;
  }

  /** Sets apart what the next items need, in one go; what does not fit now is asked for again in its turn. */
  async foresee(asks: readonly Ask[]): Promise<void> {
    if (!this.capped || asks.length === 0) return;
    const { granted } = await perform(drafting, reserve, {
      campaign: this.run.campaign,
      run: this.run.id,
      asks: asks.slice(0, 200),
    });
    const got = new Set(granted);
    for (const { item, tokens, cost } of asks)
      if (got.has(item)) this.held.set(item, [...(this.held.get(item) ?? []), { tokens, cost }]);
  }

  /** Sets apart what one call needs, waiting for what others may give back. @throws Withheld where the budget is used up */
  async take({ item, tokens, cost }: Ask, signal?: AbortSignal): Promise<Spending> {
    const held = this.held.get(item)?.pop();
    if (!this.capped) return { tokens: 0, cost: 0 };
    if (held) return held;
    for (;;) {
      const { granted, outstanding } = await perform(drafting, reserve, {
        campaign: this.run.campaign,
        run: this.run.id,
        asks: [{ item, tokens, cost }],
      });
      if (granted.length > 0) return { tokens, cost };
      if (!outstanding || signal?.aborted) throw new Withheld(over);
      await this.change(signal);
    }
  }

  /** Something that was set apart has been counted, or is not needed any more. */
  moved(item?: string): void {
    if (item !== undefined) this.held.delete(item);
    const waiting = this.settled;
    this.settled = [];
    for (const wake of waiting) wake();
  }

  /** Until something in this run moves, or a moment has passed in which another may have. */
  private change(signal?: AbortSignal): Promise<void> {
    const moved = new Promise<void>((resolve) => this.settled.push(resolve));
    return Promise.race([moved, this.pace.wait(LOOK_AGAIN_MS, signal)]);
  }
}
