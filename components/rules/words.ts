import type { Rule } from "@/lib/evidence/rules";
import type { ComparedRule, VersionRow, VersionState } from "@/lib/rules/schema";

export const number = (n: number) => n.toLocaleString("en-GB");
export const things = (n: number, one: string, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

export const stateWords: Record<VersionState, string> = {
  draft: "Draft",
  proposed: "Waiting for approval",
  in_force: "In force",
  superseded: "Replaced",
  refused: "Refused",
  withdrawn: "Withdrawn",
};

/** Who made it and when, as one sentence without a full stop. */
export function madeWords(v: VersionRow, date: (iso: string) => string): string {
  return v.madeBy
    ? `Made by ${v.madeBy.name} on ${date(v.createdAt)}`
    : "Ships with Countersign, made by nobody";
}

/** When a rule of this type fails, and when it cannot be checked. */
export function explains({ type, params }: Rule): string {
  switch (type) {
    case "conflict":
      return "Checks the pairs that a source lists. Cannot be checked where no source lists any, or the holder is not known.";
    case "separation":
      return params.reason;
    case "leaver":
      return "Fails where the holder has left and the account is not disabled. Cannot be checked where nothing says whether they still work here.";
    case "secret_in_text":
      return "Fails where a description, request or name holds a password, key or token.";
    case "text_instructs":
      return "Fails where a description, request or name tells its reader what to decide.";
    case "orphan":
      return "Fails where no directory knows the holder. Cannot be checked where several people match.";
    case "nhi_no_owner":
      return "Fails where the directory names owners and this one has none.";
    case "nhi_owner_left":
      return "Fails where the accountable owner has left.";
    case "owner_missing":
      return "Fails where the source names owners and neither the entitlement nor its application has one.";
    case "credential_exposed":
      return "Fails while an exposure alert is open.";
    case "secret_exposed":
      return "Fails where a text that somebody wrote, a description or a request for one, holds the key or the password.";
    case "mover":
      return "Fails where access was given before a move and is still held. Cannot be checked where moves, or when it was granted, are not reported.";
    case "unused":
      return "Fails where it was last used longer ago, or never since it was granted that long ago. Cannot be checked where last use is not reported.";
    case "past_end":
      return "Fails where the grant or the contract has ended.";
    case "dormant":
      return "Fails where the account is disabled, or nobody signed in for that long. Cannot be checked where sign-ins are not reported.";
    case "shared_account":
      return "Fails where the source calls the account shared, generic or a team's.";
    case "second_factor":
      return "Fails where the account has none. Cannot be checked where second factors are not reported.";
    case "key_age":
      return "Fails where a key, secret or certificate was made or renewed longer ago.";
    case "administrative_actions":
      return "Reads AWS and Kubernetes policy documents and lists of actions. Cannot be checked where a source has neither.";
    case "data_class":
      return "Fails where the holder is in another department. Cannot be checked where the class, or the department, is not known.";
    case "privileged_holders":
      return "Fails where the holder is in another department. Cannot be checked where privilege, or the department, is not known.";
  }
}

/** The parts of a rule that its name may leave out. */
export function particulars(rule: Rule): { term: string; words: readonly string[] }[] {
  const limit = rule.applications ? [{ term: "Only in", words: rule.applications }] : [];
  const labels = (refs: readonly { application: string; entitlement: string; label?: string }[]) =>
    refs.map((r) => r.label ?? `${r.entitlement} in ${r.application}`);
  switch (rule.type) {
    case "separation":
      return [
        { term: "One side", words: labels(rule.params.left) },
        { term: "Other side", words: labels(rule.params.right) },
        ...limit,
      ];
    case "administrative_actions":
      return [
        ...(rule.params.actions.length ? [{ term: "Nor any of", words: rule.params.actions }] : []),
        ...limit,
      ];
    case "data_class":
      return [
        { term: "Classes", words: rule.params.classes },
        { term: "Departments", words: rule.params.departments },
        ...limit,
      ];
    case "privileged_holders":
      return [{ term: "Departments", words: rule.params.departments }, ...limit];
    default:
      return limit;
  }
}

/** What the draft changes in what a rule finds, in words; empty where nothing. */
export function changeWords({ before, after, added, gone }: ComparedRule): string {
  if (!after) return before ? `switched off: ${things(before.failed, "item")} no longer found` : "";
  const parts = [
    ...(before ? [] : ["new"]),
    ...(added > 0 ? [`${number(added)} newly found`] : []),
    ...(gone > 0 ? [`${number(gone)} no longer found`] : []),
  ];
  return parts.join(", ");
}
