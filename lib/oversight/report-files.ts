import { env } from "@/lib/env";
import type { Reader, Scope } from "@/lib/query";
import { reportFrom } from "./report";
import { reportHtml } from "./report-html";
import { reportPdf } from "./report-pdf";
import type { Report } from "./report-schema";

const formats = ["html", "pdf"] as const;

/** The report in one of its forms. The same report gives the same bytes. */
export async function reportFile(report: Report, format: (typeof formats)[number]): Promise<Buffer> {
  const base = env().url;
  return format === "html" ? Buffer.from(reportHtml(report, base), "utf8") : reportPdf(report, base);
}

/** `report.html` and `report.pdf` of a campaign, from one view of the database, for its pack. */
export async function reportFiles(
  reader: Reader,
  campaign: string,
): Promise<{ name: string; bytes: Buffer }[]> {
  const scope: Scope = { actor: { kind: "system", name: "exports" }, personId: null, reach: "all" };
  const report = await reportFrom(reader, campaign, scope);
  const files: { name: string; bytes: Buffer }[] = [];
  for (const format of formats)
    files.push({ name: `report.${format}`, bytes: await reportFile(report, format) });
  return files;
}
