/** What the disclosed leaves say about one campaign, gathered in one pass over them. */
import type { JsonObject } from "@/lib/audit-log/canonical";
import { AnswerLog } from "@/lib/audit-log/verifier/answers";
import { ChallengeLog } from "@/lib/audit-log/verifier/challenges";
import { Findings } from "@/lib/audit-log/verifier/check";
import { DraftLog } from "@/lib/audit-log/verifier/drafts";
import { ExceptionLog } from "@/lib/audit-log/verifier/exceptions";
import { Commitments, Items } from "@/lib/audit-log/verifier/items";
import { type Leaf, placeOf, unprefixed } from "@/lib/audit-log/verifier/leaf";
import type { FittingLeaf } from "@/lib/audit-log/verifier/leaf-form";
import { OversightLog } from "@/lib/audit-log/verifier/oversight";
import { PasskeyLog } from "@/lib/audit-log/verifier/passkeys";
import { OUTCOMES, PlainDecisions } from "@/lib/audit-log/verifier/plain-decisions";
import { Decisions } from "@/lib/audit-log/verifier/recorded";
import { ImportLog, MoveLog, RemovalLog, RoleLog } from "@/lib/audit-log/verifier/registers";
import { SecondLookLog } from "@/lib/audit-log/verifier/second-looks";
import { VersionLog } from "@/lib/audit-log/verifier/versions";

/** A `review.signed_off` leaf. */
export type SignedOff = {
  index: number;
  at: string;
  actor: string;
  commit: string | undefined;
  data: JsonObject;
};

export type Milestone = { index: number; data: JsonObject };
export type Launch = Milestone & { at: string; settings: string | undefined };

type Tally = { events: number; last: { hash: string } };

/** Acts that only a person may perform. */
const PERSONAL = new Set([
  "decision.recorded",
  "item.abstained",
  "second_look.recorded",
  "review.signed_off",
  "challenge.answered",
  "passkey.enrolled",
  "passkey.removed",
  "exception.granted",
  "exception.refused",
]);
/** What cannot happen any more once a campaign is sealed. */
const BEFORE_SEALING = new Set([
  ...PERSONAL,
  "item.reassigned",
  "item.delegated",
  "item.returned",
  "review.reopened",
  "reopening.asked",
  "reopening.refused",
  "second_look.moved",
  "ownership.offered",
  "ownership.answered",
  "question.asked",
  "question.answered",
  "question.ended",
  "campaign.closed",
  "arms.committed",
  "arms.revealed",
  "challenge.committed",
  "challenge.revealed",
]);

const MOVES = new Set(["item.reassigned", "item.delegated", "item.returned", "item.abstained"]);
const REMOVALS = new Set([
  "remediation.applied",
  "remediation.seen_gone",
  "remediation.not_observed",
  "grant.returned",
]);

export class CampaignLog {
  campaign: string | undefined;
  launched: Launch | undefined;
  closed: Milestone | undefined;
  cancelled: Milestone | undefined;
  sealed: Milestone | undefined;
  /** What was drawn by lot: the commitment at launch, and the secret at the end. */
  readonly arms: { committed?: Milestone; revealed?: Milestone } = {};
  readonly decisions = new Decisions();
  /** The decision in force for each decided item: not one that fell because what it waited for did not come. */
  readonly final = new Items(this.decisions);
  /** Leaf index at which a decision ceased to be in force, by decision. */
  readonly ended = new Map<string, number>();
  readonly signedOff: SignedOff[] = [];
  /** Transfers that wait for the new owner's answer, by the question. */
  private readonly offers = new Map<string, { item: string; decision: string; to: string }>();
  /** Words this campaign's events commit to, with their leaf, and leaf index by commitment of words erased. */
  readonly committed = new Commitments();
  readonly erased = new Map<string, number>();
  private readonly plain = new PlainDecisions(this.decisions, this.final, this.committed);
  /** Directory identity by portal user. */
  readonly identities = new Map<string, string>();

  /** What was kept against a rule, and on whose word. */
  readonly exceptions = new ExceptionLog();

  /** Second persons' looks at decisions that keep. */
  readonly looks = new SecondLookLog();

  /** Keys that people enrolled to sign off with. */
  readonly passkeys = new PasskeyLog();

  /** Items that were made up to test the review. */
  readonly challenges = new ChallengeLog();

  /** What was asked about items, and the evidence that answers made. */
  readonly questions = new AnswerLog();

  /** What control owners said of the figures on how people reviewed. */
  readonly oversight = new OversightLog();

