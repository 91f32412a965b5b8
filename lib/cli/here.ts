import { closeDatabase, database } from "@/db/client";
import { sequence } from "@/lib/audit-log/sequencer";
import { localOperator } from "@/lib/auth/sign-in";
import { draftAll } from "@/lib/drafting/worker";
import { drain } from "@/lib/jobs/drain";
import { handlers, recover } from "@/lib/jobs/handlers";
import { closeQueue } from "@/lib/jobs/queue";
import type { Desk } from "./desk";
import type { Request } from "./schema";
import { progressOn, type Screen } from "./screen";
import { act, outcomeOn } from "./verbs";

/**
 * Does a request on the database this process opens, works what that put into the queue, and sequences the log, to idle.
 * @throws LockedError where another process holds the embedded database; nothing was done then
 */
export async function runHere(request: Request, screen: Screen): Promise<number> {
  await database();
  try {
    return await runOpen(request, screen);
  } finally {
    await closeQueue();
    await closeDatabase();
  }
}

/** The same on a database that is open already and stays so. */
export function runOpen(request: Request, screen: Screen): Promise<number> {
  return outcomeOn(screen, request, async () => {
    await recover();
    const desk = await deskHere(screen);
    try {
      const outcome = await act(desk, request);
      await desk.work();
      return outcome;
    } finally {
      // Also what a refusal leaves in the log is sealed before this process ends.
      await sequence();
    }
  });
}

async function deskHere(screen: Screen): Promise<Desk> {
  const tell = progressOn(screen);
  const telling = {
    ...handlers,
    "draft.campaign": async ({ campaign }: { campaign: string }) => {
      await draftAll(campaign, (p) => tell({ phase: "Drafting", ...p }));
    },
  };
  return {
    ctx: await localOperator(),
    screen,
    work: async () => {
      const { failed } = await drain(telling);
      for (const { name, error } of failed)
        await screen.say(
          `${name} failed and is tried again later: ${error instanceof Error ? error.message : error}`,
        );
    },
  };
}
