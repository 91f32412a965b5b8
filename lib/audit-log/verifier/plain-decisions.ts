/**
 * Decisions as they mostly are: by a person, the first on an item of the campaign, without an exception or a second look. They
 * are read from the bytes of a leaf that fits a form. Whatever else a leaf is, or whatever is wrong with it, it is not taken
 * here, and nothing is said of it: it is read in full then, like any other.
 */
import type { Json, JsonObject } from "@/lib/audit-log/canonical";
import { HASH_LENGTH } from "@/lib/audit-log/merkle";
import { COMMON } from "@/lib/audit-log/verifier/decision-kinds";
import type { Commitments, Items } from "@/lib/audit-log/verifier/items";
import { unprefixedAt } from "@/lib/audit-log/verifier/leaf";
import type { FittingLeaf, LeafForm, Part } from "@/lib/audit-log/verifier/leaf-form";
import { isObject } from "@/lib/audit-log/verifier/pack";
import { type Decision, type Decisions, isSeconds, RARE } from "@/lib/audit-log/verifier/recorded";

export const OUTCOMES: ReadonlySet<string> = new Set(["certify", "certify_until", "revoke", "modify"]);

/** With one of these there is more to be done about a decision. */
const MORE = new Set(["supersedes", "exception", "second_look"]);
const ALIKE: ReadonlySet<string> = new Set(COMMON);
const RARELY: ReadonlySet<string> = new Set(RARE);
const MOST_SORTS = 16;

/** Where what is read of a decision stands in its form. */
type Plan = {
  version: number;
  id: number;
  item: number;
  seq: number;
  at: number;
  reviewer: number;
  /** Of hashes; undefined where the form has none. */
  prev: number | undefined;
  commit: number | undefined;
  evidence: number | undefined;
  draft: number | undefined;
  seconds: number | undefined;
  rare: [string, Part][];
  /** What makes the sort. */
  sorting: number[];
  /** Sorts of late. */
  sorts: Sort[];
};

/** Leaves of a form that say the same but for ids, times, hashes and what is rare. */
type Sort = { marks: number[]; campaign: string; kind: number };

/** Of a sort that has to be read in full. */
const OTHER = -1;

export class PlainDecisions {
  private readonly decisions: Decisions;
  private readonly items: Items;
  private readonly committed: Commitments;
  private readonly plans = new Map<LeafForm, Plan | undefined>();
  private readonly room = {
    prev: new Uint8Array(HASH_LENGTH),
    commit: new Uint8Array(HASH_LENGTH),
    evidence: new Uint8Array(HASH_LENGTH),
    draft: new Uint8Array(HASH_LENGTH),
  };

  constructor(decisions: Decisions, items: Items, committed: Commitments) {
    this.decisions = decisions;
    this.items = items;
    this.committed = committed;
  }

  /** Takes in the leaf of a decision on an item of the campaign; undefined, and nothing taken in, if it has to be read in full. */
  take(leaf: FittingLeaf, campaign: string): Decision | undefined {
    const { form, index, hashes, hashAt } = leaf;
    const plan = this.planOf(form);
    if (!plan || form.markOf(plan.version) !== 1) return undefined;
    const { item, seq, reviewer } = plan;
    const number = form.markOf(seq);
    if (number < 1 || isEmpty(form, item) || isEmpty(form, reviewer)) return undefined;
    const prev = hashAtPlace(form, plan.prev, this.room.prev);
    const commit = hashAtPlace(form, plan.commit, this.room.commit);
    if ((!prev && plan.prev !== undefined) || (!commit && plan.commit !== undefined)) return undefined;
    const sort = this.sortOf(form, plan);
    if (sort.kind === OTHER || sort.campaign !== campaign) return undefined;
    const seconds = plan.seconds === undefined ? undefined : form.markOf(plan.seconds);
    if (seconds !== undefined && !isSeconds(seconds)) return undefined;

    const itemRow = this.items.rowAt(form.bytes, form.startOf(item), form.endOf(item));
    if (!this.items.isFirstDecision(itemRow, number, prev)) return undefined;
    const row = this.decisions.addAt(leaf, plan, {
      ...{ commit, seconds, kind: sort.kind, rare: rareOf(form, plan) },
      evidence: hashAtPlace(form, plan.evidence, this.room.evidence),
      draft: hashAtPlace(form, plan.draft, this.room.draft),
    });
    if (row === undefined) return undefined;
    this.items.decideAt(itemRow, number, hashes, hashAt, row);
    if (commit) this.committed.addAt(commit, index);
    return this.decisions.at(row);
  }

