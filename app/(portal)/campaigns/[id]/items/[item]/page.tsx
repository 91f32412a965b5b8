import type { Metadata } from "next";
import Link from "next/link";
import { SentPrompt } from "@/components/drafts/sent-prompt";
import { ItemRecord } from "@/components/reviews/item-record";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { ask } from "@/lib/http";
import { itemRecord } from "@/lib/reviews/decision-queries";

export const metadata: Metadata = { title: "Item" };

export default async function ItemPage({ params }: { params: Promise<{ id: string; item: string }> }) {
  const { id, item } = await params;
  const record = await ask(itemRecord, { item });
  return (
    <>
      <PageHeader
        crumbs={[
          { href: "/campaigns", label: "Campaigns" },
          { href: `/campaigns/${id}`, label: record.campaignName },
          { href: `/campaigns/${id}/items`, label: "Items" },
        ]}
        title={record.view.title}
        description={`With ${record.reviewer}: ${record.basis}.`}
        actions={
          record.withheld ? undefined : (
            <Button asChild>
              <Link href={`/campaigns/${id}/items/${item}/replay`} prefetch={false}>
                What the reviewer saw
              </Link>
            </Button>
          )
        }
      />
      <ItemRecord record={record}>
        <SentPrompt item={item} />
      </ItemRecord>
    </>
  );
}
