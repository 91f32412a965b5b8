import { draws } from "@/lib/demo/random";

/** Of an item, what a simulated reviewer goes by. */
export type Seen = {
  itemId: string;
  type: "grant" | "credential" | "identity";
  accountId: string | null;
  entitlementId: string | null;
  credentialId: string | null;
  identityId: string | null;
  application: string;
  subject: string;
  title: string;
  findings: number;
  risk: "low" | "high" | "critical";
  tags: readonly string[];
};

/** What they do with it, in the record's words; `null` leaves it open. */
export type Act =
  | { verb: "certify"; reasonCode: string; words: string }
  | { verb: "certify_until"; reasonCode: string; words: string; days: number }
  | { verb: "revoke"; reasonCode: string; words: string }
  | { verb: "modify"; target: "reduce" | "rotate"; reasonCode: string; words: string }
  | { verb: "modify"; target: "transfer_owner"; newOwner: string; reasonCode: string; words: string }
  | { verb: "dont_know"; missing: "what_it_does" | "whether_needed"; words: string };

const KEEP_WORDS = [
  "Month end twice a year, so it looks unused in between.",
  "Covers for me when I travel.",
  "We agreed this with the auditors in spring; the second signature stays with me.",
  "Used through a shared report, which the log does not show.",
  "Still needed until the old interface is gone.",
  "Only one of the team with the training for it.",
  "Checked with them on Tuesday, they do need it.",
  "The project runs until summer.",
];
const REMOVE_WORDS = [
  "Changed team; nobody noticed it stayed.",
  "Asked, and they had forgotten they had it.",
  "Was for a project that ended.",
  "Nobody in my team should have this.",
];
const CHANGE_WORDS = [
  "Read access is enough, take away the right to change.",
  "Only the own cost centre, not all of them.",
  "The test environment, not production.",
];
const RENEW_WORDS = [
  "Older than a year; a new one before the month ends.",
  "Renew it and keep it in the vault this time.",
];
const UNKNOWN_WORDS = [
  "The name says nothing to me.",
  "I took over this team in June; ask whoever runs the system.",
  "I cannot tell whether the nightly job still needs it.",
];

/**
 * What a simulated reviewer does with an item: the same item always the same. Keeping what breaks a rule needs an exception,
 * so that is removed, changed, handed on or left.
 * @param removed "account|entitlement" of what last quarter's review removed, which nothing else may say
 */
export function judge(campaign: string, item: Seen, removed: ReadonlySet<string>): Act | null {
  const draw = draws("judge", campaign, ...placeOf(item));
  if (removed.has(grantKey(item)))
    return { verb: "revoke", reasonCode: removalReason(item), words: draw.pick(REMOVE_WORDS) };
  if (item.findings > 0) return aboutFinding(draw, item);
  if (item.risk === "high" && draw.chance(0.05))
    return { verb: "dont_know", missing: "what_it_does", words: draw.pick(UNKNOWN_WORDS) };
  if (draw.chance(0.03))
    return {
      verb: "certify_until",
      reasonCode: "covers_for_others",
      words: draw.pick(KEEP_WORDS),
      days: draw.pick([90, 120, 180]),
    };
  const code = draw.pick(["needed_for_job", "needed_for_job", "used_regularly", "required_by_process"]);
  return { verb: "certify", reasonCode: code, words: draw.pick(KEEP_WORDS) };
}

function aboutFinding(draw: ReturnType<typeof draws>, item: Seen): Act | null {
  const luck = draw.next();
  if (luck < 0.06) return { verb: "revoke", reasonCode: removalReason(item), words: draw.pick(REMOVE_WORDS) };
  if (luck < 0.16) return changed(draw, item);
  if (luck < 0.26) return { verb: "dont_know", missing: "whether_needed", words: draw.pick(UNKNOWN_WORDS) };
  return null;
}

/** What tells an item from every other, the same in every campaign. */
function placeOf(item: Seen): string[] {
  if (item.type === "grant") return [item.accountId ?? "", item.entitlementId ?? ""];
  return [item.type, item.credentialId ?? item.identityId ?? ""];
}

function changed(draw: ReturnType<typeof draws>, item: Seen): Act {
  const change = { verb: "modify", reasonCode: "other" } as const;
  return item.type === "credential"
    ? { ...change, target: "rotate", words: draw.pick(RENEW_WORDS) }
    : { ...change, target: "reduce", words: draw.pick(CHANGE_WORDS) };
}

function removalReason(item: Seen): string {
  if (item.tags.includes("leaver")) return "left";
  if (item.tags.includes("moved")) return "changed_job";
  if (item.tags.includes("conflict")) return "conflict";
  if (item.tags.includes("unused")) return "not_used";
  return "not_needed";
}

/** A direct grant, as `removedAfterLastReview` names it. */
export function grantKey(grant: { accountId: string | null; entitlementId: string | null }): string {
  return `${grant.accountId}|${grant.entitlementId}`;
}
