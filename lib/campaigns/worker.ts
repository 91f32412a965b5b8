import type { Ctx } from "@/lib/auth/actor";
import { execute } from "@/lib/command";
import { AppError } from "@/lib/errors";
import type { JobData } from "@/lib/jobs/queue";
import { read } from "@/lib/query";
import { closeWhenDue } from "./close";
import { launch } from "./commands";
import { runLaunch } from "./launch";
import { listening } from "./launch-progress";
import { toEnd } from "./queries";
import type { Launched, LaunchInput, Progress } from "./schema";
import { sealIfReady } from "./sealing";

/**
 * Launches in this process, to the end: for the command line, the demo and tests. The job that the launch sent finds nothing
 * left to do.
 * @throws AppError what refused it
 */
export async function launchNow(
  ctx: Ctx,
  input: LaunchInput,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Launched> {
  const { campaign: id } = await execute(ctx, launch, input);
  return listening(id, onProgress, () => runLaunch(id, ctx.requestId));
}

/** The job behind "launch". A refusal is kept on the campaign, where the person who launched it reads it. */
export async function materialise(data: JobData["campaign.materialise"]): Promise<void> {
  try {
    await runLaunch(data.campaign, crypto.randomUUID());
  } catch (error) {
    // A rule's refusal is the job's result; a launch that ran elsewhere, or was cancelled, is nothing to do.
    if (!(error instanceof AppError)) throw error;
  }
}

/**
 * Closes what is due by our clock and seals what has ended and waits for nobody's answer: a tick of the worker, which may come as often as it likes.
 * @returns how many campaigns were closed and sealed
 */
export async function closeDue(): Promise<{ closed: number; sealed: number }> {
  const ctx: Ctx = { actor: { kind: "system", name: "close" }, requestId: crypto.randomUUID() };
  const { due, unsealed } = await read(ctx, toEnd, {});
  const closed: string[] = [];
  for (const id of due) if (await closedNow(ctx, id)) closed.push(id);
  let sealed = 0;
  for (const id of [...unsealed, ...closed]) if (await sealIfReady(ctx, id)) sealed++;
  return { closed: closed.length, sealed };
}

/** Another process, or a person, may have been first. */
async function closedNow(ctx: Ctx, id: string): Promise<boolean> {
  try {
    await execute(ctx, closeWhenDue, { id });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.slug === "status") return false;
    throw error;
  }
}
