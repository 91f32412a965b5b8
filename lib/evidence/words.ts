/** Dates, counts and lists in plain English. Pure. */

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "14 Apr 2026" for an ISO date or instant. */
export function dayWords(iso: string): string {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  return `${day} ${months[(month ?? 1) - 1]} ${year}`;
}

/** "Apr 2026" for an ISO date, instant or month. */
export function monthWords(iso: string): string {
  const [year, month] = iso.split("-").map(Number);
  return `${months[(month ?? 1) - 1]} ${year}`;
}

/** The twelve months that end with an ISO month, oldest first, as ISO months. */
export function twelveMonths(last: string): string[] {
  const [year = 1970, month = 1] = last.split("-").map(Number);
  return Array.from({ length: 12 }, (_, i) => {
    const at = year * 12 + month - 1 - 11 + i;
    return `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;
  });
}

/** "1 day", "1,204 days". */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;
}

/** "once", "twice", "12 times". */
export function times(n: number): string {
  return n === 1 ? "once" : n === 2 ? "twice" : counted(n, "time");
}

/** "220 days ago", "in 5 days": whole days before (negative: after) the day the data was taken. */
export function ago(days: number): string {
  if (days === 0) return "the day the data was taken";
  return days > 0 ? `${counted(days, "day")} ago` : `in ${counted(-days, "day")}`;
}

/** Whole days from one ISO date to another, negative if it lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / 86_400_000);
}

/** "A", "A and B", "A, B and C". */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/** Somebody's words in quotation marks that they cannot close. */
export function quoted(text: string): string {
  return `“${text.replace(/["“”„‟]/gu, "'")}”`;
}

/** With a capital at the start, for a sentence. */
export function capital(text: string): string {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** "API token" of "api_token". */
export function credentialWords(kind: string): string {
  return kind
    .replaceAll("_", " ")
    .replace(/\b(?:api|ssh|aws|saml|jwt|pat|tls|mfa)\b/giu, (m) => m.toUpperCase())
    .replace(/\boauth\b/giu, "OAuth");
}

/** Ends with a full stop, once. */
export function stopped(text: string): string {
  return /[.!?…]["”']?$/u.test(text) ? text : `${text}.`;
}

/** "Priya Raman can release payments in Ledgerwise ERP"; of a credential or an identity its own title. */
export function accessWords(of: {
  type: "grant" | "credential" | "identity";
  subjectName: string;
  phrase: string | null;
  title: string;
  applicationName: string;
}): string {
  if (of.type !== "grant") return of.title;
  return of.phrase
    ? `${of.subjectName} ${of.phrase} in ${of.applicationName}`
    : `${of.subjectName} holds ${of.title} in ${of.applicationName}`;
}

/** What the kind of a secret, as `lib/text` names it, is in one word. */
export function secretWords(kind: string): "key" | "password" | "token" {
  if (/password|uri/u.test(kind)) return "password";
  return /token|jwt|webhook/u.test(kind) ? "token" : "key";
}
