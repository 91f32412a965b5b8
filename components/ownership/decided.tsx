import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import type { IdentityItem } from "@/lib/ownership/schema";
import { Panel } from "./panel";
import { itemWords } from "./words";

const KINDS = { identity: "As a whole", credential: "Key", grant: "Access" };

/** What of it stands in reviews, and what was decided; the newest review first. */
export function Decided({ items, oversees }: { items: readonly IdentityItem[]; oversees: boolean }) {
  return (
    <Panel title="In reviews" id="decided">
      {items.length === 0 ? (
        <p className="text-ink-2">Nothing of it has been in a review yet.</p>
      ) : (
        <Table caption="Items of this identity">
          <TableHead>
            <HeadCell>What</HeadCell>
            <HeadCell>Review</HeadCell>
            <HeadCell>Reviewer</HeadCell>
            <HeadCell>Decided</HeadCell>
          </TableHead>
          <TableBody>
            {items.map((i) => (
              <TableRow key={i.id}>
                <Cell className="max-sm:block">
                  {oversees ? (
                    <Link
                      href={`/campaigns/${i.campaign}/items/${i.id}`}
                      prefetch={false}
                      className="text-accent hover:underline"
                    >
                      {i.title}
                    </Link>
                  ) : (
                    i.title
                  )}
                  <span className="block text-sm text-ink-3">
                    {KINDS[i.type]}, {i.application}
                  </span>
                </Cell>
                <Cell label="Review">{i.campaignName}</Cell>
                <Cell label="Reviewer">{i.reviewer}</Cell>
                <Cell label="Decided">
                  {itemWords(i)} {i.seed ? <Badge>simulated</Badge> : null}
                  {i.decidedAt ? (
                    <span className="block text-sm text-ink-3">{calendarDate(i.decidedAt)}</span>
                  ) : null}
                </Cell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Panel>
  );
}
