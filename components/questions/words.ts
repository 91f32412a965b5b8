import { calendarDate } from "@/components/ui/time-distance";
import type { QuestionView, Recipient } from "@/lib/questions/schema";

/** How a question reaches somebody: "On their page here, and by e-mail to ana@example.test". */
export function wayWords({ portal, mail }: Pick<Recipient, "portal" | "mail">): string {
  const ways = [...(portal ? ["on their page here"] : []), ...(mail ? [`by e-mail to ${mail}`] : [])];
  const said = ways.join(", and ");
  return said.charAt(0).toUpperCase() + said.slice(1);
}

const who = (q: Pick<QuestionView, "to">) => q.to ?? "Somebody";

/** Where a question stands, in one sentence. */
export function standWords(q: QuestionView, seen: number): string {
  const asked = `Asked ${who(q)} on ${calendarDate(q.askedAt)}`;
  if (q.state === "open") return `${asked}; no answer yet. It waits until ${calendarDate(q.expiresAt)}.`;
  if (q.state === "withdrawn") return `${asked}, and taken back.`;
  if (q.state === "expired") return `${asked}; no answer came in time.`;
  const answered = `${who(q)} answered on ${calendarDate(q.endedAt ?? q.askedAt)}${q.way === "link" ? ", by e-mail" : ""}`;
  if (q.version === null) return `${answered}, after the item was decided: no evidence changed.`;
  return q.version > seen
    ? `${answered}. The evidence shown here is of before that.`
    : `${answered}; it stands below, among what is only stated.`;
}

/** What became of the mail, where that is worth a word. */
export function mailWords({ mail, state }: Pick<QuestionView, "mail" | "state">): string | null {
  if (state !== "open") return null;
  if (mail === "failed") return "The mail could not be delivered.";
  return mail === "queued" ? "The mail is on its way." : null;
}
