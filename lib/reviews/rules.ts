/**
 * The gate: one pure function decides whether a decision may be recorded, and what it is.
 *
 * I1  an act of the person the item is with, on that item; no automatic step gets here
 * I3  nothing here looks at what the draft says before it accepts an outcome
 * I4  names the packet and draft this person was served; what was superseded or withdrawn is a conflict
 * I5  a change of mind supersedes the decision the person saw
 * I7  nobody on their own access, nor on what they provisioned
 * I12 a draft that was withheld cannot have been decided by
 * I15 keeping against a finding needs an exception, for privileged access a second person
 *
 * Of high risk it asks that the facts were in view, and of a privileged keep that its words say something.
 */
import { AppError } from "@/lib/errors";
import type { Fact, ItemType, Packet } from "@/lib/evidence/schema";
import {
  type Act,
  cannotAnswerFor,
  dependence,
  effectOnMachine,
  mustFit,
  type NewOwner,
  sameAct,
} from "./acts";
import { mustHaveBeenInView } from "./in-view";
import {
  type ControlOwner,
  type Keeping,
  keeps,
  mustExcept,
  mustStayRemoved,
  type OtherSide,
  type Second,
} from "./keeping";
import { mustMean } from "./meaning";
import { type DecideInput, type Outcome, reasonCodes } from "./schema";

export type Served = { evidenceHash: string; draftId: string | null; draftHash: string | null; at: Date };
export type Reveal = { choice: Outcome | null };
/** What a draft recommends: of a change the kind, where it names one. */
export type Recommended = { recommendation: string; target: Act["target"] | null };
/** A portal user, with their own identity as "source/identity" where one is bound. */
export type Who = { personId: string; identity: string | null };

export type Gate = {
  campaign: { status: string; name: string };
  review: { signedOff: boolean };
  item: {
    state: string;
    evidenceHash: string;
    type: ItemType;
    /** The identity it is about, "source/identity", where known. */
    subject: string | null;
    /** The item of the identity whose decision answers this one. */
    answeredBy: string | null;
    decisionId: string | null;
    /** The outcome in force, null while it is open. */
    outcome: Outcome | null;
    /** Who may never decide it, by "source/identity" or "person/id" → why (I7). */
    blocked: Record<string, string>;
    /** Blind and undrafted: nothing of a draft is shown before this person's first decision here. */
    arm: "assisted" | "blind" | "undrafted";
    risk: "low" | "high" | "critical";
    privilege: "standard" | "privileged" | null;
  };
  /** The decision in force as it is told to whoever had not seen it: "Maya Chen recorded keep on 22 Nov 2026 at 14:02". */
  standing: string | null;
  /** The deciding person, and their own identity, "source/identity", where known. */
  who: Who;
  /** What this person decided here first, where they did. */
  before: Outcome | null;
  /** The newest of what this person was served, if anything was. */
  served: Served | undefined;
  /** The first opening of the recommendation, if it was opened. */
  reveal: Reveal | undefined;
  draft: (Recommended & { id: string; hash: string; withdrawn: boolean }) | undefined;
  packet: Pick<Packet, "asOf" | "facts">;
  /** What its findings make of keeping it (I15), and where each conflict's other side stands. */
  keeping: Keeping;
  sides: readonly OtherSide[];
  controlOwner: ControlOwner;
  second: Second | null;
  /** Whether the decision in force was asked for in the target system already: the review was signed off once before. */
  asked: boolean;
  /** Whom a transfer proposes, as the portal knows them. */
  newOwner: NewOwner | undefined;
  today: string;
};

export type Ruling = {
  disposition: "confirmed" | "overridden" | "undrafted";
  recommendationSeen: "before" | "after" | "never";
  firstChoice: Outcome | null;
  arm: "assisted" | "undrafted" | "blind";
};