  private planOf(form: LeafForm): Plan | undefined {
    const known = this.plans.get(form);
    if (known || this.plans.has(form)) return known;
    const plan = planFor(form);
    this.plans.set(form, plan);
    return plan;
  }

  private sortOf(form: LeafForm, plan: Plan): Sort {
    for (const sort of plan.sorts) if (isOfSort(form, plan.sorting, sort.marks)) return sort;
    const marks = plan.sorting.map((place) => form.markOf(place));
    const { type, actor, campaign, data } = form.value ?? {};
    const outcome = isObject(data) ? data.outcome : undefined;
    const plain =
      type === "decision.recorded" &&
      isObject(actor) &&
      actor.kind === "person" &&
      isObject(data) &&
      typeof outcome === "string" &&
      OUTCOMES.has(outcome) &&
      !keepsFindings(data);
    const sort = { marks, campaign: String(campaign), kind: plain ? this.decisions.kinds.of(data) : OTHER };
    // A text that is not known may be another in the next leaf.
    if (!marks.some(Number.isNaN)) plan.sorts = [sort, ...plan.sorts].slice(0, MOST_SORTS);
    return sort;
  }
}

/** The places of a form; undefined where leaves of the form are all read in full. */
function planFor(form: LeafForm): Plan | undefined {
  const text = (...path: string[]) => placeOf(form.find(...path), "text");
  const [version, seq] = [placeOf(form.find("v"), "number"), placeOf(form.find("item_seq"), "number")];
  const [id, item, at, reviewer] = [text("data", "decision"), text("item"), text("at"), text("actor", "id")];
  if (version === undefined || seq === undefined) return undefined;
  if (text("id") === undefined || text("campaign") === undefined) return undefined;
  if (id === undefined || item === undefined || at === undefined || reviewer === undefined) return undefined;
  const [prev, commit] = [form.find("prev"), form.find("commit")];
  if (!isHashOrNone(prev) || !isHashOrNone(commit)) return undefined;
  const [data, seconds] = [form.find("data"), form.find("data", "seconds")];
  const said = data?.kind === "object" ? data.members : [];
  if (said.some(([name]) => MORE.has(name)) || (seconds && seconds.kind !== "number")) return undefined;
  const common = said.flatMap(([name, part]) => (ALIKE.has(name) ? [part] : []));
  const alike = [form.find("type"), form.find("actor", "kind"), form.find("campaign"), ...common];
  // An object is never the same as another.
  if (alike.some((part) => !part || part.kind === "object")) return undefined;
  return {
    ...{ version, seq, id, item, at, reviewer, prev: placeOf(prev, "text"), commit: placeOf(commit, "text") },
    ...{
      evidence: text("refs", "evidence"),
      draft: text("refs", "draft"),
      seconds: placeOf(seconds, "number"),
    },
    rare: said.filter(([name]) => RARELY.has(name) && name !== "seconds"),
    sorting: alike.flatMap((part) => (part && "at" in part ? [part.at] : [])),
    sorts: [],
  };
}

function placeOf(part: Part | undefined, kind: "text" | "number"): number | undefined {
  return part?.kind === kind ? part.at : undefined;
}

function isHashOrNone(part: Part | undefined): boolean {
  return !part || part.kind === "text" || (part.kind === "fixed" && part.value === null);
}

function isOfSort(form: LeafForm, places: readonly number[], marks: readonly number[]): boolean {
  for (let nth = 0; nth < places.length; nth++)
    if (form.markOf(places[nth] ?? 0) !== marks[nth]) return false;
  return true;
}

/** Against findings nobody keeps without more to be said. */
function keepsFindings({ outcome, findings }: JsonObject): boolean {
  return (
    (outcome === "certify" || outcome === "certify_until") && typeof findings === "number" && findings > 0
  );
}

function isEmpty(form: LeafForm, place: number): boolean {
  return form.startOf(place) === form.endOf(place);
}

function hashAtPlace(form: LeafForm, place: number | undefined, room: Uint8Array): Uint8Array | undefined {
  if (place === undefined) return undefined;
  return unprefixedAt(form.bytes, form.startOf(place), form.endOf(place), room) ? room : undefined;
}

function rareOf(form: LeafForm, { rare }: Plan): JsonObject | undefined {
  if (rare.length === 0) return undefined;
  const said: Record<string, Json> = {};
  for (const [name, part] of rare) said[name] = form.valueOf(part);
  return said;
}
