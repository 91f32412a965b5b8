import { sequence } from "@/lib/audit-log/sequencer";
import type { Ctx } from "@/lib/auth/actor";
import { items as itemsQuery, progress, reviewers } from "@/lib/campaigns/queries";
import type { ItemRow, ReviewerProgress } from "@/lib/campaigns/schema";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { type Act, judge } from "@/lib/demo/judgement";
import { draws } from "@/lib/demo/random";
import { carryOut, longest, type Planned, simulated } from "@/lib/demo/simulated";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import { reassign } from "@/lib/reviews/hand-on";
import { signOff } from "@/lib/reviews/sign-off";
import { page as worklistPage } from "@/lib/reviews/worklist-queries";

/** How a campaign's reviewers go about it. */
export type Pace = {
  /** A word of its own for each campaign, so that each draws its own luck. */
  campaign: string;
  start: Date;
  /** Days within which everybody acts. */
  days: number;
  /** The share of reviewers who begin, and of those the share who go through their whole list. */
  begins: number;
  finishes: number;
  /** People whose list is left to whoever tries the demo, and how many items at its end they have decided. */
  sparing: ReadonlyMap<string, number>;
};

type SignOff = { at: Date; ctx: Ctx; review: string };
type Step = Planned | SignOff;

const hour = 3_600_000;
const day = 24 * hour;

/** What the reviewers of a campaign do, in the order of time. */
export async function planReviews(
  admin: Ctx,
  campaign: string,
  pace: Pace,
  removed: ReadonlySet<string>,
): Promise<Step[]> {
  const items = await allItems(admin, campaign);
  const steps: Step[] = [];
  for (const reviewer of await allReviewers(admin, campaign)) {
    if (!reviewer.active) continue;
    const theirs = items.filter((item) => item.reviewerId === reviewer.reviewer);
    steps.push(...(await stepsOf(reviewer, theirs, pace, removed)));
  }
  return steps.sort((a, b) => a.at.getTime() - b.at.getTime());
}

async function stepsOf(
  { reviewer, name, review }: ReviewerProgress,
  items: readonly ItemRow[],
  pace: Pace,
  removed: ReadonlySet<string>,
): Promise<Step[]> {
  const ctx = simulated({ id: reviewer, name });
  const draw = draws("reviewer", pace.campaign, name);
  const spare = pace.sparing.get(reviewer);
  if (spare === undefined && !draw.chance(pace.begins)) return [];
  const finishes = spare === undefined && draw.chance(pace.finishes);
  const chosen =
    spare !== undefined
      ? await lastOf(ctx, review, items, spare)
      : finishes
        ? items
        : items.slice(0, Math.ceil(items.length * (0.1 + draw.next() * 0.5)));
  const began = pace.start.getTime() + draw.int(0, pace.days - 1) * day + draw.int(20, 380) * 60_000;
  const clock = sitting(began, draw, pace.start.getTime() + pace.days * day + 8 * hour);
  const steps: Step[] = chosen.flatMap((item) => {
    const act = judge(pace.campaign, item, removed);
    return act ? [{ at: clock(), ctx, item: item.itemId, act }] : [];
  });
  if (!finishes) return steps;
  const again = draw.chance(0.3) ? steps.find((s) => "act" in s && s.act.verb === "certify") : undefined;
  return [
    ...steps,
    ...(again ? [{ ...again, at: clock(), act: secondThought }] : []),
    { at: new Date(clock().getTime() + 60_000), ctx, review },
  ];
}

/** A change of mind about something kept, before signing off. */
const secondThought: Act = {
  verb: "certify_until",
  reasonCode: "covers_for_others",
  words: "On second thoughts only until the handover is done.",
  days: 60,
};

/** Moments some seconds apart; after about forty items a break until the next day, while there is one. */
function sitting(began: number, draw: ReturnType<typeof draws>, end: number): () => Date {
  let time = began;
  let done = 0;
  return () => {
    done += 1;
    time += draw.int(longest + 12, 100) * 1000;
    if (done % 40 === 0 && time + day < end) time += day;
    return new Date(time);
  };
}

/** The last items of somebody's list, in the order they see it. */
async function lastOf(
  ctx: Ctx,
  review: string,
  items: readonly ItemRow[],
  count: number,
): Promise<ItemRow[]> {
  const { rows } = await read(ctx, worklistPage, { review, limit: 200 });
  const last = new Set(rows.slice(rows.length - count).map((row) => row.id));
  return items.filter((item) => last.has(item.itemId));
}

/** Carries the steps out, each at its time; every evening the log is sealed. */
export async function review(steps: readonly Step[]): Promise<{ recorded: number }> {
  let recorded = 0;
  let evening = 0;
  for (const step of steps) {
    const today = Math.floor(step.at.getTime() / day);
    if (evening !== 0 && today !== evening) await at(new Date(evening * day + 22 * hour), () => sequence());
    evening = today;
    if ("act" in step) recorded += (await carryOut(step)) ? 1 : 0;
    else await signedOff(step);
  }
  await at(new Date(evening * day + 22 * hour), () => sequence());
  return { recorded };
}

/** Signs off where every item is decided or handed on; else the list stays open. */
async function signedOff({ at: when, ctx, review }: SignOff): Promise<void> {
  try {
    await at(when, () => execute(ctx, signOff, { review, key: crypto.randomUUID() }));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

/**
 * An admin hands the last few items of somebody who has not begun to another person, with a reason: the first list for which
 * that is allowed.
 * @param to e-mail
 */
export async function handOver(admin: Ctx, campaign: string, to: string): Promise<void> {
  const [person] = (await read(admin, reviewers, { q: to })).rows;
  const items = await allItems(admin, campaign);
  for (const { reviewer, active, decided } of await allReviewers(admin, campaign)) {
    if (!person || !active || decided > 0 || reviewer === person.id) continue;
    const theirs = items.filter((i) => i.reviewerId === reviewer && i.risk === "low").slice(-6);
    if (theirs.length < 6) continue;
    try {
      await execute(admin, reassign, {
        items: theirs.map((i) => i.itemId),
        to: person.id,
        reason: "On leave until the new year.",
        key: crypto.randomUUID(),
      });
      return;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
}

/** Every item of a campaign, read page by page. */
export async function allItems(admin: Ctx, campaign: string): Promise<ItemRow[]> {
  const all: ItemRow[] = [];
  for (let after: string | undefined; ; ) {
    const page = await read(admin, itemsQuery, { id: campaign, limit: 2_000, ...(after ? { after } : {}) });
    all.push(...page.rows);
    if (!page.next) return all;
    after = page.next;
  }
}

async function allReviewers(admin: Ctx, campaign: string): Promise<ReviewerProgress[]> {
  const all: ReviewerProgress[] = [];
  for (let after: string | undefined; ; ) {
    const page = await read(admin, progress, { id: campaign, limit: 200, ...(after ? { after } : {}) });
    all.push(...page.rows);
    if (!page.next) return all;
    after = page.next;
  }
}
