const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 86_400_000;

/** Midnight UTC of the calendar day in an ISO date or timestamp, in milliseconds. */
function day(iso: string): number {
  return Date.parse(iso.slice(0, 10));
}

/** "14 Apr 2026"; text that is not an ISO date comes back as it is. */
export function calendarDate(iso: string): string {
  const at = new Date(day(iso));
  if (Number.isNaN(at.getTime())) return iso;
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()] ?? ""} ${at.getUTCFullYear()}`;
}

/** Whole calendar days (UTC) between two dates, said: "220 days ago", "today", "in 5 days". */
export function distance(iso: string, asOf: string): string {
  const days = Math.round((day(iso) - day(asOf)) / DAY);
  if (Number.isNaN(days)) return "";
  if (days === 0) return "today";
  const unit = Math.abs(days) === 1 ? "day" : "days";
  const said = Math.abs(days).toLocaleString("en-GB");
  return days < 0 ? `${said} ${unit} ago` : `in ${said} ${unit}`;
}

/** "14 Apr 2026, 220 days ago", counted to `asOf` and never to the reader's clock. */
export function timeDistance(iso: string, asOf: string): string {
  const far = distance(iso, asOf);
  return far ? `${calendarDate(iso)}, ${far}` : calendarDate(iso);
}

const TIED = new RegExp(
  `(?:\\d{1,2} )?(?:${MONTHS.join("|")}) \\d{4}|(?:in )?\\d[\\d,]* (?:days?(?: ago)?|others?)`,
  "g",
);

/** The text with its dates and its counts of days and of others tied by no-break spaces, so that no line ends within one. */
export function tieDates(text: string): string {
  return text.replace(TIED, (found) => found.replaceAll(" ", "\u00a0"));
}

/** A date with its distance from `asOf`, both ISO. */
export function TimeDistance({ date, asOf }: { date: string; asOf: string }) {
  return <time dateTime={date}>{timeDistance(date, asOf)}</time>;
}
