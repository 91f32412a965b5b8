import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { RulesScreen } from "@/components/rules/rules-screen";
import { ask } from "@/lib/http";
import { rulesOptions } from "@/lib/rules/client";
import { page } from "@/lib/rules/queries";

export const metadata: Metadata = { title: "Rules" };

export default async function RulesPage() {
  const client = new QueryClient();
  client.setQueryData(rulesOptions().queryKey, await ask(page, {}));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RulesScreen />
    </HydrationBoundary>
  );
}
