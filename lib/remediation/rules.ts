/**
 * What a later snapshot shows about a removal.
 *
 * I10 seen gone needs a later snapshot of the same source, complete, read with the same parameters, in which the ids still
 *     resolve; else "not observed", with the reason; a grant that comes back is "returned".
 */
import type { TaskState } from "./schema";

export type Sight = {
  state: TaskState;
  kind: "remove" | "change";
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
  accountResolves: boolean;
  entitlementResolves: boolean;
  grantThere: boolean;
  appliedBy: string | null;
};

export type Observation =
  | { to: "seen_gone"; strength: "live read" | "file by another person" | "file by the remover" }
  | { to: "not_observed"; why: string }
  | { to: "returned" }
  /** Nothing new: leave the task as it is. */
  | { to: null };

/** Pure: the same sight always gives the same observation. A change asked for has no one row to look for. */
export function observe(s: Sight): Observation {
  if (s.state === "withdrawn" || s.kind === "change") return { to: null };
  if (s.later.asOf <= s.decidedOn.asOf) return { to: null };
  if (s.grantThere) {
    if (s.state === "seen_gone") return { to: "returned" };
    if (s.state === "applied" || s.state === "not_observed")
      return { to: "not_observed", why: `still there in snapshot ${s.later.snapshot}` };
    return { to: null };
  }
  if (s.state === "seen_gone") return { to: null };
  if (!s.later.complete)
    return { to: "not_observed", why: `snapshot ${s.later.snapshot} does not list the application in full` };
  if (s.later.parameters !== s.decidedOn.parameters)
    return { to: "not_observed", why: `snapshot ${s.later.snapshot} was read with other parameters` };
  if (!s.accountResolves)
    return {
      to: "not_observed",
      why: `the account is not in snapshot ${s.later.snapshot}: deleted, or its id changed`,
    };
  if (!s.entitlementResolves)
    return {
      to: "not_observed",
      why: `the entitlement is not in snapshot ${s.later.snapshot}: deleted, or its id changed`,
    };
  return {
    to: "seen_gone",
    strength: s.later.live
      ? "live read"
      : s.appliedBy !== null && s.later.importedBy === s.appliedBy
        ? "file by the remover"
        : "file by another person",
  };
}
