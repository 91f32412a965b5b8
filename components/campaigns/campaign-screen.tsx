"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Suspense, useState } from "react";
import { DraftProgress } from "@/components/drafts/draft-progress";
import { OutlierMap } from "@/components/evidence/outlier-map";
import { CampaignMail } from "@/components/mail/campaign-mail";
import { WaitingReopenings } from "@/components/reopening/waiting-reopenings";
import { LeftReviewers } from "@/components/reviews/left-reviewers";
import { dueWords } from "@/components/reviews/words";
import { WaitingLooks } from "@/components/second-looks/waiting-looks";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { StatRow } from "@/components/ui/stat-row";
import { calendarDate } from "@/components/ui/time-distance";
import { campaignOptions, outliersOptions } from "@/lib/campaigns/client";
import type { CampaignView } from "@/lib/campaigns/schema";
import { CampaignConditions } from "./campaign-conditions";
import { ChallengeTotals } from "./challenge-totals";
import { EndDialog } from "./end-dialog";
import { LaunchState } from "./launch-state";
import { NeedsMe } from "./needs-me";
import { PopulationEquations } from "./population-equations";
import { ReviewerTable } from "./reviewer-table";
import { dayAfter, grouped, statusWords, things } from "./words";

/** One campaign for whoever runs or oversees it. */
export function CampaignScreen({
  id,
  mayDraft,
  mayTest,
  mayOversee,
}: {
  id: string;
  mayDraft: boolean;
  mayTest: boolean;
  mayOversee: boolean;
}) {
  const { data: c } = useSuspenseQuery(campaignOptions(id));
  const [ending, setEnding] = useState<"close" | "cancel" | null>(null);
  const status = statusWords(c, c.now);
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/campaigns", label: "Campaigns" }]}
        title={c.name}
        className="[overflow-wrap:anywhere]"
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Badge tone={status.tone}>{status.words}</Badge>
            {c.seed ? (
              <Badge>Simulated</Badge>
            ) : c.simulated > 0 ? (
              <Badge>{things(c.simulated, "decision")} simulated</Badge>
            ) : null}
            <span>{whenWords(c)}</span>
          </span>
        }
        actions={
          <>
            {c.may.cancel ? <Button onClick={() => setEnding("cancel")}>Cancel campaign</Button> : null}
            {c.may.close ? <Button onClick={() => setEnding("close")}>Close campaign</Button> : null}
          </>
        }
      />
      {ending ? <EndDialog campaign={c} act={ending} onClose={() => setEnding(null)} /> : null}
      <div className="mt-6 grid gap-8">
        <LaunchState campaign={c} />
        {c.launchedAt ? (
          <Launched c={c} mayDraft={mayDraft} mayTest={mayTest} mayOversee={mayOversee} />
        ) : null}
        <CampaignConditions campaign={c} />
      </div>
    </>
  );
}

interface LaunchedProps {
  c: CampaignView;
  mayDraft: boolean;
  /** May test a sample of it, or see how one was decided again. */
  mayTest: boolean;
  mayOversee: boolean;
}

function Launched({ c, mayDraft, mayTest, mayOversee }: LaunchedProps) {
  const ended = c.status !== "launched";
  const open = Math.max(0, c.items - c.decided - c.notCertified - c.removed);
  return (
    <>
      <StatRow
        stats={[
          { label: "Decided", value: grouped(c.decided), note: `of ${grouped(c.items)}` },
          ended && c.status !== "cancelled"
            ? { label: "Not reviewed", value: grouped(c.notCertified) }
            : { label: ended ? "Left without a decision" : "Open", value: grouped(open) },
          ...(c.removed > 0 ? [{ label: "Gone at their source", value: grouped(c.removed) }] : []),
          { label: "Lists signed off", value: grouped(c.signedOff), note: `of ${grouped(c.reviewers)}` },
        ]}
      />
      <p className="-mt-4 flex flex-wrap gap-x-5 gap-y-1">
        <Follow href={`/campaigns/${c.campaign}/items`}>{`See ${things(c.items, "item")}`}</Follow>
        <Follow href={`/log?campaign=${c.campaign}`}>Follow it in the audit log</Follow>
        <Follow href={`/campaigns/${c.campaign}/report`}>Read the report</Follow>
        {mayOversee ? (
          <Follow href={`/campaigns/${c.campaign}/oversight`}>See whether people reviewed</Follow>
        ) : null}
        <Follow href="/exports">Make an evidence pack</Follow>
        {mayTest ? (
          <Follow href={`/audit/workpapers?campaign=${c.campaign}`}>Test a sample of it</Follow>
        ) : null}
      </p>
      {ended ? null : <NeedsMe campaign={c} />}
      {ended ? null : <WaitingReopenings campaign={c.campaign} />}
      {ended ? null : <WaitingLooks campaign={c.campaign} mayMove={c.may.reassign} />}
      <LeftReviewers campaign={c.campaign} />
      {c.settings.challengeItems ? <ChallengeTotals campaign={c.campaign} /> : null}
      {c.tieOut ? (
        <section aria-labelledby="population" className="grid gap-2">
          <h2 id="population" className="text-base">
            Population
          </h2>
          <PopulationEquations of={c.tieOut} />
        </section>
      ) : null}
      <div className="max-w-[44rem]">
        <Suspense
          fallback={
            <Loading label="Draft progress is being loaded">
              <Skeleton className="w-64" />
            </Loading>
          }
        >
          <DraftProgress campaign={c.campaign} mayStart={mayDraft && !ended} />
        </Suspense>
      </div>
      <ReviewerTable campaign={c} />
      <CampaignMail campaign={c.campaign} wants={c.settings.mail} />
      <Outliers campaign={c.campaign} />
    </>
  );
}

function Outliers({ campaign }: { campaign: string }) {
  const { data } = useSuspenseQuery(outliersOptions(campaign));
  return <OutlierMap campaign={campaign} map={data} />;
}

function Follow({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} prefetch={false} className="text-accent hover:underline">
      {children}
    </Link>
  );
}

function whenWords(c: CampaignView): string {
  if (c.status === "launched") return dueWords(c.dueDate, c.now.slice(0, 10)).replace(/^due/, "Due");
  if (c.status === "launching") return `Due ${calendarDate(c.dueDate)}`;
  if (c.status === "refused") return `Asked for by ${c.builtBy} on ${calendarDate(c.createdAt)}`;
  const ended = c.closedAt ? ` on ${calendarDate(c.closedAt)}` : "";
  const waits =
    c.status === "closed" && c.closedAt
      ? `. It is sealed once a control owner has answered its figures, by itself after ${calendarDate(dayAfter(c.closedAt, c.settings.oversight.answerDays))}`
      : "";
  return `${c.status === "cancelled" ? "Cancelled" : "Closed"}${ended}; it was due ${calendarDate(c.dueDate)}${waits}`;
}
