import { z } from "zod";

/** Tables that can be taken away by themselves. */
export const profileNames = [
  "items",
  "decisions",
  "population",
  "exceptions",
  "remediation",
  "not_certified",
  "reviewers",
  "entra",
] as const;
export const profileName = z.enum(profileNames);
export type ProfileName = z.infer<typeof profileName>;

export const formats = ["csv", "xlsx", "json", "ndjson"] as const;
export const exportFormat = z.enum(formats);
export type ExportFormat = z.infer<typeof exportFormat>;

/** `pack`, or "<profile>.<format>". */
export function kindOf(what: ProfileName | "pack", format: ExportFormat): string {
  return what === "pack" ? "pack" : `${what}.${format}`;
}

/** What an export of this kind is; null for a pack. */
export function tableOf(kind: string): { what: ProfileName; format: ExportFormat } | null {
  const [what, format] = kind.split(".");
  const parsed = z.object({ what: profileName, format: exportFormat }).safeParse({ what, format });
  return parsed.success ? parsed.data : null;
}

export const reportFormats = ["html", "pdf"] as const;
export type ReportFormat = (typeof reportFormats)[number];
export const reportKind = (format: ReportFormat) => `report.${format}`;
/** In which form an export of this kind is a campaign's report; null where it is none. */
export const reportOfKind = (kind: string): ReportFormat | null =>
  reportFormats.find((format) => kind === reportKind(format)) ?? null;

const mediaTypes: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  json: "application/json",
  ndjson: "application/x-ndjson",
};

/** Name and media type of the file of an export of this kind. */
export function fileOf(kind: string, encrypted = false): { name: string; type: string } {
  if (encrypted) return { name: `${fileOf(kind).name}.age`, type: "application/octet-stream" };
  if (kind === "workpaper.xlsx") return { name: "workpaper.xlsx", type: mediaTypes.xlsx };
  const report = reportOfKind(kind);
  if (report)
    return {
      name: `campaign-report.${report}`,
      type: report === "pdf" ? "application/pdf" : "text/html; charset=utf-8",
    };
  const table = tableOf(kind);
  if (!table) return { name: "evidence-pack.zip", type: "application/zip" };
  const stem = table.what === "entra" ? "access-review-history" : table.what.replaceAll("_", "-");
  return { name: `${stem}.${table.format}`, type: mediaTypes[table.format] };
}

export const exportView = z.object({
  id: z.uuid(),
  campaign: z.uuid().nullable(),
  campaignName: z.string().nullable(),
  kind: z.string(),
  state: z.enum(["queued", "running", "done", "failed"]),
  checkpointSize: z.number().nullable(),
  sha256: z.string().nullable(),
  bytes: z.number().nullable(),
  files: z.number().nullable(),
  done: z.number(),
  total: z.number(),
  problem: z.string().nullable(),
  requestedBy: z.string(),
  requestedAt: z.string(),
  finishedAt: z.string().nullable(),
  /** Who alone can open it, where it is encrypted. */
  recipient: z.string().nullable(),
  /** `full`: with the figures on how people reviewed, for whoever may see them; `redacted`: without names and words. */
  profile: z.enum(["full", "without_figures", "redacted"]),
  expiresAt: z.string().nullable(),
  /** Whether whoever asks may take it, as far as their role goes. */
  yours: z.boolean(),
  /** Whether it can be taken no more: its time is over, or it is deleted. */
  over: z.boolean(),
});
export type ExportView = z.infer<typeof exportView>;
