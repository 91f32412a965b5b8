import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { env } from "@/lib/env";
import type { JobData } from "@/lib/jobs/queue";
import { checkpointsDue } from "./checkpoints";
import { begin, due, end } from "./commands";
import { figuresDue } from "./figures";
import { letterOf } from "./letter";
import { send } from "./transport";

const postman = (): Ctx => ({ actor: { kind: "system", name: "mail" }, requestId: crypto.randomUUID() });

/** Tries of one mail before it is given up: over some two hours, as the queue spaces them. */
export const mostTries = 12;

/**
 * Sends one mail of the outbox. Between the two transactions, never inside one; a process that ends in between sends it once more.
 * @throws Error where it may go another time, so that the queue tries again
 */
export async function sendMail(data: JobData["mail.send"]): Promise<void> {
  const ctx = postman();
  const ready = await perform(ctx, begin, { mail: data.mail });
  if (!ready) return;
  const sent = await send({ id: data.mail, to: ready.to, letter: letterOf(ready.content) });
  const again = !sent.ok && sent.again && ready.attempts < mostTries;
  await perform(ctx, end, {
    mail: data.mail,
    state: sent.ok ? "sent" : again ? "queued" : "failed",
    problem: sent.ok ? null : sent.problem,
  });
  if (again) throw new Error(sent.ok ? "" : sent.problem);
}

/** Puts in the outbox what the clock makes due. */
export async function mailDue(): Promise<number> {
  if (!env().mail) return 0;
  let made = 0;
  for (const what of [due, figuresDue, checkpointsDue]) made += await perform(postman(), what, {});
  return made;
}
