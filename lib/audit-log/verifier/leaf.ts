import { hexAt } from "@/lib/audit-log/bytes";
import type { Json, JsonObject } from "@/lib/audit-log/canonical";
import { canonicalObject } from "@/lib/audit-log/verifier/leaf-forms";
import { isObject } from "@/lib/audit-log/verifier/pack";

/** An event of the log, as its leaf states it. What a type of event holds in `data` is for its reader to check. */
export type Leaf = {
  index: number;
  /** The leaf's hash in hexadecimal. */
  hash: string;
  id: string;
  at: string;
  type: string;
  actor: { kind: string; id: string };
  campaign: string | undefined;
  item: string | undefined;
  itemSeq: number | undefined;
  /** Hash of the item's leaf before, in hexadecimal. */
  prev: string | undefined;
  /** Commitment to words kept outside the log, in hexadecimal. */
  commit: string | undefined;
  refs: JsonObject;
  data: JsonObject;
};

const PREFIX = "sha256:";
const ACTOR_KIND = /^(person|link|system:[^\s:]+)$/;

/** The hexadecimal of a "sha256:…" text; undefined for anything else. */
export function unprefixed(value: Json | undefined): string | undefined {
  if (typeof value !== "string" || value.length !== PREFIX.length + 64 || !value.startsWith(PREFIX))
    return undefined;
  for (let at = PREFIX.length; at < value.length; at++) {
    const unit = value.charCodeAt(at);
    if (!((unit >= 0x30 && unit <= 0x39) || (unit >= 0x61 && unit <= 0x66))) return undefined;
  }
  return value.slice(PREFIX.length);
}

/** As `unprefixed`, of a text that stands there in ASCII: whether it is one, whose bytes are then put into `hash`. */
export function unprefixedAt(bytes: Uint8Array, from: number, to: number, hash: Uint8Array): boolean {
  if (to - from !== PREFIX.length + 2 * hash.length) return false;
  for (let at = 0; at < PREFIX.length; at++) if (bytes[from + at] !== PREFIX.charCodeAt(at)) return false;
  return hexAt(bytes, from + PREFIX.length, hash);
}

/** Names a leaf in a finding. */
export function placeOf({ index, type }: Leaf): string {
  return `leaf ${index} (${type})`;
}

/** Reads the text of a leaf; throws an Error with the rest of the sentence "the leaf …". */
export function parseLeaf(text: string, index: number, hash: string): Leaf {
  return leafOf(canonicalObject(text), index, hash);
}

/**
 * The leaf that an object states; throws as `parseLeaf` does.
 * @param value the object whose one canonical text the leaf is; undefined if it is none's
 */
export function leafOf(value: JsonObject | undefined, index: number, hash: string): Leaf {
  if (!value) throw new Error("is not the one canonical text of a JSON object");
  const { v, id, at, type, actor, campaign, item, item_seq: itemSeq, prev, refs, commit, data } = value;
  if (v !== 1) throw new Error(`is of version ${String(v)}, which this verifier does not know`);
  if (typeof id !== "string" || typeof at !== "string" || typeof type !== "string") {
    throw new Error("lacks its id, time or type");
  }
  if (!isObject(actor) || typeof actor.kind !== "string" || typeof actor.id !== "string" || actor.id === "") {
    throw new Error("names no actor");
  }
  if (actor.kind !== "person" && !ACTOR_KIND.test(actor.kind))
    throw new Error(`names an actor of the unknown kind ${actor.kind}`);
  if (!isObject(data)) throw new Error("has no data");
  return {
    index,
    hash,
    id,
    at,
    type,
    actor: { kind: actor.kind, id: actor.id },
    campaign: optionalText("campaign", campaign),
    item: optionalText("item", item),
    itemSeq: optionalCount("item_seq", itemSeq),
    prev: optionalHash("prev", prev),
    commit: optionalHash("commit", commit),
    refs: isObject(refs) ? refs : {},
    data,
  };
}

function optionalText(name: string, value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string" || value === "") throw new Error(`has no text for its ${name}`);
  return value;
}

function optionalCount(name: string, value: Json | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1) {
    throw new Error(`has no count from 1 for its ${name}`);
  }
  return value;
}

function optionalHash(name: string, value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  const hash = unprefixed(value);
  if (hash === undefined) throw new Error(`has no "sha256:" and 64 digits for its ${name}`);
  return hash;
}
