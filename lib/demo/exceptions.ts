import type { Ctx } from "@/lib/auth/actor";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { draws } from "@/lib/demo/random";
import { idsByName } from "@/lib/demo/removals";
import { allItems } from "@/lib/demo/reviewing";
import { simulated } from "@/lib/demo/simulated";
import { grant, refuse } from "@/lib/exceptions/commands";
import { list } from "@/lib/exceptions/queries";
import { read } from "@/lib/query";
import { decide } from "@/lib/reviews/commands";
import { openItem } from "@/lib/reviews/observe";

/** Why somebody keeps what breaks a rule, what they put beside it, and for how many days. */
const ASKED = [
  {
    reason: "Needed until the new colleague has been trained; then it goes.",
    control: "Each use is read from the log by the team lead the next morning.",
    days: [70, 100],
  },
  {
    reason: "The migration runs through it, and nobody else knows the old system.",
    control: "The weekly list of changes goes to the system's owner and is signed there.",
    days: [180, 220],
  },
  {
    reason: "It is only used when the person on call cannot be reached.",
    control: "Each use sends an alert to the security desk, which asks why.",
    days: [100, 300],
  },
  {
    reason: "The audit firm asked for it to stay until their fieldwork is over.",
    control: "A report of everything done with it is drawn every Friday.",
    days: [60, 120],
  },
] as const;
const REFUSAL = "Both in one hand is exactly what the rule is for; split it between two people.";

export type Keeping = {
  /** A word of its own for each campaign, so that each draws its own luck. */
  campaign: string;
  start: Date;
  most: number;
  /** Whose lists are left alone, and whose answers are theirs to give. */
  sparing: ReadonlySet<string>;
};

/**
 * Some reviewers keep an item against a finding, each with an exception; those who have to grant it mostly do, one refuses,
 * some have not answered.
 */
export async function keepUnderExceptions(admin: Ctx, campaign: string, of: Keeping): Promise<void> {
  const people = await idsByName(admin);
  const draw = draws("exceptions", of.campaign);
  const open = (await allItems(admin, campaign)).filter(
    (i) => i.state === "open" && i.findings > 0 && people.has(i.reviewer) && !of.sparing.has(i.reviewerId),
  );
  const chosen = open
    .map((item) => ({
      item,
      luck: draws(of.campaign, item.accountId ?? "", item.entitlementId ?? "").next(),
    }))
    .sort((a, b) => a.luck - b.luck)
    .slice(0, of.most);
  let time = of.start.getTime();
  let refused = false;
  for (const { item } of chosen) {
    time += draw.int(2, 9) * 60_000;
    const when = new Date(time);
    const ctx = simulated({ id: item.reviewerId, name: item.reviewer });
    const opened = await at(when, () => perform(ctx, openItem, { item: item.itemId }));
    const { exception } = opened.choices.keep;
    if (opened.blocked || opened.ended || !exception) continue;
    const asked = draw.pick(ASKED);
    const done = await at(new Date(time + 40_000), () =>
      execute(ctx, decide, {
        item: item.itemId,
        key: crypto.randomUUID(),
        outcome: "certify",
        reasonCode: "required_by_process",
        evidence: opened.evidence,
        inView: opened.asksInView,
        draft: opened.draft,
        supersedes: opened.supersedes,
        exception: {
          reason: asked.reason,
          control: asked.control,
          controlOwner: item.reviewerId,
          until: new Date(time + draw.pick(asked.days) * 86_400_000).toISOString().slice(0, 10),
        },
      }),
    );
    const second = exception.second ? people.get(exception.second) : undefined;
    const answers = draw.next();
    if (done.waiting === null || !second || !exception.second || of.sparing.has(second) || answers > 0.8)
      continue;
    time += draw.int(20, 50) * 60_000;
    await answered(
      simulated({ id: second, name: exception.second }),
      item.itemId,
      new Date(time),
      !refused && answers < 0.3,
    );
    refused ||= answers < 0.3;
  }
}

/** The second person looks and answers. */
async function answered(ctx: Ctx, item: string, when: Date, no: boolean): Promise<void> {
  await at(when, async () => {
    const { rows } = await read(ctx, list, { show: "mine", limit: 200 });
    const waiting = rows.find((r) => r.item === item);
    if (!waiting) return;
    const about = { exception: waiting.id, key: crypto.randomUUID() };
    if (no) await execute(ctx, refuse, { ...about, words: REFUSAL });
    else await execute(ctx, grant, about);
  });
}
