import { calendarDate } from "@/components/ui/time-distance";
import type { LookList } from "@/lib/reviews/schema";

type Row = LookList["rows"][number];

/** Why a second person looks, in one clause. */
export const WHY: Record<Row["why"], string> = {
  finding: "privileged access with a finding",
  unused: "privileged access that is not used",
};

/** "Bo Boss wants to keep it until 31 January 2027": what the first person decided, without their words. */
export function wants({ by, outcome, until }: Pick<Row, "by" | "outcome" | "until">): string {
  return `${by} decided to keep it${outcome === "certify_until" && until ? ` until ${calendarDate(until)}` : ""}.`;
}

/** "You agreed on 22 November 2026." */
export function answeredWords({ state, answeredAt }: Pick<Row, "state" | "answeredAt">): string {
  const on = answeredAt ? ` on ${calendarDate(answeredAt)}` : "";
  return state === "agreed" ? `You agreed${on}` : `You refused${on}`;
}
