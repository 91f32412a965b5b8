import type { Ctx } from "@/lib/auth/actor";
import type { Screen } from "./screen";

/** What a verb works with, whether in a process of its own or in the server's. */
export type Desk = {
  /** Local operator. */
  ctx: Ctx;
  screen: Screen;
  /** Works what is queued to idle where no server does; else leaves it to the server. */
  work: () => Promise<void>;
};

/** What a verb did: lines for a person, the object of `--json`, and an exit code where it is not 0. */
export type Outcome = { lines: readonly string[]; object: object; exit?: number };

/** Milliseconds between two looks at what a server has in hand. */
const look = 250;

/** Works, or waits for the server's worker, until `done` has an answer. */
export async function until<T>(desk: Desk, done: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    await desk.work();
    const found = await done();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, look));
  }
}
