/** Sends what waits, one item's acts one after the other, until each is answered. It knows no screen and no clock of its own. */
import { answered, enqueued, failed, nextDue, type Queue, ready, sending, woken } from "./act-queue";

export type Sending<I, R> = {
  send: (input: I, key: string) => Promise<R>;
  /** Whether the same act may be sent again: the server was not reached, or could not answer. */
  again: (error: unknown) => boolean;
  /** What the next act on the item becomes once this one is recorded. */
  after: (next: I, recorded: R) => I;
  now: () => number;
  random: () => number;
  /** Calls back after so many milliseconds; answers with what calls it off. */
  later: (run: () => void, millis: number) => () => void;
};

export type Told<R> = { recorded: (result: R) => void; refused: (error: unknown) => void };

export type Sender<I, R> = {
  put: (act: { key: string; item: string; input: I }, told: Told<R>) => void;
  /** Tries whatever waits at once. */
  wake: () => void;
  queue: () => Queue<I>;
  /** Calls back after each change; answers with what ends that. */
  subscribe: (heard: () => void) => () => void;
};

export function sender<I, R>(of: Sending<I, R>): Sender<I, R> {
  let queue: Queue<I> = [];
  const told = new Map<string, Told<R>>();
  const heard = new Set<() => void>();
  let callOff: (() => void) | undefined;

  const change = (to: Queue<I>) => {
    if (to === queue) return;
    queue = to;
    for (const call of heard) call();
  };
  const settle = (key: string, goOn?: (next: I) => I): Told<R> | undefined => {
    change(answered(queue, key, goOn));
    const tell = told.get(key);
    told.delete(key);
    return tell;
  };
  const send = async (key: string, input: I) => {
    try {
      const result = await of.send(input, key);
      settle(key, (next) => of.after(next, result))?.recorded(result);
    } catch (error) {
      if (of.again(error)) change(failed(queue, key, of.now(), of.random()));
      else settle(key)?.refused(error);
    }
    pump();
  };
  const pump = () => {
    // One reading of the clock: between two of them something could fall due, and nobody would come back for it.
    const at = of.now();
    for (const { key, input } of ready(queue, at)) {
      change(sending(queue, key));
      void send(key, input);
    }
    callOff?.();
    const due = nextDue(queue);
    callOff = due !== null && due > at ? of.later(pump, due - at) : undefined;
  };
  return {
    put(act, tell) {
      told.set(act.key, tell);
      change(enqueued(queue, act));
      pump();
    },
    wake() {
      change(woken(queue));
      pump();
    },
    queue: () => queue,
    subscribe(call) {
      heard.add(call);
      return () => heard.delete(call);
    },
  };
}
