import { perform } from "@/lib/chore";
import { now } from "@/lib/clock";
import type { JobData } from "@/lib/jobs/queue";
import { read } from "@/lib/query";
import { type Brief, begin, brief, drafterStanding, type Version } from "./brief";
import type { Engines } from "./choice";
import { type Engine, engineAround, engineOf } from "./engine";
import { runRegression } from "./evaluation-run";
import { Identity, type Regression } from "./identity";
import { runsAtWork, standing } from "./in-hand";
import { Keeper } from "./keeper";
import type { Drafter } from "./model";
import { type Pace, type RunPace, realPace } from "./pace";
import { letGo } from "./pausing";
import { draftPass } from "./pipeline";
import { Purse } from "./purse";
import { Recorder } from "./recorder";
import { Replies } from "./replies";
import { breathe, drafting, hasEnded, LEASE_MS, startRun } from "./run";
import type { DraftTotals } from "./schema";
import { enqueue, release, renew, retryFailed } from "./tasks";
import { OF_NO_SOURCE, Watch } from "./watch";

/** Between looks at what another run has in hand. */
const LOOK_AGAIN_MS = 2_000;
/** Between signs of life for what this one has in hand. */
const RENEW_MS = 60_000;

/** How far a run is. */
export type DraftingProgress = { done: number; total: number };

/** What a run is given from outside; a test hands in its own model and waits for nothing. */
export type Outside = { drafter: Drafter; pace: Pace & Partial<RunPace>; regression: Regression };

/** The job: drafts whatever of the campaign is not drafted, to the end. */
export async function draftCampaign({ campaign }: JobData["draft.campaign"]): Promise<void> {
  await draftAll(campaign);
}

/**
 * Drafts every open item of a campaign that has no draft, and those that failed before, to the end. May be killed and started
 * again, and run several times at once: each item is drafted once, and no answer is paid for twice. Where a model does not
 * answer, may not be asked or has no budget left the rules draft, and the draft says why (I18).
 * @returns the campaign's drafts as they stand then: `drafted` with a recommendation, `insufficient`, `failed`, and how many
 *   claims and sentences the verifier `dropped`
 */
export async function draftAll(
  campaign: string,
  onProgress: (progress: DraftingProgress) => void = () => undefined,
  outside?: Partial<Outside>,
): Promise<DraftTotals> {
  const pace: RunPace = { ...realPace, ...outside?.pace };
  const started = startRun();
  const job: Job = { id: started.id, campaign, pace, engines: new Map(), outside };
  try {
    await takeOver(job);
    await perform(drafting, begin, { campaign });
    await perform(drafting, retryFailed, { campaign });
    while ((await perform(drafting, enqueue, { campaign })) > 0) await breathe();
    await draftRest(job, onProgress);
  } finally {
    started.end();
    await perform(drafting, release, { campaign, runs: [job.id] });
  }
  const { ready, insufficient, failed, dropped } = await read(drafting, standing, { campaign });
  return { drafted: ready, insufficient, failed, dropped };
}

type Job = {
  id: string;
  campaign: string;
  pace: RunPace;
  /** By version and hash; a breaker that is open stays open when the campaign is moved there and back. */
  engines: Map<string, Engine | { why: string }>;
  outside: Partial<Outside> | undefined;
};

async function draftRest(job: Job, onProgress: (progress: DraftingProgress) => void): Promise<void> {
  const { id, campaign, pace } = job;
  const { pending: total } = await read(drafting, standing, { campaign });
  let done = 0;
  const tell = (items: number) => {
    done += items;
    onProgress({ done: Math.min(done, total), total });
  };
  tell(0);
  const watch = await Watch.start(campaign, pace);
  const sign = pace.every(RENEW_MS, () => void perform(drafting, renew, { run: id }).catch(() => undefined));
  const regression = (version: number) =>
    runRegression(version, { ...pace, signal: watch.signal(OF_NO_SOURCE) });
  const identity = new Identity({ id }, job.outside?.regression ?? regression);
  const keeper = new Keeper(job);
  try {
    for (;;) {
      const told = await read(drafting, brief, { campaign });
      const engines = await enginesOf(job, told);
      const { tokens, money } = told.settings.budget;
      const purse = new Purse(job, pace, tokens !== null || money !== null);
      const replies = new Replies({ keeper, purse, watch, pace, identity, run: id });
      const paid = Object.values(engines).some((e) => e !== null && "drafter" in e);
      const recorder = new Recorder({ campaign, id, pace, paid }, tell);
      const ended = await draftPass({ id, campaign, brief: told, engines, watch, replies, purse, recorder });
      if (ended === "campaign over") return;
      if (ended === "moved") await watch.look();
      else if (!(await othersAtWork(job))) return;
    }
  } finally {
    watch.stop();
    sign();
  }
}

async function enginesOf({ outside, pace, engines }: Job, told: Brief): Promise<Engines> {
  const made = async (key: string, make: () => Promise<Engine | { why: string }>) => {
    const found = engines.get(key) ?? (await make());
    engines.set(key, found);
    return found;
  };
  const { drafter } = outside ?? {};
  if (drafter) return { main: await made("given", async () => engineAround(drafter, pace)), local: null };
  const of = async (number: number | null, version: Version | null) => {
    if (number === null) return null;
    if (version === null) return { why: `Version ${number} is not approved any more.` };
    return made(version.hash, () => engineOf(version, pace, outside?.pace === undefined));
  };
  return {
    main: await of(told.began.version, told.version),
    local: await of(told.began.local, told.local),
  };
}

/** Gives back what runs of this host that have ended had in hand, so that nothing waits for them. */
async function takeOver({ id, campaign }: Job): Promise<void> {
  const ended = (await read(drafting, runsAtWork, { campaign })).filter((run) => run !== id && hasEnded(run));
  if (ended.length > 0) await perform(drafting, release, { campaign, runs: ended });
  const { pausedBy } = await read(drafting, drafterStanding, { campaign });
  if (pausedBy !== null && hasEnded(pausedBy)) await perform(drafting, letGo, { run: pausedBy });
}

/** Whether another living run has tasks in hand; what an ended one had is given back, to be taken in the next round. */
async function othersAtWork(job: Job): Promise<boolean> {
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
