import { closeDatabase, database } from "@/db/client";
import { LockedError } from "@/db/lock";
import { sequence } from "@/lib/audit-log/sequencer";
import { localOperator } from "@/lib/auth/sign-in";
import { draftAll } from "@/lib/drafting/worker";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { drain } from "@/lib/jobs/drain";
import { handlers, recover } from "@/lib/jobs/handlers";
import { closeQueue } from "@/lib/jobs/queue";
import { toldError } from "@/lib/told";
import type { Desk } from "./desk";
import type { Request } from "./schema";
import { progressOn, type Screen } from "./screen";
import { act, outcomeOn } from "./verbs";

/**
 * Does a request on the database this process opens, works what that put into the queue, and sequences the log, to idle.
 * @throws LockedError where another process holds the embedded database; nothing was done then
 */
export async function runHere(request: Request, screen: Screen): Promise<number> {
  await database().catch((error: unknown) => {
    if (error instanceof LockedError) throw error;
    const where = env().databaseUrl ? "Check DATABASE_URL." : `It lies in ${env().data}.`;
    throw new AppError(
      "unavailable",
      "database",
      `The database cannot be opened: ${sentenceOf(error)}. ${where}`,
    );
  });
  try {
    return await runOpen(request, screen);
  } finally {
    await closeQueue();
    await closeDatabase();
  }
}

/** An error's own words: those of what caused it where a driver has wrapped that. */
function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(sentenceOf).join("; ");
  if (!(error instanceof Error)) return JSON.stringify(error);
  return error.cause === undefined ? error.message || error.name : sentenceOf(error.cause);
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
        await screen.say(`${name} failed and is tried again later: ${toldError(error).message}`);
    },
  };
}
