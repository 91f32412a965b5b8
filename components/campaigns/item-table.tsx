import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { calendarDate } from "@/components/ui/time-distance";
import type { ItemRow } from "@/lib/campaigns/schema";
import { armWords, draftWords, outcomeWords, stateWords } from "./words";

/** A page of a campaign's items, for whoever oversees it: nothing can be decided here. */
export function ItemTable({ campaign, rows }: { campaign: string; rows: readonly ItemRow[] }) {
  return (
    <Table caption="Items">
      <TableHead>
        <HeadCell>Access</HeadCell>
        <HeadCell>Held by</HeadCell>
        <HeadCell>Reviewer</HeadCell>
        <HeadCell>State</HeadCell>
        <HeadCell>Draft</HeadCell>
        <HeadCell>
          <span className="sr-only">Log</span>
        </HeadCell>
      </TableHead>
      <TableBody>
        {rows.map((i) => (
          <TableRow key={i.itemId}>
            <Cell>
              <span className="min-w-0 [overflow-wrap:anywhere]">
                <Link
                  href={`/campaigns/${campaign}/items/${i.itemId}`}
                  prefetch={false}
                  className="font-medium hover:underline"
                >
                  {i.type === "grant" ? i.entitlement : i.title}
                </Link>
                {i.tags.slice(0, 3).map((tag) => (
                  <Badge key={tag} className="ml-1.5" tone={i.findings > 0 ? "attention" : "neutral"}>
                    {tag}
                  </Badge>
                ))}
                <span className="block text-sm text-ink-2">
                  {i.application === i.source ? i.source : `${i.application}, ${i.source}`}
                </span>
              </span>
            </Cell>
            <Cell label="Held by">
              <span className="[overflow-wrap:anywhere]">{i.subject}</span>
              {i.account && i.account !== i.subject ? (
                <span className="block text-sm text-ink-2 [overflow-wrap:anywhere]">{i.account}</span>
              ) : null}
            </Cell>
            <Cell label="Reviewer">
              <span className="[overflow-wrap:anywhere]">{i.reviewer}</span>
              <span className="block text-sm text-ink-2">{i.reviewerBasis}</span>
            </Cell>
            <Cell label="State">
              {i.outcome ? outcomeWords[i.outcome] : stateWords[i.state]}
              {i.decidedAt ? (
                <span className="block text-sm text-ink-2 sm:whitespace-nowrap">
                  {calendarDate(i.decidedAt)}
                  {i.seed ? ", simulated" : ""}
                </span>
              ) : null}
            </Cell>
            <Cell label="Draft" className="text-ink-2">
              {draftWords[i.draftState]}
              {i.arm && i.arm !== "assisted" ? (
                <span className="block text-sm">{armWords[i.arm]}</span>
              ) : null}
            </Cell>
            <Cell>
              <Link
                href={`/log?item=${i.itemId}`}
                prefetch={false}
                className="whitespace-nowrap text-accent hover:underline"
              >
                In the log<span className="sr-only">: {i.title}</span>
              </Link>
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
