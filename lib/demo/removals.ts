import type { Ctx } from "@/lib/auth/actor";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { grantKey } from "@/lib/demo/judgement";
import { draws } from "@/lib/demo/random";
import { allItems } from "@/lib/demo/reviewing";
import { simulated } from "@/lib/demo/simulated";
import { peopleList } from "@/lib/people/queries";
import { read } from "@/lib/query";
import { apply } from "@/lib/remediation/commands";
import { list } from "@/lib/remediation/queries";
import type { TaskView } from "@/lib/remediation/schema";

const day = 86_400_000;
const NOTES = ["Done in the console.", "Removed, ticket closed.", "Done; they were told.", ""];

/**
 * Owners mark what they have removed as done, in the fortnight after the close. A few have not got to it, and a few have
 * marked done what is still there: the next snapshot tells.
 * @param removed "account|entitlement" of what is really gone by the next snapshot
 */
export async function carryOutRemovals(
  admin: Ctx,
  campaign: string,
  closed: Date,
  removed: ReadonlySet<string>,
): Promise<void> {
  const ids = await idsByName(admin);
  const gone = new Set(
    (await allItems(admin, campaign))
      .filter((item) => removed.has(grantKey(item)))
      .map((item) => placeOf(item.application, item.account ?? item.accountId ?? "", item.entitlement)),
  );
  const done = (await allTasks(admin, campaign)).flatMap((task) => {
    const place = [task.application, task.account ?? "", task.technical] as const;
    const draw = draws("removal", ...place);
    const really = gone.has(placeOf(...place));
    const id = ids.get(task.owner);
    if (!id || !draw.chance(really ? 0.92 : 0.55)) return [];
    const when = new Date(closed.getTime() + draw.int(1, 12) * day + draw.int(8 * 60, 17 * 60) * 60_000);
    return [{ when, task: task.id, words: draw.pick(NOTES), ctx: simulated({ id, name: task.owner }) }];
  });
  for (const { when, ctx, task, words } of done.sort((a, b) => a.when.getTime() - b.when.getTime()))
    await at(when, () =>
      execute(ctx, apply, { task, key: crypto.randomUUID(), ...(words ? { words } : {}) }),
    );
}

const placeOf = (application: string, account: string, technical: string) =>
  [application, account, technical].join("|");

async function allTasks(admin: Ctx, campaign: string): Promise<TaskView[]> {
  const all: TaskView[] = [];
  for (let after: string | undefined; ; ) {
    const page = await read(admin, list, {
      whose: "all",
      campaign,
      limit: 200,
      ...(after ? { after } : {}),
    });
    all.push(...page.rows);
    if (!page.next) return all;
    after = page.next;
  }
}

/** People by name; of a name that two have, nobody. */
export async function idsByName(admin: Ctx): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const twice = new Set<string>();
  for (let after: string | undefined; ; ) {
    const page = await read(admin, peopleList, after ? { after } : {});
    for (const { id, name } of page.people) {
      if (ids.has(name)) twice.add(name);
      ids.set(name, id);
    }
    if (!page.next) break;
    after = page.next;
  }
  for (const name of twice) ids.delete(name);
  return ids;
}
