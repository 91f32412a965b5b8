import Link from "next/link";
import type { z } from "zod";
import { dueWords } from "@/components/reviews/words";
import { Badge } from "@/components/ui/badge";
import { BurnDown } from "@/components/ui/burn-down";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import type { CampaignRow, campaignList } from "@/lib/campaigns/schema";
import { grouped, statusWords } from "./words";

/** Campaigns, newest first, each with its burn-down. */
export function CampaignTable({ page }: { page: z.infer<typeof campaignList> }) {
  const today = page.now.slice(0, 10);
  return (
    <Table caption="Campaigns" className="mt-6">
      <TableHead>
        <HeadCell>Campaign</HeadCell>
        <HeadCell>Status</HeadCell>
        <HeadCell numeric>Decided</HeadCell>
        <HeadCell className="sm:pl-6">Left, day by day</HeadCell>
        <HeadCell>Due</HeadCell>
        <HeadCell numeric>Reviewers</HeadCell>
      </TableHead>
      <TableBody>
        {page.rows.map((c) => {
          const status = statusWords(c, page.now);
          return (
            <TableRow key={c.id}>
              <Cell>
                <span className="min-w-0 [overflow-wrap:anywhere]">
                  <Link
                    href={`/campaigns/${c.id}`}
                    prefetch={false}
                    className="font-medium text-accent hover:underline"
                  >
                    {c.name}
                  </Link>
                  {c.seed ? <Badge className="ml-2">Simulated</Badge> : null}
                  {c.problem ? <span className="block text-sm text-finding">{c.problem}</span> : null}
                </span>
              </Cell>
              <Cell label="Status">
                <Badge tone={status.tone}>{status.words}</Badge>
              </Cell>
              <Cell label="Decided" numeric>
                {grouped(c.decided)} of {grouped(c.items)}
              </Cell>
              <Cell label="Left, day by day" className="sm:pl-6">
                {c.left.length > 1 && c.items > 0 ? (
                  <BurnDown left={c.left} steps={c.days} label={burnWords(c)} />
                ) : (
                  <span className="text-ink-3">Nothing yet</span>
                )}
              </Cell>
              <Cell label="Due" className="whitespace-nowrap">
                {c.status === "launched" || c.status === "launching"
                  ? dueWords(c.dueDate, today).replace(/^due /, "")
                  : calendarDate(c.dueDate)}
              </Cell>
              <Cell label="Reviewers" numeric>
                {grouped(c.reviewers)}
              </Cell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}

function burnWords(c: CampaignRow): string {
  return `${grouped(c.left.at(-1) ?? c.items)} of ${grouped(c.items)} left after ${c.left.length - 1} of ${c.days} days`;
}