/** @throws AppError conflict (409: nothing is written, look again) or rule (422: refused, with the way out) */
export function gate(g: Gate, input: DecideInput): Ruling {
  mayStillDecide(g.campaign, g.review, g.item.state);
  const why = blockOf(g.item.blocked, g.who);
  if (why) throw new AppError("rule", "not-your-own", why);
  if (g.item.answeredBy !== null)
    throw new AppError(
      "rule",
      "answered-by",
      "This is answered by your decision on the identity as a whole. Change that one to decide this on its own.",
    );
  if (g.item.decisionId !== input.supersedes)
    throw new AppError(
      "conflict",
      "decided-elsewhere",
      g.standing
        ? `${g.standing}. Nothing of yours was recorded over it.`
        : "What was decided here is open again. Look at it before you decide.",
    );
  if (g.asked)
    throw new AppError(
      "rule",
      "asked-for",
      "This was asked for in the target system when you signed off, so it can be read and no longer changed.",
    );
  if (!g.served)
    throw new AppError("rule", "not-served", "Open the item and its evidence before deciding it.");
  if (g.item.evidenceHash !== input.evidence || g.served.evidenceHash !== input.evidence)
    throw new AppError(
      "conflict",
      "packet-superseded",
      "The evidence changed while you were looking. Read it again, then decide.",
    );
  if (withheld(g) && input.draft !== null)
    throw new AppError(
      "rule",
      "decide-first",
      "This one is decided before its draft is shown, so the decision cannot name a draft.",
    );
  if (g.served.draftId !== (input.draft?.id ?? null) || g.served.draftHash !== (input.draft?.hash ?? null))
    throw new AppError(
      "conflict",
      "draft-changed",
      "The draft you saw is not the one on record for you. Open the item again.",
    );
  if (g.draft?.withdrawn)
    throw new AppError(
      "conflict",
      "draft-withdrawn",
      "The draft you saw was withdrawn. Open the item again, then decide.",
    );
  complete(g, input);
  mustHaveBeenInView({ risk: g.item.risk, packet: g.packet }, input.inView);
  mustExcept(g.keeping, input, g);
  mustStayRemoved(g.item.outcome, input.outcome, g.sides);
  const friction = frictionOf(g.item.type, g.packet, input);
  if (friction && !input.acknowledged)
    throw new AppError("rule", "acknowledge", `${friction} Say that you have taken this into account.`);
  const disposition = dispositionOf(g.draft, input.outcome, g.item.type, input.target);
  if (disposition === "overridden" && !input.words && !input.exception)
    throw new AppError("rule", "override-words", "Say in a few words why you decide against the draft.", {
      words: "Say why, in your words.",
    });
  mustMean(
    { keeps: keeps(input.outcome), privilege: g.item.privilege },
    input.words || input.exception?.reason,
  );
  if (input.startedFrom !== undefined && input.startedFrom !== input.draft?.hash)
    throw new AppError("invalid", "started-from", "Words can only begin with the draft that was shown here.");
  // Whoever decided before the draft was shown sees it afterwards, whole: their first decision is what they chose before.
  const reveal = g.item.arm === "blind" ? g.draft && { choice: g.before } : g.reveal;
  return {
    disposition,
    recommendationSeen: reveal ? (reveal.choice ? "after" : "before") : "never",
    firstChoice: reveal?.choice ?? null,
    arm: g.item.arm === "blind" ? "blind" : g.draft ? "assisted" : "undrafted",
  };
}

const withheld = (g: Gate) => g.item.arm !== "assisted" && g.before === null;

/** Why this person may not decide an item, undefined where they may (I7). */
export function blockOf(blocked: Record<string, string>, who: Who): string | undefined {
  return (who.identity === null ? undefined : blocked[who.identity]) ?? blocked[personKey(who.personId)];
}

/** What somebody's competence to decide an item rests on: owning the application, managing the holder, or being named for it. */
export function competenceOf(of: {
  reviewerId: string;
  applicationOwnerId: string | null;
  reviewerBasis: string;
}): string {
  if (of.applicationOwnerId === of.reviewerId) return "owner of the application";
  if (of.reviewerBasis.startsWith("manager")) return "manager of the holder";
  return `named: ${of.reviewerBasis}`;
}

/** How a source's text that can only mean one portal user is kept, where no identity of a directory is known for it. */
export const personKey = (personId: string) => `person/${personId}`;

/** The identity of a person or of an item's holder as "source/identity", null where none is known. */
export function identityKey(of: {
  identitySourceId: number | null;
  identityId: string | null;
}): string | null {
  return of.identitySourceId !== null && of.identityId !== null
    ? `${of.identitySourceId}/${of.identityId}`
    : null;
}

/** @throws AppError where the campaign, the review or the item has ended */
export function mayStillDecide(campaign: Gate["campaign"], review: Gate["review"], state: string): void {
  if (campaign.status !== "launched")
    throw new AppError(
      "rule",
      "campaign-ended",
      `${campaign.name} has ended; its decisions cannot be changed any more.`,
    );
  if (review.signedOff)
    throw new AppError(
      "rule",
      "signed-off",
      "You signed this review off; an administrator can tell how it is reopened.",
    );
  if (state !== "open" && state !== "decided")
    throw new AppError("rule", "item-ended", "This item is no longer open for a decision.");
}

