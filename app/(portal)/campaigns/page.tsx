import type { Metadata } from "next";
import Link from "next/link";
import { NotForYou } from "@/components/auth/not-for-you";
import { CampaignFilter } from "@/components/campaigns/campaign-filter";
import { CampaignTable } from "@/components/campaigns/campaign-table";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { permits } from "@/lib/auth/policy";
import { currentCtx } from "@/lib/auth/session";
import { list } from "@/lib/campaigns/queries";
import { listInput } from "@/lib/campaigns/schema";
import { ask } from "@/lib/http";
import { listSources } from "@/lib/sources/queries";

export const metadata: Metadata = { title: "Campaigns" };

/** Which campaigns, and where a page begins; an address that cannot be read begins at the first of all. */
const search = listInput.pick({ status: true, after: true }).catch({ status: "" });

type Props = { searchParams: Promise<{ status?: string; after?: string }> };

export default async function CampaignsPage({ searchParams }: Props) {
  const { status, after } = search.parse(await searchParams);
  const to = (asked: Record<string, string>) => {
    const text = new URLSearchParams(status ? { status, ...asked } : asked).toString();
    return text ? `/campaigns?${text}` : "/campaigns";
  };
  const { actor } = await currentCtx();
  if (permits("campaign.read", actor, undefined) === "forbidden")
    return (
      <NotForYou title="This page is not part of your role">
        Admins, auditors and control owners see campaigns. What you were asked to decide stands under My
        reviews.
      </NotForYou>
    );
  const page = await ask(list, { status, ...(after ? { after } : {}) });
  const accepts = permits("campaign.accept", actor, undefined) === "allow";
  const { sources } = page.rows.length === 0 ? await ask(listSources, {}) : { sources: [] };
  const ready = sources.some((s) => s.current);
  const next = page.may.launch ? (
    <Button asChild variant="filled">
      <Link href="/campaigns/new">New campaign</Link>
    </Button>
  ) : accepts ? (
    <Button asChild>
      <Link href="/campaigns/new">What a launch would be</Link>
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeader
        title="Campaigns"
        description="Who was asked to decide on which access, by when, and how far they are."
        actions={page.rows.length > 0 ? next : undefined}
      />
      {page.rows.length > 0 || status ? <CampaignFilter status={status} /> : null}
      {page.rows.length > 0 ? (
        <CampaignTable page={page} />
      ) : status && !after ? (
        <EmptyState
          title="No campaign has this status"
          sentence="Choose another status, or show all campaigns."
        />
      ) : after ? (
        <EmptyState title="No more campaigns" sentence="This page is past the last campaign." />
      ) : ready ? (
        <EmptyState
          title="No campaign yet"
          sentence={
            page.may.launch
              ? "Your sources are imported. Choose what is to be reviewed, by whom and until when; nothing is sent before you launch."
              : "Sources are imported; an admin launches the first campaign, and it stands here from then on."
          }
          action={next}
        />
      ) : (
        <EmptyState
          title="Nothing to review yet"
          sentence="A campaign reviews the access that a source lists, and no source has a snapshot in force. Import one first, then launch a campaign."
          action={
            <Button asChild variant="filled">
              <Link href="/sources">Go to sources</Link>
            </Button>
          }
        />
      )}
      <div className="mt-4">
        <Pagination
          label="Pages of campaigns"
          previousHref={after ? to({}) : undefined}
          nextHref={page.next ? to({ after: page.next }) : undefined}
        />
      </div>
    </>
  );
}
