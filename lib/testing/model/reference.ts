/**
 * A campaign as product.md says it is, as small as can be: what each person may do to it now, and what it is afterwards. It knows
 * neither tables nor commands. Every `may…` gives the kinds of refusal there are reason for; none means that it is done.
 */
import {
  applicationOwner,
  builder,
  cap,
  conflict,
  controlOwner,
  fallback,
  items,
  parts,
  pool,
  type Who,
} from "./cast";

export type Outcome = "certify" | "certify_until" | "revoke" | "modify";
export type Refusal = "not_found" | "forbidden" | "conflict" | "rule" | "invalid";
export type Draft = { id: string; hash: string; says: string; withdrawn: boolean };
export type Decision = { id: string; by: Who; outcome: Outcome; excepted: boolean };
/** What a screen showed of an item. */
export type Shown = { packet: number; draft: Draft | null; supersedes: Decision | null };
export type Item = {
  n: number;
  about: Who | null;
  never: ReadonlySet<Who>;
  privileged: boolean;
  finding: boolean;
  arm: "assisted" | "blind" | "undrafted";
  /** Items of one kind are alike; an answer makes an item like no other. */
  kind: string;
  holder: Who;
  /** Everybody who handed it on. */
  had: Set<Who>;
  asker: Who | null;
  cameBack: boolean;
  lent: Delegation | null;
  packet: number;
  draft: Draft | null;
  served: Map<Who, { packet: number; draft: Draft | null }>;
  decisions: Decision[];
  current: Decision | null;
  disposition: string | null;
  waiting: "exception" | "second_look" | null;
  exception: {
    second: Who;
    asked: Who;
    id: string;
    state: "pending" | "granted" | "refused" | "withdrawn";
  } | null;
  look: {
    second: Who | null;
    by: Who;
    id: string;
    outcome: Outcome;
    state: "pending" | "agreed" | "refused";
  } | null;
  state: "open" | "decided" | "not_certified";
};
export type Delegation = { id: string; from: Who; to: Who; ended: boolean };
export type Question = { id: string; item: Item; part: Part; to: Who; state: "open" | "answered" };
export type Reopening = {
  id: string;
  of: Who;
  by: Who;
  state: "asked" | "granted" | "refused" | "overtaken";
};
export type Part = "holder" | "application" | "admin" | "fallback";
export type Model = {
  items: Item[];
  signed: Set<Who>;
  gone: Set<Who>;
  delegations: Delegation[];
  questions: Question[];
  reopenings: Reopening[];
  closed: boolean;
};

/** As launched; drafts and kinds are what the drafter and the launch made of it. */
export function launched(): Model {
  return {
    items: items.map((i, n): Item => {
      const about = (i.account in parts ? i.account : null) as Who | null;
      return {
        n,
        about,
        never: new Set(i.givenBy ? [i.givenBy] : []),
        privileged: i.access === "pay",
        finding: conflict.includes(n),
        arm: i.arm ?? "assisted",
        kind: "",
        holder: i.holder,
        had: new Set(),
        asker: null,
        cameBack: false,
        lent: null,
        packet: 1,
        draft: null,
        served: new Map(),
        decisions: [],
        current: null,
        disposition: null,
        waiting: null,
        exception: null,
        look: null,
        state: "open",
      };
    }),
    signed: new Set(),
    gone: new Set(),
    delegations: [],
    questions: [],
    reopenings: [],
    closed: false,
  };
}

export const keeps = (o: Outcome) => o === "certify" || o === "certify_until";
const active = (m: Model, who: Who) => who !== "nobody" && !m.gone.has(who);
/** Who may hold an item: never who built the campaign, nor who has left. */
export const compatible = (m: Model, who: Who) => active(m, who) && who !== builder;
/** I7: the holder, and whoever gave it. */
export const never = (i: Item, who: Who) => i.about === who || i.never.has(who);
/** I7: nobody decides as the delegate of whoever holds it either. */
export const actsFor = (m: Model, who: Who, about: Who | null) =>
  about !== null && m.delegations.some((d) => !d.ended && d.to === who && d.from === about);
export const blocked = (m: Model, i: Item, who: Who) => never(i, who) || actsFor(m, who, i.about);
/** I12: the draft of a blind item is not there for whoever has not decided it. */
export const withheld = (m: Model, i: Item, who: Who) =>
  !m.closed && i.arm !== "assisted" && !i.decisions.some((d) => d.by === who);
/** What is served of it now. */
export const servable = (m: Model, i: Item, who: Who): Draft | null =>
  withheld(m, i, who) || i.draft?.withdrawn ? null : i.draft;

/** I15: what keeping it takes. A conflict whose other side goes is settled. */
export function keepingTakes(m: Model, i: Item): "nothing" | "settled" | "exception" {
  if (!i.finding) return "nothing";
  return sideOf(m, i)?.current?.outcome === "revoke" ? "settled" : "exception";
}
const sideOf = (m: Model, i: Item): Item | undefined =>
  conflict.includes(i.n) ? m.items[conflict[0] === i.n ? conflict[1] : conflict[0]] : undefined;

