import { answerTo, type Kept, type Round, replyOf, scrubbed } from "./answers";
import type { OnRecord, Posed } from "./asked";
import type { Engine } from "./engine";
import { NoAnswer, Withheld } from "./failure";
import type { Identity } from "./identity";
import type { Keeper } from "./keeper";
import { leaks } from "./leaks";
import { askModel, type Gate, type Reply, readAnswer } from "./model";
import type { RunPace } from "./pace";
import type { Request } from "./prompt";
import type { Purse } from "./purse";
import { estimate, type Spending, spent } from "./spending";
import type { Watch } from "./watch";

/** An answer as a draft goes by it. */
export type Answered = Reply & {
  /** What was taken out of it, in kinds and counts. */
  secrets: Record<string, number>;
  /** Millionths of the currency; null where it was not paid for now. */
  cost: number | null;
  /** Whether it holds a token of its call. */
  leaked: boolean;
};

/** Answers that are remembered a run; each is a kilobyte or two. */
const REMEMBERED = 2_000;
const nothingPaid = { inputTokens: null, outputTokens: null, cachedTokens: null, cost: null };

/** Asks for each input once a run, whoever needs it, and keeps what was paid for. */
export class Replies {
  private readonly of: {
    keeper: Keeper;
    purse: Purse;
    watch: Watch;
    pace: RunPace;
    identity: Identity;
    run: string;
  };
  private readonly asking = new Map<string, Promise<Answered>>();
  private readonly records = new Map<string, string>();

  constructor(of: Replies["of"]) {
    this.of = of;
  }

  /** What is on record to these inputs, so that no model is paid to say the same again. */
  know(engine: Engine, found: readonly OnRecord[]): void {
    for (const { inputHash, round, raw } of found)
      remember(this.records, keyOf(engine, inputHash, round), raw);
  }

  /** Whether this will cost something now. */
  costs(one: Posed, request: Request): boolean {
    const to = keyOf(one.by.engine, request.inputHash, 1);
    if (one.kept.some((k) => k.to === to) || this.asking.has(to)) return false;
    return one.afresh || !this.records.has(to);
  }

  /** @throws NoAnswer */
  async get(one: Posed, request: Request, round: Round): Promise<Answered> {
    const { engine } = one.by;
    const to = keyOf(engine, request.inputHash, round);
    const kept = one.kept.find((k) => k.to === to);
    const again = kept && replyOf(kept);
    // An answer of another time was looked through before it was kept; its cost was counted then, and is told in its draft.
    if (again) return this.checked(engine, again, request, { secrets: {}, cost: costOfKept(engine, again) });
    const record = one.afresh ? undefined : this.records.get(to);
    const answer = record === undefined ? undefined : readAnswer(record);
    if (record !== undefined && answer) {
      const from = { modelReturned: null, fingerprint: null, secrets: {}, ...nothingPaid };
      return { raw: record, answer, ...from, leaked: leaks(record, request.sent) };
    }
    const running = this.asking.get(to);
    if (running) return { ...(await running), ...nothingPaid };
    const asking = this.ask(one, request, to);
    remember(this.asking, to, asking);
    asking.catch(() => this.asking.delete(to));
    return asking;
  }

  private async ask(one: Posed, request: Request, to: string): Promise<Answered> {
    const { engine } = one.by;
    const { pace, watch } = this.of;
    const signal = watch.signal(one.source);
    const off = engine.version === null ? null : watch.why(one.source);
    if (off !== null) throw new Withheld(off);
    await watch.unpaused(this.of.run, signal);
    await this.of.identity.settled(engine);
    const onTrial = await engine.breaker.pass(!one.wanted, signal);
    const call = new Call(this.of, one, request, signal);
    let decided = false;
    try {
      const reply = await askModel(engine.drafter, request, one.packet, pace, call.gate());
      engine.breaker.answered();
      decided = true;
      const looked = await scrubbed(reply.raw);
      const answer = looked && readAnswer(looked.text);
      const cost = await call.keep(answer ? { to, ...reply, raw: looked.text } : null);
      if (!answer) throw new NoAnswer("The model's answer could not be cleared of secrets.", false);
      const { text, secrets } = looked;
      return await this.checked(engine, { ...reply, raw: text, answer }, request, { secrets, cost });
    } catch (error) {
      if (decided) throw error;
      if (error instanceof NoAnswer && !(error instanceof Withheld))
        engine.breaker.failed(error.message, error, onTrial);
      else engine.breaker.abandoned(onTrial);
      throw error;
    } finally {
      call.leave();
    }
  }

