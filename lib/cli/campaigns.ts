import { closeNow } from "@/lib/campaigns/close";
import { launch } from "@/lib/campaigns/commands";
import { listening } from "@/lib/campaigns/launch-progress";
import { show } from "@/lib/campaigns/queries";
import type { CampaignView, TieOut } from "@/lib/campaigns/schema";
import { execute } from "@/lib/command";
import { draftAll } from "@/lib/drafting/worker";
import { AppError } from "@/lib/errors";
import { read } from "@/lib/query";
import { type Desk, type Outcome, until } from "./desk";
import type { RequestOf } from "./schema";
import { counted, number, progressOn } from "./screen";

/** Stages a campaign and sees its launch to the end, whoever works it. */
export async function launchVerb(desk: Desk, given: RequestOf<"campaign launch">): Promise<Outcome> {
  const tell = progressOn(desk.screen);
  const { verb: _, json: __, ...input } = given;
  const { campaign: id } = await execute(desk.ctx, launch, { ...input, mode: "manager" });
  const c = await listening(id, tell, () =>
    until(desk, async () => {
      const found = await read(desk.ctx, show, { id });
      return found.status === "launching" ? undefined : found;
    }),
  );
  const { campaign, items, reviewers, tieOut } = c;
  if (!tieOut) throw new AppError("rule", "launch", c.problem ?? `${c.name} was not launched.`);
  return {
    lines: [
      `${c.name} is launched: ${counted(items, "item")} with ${counted(reviewers, "reviewer")}.`,
      ...equations(tieOut),
      `  campaign ${campaign}`,
    ],
    object: { campaign, items, reviewers, tieOut },
  };
}

function equations(t: TieOut): string[] {
  const subjects = (c: TieOut["credentials"], what: string) =>
    c.all === 0
      ? []
      : [`  ${number(c.all)} ${what} = ${number(c.items)} items + ${number(c.excluded)} excluded`];
  return [
    `  ${number(t.grants)} grants = ${number(t.items)} items + ${number(t.covered)} covered + ${number(t.excluded)} excluded: ${t.holds ? "ties out" : "DOES NOT TIE OUT"}`,
    ...subjects(t.credentials, "credentials"),
    ...subjects(t.identities, "non-human identities"),
  ];
}

/** Where a campaign stands. */
export async function showVerb(desk: Desk, given: RequestOf<"campaign show">): Promise<Outcome> {
  const c = await read(desk.ctx, show, { id: given.campaign });
  const { campaign, status, items, decided, notCertified, drafts, tieOut } = c;
  return { lines: shown(c), object: { campaign, status, items, decided, notCertified, drafts, tieOut } };
}

function shown(c: CampaignView): string[] {
  const { ready, insufficient, failed, pending } = c.drafts;
  return [
    `${c.name}: ${c.status}, due ${c.dueDate}`,
    ...(c.problem ? [`  ${c.problem}`] : []),
    `  scope: ${c.scope || "everything"}`,
    `  reviewers: ${c.reviewer ?? (c.mode === "owner" ? "application owners" : "managers, else application owners")}, else ${c.fallback}`,
    `  ${counted(c.items, "item")}: ${number(c.decided)} decided, ${number(c.notCertified)} not reviewed, ${number(c.removed)} gone at source`,
    `  drafts: ${number(ready)} ready, ${number(insufficient)} without enough evidence, ${number(failed)} failed, ${number(pending)} to come`,
    ...(c.tieOut ? equations(c.tieOut) : []),
  ];
}

/** Drafts whatever is not drafted, to the end, in this process. */
export async function draftVerb(desk: Desk, given: RequestOf<"draft">): Promise<Outcome> {
  const c = await read(desk.ctx, show, { id: given.campaign });
  if (c.status === "launching")
    throw new AppError("rule", "launching", `${c.name} is still being launched; draft once it is.`);
  const tell = progressOn(desk.screen);
  const totals = await draftAll(c.campaign, (p) => tell({ phase: "Drafting", ...p }));
  const { drafted, insufficient, failed, dropped } = totals;
  return {
    lines: [
      `${c.name}: ${counted(drafted, "draft")} with a recommendation, ${number(insufficient)} without enough evidence, ${number(failed)} failed; ${counted(dropped, "statement")} dropped as not shown by the evidence.`,
    ],
    object: { drafted, insufficient, failed, dropped },
  };
}

/** Ends a campaign: what nobody decided is not reviewed. */
export async function closeVerb(desk: Desk, given: RequestOf<"close">): Promise<Outcome> {
  const { campaign, items, decided, notCertified, removed } = await closeNow(desk.ctx, {
    id: given.campaign,
  });
  const c = await read(desk.ctx, show, { id: campaign });
  return {
    lines: [
      `${c.name} is ${c.status === "sealed" ? "closed and sealed" : "closed"}: ${counted(items, "item")} = ${number(decided)} decided + ${number(notCertified)} not reviewed + ${number(removed)} gone at source.`,
      ...(c.status === "sealed"
        ? []
        : [
            `  It is sealed once a control owner has answered its figures, by itself after ${c.settings.oversight.answerDays} days.`,
          ]),
    ],
    object: { campaign, items, decided, notCertified, removed },
  };
}
