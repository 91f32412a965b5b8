import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { campaign } from "@/db/schema/campaigns";
import { review } from "@/db/schema/reviews";
import { personOf } from "@/lib/auth/actor";
import { settings } from "@/lib/campaigns/schema";
import { command } from "@/lib/command";
import { AppError } from "@/lib/errors";
import { uuid7 } from "@/lib/ids";
import { type Alike, notTogether, recommendationOf, tooMany } from "./alike";
import { type Case, casesOf, packetsOf } from "./cases";
import { atLeastOne, decideAll, refusal, unentangled } from "./deciding";
import { boundedSeconds } from "./in-view";
import { keeps } from "./keeping";
import { lockItems, nothingHere } from "./subject";
import { togetherInput } from "./together-schema";

const ruling = settings.shape.together;

/** A list, and what its campaign says of deciding together. */
export async function listOf(tx: Pick<Tx, "select">, id: string) {
  const [found] = await tx
    .select({
      reviewerId: review.reviewerId,
      signedOffAt: review.signedOffAt,
      status: campaign.status,
      settings: campaign.settings,
    })
    .from(review)
    .innerJoin(campaign, eq(campaign.id, review.campaignId))
    .where(eq(review.id, id));
  if (!found) throw new AppError("not_found", "review", "There is no such review of yours.");
  const { settings: frozen, ...list } = found;
  const said = frozen as { together?: unknown };
  return { ...list, together: ruling.parse(said.together ?? { allowed: false, cap: 2 }) };
}

/** @throws AppError where an act on so many is none that this campaign allows */
export function mustBeOneAct(count: number, together: { allowed: boolean; cap: number }): void {
  const no = tooMany(count, together);
  if (no) throw new AppError("rule", no.slug, no.sentence);
}

/**
 * @throws AppError naming each item that is not decided in this act, and why
 */
export function mustBeAlike(
  all: readonly { subject: Case["subject"]; recommendation: string | null }[],
): void {
  const refused = notTogether(
    all.map(({ subject: { item: i }, recommendation }): Alike => ({ ...i, recommendation })),
  );
  if (refused.size > 0)
    throw refusal(
      new Map([...refused].map(([id, why]) => [id, new AppError("rule", "not-together", why)])),
      all,
    );
}

/** Locks them all, on this list. @throws AppError not_found where one is not on it */
export async function lockOn(tx: Tx, list: string, ids: readonly string[]): Promise<Case["subject"][]> {
  const found = await lockItems(tx, ids);
  if (found.length < ids.length || found.some((f) => f.review.id !== list)) throw nothingHere();
  return found;
}

/**
 * Records one person's decision on several alike, low-risk items of their list in one act (I6): one verb and one reason, and for
 * each item its own gate, row and entry, marked with the batch, its size and the seconds of the whole act. All or nothing.
 */
export const together = command({
  name: "reviews.together",
  permission: "item.decide",
  input: togetherInput,
  idempotent: true,
  load: (tx, input) => listOf(tx, input.review),
  run: async (tx, { input, subject: list, actor, now }) => {
    mustBeOneAct(input.items.length, list.together);
    const { items, review: _, taken, seconds, ...act } = input;
    const named = new Map(items.map((i) => [i.item, i]));
    const subjects = await lockOn(tx, input.review, [...named.keys()]);
    const acts = subjects.flatMap((subject) => {
      const one = named.get(subject.item.id);
      return one ? [{ subject, input: { ...act, ...one } }] : [];
    });
    const found = await casesOf(tx, acts, personOf(actor) ?? "");
    mustBeAlike(found.map((c) => ({ subject: c.subject, recommendation: recommendationOf(c.drafted) })));
    const packets = keeps(input.outcome) ? undefined : await packetsOf(tx, [...named.keys()]);
    const cases = found.map((c) => ({ ...c, packet: packets?.get(c.subject.item.id) ?? unread }));
    const { made, events } = await decideAll(tx, cases.map(unentangled), {
      actor,
      now,
      batch: { id: uuid7(now.getTime()), size: cases.length, taken },
      seconds: boundedSeconds(seconds, firstOpened(cases), now),
    });
    return { result: { decisions: made }, events: atLeastOne(events) };
  },
});

/** Keeping access of low risk asks nothing of its facts; what asks for them all the same is stopped. */
const unread: Case["packet"] = {
  get asOf(): never {
    throw new Error("The evidence of this item was not read.");
  },
  get facts(): never {
    throw new Error("The evidence of this item was not read.");
  },
};

/** No act is longer than since the first of its items was opened. */
function firstOpened(cases: readonly Case[]): Date | undefined {
  const times = cases.flatMap((c) => c.opened?.at.getTime() ?? []);
  return times.length > 0 ? new Date(Math.min(...times)) : undefined;
}