  /** Whether the model is still the one that was examined, and whether it gave away a token of its call. */
  private async checked(
    engine: Engine,
    reply: Reply,
    request: Request,
    more: { secrets: Record<string, number>; cost: number | null },
  ): Promise<Answered> {
    await this.of.identity.check(engine, reply);
    return { ...reply, ...more, leaked: leaks(reply.raw, request.sent) };
  }
}

function keyOf({ version, drafter: { model } }: Engine, inputHash: string, round: Round): string {
  return answerTo({ version, provider: model.provider, model: model.modelId }, inputHash, round);
}

function costOfKept({ settings }: Engine, reply: Reply): number | null {
  return settings.price === null ? null : spent(reply, settings, { tokens: 0, cost: 0 }).cost;
}

/** The newest of them; a map gives its oldest first. */
function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= REMEMBERED) return;
    map.delete(oldest);
  }
}

/** One call with its tries: its place, its turn, and what was set apart for it. */
class Call {
  private readonly of: { keeper: Keeper; purse: Purse; watch: Watch };
  private readonly one: Posed;
  private readonly signal: AbortSignal;
  private readonly needs: Spending;
  private leaveSeat: (() => void) | undefined;
  private apart: Spending | undefined;
  /** What an answer used whose keeping waits for whether it can be read. */
  private used: ReturnType<typeof spent> | undefined;

  constructor(of: Call["of"], one: Posed, request: Request, signal: AbortSignal) {
    this.of = of;
    this.one = one;
    this.signal = signal;
    this.needs = estimate(request, one.by.engine.settings);
  }

  gate(): Gate {
    const { engine } = this.one.by;
    return {
      enter: async () => {
        // What the last try used is counted; its answer was of no use.
        if (this.used) await this.keep(null);
        this.leaveSeat ??= await engine.seats.take();
        this.apart ??= await this.of.purse.take({ item: this.one.item, ...this.needs }, this.signal);
        await engine.limiter.enter(this.needs.tokens, this.signal);
        const off = this.signal.aborted ? this.of.watch.why(this.one.source) : null;
        if (this.signal.aborted) throw new Withheld(off ?? String(this.signal.reason));
        return this.signal;
      },
      used: (usage) => {
        // The place is another's while this answer is written down.
        this.leaveSeat?.();
        this.leaveSeat = undefined;
        this.used = spent(usage, engine.settings, this.needs);
        engine.limiter.correct(this.needs.tokens, this.used.inputTokens + this.used.outputTokens);
      },
      busy: (ms) => engine.limiter.hold(ms),
    };
  }

  /** Writes down what the last answer used, and the answer unless it was of no use. @returns its cost, where there is a price */
  async keep(answer: Kept | null): Promise<number | null> {
    const { used, apart } = this;
    this.used = undefined;
    this.apart = undefined;
    if (!used) return null;
    const counted = this.of.keeper.keep({
      item: this.one.item,
      answer: answer && keptOf(answer),
      ...used,
      apart: apart ?? { tokens: 0, cost: 0 },
    });
    await counted.finally(() => apart && this.of.purse.landed());
    return this.one.by.engine.settings.price === null ? null : used.cost;
  }

  leave(): void {
    this.leaveSeat?.();
    if (this.used) void this.keep(null).catch(() => undefined);
    // What stood for a call that was not answered goes back with its item.
    else if (this.apart) this.of.purse.landed();
    this.apart = undefined;
  }
}

const keptOf = ({
  to,
  raw,
  modelReturned,
  fingerprint,
  inputTokens,
  outputTokens,
  cachedTokens,
}: Kept): Kept => ({
  to,
  raw,
  modelReturned,
  fingerprint,
  inputTokens,
  outputTokens,
  cachedTokens,
});
