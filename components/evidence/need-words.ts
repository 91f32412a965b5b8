import type { NeedAnswer } from "@/lib/evidence/need-queries";

/** What a part is read off, for those who look at the weights. */
const kindWords: Readonly<Record<string, string>> = {
  "identity.latest_grant": "Days since anything was last given to the holder",
  "history.granted": "Days since this was given",
  "identity.grants": "How many grants the holder has",
  "peers.access": "Holders among people with similar access, percent",
  "peers.title": "Holders among people of the same job, percent",
  "peers.team": "Holders among people of the same manager, percent",
  "peers.department": "Holders among people of the department, percent",
  "entitlement.holders": "How many others hold it",
  "entitlement.privileged": "It is privileged",
  "use.last": "Days since it was last used",
  "use.count": "Uses in the last 90 days",
  "use.never": "Never used, days since it was given",
  "use.after_move": "Uses after a move",
  "role.includes": "A role includes it",
  "role.excludes": "The roles held do not include it",
  "role.birthright": "Nearly everyone has it",
  "account.dormant": "The account is dormant",
  "account.disabled": "The account cannot be used",
  "identity.left": "The holder has left",
  "identity.not_in_directory": "The directory does not know the holder",
  "history.decided": "How it was decided before, where that was looked at",
  "history.revoked_before": "A removal was decided before",
  "history.returned": "It was removed and came back",
};
export function kindWord(kind: string): string {
  return kindWords[kind] ?? kind;
}

/** Thousandths with their sign, two decimals: "+0.42". */
export function weightText(thousandths: number): string {
  const size = (Math.abs(thousandths) / 1000).toFixed(2);
  return thousandths < 0 ? `\u2212${size}` : `+${size}`;
}

/** How strongly, in words: up to a quarter of a unit neither way, then somewhat, from three quarters clearly, from one and a half strongly. */
function howStrongly(total: number): string {
  const size = Math.abs(total);
  if (size < 250) return "about as much for need as against it";
  const how = size < 750 ? "somewhat" : size < 1500 ? "clearly" : "strongly";
  return `${how} ${total < 0 ? "against need" : "for need"}`;
}

/** Of the holder and the account, whatever access it is about. */
const aboutHolder = (kind: string) => kind.startsWith("identity.") || kind.startsWith("account.");

/**
 * The sum in words. Where the facts about the holder and those about this access point opposite ways, both are said: a sum
 * would hide it.
 */
export function totalWords(total: number, parts: NeedAnswer["parts"]): string {
  const sum = (of: (kind: string) => boolean) =>
    parts.filter((p) => of(p.kind)).reduce((s, p) => s + p.weight, 0);
  const holder = sum(aboutHolder);
  const access = total - holder;
  if (Math.min(Math.abs(holder), Math.abs(access)) >= 250 && holder * access < 0)
    return `What is known of the holder speaks ${howStrongly(holder)}, what is known of this access ${howStrongly(access)}; added up, ${howStrongly(total)}.`;
  if (parts.every((p) => aboutHolder(p.kind)))
    return `What is known of the holder speaks ${howStrongly(total)}; nothing that is added up is about this access itself.`;
  return `Added up, the facts speak ${howStrongly(total)}.`;
}

/** Where an item stands among the scored ones of its campaign. */
export function positionWords({ scored, below, equal }: NonNullable<NeedAnswer["position"]>): string {
  const n = (x: number) => x.toLocaleString("en-GB");
  const others = equal - 1;
  const above = scored - below - equal;
  const same = others === 0 ? "" : `, ${n(others)} exactly as strongly`;
  if (scored === 1) return "It is the campaign's only item with a score.";
  return `Of the campaign's ${n(scored)} items with a score, ${n(below)} speak less strongly for need and ${n(above)} more strongly${same}.`;
}

/** Why nothing was added up. */
export const abstainedWords: Readonly<Record<NonNullable<NeedAnswer["abstained"]>, string>> = {
  off: "This campaign does not add up facts.",
  "other-kind": "The weights were not learnt from holders of this kind, so nothing is scored.",
  "no-fitted-fact": "Not enough fitted facts to add up: nothing is scored.",
  "too-little": "Not enough fitted facts to add up: nothing is scored.",
};
