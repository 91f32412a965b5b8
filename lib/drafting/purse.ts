import { perform } from "@/lib/chore";
import { Withheld } from "./failure";
import type { RunPace } from "./pace";
import { drafting } from "./run";
import { reserve, type Spending } from "./spending";

/** Between looks at whether what others set apart has come back. */
const LOOK_AGAIN_MS = 1_000;
/** Looks for what other runs set apart, while no call of this one is on its way. */
const MOST_LOOKS = 30;
const over = "The campaign's budget for the model is used up.";

type Ask = Spending & { item: string };

const sum = (of: readonly Spending[]): Spending => ({
  tokens: of.reduce((total, { tokens }) => total + tokens, 0),
  cost: of.reduce((total, { cost }) => total + cost, 0),
});

/** A run's way to the campaign's budget. Without a cap nothing is asked for and everything is granted. */
export class Purse {
  private readonly run: { campaign: string; id: string };
  private readonly pace: Pick<RunPace, "wait">;
  private readonly capped: boolean;
  /** Set apart already, by item, for calls that are to come. */
  private readonly held = new Map<string, Spending[]>();
  /** Calls under way: what is set apart for them is counted or given back soon, whoever waits. */
  private underWay = 0;
  private settled: (() => void)[] = [];

  constructor(run: { campaign: string; id: string }, pace: Pick<RunPace, "wait">, capped: boolean) {
    this.run = run;
    this.pace = pace;
    this.capped = capped;
  }

  /**
   * Sets apart what the next items need, in one go, for all calls of an item or for none; what does not fit now is asked for again
   * in its turn.
   */
  async foresee(asks: readonly Ask[]): Promise<void> {
    if (!this.capped || asks.length === 0) return;
    const calls = new Map<string, Spending[]>();
    for (const { item, tokens, cost } of asks)
      calls.set(item, [...(calls.get(item) ?? []), { tokens, cost }]);
    const { granted } = await perform(drafting, reserve, {
      campaign: this.run.campaign,
      run: this.run.id,
      asks: [...calls].slice(0, 200).map(([item, of]) => ({ item, ...sum(of) })),
    });
    for (const item of granted)
      this.held.set(item, [...(this.held.get(item) ?? []), ...(calls.get(item) ?? [])]);
  }

  /**
   * Sets apart what one call needs, waiting for what others may give back: `landed` says when it has. What stands for calls that
   * cannot begin before whoever waits has gone does not come back, so it is not waited for.
   * @throws Withheld where the budget is used up
   */
  async take({ item, tokens, cost }: Ask, signal?: AbortSignal): Promise<Spending> {
    if (!this.capped) return { tokens: 0, cost: 0 };
    const held = this.held.get(item)?.shift();
    if (held) return this.begun(held);
    for (let looks = 0; ; looks = this.underWay > 0 ? 0 : looks + 1) {
      const { granted, outstanding } = await perform(drafting, reserve, {
        campaign: this.run.campaign,
        run: this.run.id,
        asks: [{ item, tokens, cost }],
      });
      if (granted.length > 0) return this.begun({ tokens, cost });
      const comes = outstanding.own && this.underWay > 0;
      if (signal?.aborted || (!comes && !(outstanding.others && looks < MOST_LOOKS)))
        throw new Withheld(over);
      await this.change(signal);
    }
  }

  private begun(apart: Spending): Spending {
    this.underWay += 1;
    return apart;
  }

  /** A call that something was set apart for is over, and what it used is counted. */
  landed(): void {
    if (this.capped) this.underWay -= 1;
    this.moved();
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
