import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { toldError } from "@/lib/told";
import { purgeStep } from "./purge";
import { beginRun, endRun } from "./runs";
import { classes, type RetentionClass } from "./schema";
import { sweepFiles } from "./sweep";

const keeper = (): Ctx => ({ actor: { kind: "system", name: "retention" }, requestId: crypto.randomUUID() });

/** Steps of one class in one run; what is left goes on the next day. */
const mostSteps = 2_000;

/** Once a day, in small steps: deletes what is past its time and held by nothing, then the files of what went. */
export async function purgeDue(): Promise<void> {
  let ran = false;
  for (const of of classes) {
    const { begun } = await perform(keeper(), beginRun, { class: of });
    if (begun) await purgeClass(of);
    ran ||= begun;
  }
  if (ran) await sweepFiles(keeper());
}

async function purgeClass(of: RetentionClass): Promise<void> {
  let purged = 0;
  try {
    for (let step = 0; step < mostSteps; step++) {
      const gone = await oneStep(of);
      if (gone === 0) break;
      purged += gone;
    }
    await perform(keeper(), endRun, { class: of, purged });
  } catch (error) {
    await perform(keeper(), endRun, { class: of, purged, problem: toldError(error).message.slice(0, 500) });
    throw error;
  }
}

async function oneStep(of: RetentionClass): Promise<number> {
  try {
    return (await execute(keeper(), purgeStep, { class: of })).gone;
  } catch (error) {
    if (error instanceof AppError && error.slug === "nothing-due") return 0;
    throw error;
  }
}