  /** Batches of drafts, who had what, and what was done about it. */
  readonly drafts = new DraftLog();
  readonly moves = new MoveLog();
  readonly roles = new RoleLog();
  readonly removals = new RemovalLog();
  readonly imports = new ImportLog();
  /** Steps of the versions of rules and of what drafts. */
  readonly versions = new VersionLog();

  readonly launching = new Findings();
  readonly sealing = new Findings();
  readonly chaining = new Findings();
  readonly acting = new Findings();
  readonly deciding = new Findings();
  readonly drawing = new Findings();
  readonly reopening = new Findings();
  /** Who asked, by the request to open a signed review again. */
  private readonly requests = new Map<string, string>();

  /** Index of the leaf being read. */
  private reached = 0;
  private readonly tallies = new Map<string, Tally>();

  /** Takes in a leaf; leaves come in the order of the log. */
  readonly visit = (leaf: Leaf): void => {
    const { type, actor, campaign, commit } = leaf;
    this.reached = leaf.index;
    if (PERSONAL.has(type) && actor.kind !== "person") {
      this.acting.add(placeOf(leaf), `its actor is ${actor.kind} ${actor.id}, not a person`);
    }
    this.readChain(leaf);
    this.readEvent(leaf);
    if (campaign === undefined) return;
    if (commit !== undefined) this.committed.add(commit, leaf.index);
    const tally = this.tallies.get(campaign);
    if (tally) {
      tally.events++;
      tally.last = { hash: leaf.hash };
    } else this.tallies.set(campaign, { events: 1, last: { hash: leaf.hash } });
  };

  /** Takes in a leaf by which a person decides, where nothing else is to be done about it and nothing said: see `visit` for any other. */
  readonly take = (leaf: FittingLeaf): boolean => {
    const tally = this.tallies.get(this.campaign ?? "");
    if (this.campaign === undefined || this.sealed || !tally) return false;
    const decision = this.plain.take(leaf, this.campaign);
    if (!decision) return false;
    tally.events++;
    tally.last = decision;
    return true;
  };

  /** Whether a decision removed, and the one in force on its item still does. */
  readonly removes = (decision: string): boolean => {
    const known = this.decisions.get(decision);
    const final = this.decisions.get(this.final.get(known?.item ?? "") ?? "");
    return known?.data.outcome === "revoke" && final?.data.outcome === "revoke";
  };

  /** Leaf indexes of the campaign's launch and of its end. */
  get run(): { from: number; to: number } {
    const ended = this.closed ?? this.cancelled;
    return { from: this.launched?.index ?? -1, to: ended?.index ?? Number.POSITIVE_INFINITY };
  }

  /** How many of the campaign's leaves are disclosed. */
  get events(): number {
    return this.tallies.get(this.campaign ?? "")?.events ?? 0;
  }

  private readChain(leaf: Leaf): void {
    const { item, itemSeq, prev, hash } = leaf;
    if (item === undefined) return;
    const { due, before } = this.final.follow(item, itemSeq, hash);
    if (itemSeq !== due) {
      const said = itemSeq ?? "an event without a number";
      this.chaining.add(placeOf(leaf), `item ${item} goes from event ${due - 1} to ${said}`);
    } else if (prev !== before) {
      this.chaining.add(placeOf(leaf), `item ${item} does not name its event before by the right hash`);
    }
  }

