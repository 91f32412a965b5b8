import type { Metadata } from "next";
import { SentPrompt } from "@/components/drafts/sent-prompt";
import { ReplayScreen } from "@/components/replay/replay-screen";
import { OwnReading } from "@/components/reviews/own-reading";
import { Opened } from "@/components/shell/opened";
import { PageHeader } from "@/components/ui/page-header";
import { ask } from "@/lib/http";
import { itemRecord } from "@/lib/reviews/decision-queries";
import { replay } from "@/lib/reviews/replay";

export const metadata: Metadata = { title: "What the reviewer saw" };

interface ReplayPageProps {
  params: Promise<{ id: string; item: string }>;
  searchParams: Promise<{ person?: string }>;
}

export default async function ReplayPage({ params, searchParams }: ReplayPageProps) {
  const { id, item } = await params;
  const { person } = await searchParams;
  const record = await ask(itemRecord, { item });
  const found = record.withheld ? null : await ask(replay, { item, ...(person ? { person } : {}) });
  return (
    <>
      <PageHeader
        crumbs={[
          { href: "/campaigns", label: "Campaigns" },
          { href: `/campaigns/${id}`, label: record.campaignName },
          { href: `/campaigns/${id}/items`, label: "Items" },
          { href: `/campaigns/${id}/items/${item}`, label: "Item" },
        ]}
        title="What the reviewer saw"
        description={`${record.view.title}. Drawn from what was frozen when it was served, and from the log, not from how things are today. Nothing is decided here.`}
      />
      {found ? (
        <>
          {found.own ? null : (
            <Opened at="/api/items/opened" of={{ what: "replay", item, person: found.person }} />
          )}
          <ReplayScreen key={found.person} replay={found} />
          <div className="mt-8">
            <SentPrompt item={item} />
          </div>
        </>
      ) : (
        <div className="mt-4 max-w-[64ch]">
          <OwnReading />
        </div>
      )}
    </>
  );
}
