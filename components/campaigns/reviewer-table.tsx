"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { AskReopening } from "@/components/reopening/ask-reopening";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { Cell, HeadCell, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { reviewerProgressOptions } from "@/lib/campaigns/client";
import type { CampaignView, ReviewerProgress } from "@/lib/campaigns/schema";
import { reopeningsOptions } from "@/lib/reviews/client";
import { HandOn } from "./hand-on";
import { grouped, standing } from "./words";

/** Progress by reviewer, those furthest behind first, on one scale so that a long list looks long. */
export function ReviewerTable({ campaign: c }: { campaign: CampaignView }) {
  const list = useInfiniteQuery(reviewerProgressOptions(c.campaign));
  const [handing, setHanding] = useState<ReviewerProgress | null>(null);
  const [asking, setAsking] = useState<ReviewerProgress | null>(null);
  const { data: again } = useQuery(reopeningsOptions(c.campaign));
  const mayAsk = (r: ReviewerProgress) =>
    again?.mayAsk === true && r.signedOffAt !== null && !again.rows.some((o) => o.review === r.review);
  const rows = list.data?.pages.flatMap((p) => p.rows) ?? [];
  const most = Math.max(1, ...rows.map((r) => r.items));
  return (
    <section aria-labelledby="reviewers" className="grid gap-2">
      <h2 id="reviewers" className="text-base">
        {c.status === "launched" ? "Reviewers, those furthest behind first" : "Reviewers"}
      </h2>
      {list.isPending ? (
        <Loading label="Reviewers are being loaded">
          <Skeleton className="w-64" />
        </Loading>
      ) : null}
      {list.isError ? (
        <Callout
          tone="finding"
          title="Not loaded"
          role="alert"
          actions={
            <Button size="sm" onClick={() => list.refetch()}>
              Try again
            </Button>
          }
        >
          {list.error.message}
        </Callout>
      ) : null}
      {list.isSuccess && rows.length === 0 ? (
        <EmptyState
          title="No reviewers"
          sentence="This campaign has no items, so nobody was asked for anything. Launch another with a wider scope."
        />
      ) : null}
      {rows.length > 0 ? (
        <Table caption="Progress by reviewer">
          <TableHead>
            <HeadCell>Reviewer</HeadCell>
            <HeadCell>Progress</HeadCell>
            <HeadCell numeric>Decided</HeadCell>
            <HeadCell className="sm:pl-6">State</HeadCell>
            <HeadCell>
              <span className="sr-only">What can be done</span>
            </HeadCell>
          </TableHead>
          <TableBody>
            {rows.map((r) => (
              <ReviewerRow
                key={r.review}
                c={c}
                r={r}
                most={most}
                now={list.data?.pages[0]?.now ?? c.now}
                onHand={() => setHanding(r)}
                onAsk={mayAsk(r) ? () => setAsking(r) : null}
              />
            ))}
          </TableBody>
        </Table>
      ) : null}
      {list.hasNextPage ? (
        <div>
          <Button disabled={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {list.isFetchingNextPage ? "More are being loaded" : "Show more reviewers"}
          </Button>
        </div>
      ) : null}
      {asking ? <AskReopening campaign={c.campaign} of={asking} onClose={() => setAsking(null)} /> : null}
      {handing ? <HandOn campaign={c.campaign} row={handing} onClose={() => setHanding(null)} /> : null}
    </section>
  );
}

interface ReviewerRowProps {
  c: CampaignView;
  r: ReviewerProgress;
  /** The longest list in sight, the scale of every bar. */
  most: number;
  now: string;
  onHand: () => void;
  /** Null where there is nothing to open again, or it waits already. */
  onAsk: (() => void) | null;
}

function ReviewerRow({ c, r, most, now, onHand, onAsk }: ReviewerRowProps) {
  const state = standing(r, now);
  const share = (n: number) => `${((n / most) * 100).toFixed(2)}%`;
  return (
    <TableRow>
      <Cell>
        <Link
          href={`/campaigns/${c.campaign}/items?reviewer=${r.reviewer}`}
          prefetch={false}
          className="text-accent [overflow-wrap:anywhere] hover:underline"
        >
          {r.name}
        </Link>
      </Cell>
      <Cell className="align-middle sm:w-1/3">
        <svg aria-hidden="true" width="100%" height="10" className="block min-w-24">
          <rect width={share(r.items)} height="10" className="fill-line-strong" />
          <rect width={share(r.decided)} height="10" className="fill-accent" />
        </svg>
      </Cell>
      <Cell label="Decided" numeric>
        {grouped(r.decided)} of {grouped(r.items)}
      </Cell>
      <Cell
        label="State"
        className={cn("sm:pl-6", state.stuck && c.status === "launched" ? "text-attention" : "text-ink-2")}
      >
        {state.words}
      </Cell>
      <Cell>
        {onAsk ? (
          <span className="flex justify-end max-sm:justify-start">
            <Button size="sm" onClick={onAsk}>
              Ask to open again<span className="sr-only"> the signed review of {r.name}</span>
            </Button>
          </span>
        ) : null}
        {c.may.reassign && r.decided < r.items ? (
          <span className="flex justify-end max-sm:justify-start">
            <Button size="sm" onClick={onHand}>
              Reassign<span className="sr-only"> the open items of {r.name}</span>
            </Button>
          </span>
        ) : null}
      </Cell>
    </TableRow>
  );
}
