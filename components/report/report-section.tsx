import Link from "next/link";
import { PlotFigure } from "@/components/plots/plot-figure";
import { Equation } from "@/components/ui/equation";
import type { ReportSection as Value } from "@/lib/oversight/report-schema";
import { ReportTable } from "./report-table";

/** One claim, its figure, its query and its limits. */
export function ReportSection({ section: s }: { section: Value }) {
  return (
    <section aria-labelledby={s.id} className="grid gap-4 border-t border-line pt-6">
      <div className="grid gap-1">
        <h2 id={s.id} className="scroll-mt-20 text-lg font-semibold print:break-after-avoid">
          {s.title}
        </h2>
        <p className="max-w-[68ch] text-lg [overflow-wrap:anywhere]">
          <bdi>{s.claim}</bdi>
        </p>
      </div>
      {s.equations.map((e) => (
        <Equation key={e.whole.label} whole={e.whole} parts={e.parts} />
      ))}
      {s.figures.length > 0 ? (
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3">
          {s.figures.map((f) => (
            <div key={f.label} className="min-w-0">
              <dt className="text-sm text-ink-2">{f.label}</dt>
              <dd>
                {f.value}
                {f.note ? <span className="block text-sm text-ink-3">{f.note}</span> : null}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {s.plots.map((plot) => (
        <figure key={plot.label} className="grid gap-1 print:break-inside-avoid">
          <figcaption className="text-sm text-ink-2">{plot.label}</figcaption>
          <PlotFigure plot={plot} />
        </figure>
      ))}
      {s.tables.map((table) => (
        <ReportTable key={table.caption} table={table} />
      ))}
      <footer className="grid gap-1 text-sm text-ink-2">
        {(s.formula ?? []).map((line) => (
          <p key={line} className="max-w-[76ch]">
            Formula: {line}
          </p>
        ))}
        <p>
          Query{" "}
          <Link href={s.query.href} prefetch={false} className="text-accent underline hover:no-underline">
            {s.query.name}
          </Link>
          : {s.query.words}.
        </p>
        {s.limits.length > 0 ? (
          <ul aria-label={`Limits of ${s.title.toLowerCase()}`} className="list-disc pl-4">
            {s.limits.map((limit) => (
              <li key={limit} className="max-w-[76ch]">
                {limit}
              </li>
            ))}
          </ul>
        ) : null}
      </footer>
    </section>
  );
}
