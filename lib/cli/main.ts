import { parseCommand, usage, WrongUse } from "./args";
import type { Screen } from "./screen";

/**
 * The command line: its arguments, where its output goes, and the folder relative paths start from.
 * @returns the exit code
 */
export async function main(argv: readonly string[], screen: Screen, cwd: string): Promise<number> {
  // A program of its own, for whoever watches the log: it takes nothing of this installation.
  if (argv[0] === "witness") {
    const { run } = await import("@/lib/witness/program");
    return run(argv.slice(1), (line) => void screen.out(line), ended());
  }
  const asked = understood(argv, cwd);
  if (typeof asked === "string") {
    await screen.say(asked);
    return 2;
  }
  if (asked.verb === "help") {
    for (const line of usage) await screen.out(line);
    return 0;
  }
  // Loaded when they are needed: a verification starts without the database's code, a wrong word without either.
  if (asked.verb === "eval evidence") return (await import("./evaluate")).runEvaluate(asked, screen);
  if (asked.verb === "eval drafts" && asked.campaign === undefined && asked.record === undefined) {
    const [{ outcomeOn }, { evaluateDrafts }] = await Promise.all([
      import("./verbs"),
      import("./evaluate-drafts"),
    ]);
    return outcomeOn(screen, asked, () => evaluateDrafts(asked, screen));
  }
  if (asked.verb === "verify") return (await import("./verify")).runVerify(asked, screen);
  return (await import("./anywhere")).runAnywhere(asked, screen);
}

function ended(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
}

function understood(argv: readonly string[], cwd: string) {
  try {
    return parseCommand(argv, cwd);
  } catch (error) {
    if (error instanceof WrongUse) return error.message;
    throw error;
  }
}
