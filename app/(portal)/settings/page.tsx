import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import Link from "next/link";
import { ModelSwitch } from "@/components/drafts/model-switch";
import { PageHeader } from "@/components/ui/page-header";
import { modelOptions } from "@/lib/drafting/client";
import { model } from "@/lib/drafting/queries";
import { ask } from "@/lib/http";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const client = new QueryClient();
  client.setQueryData(modelOptions().queryKey, await ask(model, {}));
  return (
    <>
      <PageHeader
        title="Settings"
        description="What holds for every campaign. Each change is recorded in the log."
      />
      <div className="mt-6 max-w-[44rem]">
        <HydrationBoundary state={dehydrate(client)}>
          <ModelSwitch />
        </HydrationBoundary>
        <section aria-labelledby="need-score" className="mt-8 grid gap-2">
          <h2 id="need-score" className="text-base">
            How facts are added up
          </h2>
          <p>
            Where a campaign asks for it, an item's facts are added up to a need score by weights learnt from
            finished reviews.{" "}
            <Link className="text-accent underline" href="/settings/need-score">
              What it was learnt from, and how well it does
            </Link>
          </p>
        </section>
      </div>
    </>
  );
}
