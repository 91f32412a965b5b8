import type { Ctx } from "@/lib/auth/actor";
import { verify, write } from "@/lib/catalogue/commands";
import { entry } from "@/lib/catalogue/entry";
import { queue } from "@/lib/catalogue/queries";
import type { EntitlementKey, Risk } from "@/lib/catalogue/schema";
import { perform } from "@/lib/chore";
import { at } from "@/lib/clock";
import { execute } from "@/lib/command";
import { word } from "@/lib/drafting/wordless";
import { read } from "@/lib/query";

type Written = {
  entitlement: string;
  title: string;
  phrase: string;
  allows: string;
  risk: Risk;
  /** Whether its owner vouches for the words. */
  verified: boolean;
};

/** What the access team has put into words so far; the owner of the ERP and the treasury system verified some of it. */
const WRITTEN: readonly Written[] = [
  {
    entitlement: "erp:ZFI_PMT_REL_02",
    title: "Release payments",
    phrase: "can release payments",
    allows: "Releases outgoing payment runs up to 250,000 euro without a second approval.",
    risk: "high",
    verified: true,
  },
  {
    entitlement: "erp:ZFI_PMT_REL_05",
    title: "Release urgent payments",
    phrase: "can release urgent payments",
    allows: "Releases single payments outside the payment run, of any amount, with a second approval.",
    risk: "high",
    verified: true,
  },
  {
    entitlement: "trs:BANK_DETAILS_CHG",
    title: "Change bank details",
    phrase: "can change the bank details of beneficiaries",
    allows: "Changes the account number that a beneficiary is paid to, without a second person.",
    risk: "high",
    verified: false,
  },
  {
    entitlement: "trs:LIMITS_SET",
    title: "Set dealing limits",
    phrase: "can set dealing limits",
    allows: "Sets how much may be dealt with each bank in each currency.",
    risk: "high",
    verified: true,
  },
  {
    entitlement: "dwh:mart_receivables_r",
    title: "Read the receivables mart",
    phrase: "can read the receivables mart",
    allows: "Shows what customers owe, by invoice.",
    risk: "medium",
    verified: false,
  },
];

/** Names of which the rules made something before this quarter's review. */
const PROPOSED = 20;

/** Puts part of the catalogue into words, as a team does that has begun with what most people hold. */
export async function wordTheCatalogue(admin: Ctx, owner: Ctx, when: Date): Promise<void> {
  const later = (minutes: number) => new Date(when.getTime() + minutes * 60_000);
  for (const [n, { entitlement, verified, ...words }] of WRITTEN.entries()) {
    const key = await keyOf(admin, entitlement);
    const { version } = await at(later(n * 6), () => execute(admin, write, { ...key, ...words, version: 0 }));
    if (!verified) continue;
    const { may } = await read(owner, entry, key);
    if (may.verify) await at(later(50 + n * 3), () => execute(owner, verify, { ...key, version }));
  }
  await at(later(45), () => perform(admin, word, { first: PROPOSED }));
}

async function keyOf(admin: Ctx, entitlement: string): Promise<EntitlementKey> {
  const name = entitlement.slice(entitlement.indexOf(":") + 1);
  const { rows } = await read(admin, queue, { show: "all", application: "", q: name });
  const found = rows.find((r) => r.entitlement === entitlement);
  if (!found) throw new RangeError(`The demo company has no entitlement ${entitlement}.`);
  return { source: found.source, entitlement };
}
