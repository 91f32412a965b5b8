import type { Ctx } from "@/lib/auth/actor";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import { expire } from "./commands";
import { due } from "./queries";

/** Ends the questions whose time is over by our clock; a tick of the worker. @returns how many */
export async function expireDue(): Promise<number> {
  const ctx: Ctx = { actor: { kind: "system", name: "questions" }, requestId: crypto.randomUUID() };
  let ended = 0;
  for (const question of await read(ctx, due, {})) if (await endedNow(ctx, question)) ended += 1;
  return ended;
}

/** Somebody may have answered, or another process been first. */
async function endedNow(ctx: Ctx, question: string): Promise<boolean> {
  try {
    await execute(ctx, expire, { question });
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
