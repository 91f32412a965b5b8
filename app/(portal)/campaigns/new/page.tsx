import type { Metadata } from "next";
import Link from "next/link";
import { NotForYou } from "@/components/auth/not-for-you";
import { Builder } from "@/components/campaigns/builder";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { now } from "@/lib/clock";
import { model } from "@/lib/drafting/queries";
import { readiness } from "@/lib/evidence/queries";
import { ask } from "@/lib/http";
import { listSources } from "@/lib/sources/queries";

export const metadata: Metadata = { title: "New campaign" };

export default async function NewCampaignPage() {
  const { actor } = await currentCtx();
  const may = {
    launch: permits("campaign.launch", actor, undefined) === "allow",
    accept: permits("campaign.accept", actor, undefined) === "allow",
  };
  if (!may.launch && !may.accept)
    return (
      <NotForYou title="Only an admin launches campaigns">
        Those that run or have ended stand under Campaigns.
      </NotForYou>
    );
  const { sources } = await ask(listSources, {});
  const { applications, beside } = await ask(readiness, {});
  const { by, inForce, currency } = await ask(model, {});
  const live = sources.flatMap((s) => {
    if (!s.current) return [];
    const { grants } = s.current.counts;
    const { credentials = 0, identities = 0 } = beside.find((b) => b.sourceId === s.id) ?? {};
    const choice = { id: s.id, name: s.name, asOf: s.current.asOf, grants, credentials, identities };
    return grants + credentials + identities > 0 ? [choice] : [];
  });
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/campaigns", label: "Campaigns" }]}
        title="New campaign"
        description="Say what is reviewed, by whom and until when. What a launch would make of it is counted as you go; nothing is written or sent before you launch."
        className="mb-6"
      />
      {live.length === 0 ? (
        <EmptyState
          title="No access to review yet"
          sentence="No source with access in it has a snapshot in force. Import one first, then come back."
          action={
            <Button asChild variant="filled">
              <Link href="/sources">Go to sources</Link>
            </Button>
          }
        />
      ) : (
        <Builder
          sources={live}
          applications={applications}
          beside={beside}
          today={now().toISOString().slice(0, 10)}
          may={may}
          drafting={{ model: by === "model" ? inForce : null, currency }}
        />
      )}
    </>
  );
}
