/** What the disclosed leaves say about one campaign, gathered in one pass over them. */
import type { JsonObject } from "@/lib/audit-log/canonical";
import { Findings } from "@/lib/audit-log/verifier/check";
import { type Leaf, unprefixed } from "@/lib/audit-log/verifier/leaf";

/** A `decision.recorded` leaf. Hashes are hexadecimal. */
export type Decision = {
  id: string;
  index: number;
  hash: string;
  item: string;
  reviewer: string;
  at: string;
  commit: string | undefined;
  evidence: string | undefined;
  draft: string | undefined;
  data: JsonObject;
};

export type Milestone = { index: number; data: JsonObject };

type Chain = { seq: number; hash: string };
type Tally = { events: number; last: string };

const OUTCOMES = new Set(["certify", "certify_until", "revoke", "modify"]);
/** Acts that only a person may perform. */
const PERSONAL = new Set([
  "decision.recorded",
  "item.abstained",
  "second_look.recorded",
  "review.signed_off",
]);
/** What cannot happen any more once a campaign is sealed. */
const BEFORE_SEALING = new Set([...PERSONAL, "item.reassigned", "item.delegated", "campaign.closed"]);

export class CampaignLog {
  campaign: string | undefined;
  launched: Milestone | undefined;
  closed: Milestone | undefined;
  cancelled: Milestone | undefined;
  sealed: Milestone | undefined;
  /** The last leaf of each type of event. */
  readonly types = new Map<string, number>();
  readonly decisions = new Map<string, Decision>();
  /** The decision in force for each decided item. */
  readonly final = new Map<string, string>();
  /** Leaf index by commitment: words this campaign's events commit to, and words erased. */
  readonly committed = new Map<string, number>();
  readonly erased = new Map<string, number>();
  /** Directory identity by portal user. */
  readonly identities = new Map<string, string>();

  readonly launching = new Findings();
  readonly sealing = new Findings();
  readonly chaining = new Findings();
  readonly acting = new Findings();
  readonly deciding = new Findings();

  private readonly chains = new Map<string, Chain>();
  private readonly tallies = new Map<string, Tally>();

  /** Takes in the leaf at `index`; leaves come in order. */
  readonly visit = (leaf: Leaf, index: number, hash: string): void => {
    const where = `leaf ${index} (${leaf.type})`;
    this.types.set(leaf.type, index);
    this.readActor(leaf, where);
    this.readChain(leaf, where, hash);
    this.readEvent(leaf, index, where, hash);
    if (leaf.campaign === undefined) return;
    if (leaf.commit !== undefined) this.committed.set(leaf.commit, index);
    const events = (this.tallies.get(leaf.campaign)?.events ?? 0) + 1;
    this.tallies.set(leaf.campaign, { events, last: hash });
  };

  get events(): number {
    return this.tallies.get(this.campaign ?? "")?.events ?? 0;
  }

  private readActor({ type, actor }: Leaf, where: string): void {
    if (PERSONAL.has(type) && actor.kind !== "person") {
      this.acting.add(where, `its actor is ${actor.kind} ${actor.id}, not a person`);
    }
  }

  private readChain({ item, itemSeq, prev }: Leaf, where: string, hash: string): void {
    if (item === undefined) return;
    const before = this.chains.get(item) ?? { seq: 0, hash: undefined };
    if (itemSeq !== before.seq + 1) {
      this.chaining.add(
        where,
        `item ${item} goes from event ${before.seq} to ${itemSeq ?? "one without a number"}`,
      );
    } else if (prev !== before.hash) {
      this.chaining.add(where, `item ${item} does not name its event before by the right hash`);
    }
    this.chains.set(item, { seq: itemSeq ?? before.seq + 1, hash });
  }

  private readEvent(leaf: Leaf, index: number, where: string, hash: string): void {
    const { type, campaign, data } = leaf;
    const ours = campaign !== undefined && campaign === this.campaign;
    if (ours && this.sealed && BEFORE_SEALING.has(type)) {
      this.sealing.add(where, `was recorded after the campaign was sealed at leaf ${this.sealed.index}`);
    }
    switch (type) {
      case "campaign.launched":
        if (this.launched)
          this.launching.add(where, `the pack already has a launch at leaf ${this.launched.index}`);
        else this.launch(campaign, index, data);
        return;
      case "campaign.closed":
        if (ours) this.closed = { index, data };
        return;
      case "campaign.cancelled":
        if (ours) this.cancelled = { index, data };
        return;
      case "campaign.sealed":
        if (ours) this.seal(index, where, data);
        return;
      case "decision.recorded":
        this.decide(leaf, index, where, hash);
        return;
      case "erasure.performed": {
        const commit = unprefixed(data.commit);
        if (commit !== undefined) this.erased.set(commit, index);
        return;
      }
      case "person.bound":
        if (typeof data.person === "string" && typeof data.identity === "string") {
          this.identities.set(data.person, data.identity);
        }
        return;
    }
  }

  private launch(campaign: string | undefined, index: number, data: JsonObject): void {
    this.campaign = campaign;
    this.launched = { index, data };
  }

  private seal(index: number, where: string, data: JsonObject): void {
    if (this.sealed) {
      this.sealing.add(where, `seals the campaign again; leaf ${this.sealed.index} did before`);
      return;
    }
    this.sealed = { index, data };
    const tally = this.tallies.get(this.campaign ?? "");
    if (data.events !== tally?.events) {
      this.sealing.add(
        where,
        `counts ${data.events} events of the campaign, the pack discloses ${tally?.events ?? 0}`,
      );
    }
    if (unprefixed(data.last) !== tally?.last) {
      this.sealing.add(where, "names another leaf as the campaign's last than the one disclosed");
    }
  }

  private decide(leaf: Leaf, index: number, where: string, hash: string): void {
    const { item, campaign, data } = leaf;
    const { decision: id, outcome, supersedes } = data;
    if (
      typeof id !== "string" ||
      item === undefined ||
      typeof outcome !== "string" ||
      !OUTCOMES.has(outcome)
    ) {
      this.deciding.add(where, "lacks its id, its item or one of the four outcomes");
      return;
    }
    if (campaign === undefined || campaign !== this.campaign) {
      this.deciding.add(where, "belongs to no campaign launched before it in this pack");
      return;
    }
    if (this.decisions.has(id)) {
      this.deciding.add(
        where,
        `decision ${id} was recorded before, at leaf ${this.decisions.get(id)?.index}`,
      );
      return;
    }
    const inForce = this.final.get(item);
    if ((supersedes ?? undefined) !== inForce) {
      const said = typeof supersedes === "string" ? `supersedes ${supersedes}` : "supersedes none";
      this.deciding.add(where, `${said}, but the decision in force on item ${item} was ${inForce ?? "none"}`);
    }
    this.final.set(item, id);
    this.decisions.set(id, {
      id,
      index,
      hash,
      item,
      reviewer: leaf.actor.id,
      at: leaf.at,
      commit: leaf.commit,
      evidence: unprefixed(leaf.refs.evidence),
      draft: unprefixed(leaf.refs.draft),
      data,
    });
  }
}
