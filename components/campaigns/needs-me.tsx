"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { reviewerProgressOptions } from "@/lib/campaigns/client";
import type { CampaignView } from "@/lib/campaigns/schema";
import { HandOn } from "./hand-on";
import { grouped, things } from "./words";

/** What only whoever runs the campaign can move; nothing is said where nothing waits. */
export function NeedsMe({ campaign: c }: { campaign: CampaignView }) {
  const reviewers = useInfiniteQuery(reviewerProgressOptions(c.campaign));
  const [handing, setHanding] = useState(false);
  const nobody = reviewers.data?.pages
    .flatMap((p) => p.rows)
    .find((r) => r.name === "Unassigned" && !r.active);
  const left = Math.round((Date.parse(c.dueDate) - Date.parse(c.now.slice(0, 10))) / 86_400_000);
  const open = c.items - c.decided;
  const lines: { key: string; text: string; action?: ReactNode }[] = [];
  if (c.unassigned > 0)
    lines.push({
      key: "unassigned",
      text: `${things(c.unassigned, "item has", "items have")} nobody who may decide ${c.unassigned === 1 ? "it" : "them"}. Hand ${c.unassigned === 1 ? "it" : "them"} to somebody, or ${c.unassigned === 1 ? "it closes" : "they close"} as not reviewed.`,
      action:
        c.may.reassign && nobody ? (
          <Button size="sm" onClick={() => setHanding(true)}>
            Hand on<span className="sr-only"> what is unassigned</span>
          </Button>
        ) : undefined,
    });
  if (c.drafts.failed > 0)
    lines.push({
      key: "drafts",
      text: `${things(c.drafts.failed, "draft")} failed. The items can be reviewed from their evidence; under Drafts they can be tried again.`,
    });
  if (left <= 7 && open > 0)
    lines.push({
      key: "due",
      text: `${left < 0 ? "The due day has passed" : left === 0 ? "Due today" : left === 1 ? "One day is left" : `${left} days are left`} and ${things(open, "item")} ${open === 1 ? "is" : "are"} open. What stays open closes as not reviewed.`,
    });
  // "Unassigned" is one of the lists while it holds items, and can begin nothing.
  const nobodys = c.unassigned > 0 ? 1 : 0;
  const idle = c.notStarted - nobodys;
  if (idle > 0)
    lines.push({
      key: "begin",
      text: `${grouped(idle)} of ${things(c.reviewers - nobodys, "reviewer")} ${idle === 1 ? "has" : "have"} decided nothing yet; those furthest behind stand first below.`,
    });
  return (
    <section aria-labelledby="needs" className="grid gap-1">
      <h2 id="needs" className="text-base">
        {c.may.reassign ? "What needs you" : "What needs an admin"}
      </h2>
      {lines.length === 0 ? (
        <p className="text-ink-2">
          {open === 0 ? (
            "Nothing now: every item is decided. Lists that are not signed off stand below."
          ) : (
            <>
              Nothing now: every item has a reviewer, and each of them has begun. The{" "}
              <Link href={`/campaigns/${c.campaign}/items?state=open`} className="text-accent underline">
                open items
              </Link>{" "}
              are with them.
            </>
          )}
        </p>
      ) : (
        <ul className="max-w-[60rem] divide-y divide-line border-y border-line">
          {lines.map((line) => (
            <li key={line.key} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2">
              <span className="min-w-0 flex-1 basis-72">{line.text}</span>
              {line.action}
            </li>
          ))}
        </ul>
      )}
      {handing && nobody ? (
        <HandOn campaign={c.campaign} row={nobody} onClose={() => setHanding(false)} />
      ) : null}
    </section>
  );
}
