/**
 * What is asked for in the target system, and what a later snapshot shows of it.
 *
 * I10 seen gone needs a later snapshot of the same source, complete, read with the same parameters, in which the ids still
 *     resolve; else "not observed", with the reason; what comes back is "returned".
 */
import type { ItemType } from "@/lib/evidence/schema";
import { retires } from "@/lib/reviews/acts";
import type { Outcome, Target } from "@/lib/reviews/schema";
import type { TaskKind, TaskState } from "./schema";

/** What a decision asks for; null where it asks for nothing in a target system. */
export function taskOf(type: ItemType, act: { outcome: Outcome; target: Target | null }): TaskKind | null {
  if (act.outcome !== "revoke" && act.outcome !== "modify") return null;
  const target = act.target ?? undefined;
  if (retires(type, { outcome: act.outcome, target })) return "retire";
  if (act.outcome === "revoke") return "remove";
  return target === "rotate" ? "rotate" : target === "transfer_owner" ? "transfer" : "change";
}

/** What the later snapshot holds of what was asked for. */
export type Found =
  /** A grant: its account and its entitlement, and whether it is there. */
  | { of: "grant"; account: boolean; entitlement: boolean; there: boolean }
  /** A credential: whether its holder and itself are there. */
  | { of: "credential"; holder: boolean; there: boolean }
  /** `renewed`: its date of creation or rotation is another than when it was decided, on or after the day of the request. */
  | { of: "rotation"; holder: boolean; there: boolean; renewed: boolean }
  /**
   * Over every source in which it held something. `behind`: sources without a later snapshot. `lost`: applications of its
   * accounts that are not listed any more. An account that is disabled or gone holds nothing, nor does a key past its end.
   */
  | { of: "identity"; behind: number; lost: number; grants: number; keys: number }
  /** `known`: whether the new owner has an id that the source could name. */
  | { of: "owner"; identity: boolean; known: boolean; named: boolean }
  /** Less access has no one row to look for. */
  | { of: "nothing" };

export type Sight = {
  state: TaskState;
  /** The snapshot the decision was made on, and the later one. */
  decidedOn: { snapshot: number; asOf: Date; parameters: string };
  later: {
    snapshot: number;
    asOf: Date;
    parameters: string;
    complete: boolean;
    importedBy: string;
    live: boolean;
  };
  found: Found;
  appliedBy: string | null;
};

export type Observation =
  | { to: "seen_gone"; strength: "live read" | "file by another person" | "file by the remover" }
  | { to: "not_observed"; why: string }
  | { to: "returned" }
  /** Nothing new: leave the task as it is. */
  | { to: null };

/** Pure: the same sight always gives the same observation. */
export function observe(s: Sight): Observation {
  if (s.state === "withdrawn" || s.found.of === "nothing") return { to: null };
  if (s.found.of === "identity" ? s.found.behind > 0 : s.later.asOf <= s.decidedOn.asOf) return { to: null };
  const left = leftOf(s.found);
  if (left !== null) {
    if (s.state === "seen_gone") return comesBack(s.found) ? { to: "returned" } : { to: null };
    if (s.state === "applied" || s.state === "not_observed")
      return { to: "not_observed", why: `${left} in snapshot ${s.later.snapshot}` };
    return { to: null };
  }
  if (s.state === "seen_gone") return { to: null };
  const why = unclear(s);
  if (why) return { to: "not_observed", why };
  return {
    to: "seen_gone",
    strength: s.later.live
      ? "live read"
      : s.appliedBy !== null && s.later.importedBy === s.appliedBy
        ? "file by the remover"
        : "file by another person",
  };
}

/** What of it still stands, in words; null where nothing does. */
function leftOf(found: Found): string | null {
  switch (found.of) {
    case "grant":
    case "credential":
      return found.there ? "still there" : null;
    case "rotation":
      return found.there && !found.renewed ? "not renewed" : null;
    case "identity": {
      const held = [count(found.grants, "grant"), count(found.keys, "key")].filter((c) => c !== null);
      return held.length > 0 ? `still holds ${held.join(" and ")}` : null;
    }
    case "owner":
      return found.identity && found.known && !found.named ? "another owner is named" : null;
    case "nothing":
      return null;
  }
}

const count = (n: number, of: string) => (n === 0 ? null : `${n} ${of}${n === 1 ? "" : "s"}`);

/** A renewed key that is as it was before, or an owner who changed again, is news of another kind. */
const comesBack = (found: Found) =>
  found.of === "grant" || found.of === "credential" || found.of === "identity";

/** Why a snapshot in which it does not stand shows nothing, null where it does show it. */
function unclear({ found, later, decidedOn }: Sight): string | null {
  const at = `snapshot ${later.snapshot}`;
  if (!later.complete) return `${at} does not list the application in full`;
  if (later.parameters !== decidedOn.parameters) return `${at} was read with other parameters`;
  const missing = (what: string) => `${what} is not in ${at}: deleted, or its id changed`;
  switch (found.of) {
    case "grant":
      if (!found.account) return missing("the account");
      return found.entitlement ? null : missing("the entitlement");
    case "credential":
    case "rotation":
      return found.holder ? null : missing("who holds it");
    case "identity":
      return found.lost > 0 ? missing("an application it had access to") : null;
    case "owner":
      if (!found.identity) return missing("the identity");
      return found.known ? null : "the new owner has no entry in the directory that the source could name";
    case "nothing":
      return null;
  }
}