/** I15: owner, fallback, control owners by name; never who keeps it, nor who is blocked. */
export const granterOf = (m: Model, i: Item): Who | null =>
  [applicationOwner, fallback, "cleo" as const, "olu" as const].find(
    (w) => compatible(m, w) && w !== i.holder && !blocked(m, i, w),
  ) ?? null;

/** Owner, pool, fallback; without reports of the reviewer and whoever decides on the reviewer's access in return. */
export const lookerOf = (m: Model, i: Item): Who | null =>
  [applicationOwner, pool, fallback].find(
    (w) =>
      compatible(m, w) &&
      w !== i.holder &&
      !blocked(m, i, w) &&
      !reportsTo(w, i.holder) &&
      !(
        m.items.some((o) => o.holder === w && o.about === i.holder) &&
        m.items.some((o) => o.holder === i.holder && o.about === w)
      ),
  ) ?? null;
function reportsTo(who: Who, boss: Who): boolean {
  const up = who === "nobody" ? null : parts[who].manager;
  return up !== null && (up === boss || reportsTo(up, boss));
}

export type Act = {
  outcome: Outcome;
  words: boolean;
  exception: boolean;
  /** Whether the facts that were served were in view. */
  looked: boolean;
};
export const dispositionOf = (draft: Draft | null, outcome: Outcome) =>
  !draft || draft.says === "insufficient_evidence"
    ? "undrafted"
    : draft.says === outcome
      ? "confirmed"
      : "overridden";

const ended = (m: Model, who: Who): Refusal[] => (m.closed || m.signed.has(who) ? ["rule"] : []);

/** Sections 4 and 7: one person's decision on what a screen showed them. */
export function mayDecide(m: Model, i: Item, who: Who, shown: Shown, act: Act): Refusal[] {
  if (i.holder !== who) return ["not_found"];
  const no: Refusal[] = ended(m, who);
  const served = i.served.get(who);
  const keep = keeps(act.outcome);
  const takes = keepingTakes(m, i);
  if (blocked(m, i, who)) no.push("rule");
  if (!served) no.push("rule");
  if (shown.supersedes !== i.current) no.push("conflict");
  if (shown.packet !== i.packet || served?.packet !== shown.packet) no.push("conflict");
  if (served?.draft !== shown.draft || shown.draft?.withdrawn) no.push("conflict");
  if (withheld(m, i, who) && shown.draft) no.push("rule");
  if (act.exception && (!keep || takes === "nothing")) no.push("invalid");
  if (act.exception && m.gone.has(controlOwner)) no.push("invalid");
  if (keep && takes === "exception" && !act.exception) no.push("rule");
  if (act.exception && takes !== "nothing" && i.privileged && !granterOf(m, i)) no.push("rule");
  const side = sideOf(m, i)?.current;
  if (
    i.current?.outcome === "revoke" &&
    act.outcome !== "revoke" &&
    side &&
    keeps(side.outcome) &&
    !side.excepted
  )
    no.push("rule");
  if (dispositionOf(shown.draft, act.outcome) === "overridden" && !act.words && !act.exception)
    no.push("rule");
  if (keep && i.privileged && !act.words && !act.exception) no.push("rule");
  if ((i.privileged || i.finding) && !act.looked) no.push("rule");
  if (act.outcome === "modify" && !act.words) no.push("invalid");
  if (keep && i.look?.state === "refused") no.push("rule");
  if (act.outcome === "certify" && i.look?.state === "agreed" && i.look.outcome === "certify_until")
    no.push("rule");
  return no;
}

export function decided(m: Model, i: Item, who: Who, shown: Shown, act: Act, id: string): void {
  const takes = keepingTakes(m, i);
  const made = { id, by: who, outcome: act.outcome, excepted: act.exception };
  const second = act.exception && i.privileged ? granterOf(m, i) : null;
  if (i.exception && i.exception.state !== "refused") i.exception.state = "withdrawn";
  if (i.look?.state === "pending") i.look = null;
  if (act.exception && takes !== "nothing")
    i.exception = { second: second ?? "nobody", asked: who, id: "", state: second ? "pending" : "granted" };
  // Unused or against a rule, and privileged: a second look, once an item, unless the exception takes a second person anyway.
  const looks = i.privileged && keeps(act.outcome) && !i.look && !second;
  if (looks) i.look = { second: lookerOf(m, i), by: who, id: "", outcome: act.outcome, state: "pending" };
  i.waiting = second ? "exception" : looks ? "second_look" : null;
  i.decisions.push(made);
  i.current = made;
  i.disposition = dispositionOf(shown.draft, act.outcome);
  i.state = "decided";
}

/** I6: alike, low-risk, up to the cap, all on one's list. */
export function mayTogether(who: Who, list: readonly Item[]): Refusal[] {
  const no: Refusal[] = list.length < 2 || list.length > cap ? ["rule"] : [];
  if (list.some((i) => i.holder !== who)) return [...no, "not_found"];
  if (list.some((i) => i.privileged || i.finding || i.arm !== "assisted")) no.push("rule");
  return no;
}
export const alike = (list: readonly Item[], shown: (i: Item) => Draft | null) =>
  new Set(
    list.map((i) => `${i.kind} ${shown(i)?.says === "insufficient_evidence" ? "" : (shown(i)?.says ?? "")}`),
  ).size === 1;
