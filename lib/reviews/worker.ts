import type { Ctx, SystemName } from "@/lib/auth/actor";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import { endDelegationDue } from "./delegate";
import { dueDelegations } from "./delegation-sql";
import { leavers, replaceLeaver } from "./leavers";

const step = (name: SystemName): Ctx => ({
  actor: { kind: "system", name },
  requestId: crypto.randomUUID(),
});

/**
 * Ends delegations whose last day is over, then hands on what whoever left has not decided; a tick of the worker.
 * @returns how many delegations, and how many lists
 */
export async function handOnDue(): Promise<{ ended: number; lists: number }> {
  const ending = step("delegations");
  let ended = 0;
  for (const delegation of await read(ending, dueDelegations, {}))
    if (await done(execute(ending, endDelegationDue, { delegation }))) ended += 1;
  const leaving = step("leavers");
  let lists = 0;
  for (const list of await read(leaving, leavers, {}))
    if (await done(execute(leaving, replaceLeaver, list))) lists += 1;
  return { ended, lists };
}

/** Another process may have been first, or the campaign has ended meanwhile. */
async function done(act: Promise<unknown>): Promise<boolean> {
  try {
    await act;
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
