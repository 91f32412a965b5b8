import type { Tone } from "@/components/ui/badge";
import type { CampaignView, ItemRow, ReviewerProgress, Status } from "@/lib/campaigns/schema";

/** Each status in plain words. */
export const said: Record<Status, { words: string; tone: Tone }> = {
  launching: { words: "Being launched", tone: "accent" },
  launched: { words: "Running", tone: "accent" },
  closed: { words: "Closed, not sealed yet", tone: "attention" },
  sealed: { words: "Closed and sealed", tone: "neutral" },
  cancelled: { words: "Cancelled", tone: "neutral" },
  refused: { words: "Not launched", tone: "finding" },
};

/** A status in plain words; a running campaign whose due day has passed says so. */
export function statusWords(
  c: { status: Status; dueAt: string },
  now: string,
): { words: string; tone: Tone } {
  if (c.status === "launched" && c.dueAt < now) return { words: "Past its due day", tone: "attention" };
  return said[c.status];
}

const number = new Intl.NumberFormat("en-GB");

/** "1 item", "4,443 items". */
export function things(n: number, one: string, many = `${one}s`): string {
  return `${number.format(n)} ${n === 1 ? one : many}`;
}

export const grouped = (n: number) => number.format(n);

/** Who reviews, as a sentence. */
export function reviewerWords(c: Pick<CampaignView, "mode" | "reviewer" | "fallback">): string {
  const first = {
    manager: "The holder's manager, else the application's owner",
    owner: "The application's owner",
    named: c.reviewer ?? "One named person",
  }[c.mode];
  return `${first}; what none of these may review goes to ${c.fallback}`;
}

const day = 86_400_000;

/** What keeps a reviewer's list where it is, or that it is done. */
export function standing(r: ReviewerProgress, now: string): { words: string; stuck: boolean } {
  if (r.signedOffAt) return { words: "Signed off", stuck: false };
  if (!r.active && r.decided < r.items) return { words: "Cannot sign in", stuck: true };
  if (r.decided === r.items) return { words: "All decided, not signed off", stuck: false };
  const last = r.lastDecidedAt ?? r.openedAt;
  if (!last) return { words: "Not opened yet", stuck: true };
  const days = Math.floor((Date.parse(now) - Date.parse(last)) / day);
  const what = r.lastDecidedAt ? "No decision" : "Opened, no decision";
  if (days >= 1) return { words: `${what} for ${days === 1 ? "1 day" : `${days} days`}`, stuck: days >= 3 };
  return { words: r.lastDecidedAt ? "Decided today" : "Opened today", stuck: false };
}

export const stateWords: Record<ItemRow["state"], string> = {
  open: "Open",
  decided: "Decided",
  not_certified: "Not reviewed",
  removed_at_source: "Gone at its source",
};

export const outcomeWords: Record<NonNullable<ItemRow["outcome"]>, string> = {
  certify: "Kept",
  certify_until: "Kept until a day",
  revoke: "Removed",
  modify: "To be changed",
};

export const draftWords: Record<ItemRow["draftState"], string> = {
  none: "No draft",
  pending: "Draft to come",
  ready: "Draft ready",
  insufficient: "Too little evidence",
  failed: "Draft failed",
  withheld: "You decide first",
};

export const armWords: Record<NonNullable<ItemRow["arm"]>, string> = {
  assisted: "With its draft",
  blind: "Before its draft",
  undrafted: "Without a draft",
};

/** The calendar day `days` after an instant. */
export function dayAfter(instant: string, days: number): string {
  return new Date(Date.parse(instant) + days * day).toISOString().slice(0, 10);
}

/** Who may draft a campaign's items and what a model is given, as sentences. */
export function draftingWords(s: CampaignView["settings"]): string[] {
  if (!s.model) return ["By rules only; nothing goes to a model"];
  const { tokens, money, currency } = s.budget;
  const most = [
    tokens === null ? "" : `${number.format(tokens)} tokens`,
    money === null ? "" : `${currency} ${(money / 100).toFixed(2)}`,
  ].filter(Boolean);
  return [
    "By a model, where one is on when drafting begins; else by rules",
    {
      same: "Privileged access, keys, services and agents: as all other items",
      local: "Privileged access, keys, services and agents: only by the local model, else by rules",
      rules: "Privileged access, keys, services and agents: only by rules",
    }[s.privilegedDrafter],
    s.assertedText ? "People's own texts are sent, secrets taken out" : "People's own texts are not sent",
    ...(s.hideNames ? ["Names of applications and entitlements are hidden"] : []),
    ...(most.length > 0 ? [`At most ${most.join(" and ")}; then rules draft`] : []),
  ];
}

/** Whether alike items of low risk may be decided in one act, and how many. */
export function togetherWords({ allowed, cap }: CampaignView["settings"]["together"]): string {
  return allowed
    ? `Up to ${cap} of low risk can be decided together`
    : "None are decided together; each is opened on its own";
}

/** When keeping takes a second person, and who that is where the application's owner cannot be. */
export function secondLookWords({ secondLook: { on, unusedDays }, pool }: CampaignView["settings"]): string {
  if (!on) return "None are asked for";
  const who =
    pool.length === 0
      ? "the fallback"
      : pool.length === 1
        ? "a person named at launch"
        : `one of ${pool.length} people named at launch`;
  return `Keeping privileged access that has a finding, or was not used for ${unusedDays} days, takes a second person: the application's owner, else ${who}`;
}

/** Whom a reviewer may lend open items to. */
export const lendingWords = ({ delegation }: CampaignView["settings"]): string =>
  ({
    anyone: "To anybody who can sign in, until a day",
    pool: "To those who look a second time, until a day",
    department: "To people of the reviewer's own department, until a day",
  })[delegation.to];

/** How a list is signed off. */
export const removalWords = ({ removalDays }: CampaignView["settings"]): string =>
  removalDays === null
    ? "Asked for at the end, with no number of days to be done in"
    : `Asked for at the end, to be done in ${things(removalDays, "day")}`;

export const signOffWords = ({ signOff }: CampaignView["settings"]): string =>
  ({
    as_set_up: "As Countersign is set up here",
    provider: "By signing in again with the identity provider",
    passkey: "With a passkey",
    either: "With the identity provider or a passkey",
  })[signOff];

/** Whom figures on how people reviewed are told of. */
export const figuresWords = ({ oversight: { level, except } }: CampaignView["settings"]): string => {
  const told = {
    off: "Of nobody",
    teams: "Of five reviewers or more together",
    named: "Of each reviewer by name",
  }[level];
  return except.length === 0
    ? told
    : `${told}; otherwise for ${except.length === 1 ? "one department or place" : `${except.length} departments or places`}`;
};
