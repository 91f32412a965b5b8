import type { Ctx } from "@/lib/auth/actor";
import { progress, reviewers } from "@/lib/campaigns/queries";
import type { CampaignView, ReviewerProgress } from "@/lib/campaigns/schema";
import { draws } from "@/lib/demo/random";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import type { WorklistRow } from "@/lib/reviews/schema";
import { page } from "@/lib/reviews/worklist-queries";
import type { Doer, Task } from "./simulate-act";
import type { Asked, Model } from "./simulate-models";
import { type Pace, paceOf, type Span } from "./simulate-pace";
import { readings } from "./simulate-queries";
import { refuse, type Simulated } from "./simulate-tally";
import { simulatedAs } from "./simulated";

/** One reviewer's list, and how far they are with it. */
export type List = {
  review: string;
  doer: Doer;
  tasks: Task[];
  done: number;
  time: Date;
  pace: Pace;
};

/** The lists there are to go through; those of nobody who could are counted as refused. */
export async function listsOf(
  admin: Ctx,
  asked: Asked,
  campaign: CampaignView,
  model: Model,
  span: Span,
  made: Simulated,
): Promise<List[]> {
  const all = await reviewersOf(admin, campaign.campaign);
  const meant = asked.reviewer === undefined ? all : [await named(admin, asked.reviewer, all, campaign.name)];
  const lists: List[] = [];
  for (const r of meant) {
    const open = r.items - r.decided;
    if (open > 0 && !r.active)
      refuse(
        made,
        "nobody",
        `Their list is with ${r.name}, who cannot sign in; hand it to somebody who can.`,
        open,
      );
    if (!r.active) continue;
    if (r.signedOffAt !== null) continue;
    const doer: Doer = {
      ctx: simulatedAs({ id: r.reviewer, name: r.name }, model.name),
      model,
      seed: asked.seed,
    };
    const list = await opened(admin, r, doer, asked, span);
    if (list) lists.push(list);
  }
  return lists;
}

/** The one list of whoever is meant by id, e-mail or name. */
async function named(
  admin: Ctx,
  typed: string,
  all: readonly ReviewerProgress[],
  campaign: string,
): Promise<ReviewerProgress> {
  const { rows } = await read(admin, reviewers, { q: typed });
  const email = rows.find((p) => p.email?.toLowerCase() === typed.toLowerCase())?.id;
  const found = all.filter((r) => r.reviewer === (email ?? typed) || (!email && r.name === typed));
  const [one] = found;
  if (one && found.length === 1) return one;
  throw new AppError(
    "invalid",
    "person",
    one
      ? `"${typed}" could be several people; give the e-mail instead.`
      : `Nobody known as "${typed}" has a list in ${campaign}; name one of its reviewers by e-mail or name.`,
  );
}

async function opened(
  admin: Ctx,
  { review, name }: ReviewerProgress,
  doer: Doer,
  { share, seed, signOff }: Asked,
  span: Span,
): Promise<List | undefined> {
  const rows = await openRows(doer.ctx, review);
  const chosen = rows.slice(0, Math.ceil(rows.length * share));
  // What is through already can still be signed off.
  if (chosen.length === 0 && !signOff) return undefined;
  const draw = draws("simulate", seed, doer.model.name, "pace", name);
  const pace = paceOf(
    doer.model,
    span,
    chosen.map((row) => row.risk),
    draw,
  );
  return { review, doer, tasks: await tasksOf(admin, chosen), done: 0, time: pace.begin, pace };
}

/** Takes up what has come into the list since. */
export async function refill(admin: Ctx, list: List, tried: ReadonlySet<string>): Promise<number> {
  const rows = await openRows(list.doer.ctx, list.review);
  const fresh = rows.filter((row) => !tried.has(`${list.review} ${row.id}`));
  list.tasks.push(...(await tasksOf(admin, fresh)));
  return fresh.length;
}

/** What is open in the list, in its own order. */
async function openRows(ctx: Ctx, review: string): Promise<WorklistRow[]> {
  const all: WorklistRow[] = [];
  for (let after: string | undefined; ; ) {
    const found = await read(ctx, page, { review, show: "open", limit: 200, ...(after ? { after } : {}) });
    all.push(...found.rows);
    if (!found.next) return all;
    after = found.next;
  }
}

async function tasksOf(admin: Ctx, list: readonly WorklistRow[]): Promise<Task[]> {
  const known = new Map<string, { type: Task["type"]; key: string[]; reading: Task["reading"] }>();
  for (let from = 0; from < list.length; from += 500) {
    const items = list.slice(from, from + 500).map((row) => row.id);
    for (const r of (await read(admin, readings, { items })).rows) known.set(r.item, r);
  }
  return list.map((row) => {
    const told = known.get(row.id);
    return {
      row,
      type: told?.type ?? "grant",
      reading: told?.reading,
      key: told?.key ?? [row.subjectKey, row.application, row.technical],
    };
  });
}

async function reviewersOf(admin: Ctx, campaign: string): Promise<ReviewerProgress[]> {
  const all: ReviewerProgress[] = [];
  for (let after: string | undefined; ; ) {
    const found = await read(admin, progress, { id: campaign, limit: 200, ...(after ? { after } : {}) });
    all.push(...found.rows);
    if (!found.next) return all.sort((a, b) => (a.review < b.review ? -1 : 1));
    after = found.next;
  }
}
