import type { CampaignView } from "@/lib/campaigns/schema";
import { grouped, things } from "./words";

/** "10 %", "10.91 %": of ten-thousandths. */
export const percent = (rate: number) =>
  `${(rate / 100).toLocaleString("en-GB", { maximumFractionDigits: 2 })} %`;

/** "About 450 of 4,500 items now, 10 %." */
export function aboutItems(rate: number, items: number): string {
  if (rate === 0) return "None.";
  if (items === 0) return `${percent(rate)}.`;
  return `About ${grouped(Math.round((items * rate) / 10_000))} of ${things(items, "item")} now, ${percent(rate)}.`;
}

/** What is wrong with a typed share; null where nothing. */
export function shareProblem(typed: string, most: number): string | null {
  return /^\d{1,2}$/.test(typed.trim()) && Number(typed) <= most
    ? null
    : `Give a whole number from 0 to ${most}.`;
}

/** What was drawn at launch, in sentences: counts, and no item by name. */
export function drawnWords({
  blindRate,
  undraftedRate,
  blind,
  undrafted,
}: NonNullable<CampaignView["arms"]>): string {
  return [
    blindRate > 0
      ? `${things(blind, "item")} (drawn at ${percent(blindRate)}) ${blind === 1 ? "is" : "are"} decided before the draft is shown.`
      : "",
    undraftedRate > 0
      ? `${things(undrafted, "item")} (drawn at ${percent(undraftedRate)}) ${undrafted === 1 ? "has" : "have"} no draft.`
      : "",
  ]
    .filter(Boolean)
    .join(" ");
}
