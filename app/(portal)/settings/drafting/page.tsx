import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { DraftersScreen } from "@/components/drafts/drafters-screen";
import { draftersOptions, modelOptions } from "@/lib/drafting/client";
import { page } from "@/lib/drafting/drafter-queries";
import { model } from "@/lib/drafting/queries";
import { ask } from "@/lib/http";

export const metadata: Metadata = { title: "Drafting with a model" };

export default async function DraftersPage() {
  const client = new QueryClient();
  client.setQueryData(draftersOptions().queryKey, await ask(page, {}));
  client.setQueryData(modelOptions().queryKey, await ask(model, {}));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <DraftersScreen />
    </HydrationBoundary>
  );
}
