import { calendarDate, distance } from "@/components/ui/time-distance";
import type { IdentityDetail, IdentityItem, MachineRow, OfferView } from "@/lib/ownership/schema";

/** "3 grants, 1 privileged, in Cloud and Ledger". */
export function reachWords(of: {
  grants: number;
  privileged: number;
  applications: readonly string[];
}): string {
  if (of.grants === 0) return "No access in force";
  const grants = of.grants === 1 ? "1 grant" : `${of.grants} grants`;
  const privileged = of.privileged > 0 ? `, ${of.privileged} privileged,` : "";
  return `${grants}${privileged} in ${listed(of.applications)}`;
}

/** "A, B and 2 more". */
export function listed(names: readonly string[], most = 3): string {
  const some = names.slice(0, most);
  const more = names.length - some.length;
  const all = more > 0 ? [...some, `${more} more`] : some;
  return all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** What is known of one nobody answers for, each with its name; what is not known is said so. */
export function knownWords(row: MachineRow): { term: string; lack: string; text: string | null }[] {
  return [
    { term: "Made by", lack: "who made it", text: row.createdBy },
    {
      term: "Access given by",
      lack: "who gave it access",
      text: row.grantedBy.length > 0 ? listed(row.grantedBy) : null,
    },
    {
      term: "Last use",
      lack: "last use",
      text: row.lastUse === null ? null : row.lastUse === "never" ? "never" : calendarDate(row.lastUse),
    },
    {
      term: "Key last used by",
      lack: "who last used its key",
      text: row.keysUsedBy.length > 0 ? listed(row.keysUsedBy) : null,
    },
    {
      term: "Depends on it",
      lack: "what depends on it",
      text: row.dependants.length > 0 ? listed(row.dependants) : null,
    },
  ];
}

/** "Ana Duarte was asked on 3 Nov 2026 and has not answered." */
export function offerWords(o: OfferView): string {
  const asked = calendarDate(o.offeredAt);
  const answered = o.answeredAt ? calendarDate(o.answeredAt) : "";
  switch (o.state) {
    case "offered":
      return `${o.to} was asked on ${asked} and has not answered.`;
    case "accepted":
      return `${o.to} accepted on ${answered}.`;
    case "declined":
      return `${o.to} declined on ${answered}${o.words ? `: “${o.words}”` : "."}`;
    case "withdrawn":
      return `${o.to} was asked on ${asked}; it was taken back.`;
  }
}

/** Whom to ask for what a source does not report. */
export function askWords(of: Pick<IdentityDetail, "sourceName" | "owner" | "agent">): string {
  const whom =
    of.owner && of.owner.left !== true ? of.owner.name : (of.agent.sponsor?.name ?? "an administrator");
  return `Not reported by ${of.sourceName}; ask ${whom}.`;
}

const acts = {
  certify: "Kept",
  certify_until: "Kept until a day",
  revoke: "Removed",
  modify: "To be changed",
};
const changes = {
  reduce: "Less access",
  rotate: "A new key",
  transfer_owner: "Another owner",
  retire: "Retired",
};

/** What became of an item, in the reviewer's words. */
export function itemWords(i: IdentityItem): string {
  if (i.state === "open") return "Open";
  if (i.state === "not_certified") return "Not reviewed";
  if (i.state === "removed_at_source") return "Gone at its source";
  const said =
    i.outcome === "revoke" && i.type === "identity"
      ? "Retired"
      : i.outcome === "modify" && i.target
        ? changes[i.target]
        : acts[i.outcome ?? "modify"];
  const waits =
    i.waiting === "acceptance"
      ? ", waits for the new owner"
      : i.waiting === "exception" || i.waiting === "second_look"
        ? ", waits for a second person"
        : "";
  return `${said}${i.answered ? " with the identity as a whole" : ""}${waits}`;
}

/** "tested 3 Mar 2026, 264 days ago", "never tested", or null where nothing is said. */
export function testedWords(told: string | null, asOf: string): string | null {
  if (told === null) return null;
  return told === "never" ? "never tested" : `last tested ${calendarDate(told)}, ${distance(told, asOf)}`;
}
