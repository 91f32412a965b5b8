/*
 * The words of a report: numbers with their nouns, days, shares. All the same on every machine and at every time.
 */
export const grouped = (n: number) => n.toLocaleString("en-GB");

/** "1 item", "2,000 items". */
export const things = (n: number, one: string, many = `${one}s`) => `${grouped(n)} ${n === 1 ? one : many}`;

/** "12.3 %" of a share; "none of 0" has no share. */
export const percent = (n: number, of: number) =>
  of === 0 ? "–" : `${(Math.round((n * 1000) / of) / 10).toFixed(1)} %`;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "4 Nov 2026" of an ISO date or time, by its first ten letters: times are in UTC. */
export function day(iso: string | null): string {
  if (!iso) return "–";
  const [year, month, date] = iso.slice(0, 10).split("-");
  return `${Number(date)} ${months[Number(month) - 1] ?? month} ${year}`;
}

/** "4 Nov 2026, 09:30 UTC". */
export const moment = (iso: string | null) => (iso ? `${day(iso)}, ${iso.slice(11, 16)} UTC` : "–");

/** Whole days from one time to another. */
export const daysBetween = (from: string, to: string) =>
  Math.floor((Date.parse(to) - Date.parse(from)) / 86_400_000);

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

export const verbWords: Record<string, string> = {
  certify: "Keep",
  certify_until: "Keep until",
  revoke: "Remove",
  modify: "Change",
  insufficient_evidence: "Not enough evidence",
};
export const riskWords: Record<string, string> = { critical: "Critical", high: "High", low: "Low" };

/** "6,921 grants = 6,800 items + 121 covered", or by how much it does not hold. */
export function equationWords(of: {
  whole: { label: string; value: number };
  parts: readonly { label: string; value: number }[];
}): string {
  const sum = of.parts.reduce((total, p) => total + p.value, 0);
  const right = of.parts.map((p) => `${grouped(p.value)} ${p.label}`).join(" + ");
  const said = `${grouped(of.whole.value)} ${of.whole.label} ${sum === of.whole.value ? "=" : "≠"} ${right}`;
  return sum === of.whole.value ? said : `${said}: it does not hold`;
}
