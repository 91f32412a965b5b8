import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
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
      </div>
    </>
  );
}