function complete(g: Gate, input: DecideInput): void {
  const codes: object = keeps(input.outcome) ? reasonCodes.keep : reasonCodes.remove;
  if (!(input.reasonCode in codes))
    throw new AppError("invalid", "reason", "Choose one of the reasons listed for this choice.", {
      reasonCode: "Choose a reason.",
    });
  if ((input.outcome === "certify_until") !== (input.until !== undefined))
    throw new AppError("invalid", "until", "Keep until needs a last day, and only keep until has one.", {
      until: "Give the last day.",
    });
  if (input.until && input.until <= g.today)
    throw new AppError("invalid", "until", "The last day must be after today.", {
      until: "Choose a day after today.",
    });
  if (input.outcome === "modify" && !(input.target && input.words))
    throw new AppError(
      "invalid",
      "change",
      "Say what should change: the kind of change, and in words what to.",
      {
        words: "Say what should change.",
      },
    );
  if (input.outcome !== "modify" && input.target)
    throw new AppError("invalid", "change", "Only a change says what should change.");
  mustFit(g.item.type, input);
  const why = input.newOwner && g.item.subject ? cannotAnswerFor(g.newOwner, g.item.subject) : null;
  if (why) throw new AppError("rule", "new-owner", why, { newOwner: why });
}

/**
 * `confirmed` iff outcome and target are the recommendation's, `undrafted` if there was none to confirm. Where a recommendation
 * to change names no kind of change, every kind confirms it; on an identity, to remove and to retire are the same.
 */
export function dispositionOf(
  draft: Recommended | undefined,
  outcome: Outcome,
  type: ItemType = "grant",
  target?: Act["target"],
): Ruling["disposition"] {
  if (draft === undefined || draft.recommendation === "insufficient_evidence") return "undrafted";
  const recommended = { outcome: draft.recommendation, target: draft.target ?? undefined };
  return sameAct(type, recommended, { outcome, target }) ? "confirmed" : "overridden";
}

/** What has to be taken into account before this act, or null: the same for a grant, a credential and an identity. */
export function frictionOf(
  type: ItemType,
  packet: Pick<Packet, "asOf" | "facts">,
  act: { outcome: Outcome; target?: Act["target"] },
): string | null {
  const ends = act.outcome === "revoke" || act.target === "retire";
  if (!ends) return null;
  return (type === "grant" ? null : dependence(packet)) ?? acknowledgement(packet.facts, "revoke");
}

/**
 * What the equal friction of section 7 asks a person to take into account before removing, or null: use in the last 30
 * days, a last holder.
 */
export function acknowledgement(facts: readonly Fact[], outcome: Outcome): string | null {
  if (outcome !== "revoke") return null;
  for (const fact of facts) {
    if (fact.kind === "use.last" && fact.value.days <= 30)
      return `This was used ${fact.value.days === 0 ? "on the day of the export" : days(fact.value.days)}.`;
    if (fact.kind === "account.last_admin") return "This is the last administrator left.";
    if (fact.kind === "account.last_holder") return "Nobody else holds this.";
  }
  return null;
}

const days = (n: number) => (n === 1 ? "one day before the export" : `${n} days before the export`);

/** What each verb will do in the target system, in its own words. */
export function effectOf(packet: Packet, outcome: Outcome, target?: Act["target"], beneath?: number): string {
  if (packet.keys.type !== "grant") return effectOnMachine(packet, { outcome, target }, beneath);
  const { entitlement, account, application } = packet.access;
  const others = packet.facts.find((f) => f.kind === "entitlement.holders");
  const still =
    others === undefined
      ? ""
      : others.value.others === 0
        ? " Nobody else holds it."
        : others.value.others === 1
          ? " One other account still holds it."
          : ` ${others.value.others.toLocaleString("en-GB")} other accounts still hold it.`;
  const covers = packet.facts.find((f) => f.kind === "grant.covers");
  const also = covers ? ` What comes with it goes too: ${covers.value.count} more.` : "";
  switch (outcome) {
    case "revoke":
      return `After sign-off, ${application}'s owner is asked to take ${entitlement} from account ${account}.${also}${still}`;
    case "modify":
      return `After sign-off, ${application}'s owner is asked to make your change to ${entitlement} on account ${account}.`;
    case "certify_until":
      return `Nothing changes in ${application} now. After the last day it comes back to be decided again.`;
    case "certify":
      return `Nothing changes in ${application}.`;
  }
}

export type Candidate = Who & { active: boolean };

/**
 * Who gets an item that its reviewer does not know: the first of the chain (application owner, then the named fallback)
 * who has not held it before, may decide it and is active.
 */
export function nextHolder(
  chain: readonly Candidate[],
  held: ReadonlySet<string>,
  blocked: Record<string, string>,
): Candidate | undefined {
  return chain.find((c) => c.active && !held.has(c.personId) && blockOf(blocked, c) === undefined);
}
