import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ItemFilter } from "@/components/campaigns/item-filter";
import { ItemTable } from "@/components/campaigns/item-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { items, show } from "@/lib/campaigns/queries";
import { campaignInput, itemsInput } from "@/lib/campaigns/schema";
import { ask } from "@/lib/http";

export const metadata: Metadata = { title: "Items of a campaign" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[]>> };

/** What an address asks for; what of it cannot be read is left out. */
const search = itemsInput
  .pick({
    type: true,
    state: true,
    risk: true,
    reviewer: true,
    department: true,
    held: true,
    q: true,
    after: true,
  })
  .catch({ type: "", state: "", risk: "", reviewer: "", department: "", held: "", q: "" });

export default async function ItemsPage({ params, searchParams }: Props) {
  const { id } = await params;
  if (!campaignInput.safeParse({ id }).success) notFound();
  const asked = search.parse(await searchParams);
  const campaign = await ask(show, { id });
  const page = await ask(items, { id, ...asked });
  const to = (after: string | null) => {
    const kept = Object.entries({ ...asked, after }).flatMap(([name, value]) =>
      value === "" || value === null || value === undefined ? [] : [[name, String(value)]],
    );
    return `/campaigns/${id}/items?${new URLSearchParams(kept)}`;
  };
  const narrowed =
    Boolean(asked.type || asked.state || asked.risk || asked.reviewer || asked.q || asked.department) ||
    asked.held !== "";
  return (
    <>
      <PageHeader
        crumbs={[
          { href: "/campaigns", label: "Campaigns" },
          { href: `/campaigns/${id}`, label: campaign.name },
        ]}
        title="Items"
        description="Each item is one piece of access that one person was asked to decide on."
        className="mb-6"
      />
      <ItemFilter
        campaign={id}
        values={asked}
        reviewer={asked.reviewer ? (page.rows[0]?.reviewer ?? "One reviewer") : null}
      />
      <div className="mt-4">
        {page.rows.length > 0 ? (
          <ItemTable campaign={id} rows={page.rows} />
        ) : narrowed ? (
          <EmptyState
            title="No item matches"
            sentence="Try fewer letters or another state, or show all items."
          />
        ) : (
          <EmptyState
            title="No items"
            sentence={
              campaign.status === "launching"
                ? "The campaign is still being launched; its items stand here once it is."
                : "This campaign has no items. Go back to it to see why, and launch another if access was to be reviewed."
            }
          />
        )}
      </div>
      <div className="mt-4">
        <Pagination
          label="Pages of items"
          previousHref={asked.after ? to(null) : undefined}
          nextHref={page.next ? to(page.next) : undefined}
        />
      </div>
    </>
  );
}
