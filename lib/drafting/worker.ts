import { perform } from "@/lib/chore";
import { now } from "@/lib/clock";
import { env } from "@/lib/env";
import type { JobData } from "@/lib/jobs/queue";
import { read } from "@/lib/query";
import { Breaker } from "./breaker";
import { modelSwitch, runsAtWork, standing } from "./in-hand";
import { draftLot } from "./lot";
import { type Drafter, drafter, type Pace, realPace } from "./model";
import { promptVersion } from "./prompt";
import { breathe, drafting, hasEnded, LEASE_MS, type Run, startRun } from "./run";
import type { DraftTotals } from "./schema";
import { enqueue, release, retryFailed } from "./tasks";

/** Between looks at what another run has in hand. */
const LOOK_AGAIN_MS = 2_000;

/** How far a run is. */
export type DraftingProgress = { done: number; total: number };

/** What a run is given from outside; a test hands in its own model and waits for nothing. */
export type Outside = { drafter: Drafter; pace: Pace };

/** The job: drafts whatever of the campaign is not drafted, to the end. */
export async function draftCampaign({ campaign }: JobData["draft.campaign"]): Promise<void> {
  await draftAll(campaign);
}

/**
 * Drafts every open item of a campaign that has no draft, and those that failed before, to the end. May be killed and started
 * again, and run several times at once: each item is drafted once, and no answer is paid for twice. A model that does not
 * answer leaves its items failed, which says so and changes nothing about reviewing them (I18).
 * @returns the campaign's drafts as they stand then: `drafted` with a recommendation, `insufficient`, `failed`, and how many
 *   claims and sentences the verifier `dropped`
 */
export async function draftAll(
  campaign: string,
  onProgress: (progress: DraftingProgress) => void = () => undefined,
  outside?: Partial<Outside>,
): Promise<DraftTotals> {
  const { on } = await read(drafting, modelSwitch, {});
  const chosen = outside?.drafter ?? drafter(env().ai, on);
  const started = startRun();
  const job: Run = {
    id: started.id,
    campaign,
    drafter: chosen,
    pace: outside?.pace ?? realPace,
    prompt: promptVersion(),
    breaker: new Breaker(),
  };
  try {
    await perform(drafting, retryFailed, { campaign });
    while ((await perform(drafting, enqueue, { campaign })) > 0) await breathe();
    const { pending: total } = await read(drafting, standing, { campaign });
    let done = 0;
    onProgress({ done, total });
    for (;;) {
      const ended = await draftLot(job);
      if (ended === "campaign over") break;
      if (ended === "none left") {
        if (!(await othersAtWork(job))) break;
        continue;
      }
      done += ended;
      onProgress({ done: Math.min(done, total), total });
    }
  } finally {
    started.end();
    await perform(drafting, release, { campaign, runs: [job.id] });
  }
  const { ready, insufficient, failed, dropped } = await read(drafting, standing, { campaign });
  return { drafted: ready, insufficient, failed, dropped };
}

/** Whether another living run has tasks in hand; what an ended one had is given back, to be taken in the next round. */
async function othersAtWork(job: Run): Promise<boolean> {
  const { campaign } = job;
  const others = (await read(drafting, runsAtWork, { campaign })).filter((run) => run !== job.id);
  if (others.length === 0) return false;
  await perform(drafting, release, {
    campaign,
    runs: others.filter((run) => hasEnded(run)),
    before: new Date(now().getTime() - LEASE_MS),
  });
  if (others.some((run) => !hasEnded(run))) await job.pace.wait(LOOK_AGAIN_MS);
  await breathe();
  return true;
}
