/**
 * What can be asked of a grant, of a credential, and of a non-human identity as a whole. The five verbs are the same on all
 * three; `change` is what differs. Pure.
 *
 * Removing an identity is retiring it: one act, whether it is said as the verb or as a change. Only a key is rotated, only an
 * identity goes over to another owner, and each can be asked to allow less.
 */
import { AppError } from "@/lib/errors";
import type { Fact, ItemType, Packet } from "@/lib/evidence/schema";
import type { Target } from "./schema";

/** An outcome, and the kind of change where it is one. */
export type Act = { outcome: string; target?: Target | undefined };

/** What `change` offers, by what the item is. */
export const changesOf: Record<
  ItemType,
  readonly { value: Exclude<Target, "retire">; label: string; person?: true }[]
> = {
  grant: [{ value: "reduce", label: "Less access" }],
  credential: [
    { value: "rotate", label: "A new key" },
    { value: "reduce", label: "Fewer scopes" },
  ],
  identity: [
    { value: "transfer_owner", label: "Another owner", person: true },
    { value: "reduce", label: "Less access" },
  ],
};

/** Whether the act takes a non-human identity out of service as a whole. */
export function retires(type: ItemType, act: Act): boolean {
  return type === "identity" && (act.outcome === "revoke" || act.target === "retire");
}

/** Whether two acts on an item ask for the same; a change without its kind is every change. */
export function sameAct(type: ItemType, one: Act, other: Act): boolean {
  if (retires(type, one) && retires(type, other)) return true;
  if (one.outcome !== other.outcome) return false;
  return one.target === undefined || other.target === undefined || one.target === other.target;
}

/** @throws AppError rule where this kind of change cannot be asked of this kind of item, with what can */
export function mustFit(type: ItemType, act: Act & { newOwner?: string | undefined }): void {
  const misfit = misfitOf(type, act.target);
  if (misfit) throw new AppError("rule", "target", misfit, { target: misfit });
  if ((act.target === "transfer_owner") !== (act.newOwner !== undefined))
    throw new AppError(
      "invalid",
      "new-owner",
      act.newOwner === undefined
        ? "Name the person who is to answer for it."
        : "Only another owner names a person.",
      { newOwner: "Choose a person." },
    );
}

function misfitOf(type: ItemType, target: Target | undefined): string | undefined {
  if (target === "rotate" && type !== "credential")
    return "Only a key or another credential can be rotated; decide on its own item.";
  if (target === "retire" && type !== "identity")
    return "Only an identity as a whole can be retired; decide on its own item.";
  if (target === "transfer_owner" && type !== "identity")
    return "Only an identity as a whole can go over to another owner; decide on its own item.";
  return undefined;
}

/** Who is to answer for an identity, as the portal knows them. */
export type NewOwner = { name: string; kind: string; status: string; identity: string | null };

/**
 * Why this person cannot answer for this identity, null where they can. Nobody answers for themselves, and who cannot sign
 * in cannot accept.
 * @param identity "source/identity" of the one that is to be answered for
 */
export function cannotAnswerFor(who: NewOwner | undefined, identity: string): string | null {
  if (!who || (who.kind !== "person" && who.kind !== "simulated")) return "There is no such person to ask.";
  if (who.identity === identity) return `${who.name} cannot answer for their own identity.`;
  if (who.status !== "active") return `${who.name} cannot sign in any more, so nobody could accept.`;
  return null;
}

/** Days before the packet's as-of; null where the day is not known. */
function daysBefore(asOf: string, day: string | null): number | null {
  return day === null ? null : Math.round((Date.parse(asOf.slice(0, 10)) - Date.parse(day)) / 86_400_000);
}

/**
 * What has to be taken into account before a credential or an identity is ended, or null: who depends on it, and use in the
 * last 30 days, of it or of one of its keys.
 */
export function dependence(packet: { asOf: string; facts: readonly Fact[] }): string | null {
  for (const fact of packet.facts)
    if (fact.kind === "nhi.dependants" && fact.value.names.length > 0)
      return `${listed(fact.value.names)} ${fact.value.names.length === 1 ? "depends" : "depend"} on it.`;
  for (const fact of packet.facts) {
    if (fact.kind === "nhi.last_use" && fact.value.days <= 30) return `It was used ${ago(fact.value.days)}.`;
    if (fact.kind !== "nhi.credential") continue;
    const days = daysBefore(packet.asOf, fact.value.last_used);
    if (days !== null && days >= 0 && days <= 30) return `${fact.value.credential} was used ${ago(days)}.`;
  }
  return null;
}

const ago = (days: number) =>
  days === 0
    ? "on the day of the export"
    : days === 1
      ? "one day before the export"
      : `${days} days before the export`;

function listed(names: readonly string[]): string {
  const some = names.slice(0, 3);
  const more = names.length - some.length;
  const all = more > 0 ? [...some, `${more} more`] : some;
  return all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/**
 * What an act on a credential or an identity does in the target system, in its words.
 * @param beneath open items of the identity on the same list, which its retirement answers
 */
export function effectOnMachine(packet: Packet, act: Act, beneath = 0): string {
  const { application, title } = packet.access;
  if (act.outcome === "certify") return `Nothing changes in ${application}.`;
  if (act.outcome === "certify_until")
    return `Nothing changes in ${application} now. After the last day it comes back to be decided again.`;
  if (packet.keys.type === "credential") {
    if (act.outcome === "revoke")
      return `After sign-off, ${title} is to be ended in ${application}. What signs in with it stops working.`;
    return act.target === "reduce"
      ? `After sign-off, ${title} is to be given fewer scopes in ${application}, as you say.`
      : `After sign-off, ${title} is to be renewed in ${application}: a new one takes its place and this one ends.`;
  }
  const { name } = packet.subject;
  if (retires("identity", act)) {
    const also =
      beneath > 0
        ? ` It answers ${beneath === 1 ? "the other open item" : `the ${beneath} other open items`} of ${name} on your list.`
        : "";
    return `After sign-off, all access of ${name} is to be taken and its keys ended.${also}`;
  }
  if (act.target === "transfer_owner")
    return `The person you name is asked to answer for ${name}. It is theirs once they accept; if they decline, it comes back to you with their words.`;
  return `After sign-off, whoever answers for ${name} is asked to make your change.`;
}
