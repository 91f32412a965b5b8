import { sequence } from "@/lib/audit-log/sequencer";
import type { Ctx } from "@/lib/auth/actor";
import { show } from "@/lib/campaigns/queries";
import type { CampaignView } from "@/lib/campaigns/schema";
import { at, endOfDay } from "@/lib/clock";
import { execute } from "@/lib/command";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import { signOff } from "@/lib/reviews/sign-off";
import { demoIn } from "./marker";
import { actOn } from "./simulate-act";
import { follower } from "./simulate-follower";
import { honest } from "./simulate-honest";
import { hurried } from "./simulate-hurried";
import { type List, listsOf, refill } from "./simulate-lists";
import type { Asked, Model, ModelName } from "./simulate-models";
import type { Span } from "./simulate-pace";
import { standing } from "./simulate-queries";
import { stamper } from "./simulate-stamper";
import { count, nothing, refuse, type Simulated } from "./simulate-tally";

const models: Record<ModelName, Model> = { honest, hurried, stamper, follower };

/** People hand on what they do not know; what arrives in a list that was through is gone through too, so many times. */
const ROUNDS = 4;

/**
 * Has the reviewers of a campaign decide their lists as one model does, each at their own simulated time, in the order of time.
 * Every leaf and every decision says that they are simulated, and by which model.
 * @param admin the command line
 * @param tell hears how many items are done with
 * @throws AppError where the database is not a demo's or a test's, or the campaign does not run
 */
export async function simulate(
  admin: Ctx,
  asked: Asked,
  tell: (step: { done: number; total: number }) => void,
): Promise<Simulated> {
  const { campaign, span } = await mayBe(admin, asked);
  const made = nothing();
  const model = models[asked.as];
  const lists = await listsOf(admin, asked, campaign, model, span, made);
  made.lists = lists.length;
  let done = 0;
  let total = lists.reduce((sum, list) => sum + list.tasks.length, 0);
  const tried = new Set<string>();
  for (let round = 1; total > done; round++) {
    for (let list = first(lists); list; list = first(lists)) {
      await step(list, span, made, tried);
      done += 1;
      tell({ done, total });
    }
    if (round === ROUNDS || asked.share < 1) break;
    for (const list of lists) total += await refill(admin, list, tried);
  }
  if (asked.signOff) for (const list of lists) await sign(list, made);
  return made;
}

/** Where somebody works for real, nobody's decisions are made up; and unless somebody says otherwise, that is everywhere but in the demo. */
async function mayBe(admin: Ctx, asked: Asked): Promise<{ campaign: CampaignView; span: Span }> {
  const campaign = await read(admin, show, { id: asked.campaign });
  const { signedIn, last } = await read(admin, standing, { campaign: campaign.campaign });
  if (signedIn || env().oidc !== undefined)
    throw new AppError(
      "rule",
      "not-a-demo",
      `Decisions are simulated in demo and test databases only, and ${signedIn ? "people have signed in to this one" : "this installation has an identity provider that people sign in with"}; use one that nobody has ever signed in to.`,
    );
  if (!env().simulate && !["ready", "half"].includes(demoIn(env().data)))
    throw new AppError(
      "rule",
      "not-marked",
      "Decisions are simulated in demo and test databases only, and nothing says that this is one; if it is, set COUNTERSIGN_SIMULATE=on.",
    );
  if (campaign.status !== "launched")
    throw new AppError(
      "rule",
      "not-running",
      `${campaign.name} is ${campaign.status}, so nothing in it can be decided.`,
    );
  const from = new Date(last ?? campaign.launchedAt ?? campaign.createdAt);
  const due = new Date(campaign.dueAt);
  const to = asked.until === undefined ? due : endOfDay(asked.until, env().timeZone);
  if (to > due)
    throw new AppError(
      "rule",
      "until",
      `${campaign.name} is due on ${campaign.dueDate}; choose a day up to that with --until.`,
    );
  if (to <= from)
    throw new AppError(
      "rule",
      "until",
      `The record of ${campaign.name} goes to ${from.toISOString()} already, so nobody can have decided by ${asked.until ?? campaign.dueDate}; choose a later day with --until.`,
    );
  return { campaign, span: { from, to } };
}

/** Whoever of them acts next. */
function first(lists: readonly List[]): List | undefined {
  let next: List | undefined;
  for (const list of lists)
    if (list.done < list.tasks.length && (!next || list.time < next.time)) next = list;
  return next;
}

async function step(list: List, span: Span, made: Simulated, tried: Set<string>): Promise<void> {
  const task = list.tasks[list.done];
  list.done += 1;
  if (!task) return;
  tried.add(`${list.review} ${task.row.id}`);
  if (list.time > span.to) {
    refuse(made, "out-of-time", "There was no time left for it before the last day ended.");
    return;
  }
  const came = await actOn(list.doer, task, list.time);
  count(made, came);
  const [from, to] = [list.time.toISOString(), came.ended.toISOString()];
  made.from = made.from === null || from < made.from ? from : made.from;
  made.to = made.to === null || to > made.to ? to : made.to;
  list.time = list.pace.next(came.ended, list.done);
}

/** Signs off where every item is decided or handed on; else the list stays open, and is counted as refused. */
async function sign({ review, doer, time }: List, made: Simulated): Promise<void> {
  const when = new Date(time.getTime() + 60_000);
  try {
    await at(when, () => sequence());
    await at(when, () => execute(doer.ctx, signOff, { review, key: crypto.randomUUID() }));
    made.signedOff += 1;
    if (made.to === null || when.toISOString() > made.to) made.to = when.toISOString();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    refuse(made, `sign-off: ${error.slug}`, error.message);
  }
}
