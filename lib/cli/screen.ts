import type { AnswerLine } from "./schema";

/** Where a command's output goes. A line has no line end of its own. */
export type Screen = {
  /** A result: standard output. Waits where the reader is slower. */
  out: (line: string) => Promise<void> | void;
  /** Progress, or why not: standard error. */
  say: (line: string) => Promise<void> | void;
};

/** The terminal this process was started from. */
export function terminal(): Screen {
  const to = (stream: NodeJS.WriteStream) => (line: string) =>
    new Promise<void>((resolve) => {
      if (stream.write(`${line}\n`)) resolve();
      else stream.once("drain", resolve);
    });
  return { out: to(process.stdout), say: to(process.stderr) };
}

/** Lines for a caller elsewhere. */
export function relay(send: (line: AnswerLine) => Promise<void>): Screen {
  return {
    out: (line) => send({ stream: "stdout", line }),
    say: (line) => send({ stream: "stderr", line }),
  };
}

/** Milliseconds between two lines about the same work. */
const pause = 1_000;

/** Says how far something is, at most once a second and never the same twice; the end of a phase always. */
export function progressOn(
  screen: Screen,
): (phase: string, done: number, total: number | null) => Promise<void> | void {
  let last = { line: "", phase: "", at: Number.NEGATIVE_INFINITY };
  return (phase, done, total) => {
    const of = total === null ? number(done) : `${number(done)} of ${number(total)}`;
    const line = `${phase}: ${of}`;
    const at = performance.now();
    const due = phase !== last.phase || done === total || at - last.at >= pause;
    if (!due || line === last.line) return;
    last = { line, phase, at };
    return screen.say(line);
  };
}

/** 2,064 */
export function number(n: number): string {
  return n.toLocaleString("en-GB");
}

/** "1 item", "2,064 items" */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}
