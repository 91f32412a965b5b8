/** What the order and the authors of a campaign's leaves answer by themselves. */
import { type Check, unanswered } from "@/lib/audit-log/verifier/check";
import type { CampaignLog } from "@/lib/audit-log/verifier/log";

/** The seal counts the campaign's leaves and names the last one, so none of them can be withheld. */
export function checkSealed(log: CampaignLog): Check {
  if (!log.sealed && log.sealing.count === 0) {
    const state = log.cancelled
      ? "cancelled but not sealed"
      : log.closed
        ? "closed but not sealed"
        : "not sealed";
    return unanswered("sealed", `the campaign is ${state} at this checkpoint: later leaves of it may exist`);
  }
  return log.sealing.check(
    "sealed",
    `leaf ${log.sealed?.index} seals ${String(log.sealed?.data.events)} events of the campaign, and all are here`,
    "A leaf of this campaign is withheld, or was added after the seal.",
  );
}

/** Each item's leaves count up from 1 and each names the one before. */
export function checkChain(log: CampaignLog): Check {
  return log.chaining.check(
    "chain",
    "each item's events follow one another without a gap",
    "An event of an item is withheld, repeated or out of order.",
  );
}

/** No actor but a person decided, answered or signed off. */
export function checkActors(log: CampaignLog): Check {
  return log.acting.check(
    "actors",
    `${log.decisions.size} decisions, each by a person`,
    "Something other than a person decided.",
  );
}
