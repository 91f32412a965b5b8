import Link from "next/link";
import { EmptyState } from "@/components/ui/empty-state";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import type { ReperformanceHead } from "@/lib/oversight/reperformance-schema";
import type { ReportSection } from "@/lib/oversight/report-schema";
import { drawnFromWords, type WorkpaperHead } from "@/lib/oversight/workpaper-schema";
import { AgainForm } from "./again-form";
import { AgainResult } from "./again-result";
import { DrawForm } from "./draw-form";

interface WorkpaperListProps {
  papers: readonly WorkpaperHead[];
  /** Each with what the report says of it. */
  again: readonly { of: ReperformanceHead; section: ReportSection }[];
  mayMake: boolean;
  /** Chosen beforehand; "" for none. */
  campaign: string;
  campaigns: readonly { id: string; name: string; ended: boolean }[];
}

/** Workpapers and re-performances, with the forms that begin one. */
export function WorkpaperList({ papers, again, mayMake, campaign, campaigns }: WorkpaperListProps) {
  return (
    <div className="mt-6 grid gap-10">
      {mayMake ? (
        <section aria-labelledby="papers" className="grid gap-4">
          <h2 id="papers" className="text-lg">
            Test a sample
          </h2>
          <DrawForm campaigns={campaigns} campaign={campaign} />
          {papers.length === 0 ? (
            <EmptyState
              title="No workpaper yet"
              sentence="Choose where the sample comes from, how large it is and a seed; the rest is filled from the record."
            />
          ) : (
            <Papers papers={papers} />
          )}
        </section>
      ) : null}
      <section aria-labelledby="again" className="grid gap-4">
        <h2 id="again" className="text-lg">
          Decide a sample again
        </h2>
        {mayMake ? <AgainForm campaigns={campaigns.filter((c) => c.ended)} campaign={campaign} /> : null}
        {again.length === 0 ? (
          <EmptyState
            title="Nothing decided again yet"
            sentence="Somebody who had no part in a campaign decides a sample of it again on the sealed evidence; the agreement goes into the report."
          />
        ) : (
          again.map(({ of, section }) => <AgainResult key={of.id} of={of} section={section} />)
        )}
      </section>
    </div>
  );
}

function Papers({ papers }: { papers: readonly WorkpaperHead[] }) {
  return (
    <Table caption="Workpapers">
      <TableHead>
        <HeadCell>Workpaper</HeadCell>
        <HeadCell>Drawn from</HeadCell>
        <HeadCell numeric>Sample</HeadCell>
        <HeadCell>Seed</HeadCell>
        <HeadCell>Made</HeadCell>
      </TableHead>
      <TableBody>
        {papers.map((p) => (
          <TableRow key={p.id}>
            <Cell>
              <Link
                className="text-accent hover:underline"
                href={`/audit/workpapers/${p.id}`}
                prefetch={false}
              >
                {p.name}
              </Link>
            </Cell>
            <Cell label="Drawn from">
              {p.from && p.to ? `Due ${calendarDate(p.from)} to ${calendarDate(p.to)}: ` : ""}
              {p.campaigns.map((c) => c.name).join(", ")}
              <span className="block text-sm text-ink-2">{drawnFromWords[p.drawnFrom]}</span>
            </Cell>
            <Cell label="Sample" numeric>
              {p.size} of {p.population.toLocaleString("en-GB")}
            </Cell>
            <Cell label="Seed">
              <code>{p.seed}</code>
            </Cell>
            <Cell label="Made">
              {calendarDate(p.at)} <span className="block text-sm text-ink-2">by {p.by}</span>
              {p.frozen ? (
                <span className="block text-sm text-ink-2">Frozen {calendarDate(p.frozen.at)}</span>
              ) : null}
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