  private readEvent(leaf: Leaf): void {
    const { type, campaign, data } = leaf;
    const ours = campaign !== undefined && campaign === this.campaign;
    if (ours && this.sealed && BEFORE_SEALING.has(type)) {
      this.sealing.add(placeOf(leaf), `was recorded after the seal at leaf ${this.sealed.index}`);
    }
    if (type === "decision.recorded") this.decide(leaf);
    else if (type === "campaign.launched") this.launch(leaf);
    else if (type === "campaign.closed" && ours) this.close(leaf);
    else if (type === "campaign.cancelled" && ours) this.cancel(leaf);
    else if (type === "campaign.sealed" && ours) this.seal(leaf);
    else if (type === "arms.committed" && ours) this.commit(leaf);
    else if (type === "arms.revealed" && ours) this.reveal(leaf);
    else if (type === "settings.changed") this.challenges.setting(leaf);
    else if (type === "challenge.committed" && ours) this.challenges.commit(leaf, this.decisions.size);
    else if (type === "challenge.answered" && ours)
      this.challenges.answer(leaf, (this.closed ?? this.cancelled) !== undefined);
    else if (type === "challenge.revealed" && ours)
      this.challenges.reveal(leaf, (this.closed ?? this.cancelled) !== undefined);
    else if (type === "review.signed_off" && ours) this.sign(leaf);
    else if (type === "reopening.asked" && ours) this.requests.set(String(data.reopening), leaf.actor.id);
    else if (type === "review.reopened" && ours) this.openAgain(leaf);
    else if (type === "exception.granted" && ours) this.exceptions.settle(leaf, "granted");
    else if (type === "exception.refused" && ours) this.refuse(leaf);
    else if (type === "second_look.recorded" && ours) this.looks.answer(leaf);
    else if (type === "second_look.moved" && ours) this.looks.move(leaf);
    else if (type === "ownership.offered" && ours) this.offer(leaf);
    else if (type === "ownership.answered" && ours) this.answer(leaf);
    else if (type === "oversight.responded" && ours) this.oversight.answer(leaf);
    else if (type === "oversight.withheld" && ours) this.oversight.withhold(leaf);
    else if (type === "retention.purged" && data.of === this.campaign) this.oversight.keep(leaf);
    else if (type === "question.asked" && ours) this.questions.ask(leaf);
    else if (type === "question.answered" && ours) this.questions.answer(leaf);
    else if (type === "question.ended" && ours) this.questions.end(leaf);
    else if (type === "draft.recorded" && ours) this.drafts.record(leaf);
    else if (MOVES.has(type) && ours) this.moves.move(leaf);
    else if (type === "role.granted") this.roles.give(leaf);
    else if (type === "role.revoked") this.roles.take(leaf);
    else if (type === "remediation.requested" && ours) this.removals.ask(leaf);
    else if (REMOVALS.has(type) && ours) this.removals.step(leaf);
    else if (type === "snapshot.imported") this.imports.add(leaf);
    else if (type === "source.accepted") this.imports.accept(leaf);
    else if (type === "rule.changed" || type === "drafter.changed") this.versions.step(leaf);
    else if (type === "passkey.enrolled") this.passkeys.enrol(leaf);
    else if (type === "passkey.removed") this.passkeys.remove(leaf);
    else if (type === "erasure.performed") this.erase(leaf);
    else if (type === "person.bound" && typeof data.identity === "string") {
      // "source/identity": the tables have the identity alone.
      this.identities.set(String(data.person), data.identity.slice(data.identity.indexOf("/") + 1));
    }
  }

  /** One commitment, or a list of them. */
  private erase({ index, data: { commit, commits } }: Leaf): void {
    for (const gone of [commit, ...(Array.isArray(commits) ? commits : [])])
      this.erased.set(unprefixed(gone) ?? "", index);
  }

  private sign({ index, at, actor, commit, data }: Leaf): void {
    this.signedOff.push({ index, at, actor: actor.id, commit, data });
  }

  /** Asked for by one, granted by another, and neither is the reviewer; but for what a decision waited for and did not get. */
  private openAgain(leaf: Leaf): void {
    const { data, actor } = leaf;
    if (data.reopening === undefined) return;
    const asked = this.requests.get(String(data.reopening));
    if (asked === undefined) this.reopening.add(placeOf(leaf), "opens a review again that nobody asked for");
    if (actor.kind !== "person" || new Set([actor.id, asked, data.reviewer]).size !== 3)
      this.reopening.add(
        placeOf(leaf),
        "opens a review again without a second person who is not its reviewer",
      );
  }

  private launch(leaf: Leaf): void {
    if (this.launched) {
      this.launching.add(placeOf(leaf), `the pack has a launch at leaf ${this.launched.index} already`);
      return;
    }
    this.campaign = leaf.campaign;
    this.launched = {
      index: leaf.index,
      at: leaf.at,
      data: leaf.data,
      settings: unprefixed(leaf.refs.settings),
    };
  }

  /** Once, and before anybody decided or was given a draft. */
  private commit(leaf: Leaf): void {
    if (this.arms.committed)
      this.drawing.add(placeOf(leaf), `commits to a draw again, after leaf ${this.arms.committed.index}`);
    else this.arms.committed = { index: leaf.index, data: leaf.data };
    if (this.decisions.size > 0)
      this.drawing.add(placeOf(leaf), "commits to a draw after somebody has decided");
  }

  /** Once, and after the end: whoever knew it before could tell what would be blind. */
  private reveal(leaf: Leaf): void {
    if (this.arms.revealed)
      this.drawing.add(placeOf(leaf), `says the secret again, after leaf ${this.arms.revealed.index}`);
    else this.arms.revealed = { index: leaf.index, data: leaf.data };
    if (!this.arms.committed) this.drawing.add(placeOf(leaf), "says a secret that nothing committed to");
    if (!this.closed && !this.cancelled)
      this.drawing.add(placeOf(leaf), "says the secret before the campaign has ended");
  }

