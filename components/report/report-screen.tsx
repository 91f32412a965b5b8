import { Callout } from "@/components/ui/callout";
import { PageHeader } from "@/components/ui/page-header";
import { calendarDate } from "@/components/ui/time-distance";
import type { Report } from "@/lib/oversight/report-schema";
import { ReportDownloads } from "./report-downloads";
import { ReportSection } from "./report-section";
import { ReportTests } from "./report-tests";

/** The report of a campaign, to be read from top to bottom and printed. */
export function ReportScreen({ report, mayTake }: { report: Report; mayTake: boolean }) {
  const limits = report.sections.filter((s) => s.id === "limits");
  const others = report.sections.filter((s) => s.id !== "limits");
  const contents = [...others, { id: "tests", title: "What testers ask" }, ...limits];
  return (
    <article className="mx-auto grid max-w-[52rem] gap-8 print:max-w-none">
      <PageHeader
        crumbs={[
          { href: "/campaigns", label: "Campaigns" },
          { href: `/campaigns/${report.campaign}`, label: report.name },
        ]}
        title="Campaign report"
        description={
          <>
            <bdi>{report.name}</bdi>. {report.state}. As of {calendarDate(report.at)},{" "}
            {report.at.slice(11, 16)} UTC.
          </>
        }
        actions={mayTake ? <ReportDownloads campaign={report.campaign} /> : undefined}
      />
      {report.simulated ? (
        <Callout tone="attention" title="Not evidence">
          {report.simulated}
        </Callout>
      ) : null}
      <ul className="grid max-w-[72ch] list-disc gap-1 pl-4">
        {report.summary.map((line) => (
          <li key={line} className="[overflow-wrap:anywhere]">
            {line}
          </li>
        ))}
      </ul>
      <nav aria-label="Sections of the report" className="print:hidden">
        <ol className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {contents.map((s) => (
            <li key={s.id}>
              <a href={`#${s.id}`} className="py-0.5 text-accent hover:underline">
                {s.title}
              </a>
            </li>
          ))}
        </ol>
      </nav>
      {others.map((section) => (
        <ReportSection key={section.id} section={section} />
      ))}
      <ReportTests tests={report.tests} />
      {limits.map((section) => (
        <ReportSection key={section.id} section={section} />
      ))}
    </article>
  );
}
