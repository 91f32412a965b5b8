import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ProgressBar } from "@/components/ui/progress-bar";
import type { CampaignView } from "@/lib/campaigns/schema";
import { grouped } from "./words";

/** What a launch is doing, why it was refused, or why the campaign was cancelled. */
export function LaunchState({ campaign: c }: { campaign: CampaignView }) {
  if (c.status === "launching") return <Launching c={c} />;
  if (c.status === "refused")
    return (
      <Callout
        tone="finding"
        title="Not launched"
        actions={
          <Button asChild size="sm">
            <Link href="/campaigns/new">Start another campaign</Link>
          </Button>
        }
      >
        {c.problem} Nothing was asked of anybody.
      </Callout>
    );
  if (c.status === "cancelled")
    return (
      <Callout title="Cancelled">
        {c.endReason ? `The reason given: ${c.endReason}` : "No reason is on record."}
      </Callout>
    );
  return null;
}

function Launching({ c }: { c: CampaignView }) {
  const p = c.progress;
  const words = !p
    ? "Waiting for the worker to begin"
    : p.total
      ? `${p.phase}: ${grouped(p.done)} of ${grouped(p.total)}`
      : p.done > 0
        ? `${p.phase}: ${grouped(p.done)}`
        : p.phase;
  return (
    <section aria-label="Launch" className="grid max-w-[44rem] gap-2">
      <ProgressBar value={p?.total ? p.done : 0} max={p?.total ?? 1} label={words} />
      <p role="status">{words}</p>
      <p className="text-sm text-ink-2">
        The population is read, evidence is gathered and reviewers are found. You can leave this page; the
        launch goes on, and either all of it happens or none.
      </p>
    </section>
  );
}
