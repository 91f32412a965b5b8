import type { AnswerLine } from "./schema";

/** Where a command's output goes. A line has no line end of its own. */
export type Screen = {
  /** A result: standard output. Waits where the reader is slower. */
  out: (line: string) => Promise<void> | void;
  /** Progress, or why not: standard error. */
  say: (line: string) => Promise<void> | void;
};

/** The terminal this process was started from. Whoever stops reading, as `head` does, misses the rest; the work goes on. */
export function terminal(): Screen {
  return { out: lineTo(process.stdout), say: lineTo(process.stderr) };
}

function lineTo(stream: NodeJS.WriteStream): Screen["out"] {
  let gone = false;
  let go: () => void = () => undefined;
  stream.on("error", () => {
    gone = true;
    go();
  });
  return (line) => {
    if (gone || stream.write(`${line}\n`)) return;
    return new Promise((resolve) => {
      go = resolve;
      stream.once("drain", resolve);
    });
  };
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

/** How far something is: null where only the phase is known, or its end. */
export type Step = { phase: string; done: number | null; total: number | null };

/** Says how far something is, at most once a second and never the same twice; each phase's beginning and end always. */
export function progressOn(screen: Screen): (step: Step) => void {
  let last = { line: "", phase: "", at: Number.NEGATIVE_INFINITY };
  return ({ phase, done, total }) => {
    const of = total === null ? "" : ` of ${number(total)}`;
    const line = done === null ? phase : `${phase}: ${number(done)}${of}`;
    const at = performance.now();
    const due = phase !== last.phase || done === total || at - last.at >= pause;
    if (!due || line === last.line) return;
    last = { line, phase, at };
    void screen.say(line);
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
