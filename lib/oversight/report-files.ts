import type { Actor } from "@/lib/auth/actor";
import { env } from "@/lib/env";
import type { Reader, Scope } from "@/lib/query";
import { reportFrom } from "./report";
import { reportHtml } from "./report-html";
import { reportPdf } from "./report-pdf";
import type { Report } from "./report-schema";
import { ended, subjectOf } from "./report-subject";

const toldElsewhere = (claim: string) => (section: Report["sections"][number]) =>
  section.id === "oversight" ? { ...section, claim } : section;
const later = "Figures on how people reviewed are in a pack that is made after the campaign's end.";
const toOthers =
  "Figures on how people reviewed are for auditors and control owners; they are in a pack that one of them makes.";

const formats = ["html", "pdf"] as const;

/** The report in one of its forms. The same report gives the same bytes. */
export async function reportFile(report: Report, format: (typeof formats)[number]): Promise<Buffer> {
  const base = env().url;
  return format === "html" ? Buffer.from(reportHtml(report, base), "utf8") : reportPdf(report, base);
}

/**
 * `report.html` and `report.pdf` of a campaign, from one view of the database, for its pack. While the campaign runs it has no figures
 * on how people reviewed: whoever may take a pack may have items left to decide before the draft (I12).
 * @param figures whether whoever it is made for may see those figures
 */
export async function reportFiles(
  reader: Reader,
  campaign: string,
  figures: boolean,
): Promise<{ name: string; bytes: Buffer }[]> {
  const over = ended(await subjectOf(reader, campaign));
  const whole = over && figures;
  const actor: Actor = whole ? { kind: "system", name: "exports" } : { kind: "nobody" };
  const scope: Scope = { actor, personId: null, reach: "all" };
  const made = await reportFrom(reader, campaign, scope);
  const report = whole
    ? made
    : { ...made, sections: made.sections.map(toldElsewhere(over ? toOthers : later)) };
  const files: { name: string; bytes: Buffer }[] = [];
  for (const format of formats)
    files.push({ name: `report.${format}`, bytes: await reportFile(report, format) });
  return files;
}
