import { type ExportFormat, type ProfileName, tableOf } from "@/lib/exports/schema";

/** What a table by itself holds, in a person's words. */
export const tableWords: Record<ProfileName, string> = {
  items: "Items",
  decisions: "Decisions",
  population: "Population",
  exceptions: "Exceptions",
  remediation: "Removals and changes",
  not_certified: "Not reviewed",
  reviewers: "Reviewers and progress",
  entra: "Review history, as Microsoft Entra writes it",
};

export const formatWords: Record<ExportFormat, string> = {
  csv: "CSV",
  xlsx: "Excel (XLSX)",
  json: "JSON",
  ndjson: "JSON, a line a row",
};

/** What an export of this kind is called. */
export function kindWords(kind: string): string {
  const table = tableOf(kind);
  if (table) return `${tableWords[table.what]}, ${formatWords[table.format]}`;
  if (kind === "workpaper.xlsx") return "Workpaper, Excel (XLSX)";
  if (kind.startsWith("report")) return `Report, ${kind.split(".").at(-1)?.toUpperCase() ?? ""}`;
  return "Evidence pack";
}

/** "12,000 of 50,000 rows": of an export that is being made; empty before the first row. */
export function progressWords(done: number, total: number): string {
  return total > 0 ? `${done.toLocaleString("en-GB")} of ${total.toLocaleString("en-GB")} rows` : "";
}