  private seal(leaf: Leaf): void {
    const { index, data } = leaf;
    if (this.sealed) {
      this.sealing.add(placeOf(leaf), `seals the campaign again; leaf ${this.sealed.index} did before`);
      return;
    }
    this.sealed = { index, data };
    const tally = this.tallies.get(this.campaign ?? "");
    if (data.events !== tally?.events) {
      const found = tally?.events ?? 0;
      this.sealing.add(
        placeOf(leaf),
        `counts ${data.events} events of the campaign, the pack discloses ${found}`,
      );
    }
    if (unprefixed(data.last) !== tally?.last.hash) {
      this.sealing.add(placeOf(leaf), "names another leaf as the campaign's last than the one disclosed");
    }
  }

  /** A decision that waits for a second person falls with the refusal, and with the close. */
  private refuse(leaf: Leaf): void {
    this.fall(this.exceptions.settle(leaf, "refused"));
  }

  private fall(fell: { item: string; decision: string } | undefined): void {
    if (!fell || this.final.get(fell.item) !== fell.decision) return;
    this.ended.set(fell.decision, this.reached);
    this.final.delete(fell.item);
  }

  private offer({ item, data }: Leaf): void {
    const { offer, decision, to } = data;
    if (item !== undefined && typeof offer === "string" && typeof decision === "string")
      this.offers.set(offer, { item, decision, to: String(to) });
  }

  /** A transfer falls with a no, and where the question is taken back or not answered by the close. */
  private answer(leaf: Leaf): void {
    const { data, actor } = leaf;
    const offer = String(data.offer);
    const asked = this.offers.get(offer);
    if (asked && data.answer !== "withdrawn" && (actor.kind !== "person" || actor.id !== asked.to))
      this.acting.add(placeOf(leaf), `is by ${actor.kind} ${actor.id}, and ${asked.to} was asked`);
    if (data.answer !== "accepted") this.fall(asked);
    this.offers.delete(offer);
  }

  private close({ index, data, at }: Leaf): void {
    this.closed = { index, data };
    for (const fell of this.looks.close(at)) this.fall(fell);
    for (const item of this.exceptions.close()) this.final.delete(item);
    for (const offer of this.offers.values()) this.fall(offer);
    this.offers.clear();
  }

  private cancel({ index, data, at }: Leaf): void {
    this.cancelled = { index, data };
    this.exceptions.close();
    this.looks.close(at);
    this.offers.clear();
  }

  private decide(leaf: Leaf): void {
    const { index, item, campaign, data } = leaf;
    const { decision: id, outcome, supersedes } = data;
    if (
      typeof id !== "string" ||
      item === undefined ||
      typeof outcome !== "string" ||
      !OUTCOMES.has(outcome)
    ) {
      this.deciding.add(placeOf(leaf), "lacks its id, its item or one of the four outcomes");
      return;
    }
    if (campaign === undefined || campaign !== this.campaign) {
      this.deciding.add(placeOf(leaf), "belongs to no campaign launched before it in this pack");
      return;
    }
    const known = this.decisions.get(id);
    if (known) {
      this.deciding.add(placeOf(leaf), `decision ${id} was recorded before, at leaf ${known.index}`);
      return;
    }
    const inForce = this.final.get(item);
    // One that fell is in force no more; the next may name it or none.
    const fell = inForce === undefined && supersedes !== undefined && supersedes === this.final.latest(item);
    if ((supersedes ?? undefined) !== inForce && !fell) {
      const said = typeof supersedes === "string" ? `supersedes ${supersedes}` : "supersedes none";
      const due = `the decision in force on item ${item} was ${inForce ?? "none"}`;
      this.deciding.add(placeOf(leaf), `${said}, but ${due}`);
    }
    if (inForce !== undefined) this.ended.set(inForce, index);
    const row = this.decisions.add({
      id,
      index,
      hash: leaf.hash,
      item,
      reviewer: leaf.actor.id,
      at: leaf.at,
      commit: leaf.commit,
      evidence: unprefixed(leaf.refs.evidence),
      draft: unprefixed(leaf.refs.draft),
      data,
    });
    this.final.decide(item, row);
    this.exceptions.decide(leaf, id);
    this.looks.decide(leaf, id);
  }
}
